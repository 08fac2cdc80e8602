#include <fmt/format.h>

#include "tests/unit/property/program_generator.h"

namespace collmc::property {

std::string GeneratedProgram::text() const {
    std::string all;
    for (const std::string& line : lines) all += line + "\n";
    return all;
}

GeneratedProgram ProgramGenerator::generate() {
    line("analysis \"generated\"");
    if (random_.chance(30)) block_line("luminosity 35.9 /fb");
    base_objects();
    functions();
    if (random_.chance(60)) table();
    if (random_.chance(30)) table_of_two();
    for (int i = 4 + random_.below(5); i > 0; --i) object();
    for (int i = random_.below(4); i > 0; --i) define();
    for (int i = 1 + random_.below(3); i > 0; --i) region();
    if (random_.chance(40)) region_table();
    for (int i = random_.chance(40) ? 1 + random_.below(2) : 0; i > 0; --i) variation();
    return program_;
}

void ProgramGenerator::base_objects() {
    const std::vector<std::pair<const char*, Kinds>> particles = {
        {"Jet", jet}, {"Muon", muon}, {"Electron", electron}, {"Photon", photon}, {"Tau", tau}};
    for (const auto& [particle, kind] : particles) {
        if (kind != jet && kind != muon && !random_.chance(50)) continue;
        const std::string base = name("o");
        line(fmt::format("object {} from {}", base, particle));
        if (random_.chance(60)) block_line(fmt::format("select pt > {} GeV", one_of("5", "10", "20")));
        collections_.push_back({base, {kind, {}}, kind, "", {}});
    }
}

void ProgramGenerator::functions() {
    line("function f_mass(a : Momentum, b : Transverse) -> Energy = sqrt(2 * a.pt * b.pt * (1 - cos(a.phi - b.phi)))");
    line("function f_sum(c : Collection<Transverse>) -> Energy = sum(o.pt for o in c when o.pt > 20 GeV)");
    line("function f_hard(x : Energy, y : Real) -> Bool = x > 30 GeV and y < 2 or x > 100 GeV");
}

void ProgramGenerator::table() {
    const std::string self = name("t");
    line(fmt::format("table {}(x : Energy) -> Real", self));
    const std::vector<std::string> edges = {"0", "10", "20.5", "30", "45.25", "100"};
    const int first = random_.below(2);
    for (int i = first; i < first + 2 + random_.below(2); ++i) {
        const std::string error = i == first ? " +- 0.02" : one_of("", " +- 0.02", " + 0.1 - 0.05");
        block_line(fmt::format("row [{}, {}) GeV : {}{}", edges[i], edges[i + 1], one_of("0.5", "0.9", "1.25"), error));
    }
    block_line("outside " + one_of("nearest", "1", "0"));
    tables_.push_back(self);
}

void ProgramGenerator::table_of_two() {
    const std::string self = name("t");
    line(fmt::format("table {}(x : Energy, y : Real) -> Real", self));
    for (const char* low : {"[0, 20.5)", "[20.5, 60)"})
        for (const char* side : {"[-2.5, 0)", "[0, 2.5)"})
            block_line(fmt::format("row {} GeV, {} : {}", low, side, one_of("0.5 +- 0.1", "0.9", "1.25 + 0.2 - 0.1")));
    block_line("outside " + one_of("nearest", "1"));
    tables_of_two_.push_back(self);
}

void ProgramGenerator::variation() {
    if (!tables_.empty() && random_.chance(40))
        line(fmt::format("variation {} : use {} {}", name("v"), random_.one_of(tables_), one_of("up", "down")));
    else
        line(fmt::format("variation {} : scale {} by {}", name("v"), one_of("Jet", "Muon"), one_of("1.03", "0.9")));
}

void ProgramGenerator::object() {
    switch (random_.below(13)) {
        case 0: return union_of();
        case 1: return random_.chance(60) ? excluding() : excluding_object();
        case 11: return chained_candidate();
        case 2: return ordered();
        case 3: return combinations();
        case 4:
        case 5: return candidate();
        case 6: return random_.chance(40) ? split() : candidate();
        case 7: return members();
        case 8: return random_.chance(30) ? retyped() : filtered();
        default: return filtered();
    }
}

void ProgramGenerator::block_cuts(const Scope& scope, int most) {
    for (int i = random_.below(most + 1); i > 0; --i) {
        std::string cut = random_.chance(30) ? "reject " : "select ";
        cut += random_.chance(50) && scope.self_is_row ? own_condition("", scope.self) : condition(scope, 2);
        if (random_.chance(15)) cut += " when " + condition(scope, 1);
        block_line(cut);
    }
}

void ProgramGenerator::filtered() {
    const Collection from = collection();
    Collection self{name("o"), from.element, from.rows, from.name, {}};
    line(fmt::format("object {} from {}", self.name, from.name));
    Scope scope;
    scope.in_block = true;
    scope.self = from.element;
    scope.self_is_row = from.element.kinds != 0;
    block_cuts(scope, 3);
    for (Collection& one : collections_)
        if (one.name == from.name) one.smaller.push_back(self.name);
    collections_.push_back(self);
}

void ProgramGenerator::union_of() {
    const Collection first = rows(), second = rows();
    if (first.name == second.name) return filtered();
    const Element element{first.element.kinds | second.element.kinds, {}};
    Collection self{name("o"), element, first.rows | second.rows, "", {first.name, second.name}};
    line(fmt::format("object {} from {}, {}", self.name, first.name, second.name));
    Scope scope;
    scope.in_block = scope.self_is_row = true;
    scope.self = element;
    const std::size_t before = program_.lines.size();
    block_cuts(scope, 1);
    if (program_.lines.size() > before) self.smaller.clear();  // a cut may take out what a part has
    collections_.push_back(self);
}

void ProgramGenerator::retyped() {
    const Collection self{name("o"), {jet, {}}, jet | tau, "", {}};
    line(fmt::format("object {} from Jet, Tau as Jet", self.name));
    collections_.push_back(self);
}

void ProgramGenerator::excluding() {
    std::vector<std::string> related;
    const Collection from = rows();
    for (const Candidate& candidate : candidates_)
        if (!candidate.is_split && (candidate.rows & from.rows) != 0) related.push_back(candidate.name);
    if (related.empty()) return filtered();
    const Collection self{name("o"), from.element, from.rows, from.name, {}};
    line(fmt::format("object {} from {} excluding {}", self.name, from.name, random_.one_of(related)));
    collections_.push_back(self);
}

/// What another selection from the same objects left.
void ProgramGenerator::excluding_object() {
    for (const Collection& one : std::vector<Collection>(collections_)) {
        if (one.source.empty() || one.element.kinds == 0 || !random_.chance(50)) continue;
        const Collection self{name("o"), one.element, one.rows, "", {}};
        line(fmt::format("object {} from {} excluding {}", self.name, one.source, one.name));
        collections_.push_back(self);
        return;
    }
    filtered();
}

/// The best of combinations that are there already.
void ProgramGenerator::chained_candidate() {
    for (const Collection& one : std::vector<Collection>(collections_)) {
        if (one.element.kinds != 0) continue;
        Candidate self{name("z"), {{}, {{name("l"), one.element}}}, one.rows, one.rows, {}, false};
        for (const Member& member : one.element.members) self.kinds |= member.element.kinds;
        if (random_.chance(40)) self.element.members.push_back({name("l"), one.element});
        std::string members = self.element.members.front().name;
        if (self.element.members.size() > 1) members += ", " + self.element.members.back().name;
        line(fmt::format("candidate {} from {} in {}", self.name, members, one.name));
        Scope scope;
        scope.in_block = true;
        scope.bound = self.element.members;
        criterion(scope);
        candidates_.push_back(self);
        return;
    }
    combinations();
}

void ProgramGenerator::ordered() {
    const Collection from = rows();
    const Collection self{name("o"), from.element, from.rows, from.name, {}};
    const std::string key =
        from.element.is_jet() ? one_of("btag", "|eta|", "mass", "-pt") : one_of("|eta|", "phi", "p");
    line(
        fmt::format("object {} from {} order by {}, {} first", self.name, from.name, key, one_of("highest", "lowest")));
    for (Collection& one : collections_)
        if (one.name == from.name) one.smaller.push_back(self.name);
    collections_.push_back(self);
}

/// The members of a candidate or of two as a collection.
void ProgramGenerator::members() {
    if (candidates_.empty()) return filtered();
    const Candidate candidate = random_.one_of(candidates_);
    if (candidate.is_split) return filtered();
    Collection self{name("o"), {candidate.kinds, {}}, candidate.rows, "", {}};
    std::string from = candidate.name;
    const Candidate second = random_.one_of(candidates_);
    if (second.name != candidate.name && !second.is_split && random_.chance(50)) {
        from += ", " + second.name;
        self.element.kinds |= second.kinds;
        self.rows |= second.rows;
    }
    line(fmt::format("object {} from {}", self.name, from));
    collections_.push_back(self);
}

std::string ProgramGenerator::groups(std::vector<Member>& members, unsigned& rows_of, int most) {
    std::string text;
    const int count = random_.chance(30) ? 2 : 1;
    for (int group = 0; group < count; ++group) {
        const Collection from = rows();
        rows_of |= from.rows;
        text += group > 0 ? " and " : "";
        const int size = count == 1 ? 1 + random_.below(most) : 1 + random_.below(2);
        for (int i = 0; i < size; ++i) {
            members.push_back({name("l"), from.element});
            text += (i > 0 ? ", " : "") + members.back().name;
        }
        text += " in " + from.name;
    }
    return text;
}

void ProgramGenerator::combinations() {
    Collection self{name("p"), {}, 0, "", {}};
    const std::string from = groups(self.element.members, self.rows, 2);
    if (self.element.members.size() < 2) return filtered();
    line(fmt::format("object {} from {}", self.name, from));
    Scope scope;
    scope.in_block = true;
    scope.bound = self.element.members;
    scope.self = {};
    block_cuts(scope, 2);
    collections_.push_back(self);
}

void ProgramGenerator::criterion(const Scope& scope) {
    switch (random_.below(4)) {
        case 0: block_line("closest mass to " + one_of("30 GeV", "80.4 GeV", "massZ")); break;
        case 1: block_line(fmt::format("highest {}", energy(scope, 1))); break;
        case 2: block_line(fmt::format("lowest {}", real(scope, 1))); break;
        default: block_line("highest pt"); break;
    }
    if (random_.chance(20)) block_line(fmt::format("then {} {}", one_of("lowest", "highest"), energy(scope, 0)));
}

void ProgramGenerator::candidate() {
    Candidate self;
    self.name = name("z");
    const std::string from = groups(self.element.members, self.rows, 3);
    line(fmt::format("candidate {} from {}", self.name, from));
    Scope scope;
    scope.in_block = true;
    scope.bound = self.element.members;
    const bool chosen = random_.chance(80);
    std::string local;
    if (chosen && random_.chance(25)) {
        local = name("d");
        block_line(fmt::format("define {} = {}", local, energy(scope, 1)));
    }
    block_cuts(scope, 1);
    if (chosen) criterion(scope);
    if (!local.empty()) self.energies.push_back(local);
    for (const Member& member : self.element.members) self.kinds |= member.element.kinds;
    candidates_.push_back(self);
}

void ProgramGenerator::split() {
    Candidate self;
    self.name = name("z");
    self.is_split = true;
    const Collection of = rows();
    self.rows = of.rows;
    self.kinds = of.element.kinds;
    self.element.members = {{name("g"), {}}, {name("g"), {}}};
    const std::string &a = self.element.members[0].name, &b = self.element.members[1].name;
    line(fmt::format("candidate {} from groups {}, {} of {}", self.name, a, b, of.name));
    block_line(
        one_of(fmt::format("lowest {0}.mass^2 + {1}.mass^2", a, b), fmt::format("lowest |{0}.pt - {1}.pt|", a, b)));
    candidates_.push_back(self);
}

void ProgramGenerator::define() {
    const std::string self = name("d");
    const Scope scope;
    switch (random_.below(5)) {
        case 0: {
            const Collection from = collection();
            const int index = random_.below(2);
            line(fmt::format("define {} = {}[{}]", self, from.name, index));
            needies_.push_back({self, from.name, index + 1, from.element});
            break;
        }
        case 1: {
            const Collection from = rows();
            line(fmt::format("define {} = leading({}, {})", self, from.name, 1 + random_.below(3)));
            collections_.push_back({self, from.element, from.rows, "", {}});
            break;
        }
        case 2:
            line(fmt::format("define {} = {}", self, condition(scope, 2)));
            conditions_.push_back(self);
            break;
        case 3: {
            std::string needed;
            const std::string missing = missing_energy(scope, needed);
            line(fmt::format("define {} = {} else {}", self, missing, energy(scope, 1)));
            energies_.push_back(self);
            break;
        }
        default: line(fmt::format("define {} = {}", self, real(scope, 2))); reals_.push_back(self);
    }
}

}  // namespace collmc::property
