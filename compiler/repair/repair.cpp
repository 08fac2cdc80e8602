#include "compiler/repair/repair.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "compiler/diagnostics/edit.h"
#include "compiler/repair/errors.h"

namespace collmc::repair {

using diagnostics::Diagnostic;
using diagnostics::Edit;
using diagnostics::EditClass;
using diagnostics::Fix;
using diagnostics::Severity;

namespace {

using VersionPtr = std::shared_ptr<const Version>;

/// How far an edit that brings new errors to light is followed before it is judged.
constexpr int kMostFollowed = 10;

/// An edit with the diagnostic that offers it.
struct Offer {
    const Diagnostic* diagnostic = nullptr;
    const Fix* fix = nullptr;
};

bool concerns_only(const Fix& fix, const diagnostics::SourceFile& file) {
    return !fix.edits.empty() &&
           std::ranges::all_of(fix.edits, [&](const Edit& edit) { return edit.span.file == &file; });
}

bool changes_something(const Fix& fix) {
    return std::ranges::any_of(fix.edits, [](const Edit& edit) { return edit.span.text() != edit.insert; });
}

/// The only edit of a class, or null.
const Fix* only_one(const Diagnostic& diagnostic, EditClass applicability) {
    const Fix* found = nullptr;
    for (const Fix& fix : diagnostic.fixes) {
        if (fix.applicability != applicability) continue;
        if (found) return nullptr;
        found = &fix;
    }
    return found;
}

/// Edits that touch are not made together: what the second one means may depend on the first.
bool touch(const Fix& a, const Fix& b) {
    for (const Edit& one : a.edits)
        for (const Edit& other : b.edits)
            if (one.span.begin <= other.span.end && other.span.begin <= one.span.end) return true;
    return false;
}

std::optional<std::string> edited(const Version& version, const std::vector<Offer>& offers) {
    std::vector<Edit> edits;
    for (const Offer& offer : offers) edits.insert(edits.end(), offer.fix->edits.begin(), offer.fix->edits.end());
    return diagnostics::apply_edits(version.file->text(), std::move(edits));
}

/// Where a byte of a text lies after edits; inside what is replaced, where that begins.
std::uint32_t moved(std::uint32_t offset, const std::vector<Offer>& offers) {
    std::int64_t shift = 0;
    for (const Offer& offer : offers)
        for (const Edit& edit : offer.fix->edits)
            if (edit.span.end <= offset && edit.span.begin < offset)
                shift += static_cast<std::int64_t>(edit.insert.size()) - (edit.span.end - edit.span.begin);
    return static_cast<std::uint32_t>(offset + shift);
}

class Repair {
public:
    Repair(const std::string& path, const Check& check, const Options& options)
        : path_(path), check_(check), options_(options) {}

    Outcome run(std::string text) {
        Outcome outcome;
        outcome.before = outcome.after = version(std::move(text));
        std::vector<Choice> open = options_.choices;
        if (!take_choices(outcome, open, false)) return outcome;
        apply_in_rounds(outcome);
        if (open.empty()) return outcome;
        if (take_choices(outcome, open, true)) apply_in_rounds(outcome);
        return outcome;
    }

private:
    VersionPtr version(std::string text) const {
        auto made = std::make_shared<Version>();
        made->file = &made->sources.add(path_, std::move(text));
        check_(*made->file, made->sources, made->diagnostics);
        made->diagnostics.sort();
        return made;
    }

    /// The edits that a round makes: those of the earliest stage, and of those that touch the first.
    std::vector<Offer> offers(const Version& version) const {
        std::vector<Offer> taken;
        std::size_t stage = std::tuple_size_v<Errors>;
        for (const Diagnostic& diagnostic : version.diagnostics.all()) {
            const Fix* fix = only_one(diagnostic, EditClass::safe);
            if (!fix && options_.likely && has_guess(diagnostic)) fix = only_one(diagnostic, EditClass::likely);
            if (diagnostic.caused_by) continue;  // it may go with its cause
            if (!fix || !concerns_only(*fix, *version.file) || !changes_something(*fix)) continue;
            if (!edited(version, {{&diagnostic, fix}})) continue;
            if (stage_of(diagnostic) > stage) continue;
            if (stage_of(diagnostic) < stage) taken.clear();
            stage = stage_of(diagnostic);
            if (std::ranges::any_of(taken, [&](const Offer& other) { return touch(*other.fix, *fix); })) continue;
            taken.push_back({&diagnostic, fix});
        }
        return taken;
    }

