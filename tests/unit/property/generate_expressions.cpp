#include <fmt/format.h>

#include "tests/unit/property/program_generator.h"

namespace collmc::property {

std::string ProgramGenerator::energy_number() {
    return one_of("0", "5", "10", "20", "20.5", "30", "45.25", "60", "100") + " GeV";
}

std::string ProgramGenerator::real_number() { return one_of("0", "0.4", "0.5", "1", "1.5", "2.5", "3", "-1.5"); }

/// What stands in front of an attribute: those of `this` stand bare.
std::string ProgramGenerator::dotted(const std::string& object) {
    return object.empty() || object == "this" ? "" : object + ".";
}

const ProgramGenerator::Collection& ProgramGenerator::rows() {
    while (true)
        if (const Collection& one = collection(); one.element.kinds != 0) return one;
}

std::string ProgramGenerator::attribute_of(const std::string& object, const Element& element) {
    const std::string dot = dotted(object);
    if (element.is_jet() && random_.chance(10)) return dot + "mass";
    return dot + one_of("pt", "pt", "pt", "mass", "energy", "px", "p");
}

ProgramGenerator::Member ProgramGenerator::momentum(const Scope& scope) {
    std::vector<Member> choices;
    for (const Member& one : scope.bound) {
        choices.push_back(one);
        for (const Member& member : one.element.members)
            choices.push_back({one.name + "." + member.name, member.element});
    }
    if (!choices.empty() && random_.chance(60)) return random_.one_of(choices);
    if (scope.self_is_row && random_.chance(40)) return {"this", scope.self};
    for (const Collection& one : collections_)
        if (const auto known = scope.facts.sizes.find(one.name); known != scope.facts.sizes.end() && known->second > 0)
            choices.push_back({fmt::format("{}[{}]", one.name, random_.below(known->second)), one.element});
    for (const Candidate& one : candidates_) {
        if (!scope.facts.candidates.contains(one.name)) continue;
        choices.push_back({one.name, one.element});
        for (const Member& member : one.element.members)
            choices.push_back({one.name + "." + member.name, member.element});
    }
    for (const Needy& one : needies_)
        if (const auto known = scope.facts.sizes.find(one.collection);
            known != scope.facts.sizes.end() && known->second >= one.size)
            choices.push_back({one.name, one.element});
    if (choices.empty()) return {};
    return random_.one_of(choices);
}

std::string ProgramGenerator::transverse(const Scope& scope) {
    const Member object = momentum(scope);
    if (object.name.empty() || random_.chance(30)) return "MET";
    return object.name;
}

/// `for x in C`, with one to `most` variables, which the scope has from then on.
std::string ProgramGenerator::bind(Scope& scope, int most) {
    std::string text = "for ";
    const int groups = most > 1 && random_.chance(20) ? 2 : 1;
    for (int group = 0; group < groups; ++group) {
        const bool two = groups == 1 && most > 1 && random_.chance(25);
        Element element;
        std::string source;
        const Candidate candidate = candidates_.empty() ? Candidate{} : random_.one_of(candidates_);
        if (!candidate.name.empty() && !candidate.is_split && random_.chance(12)) {
            element.kinds = candidate.kinds;
            source = candidate.name;
        } else {
            const Collection& from = two || groups == 2 ? rows() : collection();
            element = from.element;
            source = from.name;
        }
        text += group > 0 ? " and " : "";
        for (int i = 0; i < 1 + two; ++i) {
            const std::string variable = name("x");
            scope.bound.push_back({variable, element});
            text += (i > 0 ? ", " : "") + variable;
        }
        text += " in " + source;
    }
    if (random_.chance(25)) {
        const Member& last = scope.bound.back();
        text += " when " + own_condition(last.name, last.element);
    }
    return text;
}

std::string ProgramGenerator::own_condition(const std::string& object, const Element& element) {
    const std::string dot = dotted(object);
    switch (random_.below(8)) {
        case 0: return fmt::format("|{}eta| < {}", dot, one_of("0.5", "1.5", "2.5"));
        case 1: return fmt::format("{}pt in [{}, {}] GeV", dot, one_of("10", "20", "20.5"), one_of("30", "100"));
        case 2:
            if (element.is_jet()) return dot + "btagged";
            break;
        case 3:
            if (element.is_charged()) return dot + one_of("charge > 0", "charge == -1", "flavor == 2");
            break;
        case 4:
            if (!object.empty() && (element.kinds & muon) != 0 && (element.kinds & electron) != 0)
                return fmt::format("{} is {}", object, one_of("Muon", "Electron"));
            break;
        case 5:
            if (!element.is_jet()) break;
            if (random_.chance(30))
                return object.empty() || object == "this" ? "btagged(tight)"
                                                          : fmt::format("btagged({}, tight)", object);
            return dot + "btag >= 2";
            break;
        case 6: return fmt::format("not ({}phi in (-pi, 0.5))", dot);
        default: break;
    }
    return fmt::format("{}pt {} {}", dot, one_of(">", ">=", "<", "!="), energy_number());
}

std::string ProgramGenerator::integer(const Scope& scope) {
    if (random_.chance(20)) {
        Scope inner = scope;
        const std::string loop = bind(inner, 2);
        const Member& last = inner.bound.back();
        return fmt::format("count({} {})", own_condition(last.name, last.element), loop);
    }
    if (random_.chance(15)) return fmt::format("size({}) {} size({})", rows().name, one_of("+", "-"), rows().name);
    return fmt::format("size({})", several(scope));
}

std::string ProgramGenerator::quantifier(const Scope& scope, int depth) {
    Scope inner = scope;
    const std::string loop = bind(inner, 2);
    const Member last = inner.bound.back();
    const std::string body = random_.chance(40) ? own_condition(last.name, last.element) : comparison(inner, depth - 1);
    return fmt::format("{}({} {})", one_of("any", "all"), body, loop);
}

/// A reduction that needs nothing, or with what it is worth without members.
std::string ProgramGenerator::reduction(const Scope& scope, int depth) {
    Scope inner = scope;
    const std::string loop = bind(inner, 2);
    if (random_.chance(20)) {
        const std::string sum = fmt::format("sum({} {})", inner.bound.back().name, loop);
        return fmt::format("{}{}.{}", random_.chance(30) ? "(-" : "(", sum + ")", one_of("pt", "mass", "energy", "px"));
    }
    const std::string body = energy(inner, depth - 1);
    if (random_.chance(50)) return fmt::format("sum({} {})", body, loop);
    return fmt::format("({}({} {}) else {})", one_of("min", "max", "mean"), body, loop, energy_number());
}

/// An energy that may be missing, and the condition under which it is not.
std::string ProgramGenerator::missing_energy(const Scope& scope, std::string& needed) {
    if (!candidates_.empty() && random_.chance(40)) {
        const Candidate& candidate = random_.one_of(candidates_);
        needed = fmt::format("exists({})", candidate.name);
        if (!candidate.energies.empty() && random_.chance(40))
            return candidate.name + "." + random_.one_of(candidate.energies);
        const Member& member = random_.one_of(candidate.element.members);
        if (random_.chance(40)) return attribute_of(candidate.name + "." + member.name, member.element);
        return attribute_of(candidate.name, candidate.element);
    }
    const Collection& from = collection();
    const int index = random_.below(3);
    needed = fmt::format("size({}) >= {}", from.name, index + 1);
    const std::string object = fmt::format("{}[{}]", from.name, index);
    if (random_.chance(25)) return fmt::format("mT({}, {})", object, transverse(scope));
    return attribute_of(object, from.element);
}

/// A collection, or what is one as well: a candidate, a group of a split.
std::string ProgramGenerator::several(const Scope& scope) {
    if (candidates_.empty() || random_.chance(75)) return collection().name;
    const Candidate& candidate = random_.one_of(candidates_);
    if (!candidate.is_split) return candidate.name;
    if (!scope.facts.candidates.contains(candidate.name)) return collection().name;
    return candidate.name + "." + random_.one_of(candidate.element.members).name;
}

/// An energy of two objects that are there; empty where there are none.
std::string ProgramGenerator::energy_of_pair(const Scope& scope) {
    const Member a = momentum(scope), b = momentum(scope);
    if (a.name.empty() || b.name.empty()) return "";
    const std::string function = one_of("MT2({}, {}, MET)", "razorMR({}, {})", "mCT({}, {})", "mTtotal({}, {}, MET)",
                                        "scalarProduct({}, {})^(1/2)", "collinearMass({}, {}, MET)");
    if (a.name == "this" || b.name == "this" || random_.chance(40))
        return fmt::format(fmt::runtime(function), a.name, b.name);
    const std::string sum = one_of("({} + {}).", "({} - {}).", "(neutrino({}, MET) + {}).", "boosted({0}, {0} + {1}).",
                                   "({0} + fourMomentum({1}.px, {1}.py, 0 GeV, {1}.energy)).");
    return fmt::format(fmt::runtime(sum), a.name, b.name) + one_of("mass", "pt", "energy");
}

/// The same, without a dimension.
std::string ProgramGenerator::real_of_pair(const Scope& scope) {
    const Member a = momentum(scope), b = momentum(scope);
    if (a.name.empty() || b.name.empty()) return "";
    const std::string function =
        one_of("deltaR({}, {})", "deltaR({}, {})", "deltaPhi({}, {})", "deltaEta({}, {})", "cosThetaCS({}, {})",
               "razorR2({}, {}, MET)", "cosHelicity({}, {})", "ptAsymmetry({}, {})");
    return fmt::format(fmt::runtime(function), a.name, b.name);
}

std::string ProgramGenerator::energy(const Scope& scope, int depth) {
    if (depth > 0) {
        std::string needed;
        switch (random_.below(15)) {
            case 0: return fmt::format("({} + {})", energy(scope, depth - 1), energy(scope, depth - 1));
            case 1: return fmt::format("|{} - {}|", energy(scope, depth - 1), energy(scope, depth - 1));
            case 2: return fmt::format("{} * {}", energy(scope, depth - 1), real(scope, 0));
            case 3: return fmt::format("sqrt({}^2 + {}^2)", energy(scope, 0), energy(scope, 0));
            case 4:
                return fmt::format("({} when {} else {})", energy(scope, depth - 1), condition(scope, depth - 1),
                                   energy(scope, depth - 1));
            case 5: {
                const std::string missing = missing_energy(scope, needed);
                return fmt::format("({} else {})", missing, energy(scope, depth - 1));
            }
            case 6: {
                const std::string missing = missing_energy(scope, needed);
                return fmt::format("({} when {} else {})", missing, needed, energy(scope, depth - 1));
            }
            case 7: return fmt::format("{}({}, {})", one_of("min", "max"), energy(scope, depth - 1), energy(scope, 0));
            case 8:
            case 9: return reduction(scope, depth);
            case 10:
                if (!energies_.empty()) return random_.one_of(energies_);
                break;
            case 11: return fmt::format("{}({})", one_of("f_sum", "HT"), several(scope));
            case 12:
                if (const std::string text = energy_of_pair(scope); !text.empty()) return text;
                break;
            case 13: return fmt::format(fmt::runtime(one_of("MHT({}).pt", "effectiveMass({}, MET)")), several(scope));
            default: break;
        }
    }
    if (scope.in_block && random_.chance(50)) return attribute_of("", scope.self);
    const Member object = momentum(scope);
    if (object.name.empty() || random_.chance(20)) return random_.chance(70) ? "MET.pt" : energy_number();
    if (random_.chance(20)) return fmt::format("mT({}, {})", object.name, transverse(scope));
    if (random_.chance(10)) return fmt::format("f_mass({}, {})", object.name, transverse(scope));
    return attribute_of(object.name, object.element);
}

std::string ProgramGenerator::real(const Scope& scope, int depth) {
    const Member object = momentum(scope);
    switch (random_.below(14)) {
        case 0: return real_number();
        case 1: return fmt::format("0.5 * ({})", integer(scope));
        case 2:
            if (object.name.empty()) break;
            return random_.chance(50) ? fmt::format("|{}eta|", dotted(object.name)) : dotted(object.name) + "phi";
        case 3:
        case 4:
            if (const std::string text = real_of_pair(scope); !text.empty()) return text;
            break;
        case 5: return fmt::format("|deltaPhi({}, MET)|", transverse(scope));
        case 6:
            if (depth > 0) return fmt::format("{} / {}", energy(scope, depth - 1), energy(scope, 0));
            break;
        case 7:
            if (!tables_.empty() && random_.chance(50))
                return fmt::format("{}({})", random_.one_of(tables_), energy(scope, 0));
            if (!tables_of_two_.empty())
                return fmt::format("{}({}, {})", random_.one_of(tables_of_two_), energy(scope, 0), real(scope, 0));
            break;
        case 8:
            if (depth > 0)
                return fmt::format("({} when {} else {})", real(scope, depth - 1), condition(scope, depth - 1),
                                   real(scope, depth - 1));
            break;
        case 9:
            if (!reals_.empty()) return random_.one_of(reals_);
            break;
        case 11:
            if (depth > 0)
                return fmt::format("({}({}) else {})", one_of("sphericity", "aplanarity", "transverseThrust"),
                                   several(scope), real_number());
            break;
        case 12: return fmt::format("floor({})", real(scope, 0));
        case 10: {
            Scope inner = scope;
            const std::string loop = bind(inner, 2);
            return fmt::format("({}(deltaR({}, {}) {}) else {})", one_of("min", "max", "mean"), inner.bound.back().name,
                               momentum(inner).name, loop, real_number());
        }
        default: break;
    }
    if (object.name.empty()) return "MET.phi";
    return fmt::format("|{}eta|", dotted(object.name));
}

std::string ProgramGenerator::comparison(const Scope& scope, int depth) {
    const std::string sign = one_of("<", "<=", ">", ">=", "==", "!=");
    switch (random_.below(6)) {
        case 0: return fmt::format("{} {} {}", integer(scope), sign, random_.below(4));
        case 1:
            return fmt::format("{} in {}{}, {}{} GeV", energy(scope, depth), one_of("[", "("),
                               one_of("0", "10", "20.5"), one_of("30", "45.25", "120"), one_of("]", ")"));
        case 2:
            return fmt::format("{} in [{}, {})", real(scope, depth), one_of("-pi", "-1.5", "0"),
                               one_of("0.5", "2", "pi"));
        case 3: return fmt::format("{} {} {}", real(scope, depth), sign, real_number());
        default:
            return fmt::format("{} {} {}", energy(scope, depth), sign,
                               random_.chance(70) ? energy_number() : energy(scope, 0));
    }
}

/// Hit or miss, drawn for the object that the condition is about; empty where that is no row of the file.
std::string ProgramGenerator::chance(const Scope& scope) {
    const std::string share = one_of("0.5", "0.9", "0.1");
    for (const Member& one : scope.bound)
        if (one.element.kinds != 0) return fmt::format("chance({}, {})", share, one.name);
    if (!scope.bound.empty() || (scope.in_block && !scope.self_is_row)) return "";
    return fmt::format("chance({})", share);
}

std::string ProgramGenerator::condition(const Scope& scope, int depth) {
    if (depth > 0) {
        switch (random_.below(10)) {
            case 0: return fmt::format("({} and {})", condition(scope, depth - 1), condition(scope, depth - 1));
            case 1: return fmt::format("({} or {})", condition(scope, depth - 1), condition(scope, depth - 1));
            case 2: return fmt::format("not ({})", condition(scope, depth - 1));
            case 3: {
                std::string needed;
                const std::string missing = missing_energy(scope, needed);
                return fmt::format("({} and {} > {})", needed, missing, energy_number());
            }
            case 4:
            case 5: return quantifier(scope, depth);
            case 6:
                if (!conditions_.empty()) return random_.one_of(conditions_);
                break;
            default: break;
        }
    }
    const Member object = momentum(scope);
    switch (random_.below(8)) {
        case 0:
            if (!candidates_.empty()) return fmt::format("exists({})", random_.one_of(candidates_).name);
            break;
        case 1:
            if (const auto drawn = chance(scope); !drawn.empty()) return drawn;
            break;
        case 2: return fmt::format("f_hard({}, {})", energy(scope, 0), real(scope, 0));
        case 3:
            if (!object.name.empty()) return own_condition(object.name, object.element);
            break;
        case 4:
            if (scope.in_block) return own_condition("", scope.self);
            break;
        default: break;
    }
    return comparison(scope, depth > 0 ? depth - 1 : 0);
}

}  // namespace collmc::property
