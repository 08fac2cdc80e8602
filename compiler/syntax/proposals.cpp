#include "compiler/syntax/proposals.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/syntax/walk.h"

namespace collmc::syntax {

using antlr4::Token;

namespace {

const std::vector<std::string>& kinds() {
    static const std::vector<std::string> names = {"Electron", "Muon", "Tau", "Jet", "Photon"};
    return names;
}

class Proposer {
public:
    Proposer(const Tokens& tokens, const Trial& trial, std::size_t place)
        : tokens_(tokens), trial_(trial), place_(place), before_(trial.type(place - 1)) {}

    std::vector<std::string> propose() const {
        const std::size_t statement = trial_.type(0);
        switch (before_) {
            case CutLexer::FROM:
                if (statement == CutLexer::OBJECT) return sources();
                if (statement == CutLexer::REGION || statement == CutLexer::REGIONS) return declared(CutLexer::REGION);
                break;
            case CutLexer::IN: return collections();
            case CutLexer::EXCLUDING: return excluded();
            case CutLexer::COMMA:
                if (statement == CutLexer::OBJECT) return other_sources();
                return in_call() ? strings({"MET"}) : strings({});
            case CutLexer::IS: return {"Muon", "Electron", "Tau"};
            case CutLexer::AS: return column_name();
            case CutLexer::TO: return target();
            case CutLexer::DOT: return trial_.text(place_ - 2) == "MET" ? strings({"pt"}) : strings({"pt", "mass"});
            case CutLexer::CARET: return {"2"};
            case CutLexer::ELSE: return {other_value(place_ - 1)};
            case CutLexer::WHEN: return guard();
            case CutLexer::PLUS: return next_object();
            default: break;
        }
        if (statement == CutLexer::LUMINOSITY && place_ == 2) return {"/fb"};
        if (before_ == CutLexer::RPAREN && (statement == CutLexer::FUNCTION || statement == CutLexer::TABLE))
            return {"-> " + result_type()};
        if (before_ == CutLexer::RPAREN && statement == CutLexer::NTUPLE) return {"pad 0"};
        if ((statement == CutLexer::FUNCTION || statement == CutLexer::TABLE) && before_ == CutLexer::NAME)
            return parameter_type();
        if (statement == CutLexer::OBJECT && place_ == 2) return with_from(sources());
        if (statement == CutLexer::CANDIDATE && place_ == 2) return pairs();
        if (statement == CutLexer::CLOSEST && place_ == trial_.size()) return with_to(target());
        if (statement == CutLexer::REGION && place_ == 1) return {unused_region()};
        return {};
    }

private:
    static std::vector<std::string> strings(std::initializer_list<std::string> texts) { return texts; }

    /// Whether the list that goes on is that of a call's arguments.
    bool in_call() const {
        std::size_t depth = 0;
        for (std::size_t i = place_; i-- > 1;) {
            if (trial_.text(i) == ")") ++depth;
            if (trial_.text(i) != "(") continue;
            if (depth-- == 0) return trial_.type(i - 1) == CutLexer::NAME;
        }
        return false;
    }

    /// The names that statements with this first word declare above, the nearest first.
    std::vector<std::string> declared(std::size_t word) const {
        std::vector<std::string> names;
        for (std::size_t i = 0; i < trial_.at(0)->getTokenIndex(); ++i) {
            const Token* token = tokens_.all()[i];
            if (token->getType() != word || !tokens_.first_on_line(token)) continue;
            const Token* name = tokens_.after(token);
            if (name->getType() == CutLexer::NAME) names.emplace_back(tokens_.text(name));
        }
        std::reverse(names.begin(), names.end());
        return names;
    }

    std::vector<std::string> collections() const {
        std::vector<std::string> names = declared(CutLexer::OBJECT);
        if (names.empty()) names = kinds();
        return names;
    }

    /// What an object of this name is taken from: its kind, a collection whose name it ends with.
    std::vector<std::string> sources() const {
        const std::string name = lower_case(trial_.text(1));
        std::vector<std::string> likely;
        for (const std::string& collection : declared(CutLexer::OBJECT))
            if (name.ends_with(lower_case(collection)) && name.size() > collection.size()) likely.push_back(collection);
        if (!likely.empty()) return likely;
        for (const std::string& kind : kinds())
            if (name.find(lower_case(kind)) != std::string::npos) return {kind};
        return declared(CutLexer::OBJECT);
    }

    std::vector<std::string> other_sources() const {
        std::vector<std::string> names;
        const bool of_kinds = std::find(kinds().begin(), kinds().end(), trial_.text(place_ - 2)) != kinds().end();
        for (const std::string& collection : of_kinds ? kinds() : declared(CutLexer::OBJECT)) {
            bool named = false;
            for (std::size_t i = 1; i < trial_.size(); ++i) named |= trial_.text(i) == collection;
            if (!named) names.push_back(collection);
        }
        return names;
    }

    std::vector<std::string> excluded() const {
        std::vector<std::string> names = declared(CutLexer::CANDIDATE);
        for (const std::string& name : declared(CutLexer::OBJECT))
            if (name != trial_.text(3)) names.push_back(name);
        return names;
    }

