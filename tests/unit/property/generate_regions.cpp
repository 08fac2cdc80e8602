#include <fmt/format.h>

#include <algorithm>

#include "tests/unit/property/program_generator.h"

namespace collmc::property {

void ProgramGenerator::know_size(Facts& facts, const std::string& collection, int size) const {
    int& known = facts.sizes[collection];
    if (known >= size) return;
    known = size;
    for (const Collection& one : collections_)
        if (std::ranges::find(one.smaller, collection) != one.smaller.end()) know_size(facts, one.name, size);
}

void ProgramGenerator::region() {
    Region self{name("R"), {}};
    std::string head = "region " + self.name;
    if (!regions_.empty() && random_.chance(50)) {
        const Region& parent = random_.one_of(regions_);
        const Region& other = random_.one_of(regions_);
        head += " from " + parent.name;
        self.facts = parent.facts;
        if (other.name != parent.name && random_.chance(40)) {
            head += ", " + other.name;
            for (const auto& [collection, size] : other.facts.sizes) know_size(self.facts, collection, size);
            self.facts.candidates.insert(other.facts.candidates.begin(), other.facts.candidates.end());
        }
    }
    line(head);
    if (random_.chance(20)) {
        block_line("observed " + std::to_string(random_.below(20)));
        block_line("background 10.5 " + one_of("+- 2", "+ 3 - 1.5"));
    }
    for (int i = 3 + random_.below(6); i > 0; --i) statement(self.facts);
    regions_.push_back(std::move(self));
}

void ProgramGenerator::statement(Facts& facts) {
    const Scope scope{{}, facts, false, {}, false};
    switch (random_.below(16)) {
        case 0:
        case 1:
        case 2: return proof(facts);
        case 3: {
            const std::string cut = condition(scope, 2);
            block_line(fmt::format("{} {}{}", one_of("select", "reject"), cut, one_of("", "", " \"label\"")));
            return;
        }
        case 4: {
            Facts guarded = facts;
            const std::string when = guard(guarded);
            block_line(fmt::format("select {}{}", condition({{}, guarded, false, {}, false}, 1), when));
            return;
        }
        case 5: return weight(facts);
        case 6:
        case 7:
        case 8: return histogram(facts);
        case 9: return profile(facts);
        case 10:
        case 11:
        case 12: return ntuple(facts);
        case 13: return bins(facts);
        case 14:
            if (random_.chance(30)) block_line(fmt::format("skim {}", name("s")));
            return histogram(facts);
        default: return ntuple(facts);
    }
}

/// A cut from which something follows that the statements below may use.
void ProgramGenerator::proof(Facts& facts) {
    if (!candidates_.empty() && random_.chance(30)) {
        const Candidate& candidate = random_.one_of(candidates_);
        block_line(fmt::format("select exists({})", candidate.name));
        facts.candidates.insert(candidate.name);
        return;
    }
    const std::string& of = collection().name;
    const int size = random_.chance(75) ? 1 : 2;
    switch (random_.below(4)) {
        case 0: block_line(fmt::format("reject size({}) < {}", of, size)); break;
        case 1: block_line(fmt::format("select size({}) in [{}, {}]", of, size, size + 3)); break;
        case 2:
            block_line(
                fmt::format("select {} < size({}) and {}", size - 1, of, condition({{}, facts, false, {}, false}, 1)));
            break;
        default: block_line(fmt::format("select size({}) >= {}", of, size));
    }
    know_size(facts, of, size);
}

/// ` when CONDITION`, from which something follows, or nothing.
std::string ProgramGenerator::guard(Facts& facts) {
    if (random_.chance(50)) return "";
    if (!candidates_.empty() && random_.chance(40)) {
        const Candidate& candidate = random_.one_of(candidates_);
        facts.candidates.insert(candidate.name);
        return fmt::format(" when exists({})", candidate.name);
    }
    const std::string& of = collection().name;
    know_size(facts, of, 2);
    return fmt::format(" when size({}) >= 2", of);
}

std::string ProgramGenerator::loop(Scope& scope) {
    if (random_.chance(60)) return "";
    return " " + bind(scope, 2);
}

void ProgramGenerator::weight(const Facts& facts) {
    const Scope scope{{}, facts, false, {}, false};
    std::string value = one_of("0.98", "2", "-0.5");
    if (!tables_.empty() && random_.chance(60))
        value = fmt::format("{}({})", random_.one_of(tables_), energy(scope, 1));
    if (random_.chance(20)) value = fmt::format("(1.5 when {} else 0.5)", condition(scope, 1));
    if (!tables_.empty() && random_.chance(20))
        value = fmt::format("product({}(o.pt) for o in {})", random_.one_of(tables_), rows().name);
    block_line(fmt::format("weight {} \"{}\"", value, name("w")));
}

std::string ProgramGenerator::energy_axis() {
    return one_of("10 bins from 0 to 100 GeV", "7 bins from -20 to 0.2 TeV", "edges 0, 20.5, 30, 45.25, 120 GeV");
}

std::string ProgramGenerator::real_axis() {
    return one_of("8 bins from -pi to pi", "edges -3, 0, 0.5, 4", "5 bins from 0 to 5");
}

void ProgramGenerator::histogram(const Facts& facts) {
    Scope scope{{}, facts, false, {}, false};
    const std::string when = guard(scope.facts);
    const std::string each = loop(scope);
    std::string text = fmt::format("histo {}{} : ", name("h"), when);
    text += random_.chance(60) ? energy(scope, 1) + each + ", " + energy_axis()
                               : real(scope, 1) + each + ", " + real_axis();
    if (random_.chance(30))
        text += " by " +
                (random_.chance(50) ? energy(scope, 1) + ", " + energy_axis() : real(scope, 1) + ", " + real_axis());
    block_line(text + one_of("", " \"$x$\""));
}

void ProgramGenerator::profile(const Facts& facts) {
    Scope scope{{}, facts, false, {}, false};
    const std::string when = guard(scope.facts);
    const std::string each = loop(scope);
    block_line(fmt::format("profile {}{} : {}{} by {}, {}", name("h"), when, energy(scope, 1), each, real(scope, 1),
                           real_axis()));
}

void ProgramGenerator::ntuple(const Facts& facts) {
    Scope scope{{}, facts, false, {}, false};
    std::string text = fmt::format("ntuple {}{} : ", name("n"), guard(scope.facts));
    text += fmt::format("{} as {}, {} as {}", energy(scope, 2), name("c"), real(scope, 2), name("c"));
    std::string needed;
    if (random_.chance(50)) {
        const std::string missing = missing_energy(scope, needed);
        text += fmt::format(", {} else -1 GeV as {}", missing, name("c"));
    }
    if (random_.chance(50))
        text += fmt::format(", first {} of {} (pt, eta) pad {}", 1 + random_.below(3), rows().name, one_of("0", "-1"));
    block_line(text);
}

void ProgramGenerator::bins(const Facts& facts) {
    Scope scope{{}, facts, false, {}, false};
    const std::string when = guard(scope.facts);
    block_line(fmt::format("bins {}{}", name("b"), when));
    int cells = 1;
    for (int i = 1 + random_.below(2); i > 0; --i) {
        const bool above = random_.chance(50);
        if (random_.chance(40))
            block_line(fmt::format("    by {} : 0, 1, 3{}", integer(scope), above ? " and above" : ""));
        else
            block_line(fmt::format("    by {} : 0, 30, 100 GeV{}", energy(scope, 1), above ? " and above" : ""));
        cells *= 2 + above;
    }
    if (random_.chance(50)) return;
    std::string observed = "    observed 3", background = "    background 3.5 +- 1";
    for (int i = 1; i < cells; ++i) {
        observed += ", " + std::to_string(i);
        background += one_of(", 2 +- 0.5", ", 4.5 + 1 - 0.5");
    }
    block_line(observed);
    block_line(background);
}

void ProgramGenerator::region_table() {
    const Region parent = random_.one_of(regions_);
    const std::string of = collection().name;
    line(fmt::format("regions from {} with size({}), {}", parent.name, of,
                     energy({{}, parent.facts, false, {}, false}, 1)));
    for (int i = 1 + random_.below(3); i > 0; --i) {
        Region self{name("R"), parent.facts};
        const bool sized = random_.chance(70);
        block_line(fmt::format("row {} : {}, {}", self.name, sized ? ">= 1" : "-",
                               one_of("-", "> 20 GeV", "in [10, 45.25) GeV")));
        if (sized) know_size(self.facts, of, 1);
        regions_.push_back(std::move(self));
    }
    if (random_.chance(50)) region();
}

}  // namespace collmc::property