    static bool same_words(const Diagnostic& a, const Diagnostic& b) {
        return a.code == b.code && a.message == b.message;
    }

    static auto count_of(const Diagnostic& diagnostic, const Version& version) {
        return std::ranges::count_if(version.diagnostics.all(),
                                     [&](const Diagnostic& other) { return same_words(other, diagnostic); });
    }

    /// Whether an edit was made in vain: its diagnostic is still there, and not only another of its kind in its place,
    /// as of `;;`.
    static bool persists(const Offer& offer, const std::vector<Offer>& made, const Version& before,
                         const Version& after) {
        std::uint32_t first = moved(offer.diagnostic->primary.begin, made), last = first;
        for (const Edit& edit : offer.fix->edits) {
            const std::uint32_t begin = moved(edit.span.begin, made);
            first = std::min(first, begin);
            last = std::max(last, begin + static_cast<std::uint32_t>(edit.insert.size()));
        }
        const bool still_there = std::ranges::any_of(after.diagnostics.all(), [&](const Diagnostic& diagnostic) {
            return same_words(diagnostic, *offer.diagnostic) && diagnostic.primary.file == after.file &&
                   diagnostic.primary.begin >= first && diagnostic.primary.begin <= last;
        });
        return still_there && count_of(*offer.diagnostic, after) >= count_of(*offer.diagnostic, before);
    }

    static bool is_worse(const Version& after, const Errors& limit) { return count_errors(after.diagnostics) > limit; }

    /// Whether a version that edits have led to may stand: no edit was in vain, and there are no more errors than
    /// `limit`, at once or after the edits of what has come to light.
    bool may_stand(const VersionPtr& after, const std::vector<Offer>& made, const Version& before,
                   const Errors& limit) const {
        for (const Offer& offer : made)
            if (persists(offer, made, before, *after)) return false;
        if (!is_worse(*after, limit)) return true;
        VersionPtr at = after;
        for (int round = 0; round < kMostFollowed; ++round) {
            const std::vector<Offer> next = offers(*at);
            if (next.empty()) return false;
            at = version(*edited(*at, next));
            if (!is_worse(*at, limit)) return true;
        }
        return false;
    }

    struct Round {
        VersionPtr after;  ///< null where no edit may stand
        std::vector<Offer> made;
        std::vector<std::pair<Offer, std::size_t>> undone;  ///< with the errors that there would have been
    };

    /// All edits together, or, where that goes wrong, one after the other.
    Round round(const Version& version_before) const {
        Round result;
        const Errors limit = count_errors(version_before.diagnostics);
        const std::vector<Offer> all = offers(version_before);
        if (all.empty()) return result;
        result.after = version(*edited(version_before, all));
        result.made = all;
        if (may_stand(result.after, all, version_before, limit)) return result;
        result.after = nullptr;
        result.made.clear();
        Errors reached = limit;
        for (const Offer& offer : all) {
            std::vector<Offer> more = result.made;
            more.push_back(offer);
            const VersionPtr tried = version(*edited(version_before, more));
            if (may_stand(tried, more, version_before, reached)) {
                result.after = tried;
                result.made = std::move(more);
                reached = count_errors(tried->diagnostics);
            } else {
                result.undone.emplace_back(offer, tried->diagnostics.error_count());
            }
        }
        return result;
    }

    static Step step(const Offer& offer, int round, bool chosen) {
        Step step;
        step.round = round;
        step.code = offer.diagnostic->code;
        step.message = offer.diagnostic->message;
        step.title = offer.fix->title;
        step.effect = offer.fix->effect;
        step.applicability = offer.fix->applicability;
        step.chosen = chosen;
        step.place = offer.diagnostic->primary.file->place(offer.diagnostic->primary.begin);
        for (const Edit& edit : offer.fix->edits)
            step.replacements.push_back({edit.span.begin, edit.span.end, std::string(edit.span.text()), edit.insert});
        return step;
    }

