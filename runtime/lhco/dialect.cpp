#include "runtime/lhco/dialect.h"

#include <fmt/format.h>

namespace collmc::lhco {

namespace {

bool looks_like_delphes(const ParseCounts& counts) { return counts.phi_negative; }
bool looks_like_pgs(const ParseCounts& counts) { return counts.phi_above_pi || counts.half_btags; }

std::string evidence_of_pgs(const ParseCounts& counts) {
    return counts.phi_above_pi ? "phi goes above pi" : "there are b tags of 0.5 or 2.5";
}

std::string word(Dialect dialect) { return dialect == Dialect::delphes ? "delphes" : "pgs"; }

}  // namespace

std::string name_of(Dialect dialect) { return dialect == Dialect::delphes ? "Delphes" : "PGS"; }

std::optional<Dialect> dialect_named(const std::string& text) {
    if (text == "delphes") return Dialect::delphes;
    if (text == "pgs") return Dialect::pgs;
    return std::nullopt;
}

std::optional<Dialect> dialect_of(const ParseCounts& counts) {
    if (looks_like_delphes(counts) == looks_like_pgs(counts)) return std::nullopt;
    return looks_like_pgs(counts) ? Dialect::pgs : Dialect::delphes;
}

std::string refusal(Dialect wanted, const ParseCounts& counts, const std::string& path) {
    if (looks_like_delphes(counts) && looks_like_pgs(counts)) {
        return fmt::format(
            "{}: it is not clear whether Delphes or PGS wrote this file: phi goes below 0 as in files of Delphes, and "
            "{} "
            "as in those of PGS.\nThe analysis is for files of {}; if this is one, say --dialect {}.",
            path, evidence_of_pgs(counts), name_of(wanted), word(wanted));
    }
    const std::optional<Dialect> found = dialect_of(counts);
    if (!found || *found == wanted) return {};
    const std::string evidence = *found == Dialect::pgs ? evidence_of_pgs(counts) : "phi goes below 0";
    return fmt::format(
        "{}: this is a file of {} ({}), and the analysis is for files of {}: b tags and muon isolation mean something "
        "else there.\nRun it on a file of {}, or say --dialect {} if this is one.",
        path, name_of(*found), evidence, name_of(wanted), name_of(wanted), word(wanted));
}

std::string refusal_at_end(Dialect wanted, const ParseCounts& counts, const std::string& path) {
    if (dialect_of(counts)) return refusal(wanted, counts, path);
    return fmt::format(
        "{}: the events do not show whether Delphes or PGS wrote this file: no phi is below 0 and none above pi.\nThe "
        "analysis is for files of {}; if this is one, say --dialect {}.",
        path, name_of(wanted), word(wanted));
}

}  // namespace collmc::lhco