    /// The name that papers give to `MET.pt` or `jets[1].pt`: `met`, `pt_j2`.
    std::vector<std::string> column_name() const {
        std::size_t place = place_ - 2;
        std::string name = trial_.text(place);
        if (trial_.text(place - 1) != ".") return {lower_case(name)};
        if (trial_.text(place - 2) == "MET") return {name == "pt" ? "met" : name + "_met"};
        if (trial_.text(place - 2) == "]" && trial_.type(place - 3) == CutLexer::INT && place >= 5) {
            const long index = std::stol(trial_.text(place - 3).substr(0, 3));
            return {fmt::format("{}_{}{}", name, lower_case(trial_.text(place - 5)).substr(0, 1), index + 1)};
        }
        return {fmt::format("{}_{}", name, lower_case(trial_.text(place - 2)))};
    }

    /// The mass that a candidate of this name has.
    std::vector<std::string> target() const {
        const std::vector<std::string> candidates = declared(CutLexer::CANDIDATE);
        const std::string name = candidates.empty() ? "" : lower_case(candidates.front());
        if (name.starts_with("z")) return {"massZ"};
        if (name.starts_with("w")) return {"massW"};
        if (name.starts_with("t")) return {"massTop"};
        if (name.starts_with("h")) return {"massHiggs"};
        return {};
    }

    /// Zero, in the unit of the value in front of a place.
    std::string other_value(std::size_t place) const {
        const bool unit = place > 0 && trial_.type(place - 1) == CutLexer::UNIT;
        const bool energy =
            place > 0 && one_of(trial_.text(place - 1), {"pt", "mass", "energy", "px", "py", "pz", "p"});
        return unit || energy ? "0 GeV" : "0";
    }

    /// What the objects named by their number need: `size(jets) >= 3` for `jets[2]`.
    std::vector<std::string> guard() const {
        std::string condition;
        for (std::size_t i = 1; i + 3 < place_; ++i) {
            if (trial_.type(i) != CutLexer::NAME || trial_.text(i + 1) != "[" || trial_.type(i + 2) != CutLexer::INT)
                continue;
            const long count = std::stol(trial_.text(i + 2).substr(0, 4)) + 1;
            if (trial_.text(i + 3) == "]") condition = fmt::format("size({}) >= {}", trial_.text(i), count);
        }
        return condition.empty() ? std::vector<std::string>{} : strings({condition});
    }

    /// `jets[1]` behind `jets[0] +`.
    std::vector<std::string> next_object() const {
        if (place_ < 5 || trial_.text(place_ - 2) != "]" || trial_.type(place_ - 3) != CutLexer::INT) return {};
        const long index = std::stol(trial_.text(place_ - 3).substr(0, 4));
        return {fmt::format("{}[{}]", trial_.text(place_ - 5), index + 1)};
    }

    std::string result_type() const {
        for (std::size_t i = place_; i < trial_.size(); ++i) {
            const std::size_t type = trial_.type(i);
            if (type == CutLexer::AND || type == CutLexer::OR || type == CutLexer::NOT || type == CutLexer::IN ||
                (type >= CutLexer::EQUAL && type <= CutLexer::GREATER))
                return "Bool";
        }
        for (std::size_t i = place_; i < trial_.size(); ++i)
            if (one_of(trial_.text(i), {"mass", "pt", "energy", "mT", "HT", "GeV"})) return "Energy";
        return "Real";
    }

    /// The type of the parameter in front, or that of what the name is used for.
    std::vector<std::string> parameter_type() const {
        for (std::size_t i = place_ - 1; i > 1; --i)
            if (trial_.text(i) == ":" && trial_.type(i + 1) == CutLexer::NAME) return {": " + trial_.text(i + 1)};
        const std::string name = trial_.text(place_ - 1);
        for (std::size_t i = place_; i + 1 < trial_.size(); ++i)
            if (trial_.text(i) == name && trial_.text(i + 1) == ".") return {": Momentum"};
        const bool energy = one_of(lower_case(name), {"pt", "et", "met", "ht", "mass", "m", "energy", "e", "p"});
        return {energy && trial_.type(0) == CutLexer::TABLE ? ": Energy" : ": Real"};
    }

    static std::vector<std::string> with_from(std::vector<std::string> names) {
        for (std::string& name : names) name = "from " + name;
        return names;
    }
    static std::vector<std::string> with_to(std::vector<std::string> values) {
        for (std::string& value : values) value = "to " + value;
        return values;
    }

    /// `from l1, l2 in leptons`
    std::vector<std::string> pairs() const {
        std::vector<std::string> texts;
        for (const std::string& name : declared(CutLexer::OBJECT)) {
            const std::string letter = lower_case(name).substr(0, 1);
            texts.push_back(fmt::format("from {0}1, {0}2 in {1}", letter, name));
        }
        return texts;
    }

    std::string unused_region() const {
        std::vector<std::string> taken = declared(CutLexer::REGION);
        std::string name = "SR";
        for (int i = 2; std::find(taken.begin(), taken.end(), name) != taken.end(); ++i) name = fmt::format("SR{}", i);
        return name;
    }

    const Tokens& tokens_;
    const Trial& trial_;
    std::size_t place_;
    std::size_t before_;
};

}  // namespace

std::vector<std::string> proposals(const Tokens& tokens, const Trial& trial, std::size_t place) {
    if (place == 0 || place > trial.size()) return {};
    return Proposer(tokens, trial, place).propose();
}

}  // namespace collmc::syntax