    /// A text on the way, and how many steps lead to it.
    struct Stop {
        VersionPtr version;
        std::size_t steps = 0;
        std::vector<Undone> undone;
    };

    void apply_in_rounds(Outcome& outcome) {
        std::vector<Stop> way = {{outcome.after, outcome.steps.size(), {}}};
        outcome.end = End::most_rounds;
        for (int left = options_.most_rounds; left > 0; --left) {
            const Round made = round(*way.back().version);
            way.back().undone.clear();
            for (const auto& [offer, errors] : made.undone)
                way.back().undone.push_back({step(offer, rounds_ + 1, false), errors});
            if (!made.after) {
                outcome.end = End::nothing_left;
                break;
            }
            ++rounds_;
            for (const Offer& offer : made.made) outcome.steps.push_back(step(offer, rounds_, false));
            const auto again = std::ranges::find_if(
                way, [&](const Stop& stop) { return stop.version->file->text() == made.after->file->text(); });
            if (again != way.end()) {
                outcome.end = End::circle;
                // Whichever text of the circle one starts from, the same one is taken.
                const auto best = std::min_element(again, way.end(), [](const Stop& a, const Stop& b) {
                    return std::pair(count_errors(a.version->diagnostics), a.version->file->text()) <
                           std::pair(count_errors(b.version->diagnostics), b.version->file->text());
                });
                way.erase(std::next(best), way.end());
                break;
            }
            way.push_back({made.after, outcome.steps.size(), {}});
        }
        if (outcome.end == End::most_rounds) {
            const auto best = std::ranges::min_element(
                way, {}, [](const Stop& stop) { return count_errors(stop.version->diagnostics); });
            way.erase(std::next(best), way.end());
        }
        // What was hoped for when new errors came to light may not have come true.
        while (is_worse(*way.back().version, count_errors(way.front().version->diagnostics))) way.pop_back();
        outcome.after = way.back().version;
        outcome.steps.resize(way.back().steps);
        outcome.undone = std::move(way.back().undone);
    }

    /// Applies the choices that mean something for the version reached and takes them out of `open`; all must, the last
    /// time. False: refused.
    bool take_choices(Outcome& outcome, std::vector<Choice>& open, bool last) {
        const VersionPtr at = outcome.after;
        std::vector<Offer> taken;
        std::vector<Choice> later;
        for (const Choice& choice : open) {
            const auto found = find_choice(choice, at->diagnostics, *at->file);
            if (const auto* why = std::get_if<std::string>(&found)) {
                if (last) return refuse(outcome, *why);
                later.push_back(choice);
                continue;
            }
            const auto& chosen = std::get<Chosen>(found);
            const Offer offer{chosen.diagnostic, chosen.fix};
            if (!concerns_only(*offer.fix, *at->file) || !edited(*at, {offer}))
                return refuse(outcome, fmt::format("{}: this edit is not one of {}", to_string(choice), path_));
            for (const Offer& other : taken)
                if (touch(*other.fix, *offer.fix))
                    return refuse(outcome, fmt::format("{}: it changes what another choice changes; take one of them",
                                                       to_string(choice)));
            taken.push_back(offer);
        }
        open = std::move(later);
        if (taken.empty()) return true;
        ++rounds_;
        for (const Offer& offer : taken) outcome.steps.push_back(step(offer, rounds_, true));
        outcome.after = version(*edited(*at, taken));
        return true;
    }

    static bool refuse(Outcome& outcome, std::string why) {
        outcome.after = outcome.before;
        outcome.steps.clear();
        outcome.undone.clear();
        outcome.end = End::refused;
        outcome.refusal = std::move(why);
        return false;
    }

    const std::string& path_;
    const Check& check_;
    const Options& options_;
    int rounds_ = 0;
};

}  // namespace

bool has_guess(const Diagnostic& diagnostic) {
    return diagnostic.severity == Severity::error && only_one(diagnostic, EditClass::likely) != nullptr;
}

Outcome repair(const std::string& path, std::string text, const Check& check, const Options& options) {
    return Repair(path, check, options).run(std::move(text));
}

}  // namespace collmc::repair
