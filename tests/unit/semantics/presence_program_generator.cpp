#include "tests/unit/semantics/presence_program_generator.h"

#include <algorithm>

namespace collmc::semantics::presence {

std::string GeneratedProgram::text() const {
    std::string all;
    for (const Line& line : lines) all += line.text + "\n";
    return all;
}

GeneratedProgram ProgramGenerator::make() {
    base("electrons", "Electron", electrons);
    base("muons", "Muon", muons);
    base("jets", "Jet", jets);
    line("function second(c : Collection<Transverse>) -> Energy = c[1].pt");
    line("function several(c : Collection<Transverse>) -> Bool = size(c) >= 2");
    line("function protected(c : Collection<Transverse>, x : Energy) -> Energy = (c[1].pt when size(c) >= 2 else x)");
    line("function hardest(c : Collection<Transverse>) -> Energy = max(o.pt for o in c)");
    line("object leptons from electrons, muons");
    collections_.push_back({"leptons", electrons | muons});
    for (int i = 3 + random_.below(5); i > 0; --i) random_.below(3) == 0 ? candidate() : object();
    for (int i = random_.below(4); i > 0; --i) define();
    for (int i = 1 + random_.below(3); i > 0; --i) region(i);
    return std::move(program_);
}

void ProgramGenerator::base(const std::string& name, const std::string& particle, Particles particles) {
    line("object " + name + " from " + particle);
    if (random_.one_in(2)) line("    select pt > 5 GeV", true);
    collections_.push_back({name, particles});
}

/// Conditions of an object on itself come from a short list, so that selections are often nested or complementary.
std::string ProgramGenerator::object_cut(const std::string& self, const Name& of) {
    const std::string dot = self == "this" ? "" : self + ".";
    switch (random_.below(12)) {
        case 0: return dot + "pt > 20 GeV";
        case 1: return dot + "pt > 50 GeV";
        case 2: return "|" + dot + "eta| < 1.5";
        case 3: return of.has_btag() ? dot + "btagged" : dot + "pt > 20 GeV and |" + dot + "eta| < 1.5";
        case 4: return of.has_charge() ? dot + "charge > 0" : dot + "pt / " + dot + "eta > 30 GeV";
        case 5: return size_cut();
        case 6: {
            const std::string x = new_name("x");
            return "any(deltaR(" + self + ", " + x + ") < 1 for " + x + " in " + collection().name + ")";
        }
        case 7: return "deltaR(" + self + ", " + collection().name + "[0]) > 0.5";
        case 8: {
            const std::string x = new_name("x");
            return "all(" + x + ".pt > " + dot + "pt for " + x + " in " + collection().name + ")";
        }
        case 9: return candidates_.empty() ? dot + "eta > 0" : "exists(" + random_.among(candidates_).name + ")";
        default: return dot + "pt > 20 GeV";
    }
}

void ProgramGenerator::block_cuts(const std::string& self, const Name& of, int most) {
    for (int i = random_.below(most + 1); i > 0; --i) {
        std::string cut = random_.one_in(3) ? "    reject " : "    select ";
        cut += object_cut(self, of);
        if (random_.one_in(6)) cut += " when " + condition(1);
        line(cut, true);
    }
}

void ProgramGenerator::object() {
    Name self;
    self.name = new_name("o");
    const Name first = collection();
    self.particles = first.particles;
    std::string source = first.name;
    for (int i = random_.one_in(3) ? 1 + random_.below(2) : 0; i > 0; --i) {
        const Name& other = collection();
        if (source.find(other.name) != std::string::npos) continue;
        source += ", " + other.name;
        self.particles |= other.particles;
    }
    line("object " + self.name + " from " + source + excluded_from(self));
    block_cuts("this", self, 2);
    collections_.push_back(self);
}

/// One or two candidates whose members may be such objects.
std::string ProgramGenerator::excluded_from(const Name& object) {
    std::string text;
    for (const Combination& candidate : candidates_)
        if ((candidate.particles & object.particles) != 0 && random_.one_in(3))
            text += (text.empty() ? " excluding " : ", ") + candidate.name;
    return text;
}

void ProgramGenerator::candidate() {
    const std::string name = new_name("z");
    Combination self{name, 0, {}};
    std::vector<std::string>& legs = self.legs;
    std::string groups;
    const int count = random_.one_in(3) ? 2 : 1;
    Name last;
    for (int group = 0; group < count; ++group) {
        if (group > 0) groups += " and ";
        for (int i = (count == 1 ? 2 : 1 + random_.below(2)); i > 0; --i) {
            legs.push_back(new_name("l"));
            groups += legs.back() + (i > 1 ? ", " : " in ");
        }
        last = collection();
        groups += last.name;
        self.particles |= last.particles;
    }
    line("candidate " + name + " from " + groups);
    if (random_.one_in(2)) block_cuts(legs.back(), last, 1);
    switch (random_.below(4)) {
        case 0: line("    highest " + legs[0] + ".pt", true); break;
        case 1: line("    closest mass to 60 GeV", true); break;
        case 2: line("    lowest deltaR(" + legs[0] + ", " + collection().name + "[0])", true); break;
        default: break;
    }
    candidates_.push_back(self);
}

std::string ProgramGenerator::over(const char* reduction, const std::function<std::string(const std::string&)>& body) {
    const std::string x = new_name("x");
    return std::string(reduction) + "(" + body(x) + " for " + x + " in " + collection().name + ")";
}

std::string ProgramGenerator::number_of() { return "size(" + collection().name + ")"; }

std::string ProgramGenerator::size_cut() {
    const std::string k = std::to_string(random_.below(4));
    std::string left = number_of();
    if (random_.one_in(6)) left += (random_.one_in(2) ? " + " : " - ") + number_of();
    if (random_.one_in(10)) left = over("count", [](const std::string& x) { return x + ".pt > 20 GeV"; });
    switch (random_.below(9)) {
        case 0: return left + " == " + k;
        case 1: return left + " != " + k;
        case 2: return left + " < " + k;
        case 3: return left + " in [" + std::to_string(random_.below(3)) + ", 4]";
        case 4: return k + " < " + left;
        default: return left + " >= " + k;
    }
}

std::string ProgramGenerator::condition(int depth) {
    if (depth > 0 && random_.one_in(3)) {
        switch (random_.below(4)) {
            case 0: return "(" + condition(depth - 1) + " or " + condition(depth - 1) + ")";
            case 1: return "not (" + condition(depth - 1) + ")";
            case 2:
                return "(" + condition(depth - 1) + " when " + condition(depth - 1) + " else " + condition(depth - 1) +
                       ")";
            default: return "(" + condition(depth - 1) + " and " + condition(depth - 1) + ")";
        }
    }
    switch (random_.below(12)) {
        case 0:
            if (!candidates_.empty()) return "exists(" + random_.among(candidates_).name + ")";
            return size_cut();
        case 1: return "several(" + collection().name + ")";
        case 2: {
            const Name of = collection();
            const std::string x = new_name("x");
            return (random_.one_in(2) ? "any(" : "all(") + object_cut(x, of) + " for " + x + " in " + of.name + ")";
        }
        case 3: return value(depth) + " > " + std::to_string(10 * random_.below(8)) + " GeV";
        case 4: return over("any", [](const std::string& x) { return x + ".pt > 20 GeV"; });
        case 5:
            if (!conditions_.empty()) return random_.among(conditions_);
            return size_cut();
        default: return size_cut();
    }
}

/// A number that needs an object.
std::string ProgramGenerator::present(int depth) {
    switch (random_.below(9)) {
        case 0:
            if (!candidates_.empty()) return random_.among(candidates_).name + ".pt";
            break;
        case 1:
            if (!candidates_.empty()) {
                const Combination& candidate = random_.among(candidates_);
                return candidate.name + "." + random_.among(candidate.legs) + ".pt";
            }
            break;
        case 2: return "second(" + collection().name + ")";
        case 3: return over("min", [](const std::string& x) { return x + ".pt"; });
        case 4: {
            const Name of = collection();
            const std::string x = new_name("x");
            return "max(" + x + ".pt for " + x + " in " + of.name + " when " + object_cut(x, of) + ")";
        }
        case 5: return over("sum", [&](const std::string& x) { return x + ".pt + " + present(0); });
        case 6:
            if (!values_.empty()) return random_.among(values_);
            break;
        case 7: return depth > 0 ? "mT(" + collection().name + "[0], MET)" : "hardest(" + collection().name + ")";
        default: break;
    }
    return collection().name + "[" + std::to_string(random_.below(3)) + "].pt";
}

std::string ProgramGenerator::value(int depth) {
    if (depth > 0 && random_.one_in(5)) {
        if (random_.one_in(3)) return "protected(" + collection().name + ", " + value(depth - 1) + ")";
        return "(" + value(depth - 1) + " when " + condition(depth - 1) + " else " + value(depth - 1) + ")";
    }
    return random_.one_in(8) ? "MET.pt" : present(depth);
}

void ProgramGenerator::define() {
    const bool is_condition = random_.one_in(3);
    const std::string name = new_name("d");
    line("define " + name + " = " + (is_condition ? condition(2) : value(1)));
    (is_condition ? conditions_ : values_).push_back(name);
}

std::string ProgramGenerator::statement(int number) {
    const std::string guard = random_.one_in(4) ? " when " + condition(1) : "";
    if (random_.one_in(3)) {
        const std::string name = "h" + std::to_string(number);
        return "    histo " + name + guard + " : " + value(1) + ", 10 bins from 0 to 100 GeV";
    }
    if (random_.one_in(8))
        return "    ntuple n" + std::to_string(number) + guard + " : " + value(1) + " as a, " + value(0) + " as b";
    std::string cut = random_.one_in(4) ? "    reject " : "    select ";
    const bool protects = random_.one_in(4);
    cut += protects ? condition(0) + (random_.one_in(2) ? " and " : " or ") + condition(1) : condition(2);
    return cut + guard;
}

void ProgramGenerator::region(int) {
    const std::string name = new_name("R");
    std::string head = "region " + name;
    if (!regions_.empty() && random_.one_in(2)) {
        head += " from " + random_.among(regions_);
        const std::string& second = random_.among(regions_);
        if (head.find(second) == std::string::npos) head += ", " + second;
    }
    line(head);
    for (int i = 3 + random_.below(7); i > 0; --i) line(statement(i), true);
    regions_.push_back(name);
}

Event random_event(Random& random) {
    Event event;
    event.met_pt = 10 * random.below(10);
    event.met_phi = random.below(6) - 3;
    // Electron, Muon, Jet; few objects, so that sizes are often just at the edge of a cut.
    for (int particle : {1, 2, 4})
        for (int i = random.below(random.one_in(3) ? 5 : 3); i > 0; --i) {
            Object object{particle, {}};
            object.columns[abi::kTyp] = particle;
            object.columns[abi::kEta] = random.below(5) - 2;
            object.columns[abi::kPhi] = random.below(6) - 3;
            object.columns[abi::kPt] = std::vector<double>{0, 10, 30, 60, 110}[random.below(5)];
            object.columns[abi::kJmass] = random.below(3) * 5;
            object.columns[abi::kNtrk] = random.one_in(2) ? 1 : -1;
            object.columns[abi::kBtag] = random.below(3);
            event.objects.push_back(object);
        }
    return event;
}

}  // namespace collmc::semantics::presence
