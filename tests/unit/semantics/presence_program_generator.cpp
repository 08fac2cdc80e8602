#include "tests/unit/semantics/presence_program_generator.h"

#include <algorithm>

namespace collmc::semantics::presence {

std::string GeneratedProgram::text() const {
    std::string all;
    for (const Line& line : lines) all += line.text + "\n";
    return all;
}

GeneratedProgram ProgramGenerator::make() {
    has_taus_ = random_.one_in(4);
    has_combinations_ = random_.one_in(2);
    has_splits_ = random_.one_in(4);
    has_else_ = random_.one_in(3);
    has_more_outputs_ = random_.one_in(3);
    has_derived_ = random_.one_in(2);
    base("electrons", "Electron", electrons);
    base("muons", "Muon", muons);
    base("jets", "Jet", jets);
    if (has_taus_) base("taus", "Tau", taus);
    line("function second(c : Collection<Transverse>) -> Energy = c[1].pt");
    line("function several(c : Collection<Transverse>) -> Bool = size(c) >= 2");
    line("function protected(c : Collection<Transverse>, x : Energy) -> Energy = (c[1].pt when size(c) >= 2 else x)");
    line("function hardest(c : Collection<Transverse>) -> Energy = max(o.pt for o in c)");
    if (has_more_outputs_)
        line("table trigger(pt : Energy) -> Real row [0, 30) GeV : 0.5 row [30, 60] GeV : 1 outside nearest");
    line("object leptons from electrons, muons");
    collections_.push_back({"leptons", electrons | muons, electrons | muons});
    if (has_splits_) split();
    for (int i = 3 + random_.below(5); i > 0; --i) block();
    for (int i = random_.below(4); i > 0; --i) define();
    for (int i = 1 + random_.below(3); i > 0; --i) region(i);
    return std::move(program_);
}

void ProgramGenerator::block() {
    const bool combines = random_.one_in(3);
    if (combines && has_combinations_ && random_.one_in(2)) return combination(false);
    if (combines) return combination(true);
    if (has_derived_ && random_.one_in(5)) return leading();
    object();
}

/// Conditions of an object on itself come from a short list, so that selections are often nested or complementary.
std::string ProgramGenerator::object_cut(const std::string& self, const Name& of) {
    const std::string dot = self == "this" ? "" : self + ".";
    switch (random_.below(13)) {
        case 0: return dot + "pt > 20 GeV";
        case 1: return dot + "pt > 50 GeV";
        case 2: return "|" + dot + "eta| < 1.5";
        case 3: return of.has_btag() ? dot + "btagged" : dot + "pt > 20 GeV and |" + dot + "eta| < 1.5";
        case 4: return of.has_charge() ? dot + "charge > 0" : dot + "pt / " + dot + "eta > 30 GeV";
        case 5: return size_cut();
        case 6: {
            const std::string x = variable();
            return "any(deltaR(" + self + ", " + x + ") < 1 for " + x + " in " + collection().name + ")";
        }
        case 7: return "deltaR(" + self + ", " + collection().name + "[0]) > 0.5";
        case 8: {
            const std::string x = variable();
            return "all(" + x + ".pt > " + dot + "pt for " + x + " in " + collection().name + ")";
        }
        case 9: return candidates_.empty() ? dot + "eta > 0" : "exists(" + random_.among(candidates_).name + ")";
        case 10:
            if (has_derived_ && (of.particles & muons) != 0 && of.particles != muons) return self + " is Muon";
            return dot + "mass > 4 GeV";
        case 11:
            if (!has_else_) return dot + "pt > 20 GeV";
            return "(" + collection().name + "[1].pt else 10 GeV) < " + dot + "pt";
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

void ProgramGenerator::base(const std::string& name, const std::string& particle, Particles particles) {
    line("object " + name + " from " + particle);
    if (random_.one_in(2)) line("    select pt > 5 GeV", true);
    collections_.push_back({name, particles, particles});
}

void ProgramGenerator::object() {
    Name self;
    self.name = new_name("o");
    std::string source;
    std::vector<std::string> taken;
    bool taus_are_read = false;  // as jets
    for (int i = random_.one_in(3) ? 2 + random_.below(2) : 1; i > 0; --i) {
        const Name& one = collection();
        if (std::find(taken.begin(), taken.end(), one.name) != taken.end()) continue;
        taken.push_back(one.name);
        // A collection reads its taus in one way.
        const bool has_taus = (one.rows & taus) != 0, is_read = (one.particles & taus) == 0;
        const bool as_jet = one.particles == taus && (taken.size() == 1 ? random_.one_in(2) : taus_are_read);
        if (has_taus && (self.rows & taus) != 0 && (as_jet || is_read) != taus_are_read) {
            taken.pop_back();
            continue;
        }
        if (has_taus) taus_are_read = as_jet || is_read;
        source += (source.empty() ? "" : ", ") + one.name + (as_jet ? " as Jet" : "");
        self.particles |= as_jet ? static_cast<unsigned>(jets) : one.particles;
        self.rows |= one.rows;
    }
    if (source.empty()) return;
    line("object " + self.name + " from " + source + excluded_from(self));
    if (has_derived_ && random_.one_in(5))
        line(random_.one_in(2) ? "    order by eta, lowest first"
                               : "    order by deltaR(this, " + collection().name + "[0]), highest first",
             true);
    block_cuts("this", self, 2);
    collections_.push_back(self);
}

/// Candidates and collections whose members may be such objects.
std::string ProgramGenerator::excluded_from(const Name& object) {
    std::string text;
    auto exclude = [&](const std::string& name) { text += (text.empty() ? " excluding " : ", ") + name; };
    for (const Combination& candidate : candidates_)
        if ((candidate.rows & object.rows) != 0 && !candidate.is_split && random_.one_in(3)) exclude(candidate.name);
    for (const Name& other : collections_)
        if (has_derived_ && (other.rows & object.rows) != 0 && random_.one_in(8)) exclude(other.name);
    return text;
}

void ProgramGenerator::leading() {
    Name self = collection();
    const std::string source = self.name;
    self.name = new_name("f");
    line("define " + self.name + " = leading(" + source + ", " + std::to_string(1 + random_.below(3)) + ")");
    collections_.push_back(self);
}

/// `a, b in C and d in D`, with few objects in all.
std::string ProgramGenerator::groups(Combination& self, std::vector<std::pair<std::string, Name>>& singles) {
    std::string text;
    const int count = random_.one_in(3) ? 2 : 1;
    constexpr int kMost = 4;
    for (int group = 0; group < count && self.members < kMost; ++group) {
        const Combination* pool = nullptr;
        if (!combinations_.empty() && random_.one_in(2)) pool = &random_.among(combinations_);
        const int each = pool ? pool->members : 1;
        int legs = count == 1 ? 2 : 1 + random_.below(2);
        while (legs > 1 && self.members + legs * each > kMost) --legs;
        const bool is_alone = count == 1 && legs == 1;  // would be no combination
        if (is_alone || self.members + legs * each > kMost) {
            --group;
            continue;
        }
        if (group > 0) text += " and ";
        const Name single = collection();
        for (int i = legs; i > 0; --i) {
            self.legs.push_back(new_name("l"));
            text += self.legs.back() + (i > 1 ? ", " : " in ");
            if (!pool) singles.emplace_back(self.legs.back(), single);
        }
        text += pool ? pool->name : single.name;
        self.members += legs * each;
        self.rows |= pool ? pool->rows : single.rows;
    }
    return text;
}

/// The best combination or none, or all of them.
void ProgramGenerator::combination(bool is_best) {
    if (!is_best && !combinations_.empty() && random_.one_in(3)) {
        Combination self = random_.among(combinations_);
        const std::string source = self.name;
        self.name = new_name("s");
        line("object " + self.name + " from " + source);
        line(random_.one_in(2) ? "    select mass > 40 GeV" : "    select " + size_cut(), true);
        combinations_.push_back(self);
        return;
    }
    Combination self;
    self.name = new_name(is_best ? "z" : "c");
    std::vector<std::pair<std::string, Name>> singles;
    const std::string source = groups(self, singles);
    line((is_best ? "candidate " : "object ") + self.name + " from " + source);
    if (is_best) local_defines(self, singles);
    if (random_.one_in(2) && !singles.empty()) block_cuts(singles.back().first, singles.back().second, 1);
    const bool has_defines = !self.numbers.empty() || !self.conditions.empty();
    if (has_defines) {  // which end at a criterion
        if (!self.numbers.empty() && random_.one_in(2)) line("    select " + self.numbers[0] + " > 30 GeV", true);
        line("    highest " + self.legs[0] + ".pt");
    } else if (is_best) {
        switch (random_.below(4)) {
            case 0: line("    highest " + self.legs[0] + ".pt", true); break;
            case 1: line("    closest mass to 60 GeV then lowest pt", true); break;
            case 2: line("    lowest deltaR(" + self.legs[0] + ", " + collection().name + "[0])", true); break;
            default: break;
        }
    }
    (is_best ? candidates_ : combinations_).push_back(self);
}

void ProgramGenerator::local_defines(Combination& self, const std::vector<std::pair<std::string, Name>>& singles) {
    if (!has_combinations_) return;
    if (random_.one_in(2)) {
        self.numbers.push_back(new_name("n"));
        line("    define " + self.numbers.back() + " = " + self.legs[0] + ".pt + " + present(0));
    }
    if (random_.one_in(3) && !singles.empty()) {
        self.conditions.push_back(new_name("b"));
        line("    define " + self.conditions.back() + " = " + object_cut(singles[0].first, singles[0].second));
    }
}

void ProgramGenerator::split() {
    Combination self;
    self.is_split = true;
    self.name = new_name("z");
    self.legs = {new_name("l"), new_name("l")};
    const std::string &a = self.legs[0], &b = self.legs[1];
    const Name of = collection();
    self.rows = of.rows;
    line("candidate " + self.name + " from groups " + a + ", " + b + " of " + of.name);
    if (random_.one_in(3)) line("    select size(" + b + ") >= " + std::to_string(random_.below(3)), true);
    const std::string x = variable();
    const std::string& part = random_.one_in(2) ? a : b;
    switch (random_.below(3)) {
        case 0: line("    lowest |" + a + ".pt - " + b + ".pt|", true); break;
        case 1: line("    highest max(" + x + ".pt for " + x + " in " + part + ")", true); break;
        default: break;
    }
    candidates_.push_back(self);
    for (const std::string& leg : self.legs) {
        const std::string name = new_name("g");
        line("define " + name + " = " + self.name + "." + leg);
        parts_.push_back(name);
    }
}

std::string ProgramGenerator::over(const char* reduction, const std::function<std::string(const std::string&)>& body) {
    const std::string x = variable();
    return std::string(reduction) + "(" + body(x) + " for " + x + " in " + countable() + ")";
}

std::string ProgramGenerator::over_pairs(
    const char* reduction, const std::function<std::string(const std::string&, const std::string&)>& body) {
    const std::string x = variable(), y = variable();
    const std::string in = random_.one_in(2) ? x + ", " + y + " in " + countable()
                                             : x + " in " + countable() + " and " + y + " in " + countable();
    const std::string filter = random_.one_in(5) ? " when deltaR(" + x + ", " + y + ") > 1" : "";
    return std::string(reduction) + "(" + body(x, y) + " for " + in + filter + ")";
}

std::string ProgramGenerator::countable() {
    if (!combinations_.empty() && random_.one_in(4)) return random_.among(combinations_).name;
    if (!candidates_.empty() && random_.one_in(6)) {
        const Combination& candidate = random_.among(candidates_);
        if (!candidate.is_split) return candidate.name;
    }
    if (!parts_.empty() && random_.one_in(3)) return random_.among(parts_);
    return collection().name;
}

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

/// True, or false, only where there was no need of the right side.
std::string ProgramGenerator::comparison_with_else() {
    const std::string number = std::to_string(10 * random_.below(8));
    const std::string left = "(" + present(0) + " else " + number + " GeV)";
    const std::string bound = std::to_string(10 * random_.below(8)) + " GeV";
    switch (random_.below(4)) {
        case 0: return left + " < " + bound;
        case 1: return left + " in [20, 60] GeV";
        case 2: return bound + " <= " + left;
        default: return left + " > " + bound;
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
    if (has_else_ && random_.one_in(6)) return comparison_with_else();
    switch (random_.below(14)) {
        case 12:
            return over_pairs(
                "any", [](const std::string& x, const std::string& y) { return "deltaR(" + x + ", " + y + ") > 1"; });
        case 13: {
            for (const Combination& candidate : candidates_)
                if (!candidate.conditions.empty()) return candidate.name + "." + candidate.conditions[0];
            return "chance(0.5)";
        }
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

std::string ProgramGenerator::present_combination() {
    if (!combinations_.empty() && random_.one_in(2)) {
        const Combination& one = random_.among(combinations_);
        const std::string element = one.name + "[" + std::to_string(random_.below(3)) + "]";
        return random_.one_in(2) ? element + ".pt" : element + "." + random_.among(one.legs) + ".pt";
    }
    if (candidates_.empty()) return "MET.pt";
    const Combination& candidate = random_.among(candidates_);
    if (!candidate.numbers.empty() && random_.one_in(2)) return candidate.name + "." + candidate.numbers[0];
    return random_.one_in(2) ? candidate.name + ".pt" : candidate.name + "." + random_.among(candidate.legs) + ".pt";
}

/// A number that needs an object.
std::string ProgramGenerator::present(int depth) {
    switch (random_.below(10)) {
        case 0:
        case 1:
            if (!candidates_.empty()) return present_combination();
            break;
        case 2: return "second(" + collection().name + ")";
        case 3: return over(random_.one_in(2) ? "min" : "mean", [](const std::string& x) { return x + ".pt"; });
        case 4: {
            const Name of = collection();
            const std::string x = variable();
            return "max(" + x + ".pt for " + x + " in " + of.name + " when " + object_cut(x, of) + ")";
        }
        case 5: return over("sum", [&](const std::string& x) { return x + ".pt + " + present(0); });
        case 6:
            if (!values_.empty()) return random_.among(values_);
            break;
        case 7: return depth > 0 ? "mT(" + collection().name + "[0], MET)" : "hardest(" + collection().name + ")";
        case 8: {
            const bool extremum = random_.one_in(2);
            return over_pairs(extremum ? "max" : "sum", [&](const std::string& x, const std::string& y) {
                return "(" + x + " + " + y + ").pt" + (extremum ? "" : " + " + present(0));
            });
        }
        default: break;
    }
    return collection().name + "[" + std::to_string(random_.below(3)) + "].pt";
}

std::string ProgramGenerator::value(int depth) {
    if (has_else_ && random_.one_in(4)) {
        const std::string other = depth > 0 ? value(depth - 1) : "0 GeV";
        return "(" + present(depth) + " else " + other + ")";
    }
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

/// An output that is more than one number per event.
std::string ProgramGenerator::fill(int number, const std::string& guard) {
    const std::string name = std::to_string(number) + guard;
    const std::string axis = ", 10 bins from 0 to 100 GeV", x = variable(), y = variable();
    switch (random_.below(6)) {
        case 0:
            return "    histo h" + name + " : " + x + ".pt + " + value(0) + " for " + x + " in " + countable() + axis;
        case 1:
            return "    histo h" + name + " : (" + x + " + " + y + ").pt + " + value(0) + " for " + x + ", " + y +
                   " in " + countable() + " when " + condition(0) + axis;
        case 2: return "    profile p" + name + " : " + value(1) + " by " + value(0) + axis;
        case 3: return "    histo h" + name + " : " + value(0) + axis + " by " + value(0) + ", edges 0, 30, 60 GeV";
        case 4:
            return "    bins b" + name + " by " + value(0) + " : 0, 50, 100 GeV by " + number_of() +
                   " : 0, 2 and above";
        default: return "    skim s" + std::to_string(number) + " when " + condition(1);
    }
}

std::string ProgramGenerator::statement(int number) {
    const std::string guard = random_.one_in(4) ? " when " + condition(1) : "";
    if (has_more_outputs_ && random_.one_in(4)) return fill(number, guard);
    if (has_more_outputs_ && random_.one_in(6)) return "    weight trigger(" + value(1) + ")";
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
    // Electron, Muon, Tau, Jet; few objects, so that sizes are often just at the edge of a cut.
    for (int particle : {1, 2, 3, 4})
        for (int i = random.below(random.one_in(3) ? 5 : 3); i > 0; --i) {
            EventObject object{particle, {}};
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
