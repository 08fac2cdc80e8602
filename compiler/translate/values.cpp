// Quantities: attributes of objects, distances, sums, counts.

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/translate/parser.h"

namespace collmc::translate {

namespace {

struct AttributeInfo {
    const char* name;
    Dimension dimension;
    const char *prefix, *latex, *axis;
};
constexpr std::array kAttributes = {
    AttributeInfo{"pt", Dimension::energy, "pt", "p_T", "pt axis"},
    AttributeInfo{"eta", Dimension::number, "eta", "\\eta", "eta axis"},
    AttributeInfo{"phi", Dimension::angle, "phi", "\\phi", "phi axis"},
    AttributeInfo{"mass", Dimension::energy, "m", "m", "mass axis"},
    AttributeInfo{"energy", Dimension::energy, "E", "E", "energy axis"},
    AttributeInfo{"rapidity", Dimension::number, "y", "y", "rapidity axis"},
    AttributeInfo{"px", Dimension::energy, "px", "p_x", "px axis"},
    AttributeInfo{"py", Dimension::energy, "py", "p_y", "py axis"},
    AttributeInfo{"pz", Dimension::energy, "pz", "p_z", "pz axis"},
    AttributeInfo{"charge", Dimension::count, "q", "q", "charge axis"},
    AttributeInfo{"prongs", Dimension::count, "prongs", "n_{prongs}", "count axis"},
    AttributeInfo{"tracks", Dimension::count, "tracks", "n_{tracks}", "count axis"},
    AttributeInfo{"hadem", Dimension::number, "hadem", "had/em", "ratio axis"},
    AttributeInfo{"btag", Dimension::number, "btag", "b\\,tag", "btag axis"},
};
const AttributeInfo& info_of(const std::string& attribute) {
    return *std::find_if(kAttributes.begin(), kAttributes.end(),
                         [&](const AttributeInfo& it) { return attribute == it.name; });
}

}  // namespace

Value Parser::met_value() {
    Value value;
    value.text = "MET.pt";
    value.dimension = Dimension::energy;
    value.name = "met";
    value.latex = "E_T^{miss}";
    value.axis = "met axis";
    return value;
}

Value Parser::without_sign(Value value) {
    if (value.text.front() == '|') return value;
    value.text = "|" + value.text + "|";
    value.latex = "|" + value.latex + "|";
    if (value.axis == "deltaPhi axis" || value.axis == "phi axis") value.axis = "absDeltaPhi axis";
    if (value.axis == "eta axis") value.axis = "unit axis", value.etalimit += " abs";
    if (value.axis == "cosine axis") value.axis = "absCosine axis";
    value.is_signed = false;
    return value;
}

std::optional<Value> Parser::value() {
    return attempt([&]() -> std::optional<Value> {
        std::optional<std::vector<Value>> found = values();
        if (!found || found->size() != 1) return std::nullopt;
        return found->front();
    });
}

std::optional<std::vector<Value>> Parser::values() {
    return attempt([&]() -> std::optional<std::vector<Value>> {
        if (attempt([&] { return phrase_.take("ratio of").has_value(); })) {
            // "ratio of subleading to leading jet pT"
            if (const auto shared = attempt([&]() -> std::optional<Value> {
                    const auto rank = phrase_.take("ordinal");
                    if (!rank || !phrase_.take("ratio to")) return std::nullopt;
                    const std::optional<Noun> below = ranked();
                    if (!below || below->things.size() != 1) return std::nullopt;
                    const auto named = phrase_.take("attribute");
                    if (!named) return std::nullopt;
                    const Thing& other = below->things.front();
                    const Thing upper =
                        state_.draft.object_of(other.collection, std::stoi(std::string(rank->value)), request());
                    const std::size_t first = phrase_.at() - 1;
                    const auto a = attribute_of(upper, std::string(named->value), first),
                               b = attribute_of(other, std::string(named->value), first);
                    if (!a || !b) return std::nullopt;
                    Value whole;
                    whole.text = fmt::format("{} / {}", a->text, b->text);
                    whole.needs = joined(a->needs, b->needs);
                    whole.name = a->name + "_over_" + b->name;
                    whole.latex = fmt::format("{} / {}", a->latex, b->latex);
                    whole.axis = "ratio axis";
                    return whole;
                }))
                return std::vector{*shared};
            // "MET to the lepton pT": MET and the lepton are no pair
            std::optional<Value> top = attempt([&]() -> std::optional<Value> {
                std::optional<Value> alone = event_value();
                return alone && phrase_.sees("ratio to") ? alone : std::nullopt;
            });
            if (!top) top = value();
            if (!top) return std::nullopt;
            if (top->axis == "ratio axis" && !phrase_.sees("ratio to")) return std::vector{*top};  // "MET over HT"
            if (!phrase_.take("ratio to")) return std::nullopt;
            const std::optional<Value> whole = ratio(*top);
            if (!whole) return std::nullopt;
            return std::vector{*whole};
        }
        if (std::optional<Value> found = extreme()) return std::vector{*found};
        if (attempt([&] { return phrase_.take("product of").has_value(); })) {
            const std::optional<std::vector<Value>> factors = values();
            if (!factors || factors->size() != 2) return std::nullopt;
            return std::vector{product((*factors)[0], (*factors)[1])};
        }
        std::optional<std::vector<Value>> found = term();
        if (!found || found->size() != 1) return found;
        said_again(found->front());
        if (const auto whole = attempt([&]() -> std::optional<Value> {
                if (!phrase_.take("times")) return std::nullopt;
                const std::optional<std::vector<Value>> other = term();
                if (!other || other->size() != 1 || !found->front().loop.empty() || !other->front().loop.empty())
                    return std::nullopt;
                return product(found->front(), other->front());
            }))
            return std::vector{*whole};
        // "HT + MET": a scalar sum
        if (const auto whole = attempt([&]() -> std::optional<Value> {
                const auto is_scalar = [](const Value& it) {
                    return it.loop.empty() &&
                           (it.text == "MET.pt" || it.text.starts_with("HT(") || it.text.ends_with(".pt")) &&
                           it.text.find(" / ") == std::string::npos;
                };
                if (!is_scalar(found->front()) || !phrase_.sign("+")) return std::nullopt;
                const std::optional<std::vector<Value>> other = term();
                if (!other || other->size() != 1 || !is_scalar(other->front())) return std::nullopt;
                Value sum = found->front();
                sum.text += " + " + other->front().text;
                sum.needs = joined(sum.needs, other->front().needs);
                sum.name += "_" + other->front().name;
                sum.latex += " + " + other->front().latex;
                sum.axis = "HT axis";
                sum.etalimit.clear();
                return sum;
            }))
            return std::vector{*whole};
        if (const auto whole = attempt([&]() -> std::optional<Value> {
                if (!phrase_.sign("-")) return std::nullopt;
                const std::optional<std::vector<Value>> other = term();
                return other && other->size() == 1 ? difference(found->front(), other->front()) : std::nullopt;
            }))
            return std::vector{*whole};
        if (const auto whole = attempt([&]() -> std::optional<Value> {
                if (!phrase_.take("divided by")) return std::nullopt;
                return ratio(found->front());
            }))
            return std::vector{*whole};
        return found;
    });
}

/// "the larger of MET and the leading jet pT", "whichever is larger, MET or the pT of the leading jet,".
std::optional<Value> Parser::extreme() {
    return attempt([&]() -> std::optional<Value> {
        const auto word = phrase_.take("extreme of");
        if (!word) return std::nullopt;
        phrase_.sign(",") || phrase_.sign(":");
        const auto part = [&]() -> std::optional<Value> {
            std::optional<Value> alone = attempt([&]() -> std::optional<Value> {
                std::optional<Value> met = event_value();
                return met && !phrase_.sees("relation") ? met : std::nullopt;
            });
            return alone ? alone : value();
        };
        const std::optional<Value> a = part();
        phrase_.sign(",");
        if (!a || !(phrase_.take("list") || phrase_.take("or"))) return std::nullopt;
        const std::optional<Value> b = part();
        if (!b || a->dimension != b->dimension || !a->loop.empty() || !b->loop.empty()) return std::nullopt;
        Value whole = *a;
        whole.text = fmt::format("{}({}, {})", word->value, a->text, b->text);
        whole.needs = joined(a->needs, b->needs);
        whole.name = fmt::format("{}_{}_{}", word->value, a->name, b->name);
        whole.latex = fmt::format("\\{}({}, {})", word->value, a->latex, b->latex);
        return whole;
    });
}

/// Behind a quantity its symbol, "jet multiplicity N_jets", and its objects, "m_jj of the two leading jets".
void Parser::said_again(const Value& value) {
    attempt([&] {
        // "missing transverse energy, MET, ..." and "pseudorapidity gap |delta eta_jj|"
        const bool comma = phrase_.sign(",");
        const bool bars = phrase_.sign("|");
        std::optional<Value> again = symbol();
        if (!again) again = count_value();
        if (!again) again = event_value();
        if (!again || (bars && !phrase_.sign("|"))) return false;
        if (comma && !phrase_.sign(",") && !phrase_.sees("compare") && !phrase_.sees("be")) return false;
        return again->text == value.text || "|" + again->text + "|" == value.text;
    });
    attempt([&] {
        const std::optional<Noun> named = phrase_.take("of") ? noun() : std::nullopt;
        if (!named) return false;
        // "the gap delta eta_jj between the tagging jets"
        if (named->things.empty() && named->plural)
            return value.text.find(named->collection + "[0]") != std::string::npos &&
                   value.text.find(named->collection + "[1]") != std::string::npos;
        return is_sum_of(value.text, named->things);
    });
    // "m(l, b1), the lepton with the leading b-jet,"
    attempt([&] {
        const std::optional<Noun> named = phrase_.sign(",") ? nouns() : std::nullopt;
        return named && is_sum_of(value.text, named->things) && phrase_.next() != nullptr &&
               phrase_.next()->text == ",";
    });
}

/// Whether an expression is of the sum of several objects.
bool Parser::is_sum_of(const std::string& text, const std::vector<Thing>& things) {
    return things.size() > 1 && text.starts_with(state_.draft.sum(things, request()).text + ".");
}

Value Parser::product(const Value& a, const Value& b) const {
    Value whole;
    whole.text = fmt::format("{} * {}", a.text, b.text);
    whole.dimension =
        a.dimension == Dimension::count && b.dimension == Dimension::count ? Dimension::count : Dimension::number;
    whole.needs = joined(a.needs, b.needs);
    whole.name = a.name + "_" + b.name;
    whole.latex = fmt::format("{} \\cdot {}", a.latex, b.latex);
    whole.axis = "product axis";
    return whole;
}

/// `eta(j1) - eta(j2)`, of two objects: as the distance of the two.
std::optional<Value> Parser::difference(const Value& a, const Value& b) {
    for (const auto& [attribute, relation, prefix, latex] :
         {std::array{".eta", "deltaEta", "deta", "\\Delta\\eta"},
          std::array{".phi", "deltaPhi", "dphi", "\\Delta\\phi"},
          std::array{".rapidity", "deltaRapidity", "dy", "\\Delta y"}}) {
        if (!a.text.ends_with(attribute) || !b.text.ends_with(attribute) || a.text == b.text || !a.loop.empty() ||
            !b.loop.empty())
            continue;
        const std::size_t size = std::string(attribute).size();
        Value value;
        value.text = fmt::format("{}({}, {})", relation, a.text.substr(0, a.text.size() - size),
                                 b.text.substr(0, b.text.size() - size));
        value.needs = joined(a.needs, b.needs);
        value.dimension = std::string(attribute) == ".phi" ? Dimension::angle : Dimension::number;
        value.name = fmt::format("{}_{}_{}", prefix, a.name, b.name);
        value.latex = fmt::format("{}", latex);
        value.axis = std::string(relation) == "deltaRapidity" ? "deltaEta axis" : std::string(relation) + " axis";
        value.is_signed = true;
        return value;
    }
    return std::nullopt;
}

/// With the denominator that stands here.
std::optional<Value> Parser::ratio(const Value& top) {
    const std::optional<std::vector<Value>> bottom = term();
    if (!bottom || bottom->size() != 1 || !top.loop.empty() || !bottom->front().loop.empty()) return std::nullopt;
    const Value& below = bottom->front();
    if (top.dimension != below.dimension) return std::nullopt;
    Value whole;
    const bool sum = below.text.find(' ') != std::string::npos && below.text.front() != '|' && below.text.back() != ')';
    whole.text = fmt::format("{} / {}", top.text, sum ? "(" + below.text + ")" : below.text);
    whole.needs = joined(top.needs, below.needs);
    whole.name = top.name + "_over_" + below.name;
    whole.latex = fmt::format("{} / {}", top.latex, below.latex);
    whole.axis = "ratio axis";
    return whole;
}

std::optional<std::vector<Value>> Parser::term() {
    for (const auto rule :
         {&Parser::value_of_pairs, &Parser::pair_function, &Parser::charge_sum, &Parser::nearest_value,
          &Parser::transverse_mass, &Parser::relation_value, &Parser::absolute, &Parser::count_value,
          &Parser::theta_star, &Parser::centrality, &Parser::sum_value, &Parser::shape_value, &Parser::scalar_value})
        if (std::optional<Value> found = attempt([&] { return (this->*rule)(); })) return std::vector{*found};
    for (const auto rule : {&Parser::attributes_of_noun, &Parser::noun_with_attributes})
        if (std::optional<std::vector<Value>> found = attempt([&] { return (this->*rule)(); })) return found;
    for (const auto rule : {&Parser::symbol, &Parser::event_value})
        if (std::optional<Value> found = attempt([&] { return (this->*rule)(); })) return std::vector{*found};
    return std::nullopt;
}

std::optional<Value> Parser::absolute() {
    const bool bars = phrase_.sign("|");
    if (!bars && !phrase_.take("absolute")) return std::nullopt;
    std::optional<Value> inner = value();
    // "|eta_j1 - eta_j2|"
    if (inner && bars && inner->text.ends_with(".eta"))
        attempt([&] {
            const std::optional<Value> other = phrase_.sign("-") ? value() : std::nullopt;
            if (!other || !other->text.ends_with(".eta") || other->text == inner->text) return false;
            inner->text += " - " + other->text;
            inner->needs = joined(inner->needs, other->needs);
            inner->name = "deta_" + inner->name + "_" + other->name;
            inner->axis = "deltaEta axis";
            inner->etalimit.clear();
            return true;
        });
    if (!inner || (bars && !phrase_.sign("|"))) return std::nullopt;
    if (bars && inner->name == "cosCS") phrase_.take("collins soper");
    // "|cos(theta*)| of the diphoton system in the Collins-Soper frame": what it is of may stand behind the bars.
    if (bars && inner->name == "cosCS" && attempt([&] { return phrase_.take("of").has_value(); })) {
        const std::optional<Noun> of = noun();
        const auto pair = of ? two(*of) : std::nullopt;
        if (!pair) return std::nullopt;
        inner->text = fmt::format("cosThetaCS({}, {})", pair->first.text, pair->second.text);
        inner->needs = joined(pair->first.needs, pair->second.needs);
        phrase_.take("collins soper");
    }
    if (bars && inner->name == "cosCS") phrase_.take("collins soper");
    return without_sign(*inner);
}

/// Missing momentum, alone or with what it is the size of.
std::optional<Value> Parser::event_value() {
    if (!phrase_.take("met")) return std::nullopt;
    attempt([&] { return phrase_.sign("(") && phrase_.take("definition", "MET") && phrase_.sign(")"); });
    return met_value();
}

/// Behind a noun, what an "of" follows begins something new: "dijet mass, pT of the lepton".
std::optional<std::vector<std::string>> Parser::attributes(bool behind_noun) {
    return attempt([&]() -> std::optional<std::vector<std::string>> {
        std::vector<std::string> found;
        do {
            const bool bars = phrase_.sign("|");
            const auto word = phrase_.take("attribute");
            if (!word || (bars && !phrase_.sign("|"))) return std::nullopt;
            found.push_back((bars ? "|" : "") + std::string(word->value));
        } while (attempt([&] {
            if (!phrase_.take("list") && !phrase_.sign("/")) return false;
            const std::size_t place = phrase_.at();
            const bool bar = phrase_.sign("|");
            const bool attribute = phrase_.take("attribute").has_value() && (!bar || phrase_.sign("|"));
            const bool into = phrase_.next() != nullptr && phrase_.next()->text == "in" && phrase_.sees("into");
            const bool begins = behind_noun && phrase_.sees("of") && !into;
            phrase_.back_to(place);
            return attribute && !begins;
        }));
        return found;
    });
}

/// "mass of every pair of jets", "smallest mass of any two leptons": of all pairs of a collection.
std::optional<Value> Parser::value_of_pairs() {
    return attempt([&]() -> std::optional<Value> {
        const bool least = phrase_.take("smallest").has_value(), most = !least && phrase_.take("largest").has_value();
        const auto relation = phrase_.take("relation");
        const auto attribute = relation ? std::nullopt : phrase_.take("attribute");
        if ((!relation && !attribute) || (relation && relation->value == "mT") ||
            (attribute && attribute->value != "mass" && attribute->value != "pt"))
            return std::nullopt;
        if (relation) phrase_.take("relation", relation->value);
        phrase_.take("of");
        const auto every = phrase_.take("any");
        if (!every && !phrase_.sees("pairs of")) return std::nullopt;
        std::optional<std::string> word;
        if (phrase_.take("pairs of") || phrase_.take("count", "2"))
            word = object_word();
        else if ((word = object_word()) && !phrase_.take("pair"))
            return std::nullopt;
        if (!word) return std::nullopt;
        attempt([&] { return phrase_.sign(",") && phrase_.take("all combinations"); }) ||
            phrase_.take("all combinations");
        const std::string name = state_.draft.collection(*word, request());
        Value value;
        value.text = relation ? fmt::format("{}(a, b)", relation->value) : fmt::format("(a + b).{}", attribute->value);
        if (relation && relation->value != "deltaR") value.text = "|" + value.text + "|";
        value.dimension = attribute                       ? Dimension::energy
                          : relation->value == "deltaPhi" ? Dimension::angle
                                                          : Dimension::number;
        value.axis = attribute                       ? std::string(attribute->value) + " axis"
                     : relation->value == "deltaPhi" ? "absDeltaPhi axis"
                                                     : std::string(relation->value) + " axis";
        const std::string what(attribute ? attribute->value : relation->value);
        value.name = fmt::format("{}_pairs_{}", what, name);
        value.latex = attribute ? (what == "mass" ? "m" : "p_T")
                                : fmt::format("\\Delta {}", what == "deltaR"     ? "R"
                                                            : what == "deltaPhi" ? "\\phi"
                                                                                 : "\\eta");
        if (!least && !most) {
            value.loop = fmt::format("for a, b in {}", name);
            return value;
        }
        value.text = fmt::format("{}({} for a, b in {})", least ? "min" : "max", value.text, name);
        value.name = (least ? "min_" : "max_") + value.name;
        value.needs = {{name, 2}};
        return value;
    });
}

/// "pT and eta of the leading jet", "mass of that pair", "|eta| of the muons"; without a noun, of the pair before.
std::optional<std::vector<Value>> Parser::attributes_of_noun() {
    const std::size_t first = phrase_.at();
    const std::optional<std::vector<std::string>> names = attributes(false);
    if (!names) return std::nullopt;
    attempt([&] { return phrase_.take("plot noun") && phrase_.sees("of"); });  // "pT spectrum of the lepton"
    // "invariant mass m_jj of the two leading jets": a symbol that says again what comes behind it
    const std::optional<Value> symbolic = attempt([&]() -> std::optional<Value> {
        const bool bracket = phrase_.sign("(");
        const bool comma = !bracket && phrase_.sign(",");
        std::optional<Value> found = symbol();
        if (!found || (bracket && !phrase_.sign(")")) || (comma && !phrase_.sign(","))) return std::nullopt;
        return found;
    });
    if (symbolic && !phrase_.sees("of")) {
        const std::string ending = "." + names->back();
        if (names->size() != 1 || !symbolic->text.ends_with(ending)) return std::nullopt;
        return std::vector{*symbolic};
    }
    std::optional<Noun> what = attempt([&]() -> std::optional<Noun> {
        if (std::optional<Noun> inside = bracketed_nouns()) return inside;
        if (!phrase_.take("of")) return std::nullopt;
        const bool summed = phrase_.take("vector sum").has_value();
        if (phrase_.take("any")) {
            std::optional<Noun> every = collection_noun();
            const bool mass = std::find(names->begin(), names->end(), "mass") != names->end();
            if (!every || mass) return std::nullopt;  // the mass of all of them, or of each?
            every->plural = true;
            return every;
        }
        std::optional<Noun> found = nouns();
        if (found && summed) {
            if (found->things.size() < 2) return std::nullopt;
            found->system = true;
        }
        // "pT of jets with |eta| < 1"
        if (found && !found->collection.empty() && found->plural)
            attempt([&] {
                if (!phrase_.take("have")) return false;
                const auto conditions = object_conditions();
                if (!conditions) return false;
                const std::string particle = state_.draft.info(found->collection).particle;
                found->collection =
                    state_.draft.derive(found->collection, "selected_" + particle, *conditions, request());
                return true;
            });
        return found;
    });
    if (!what) {
        if (names->size() != 1 || names->front() != "mass" || state_.draft.last_pair.text.empty()) return std::nullopt;
        what = of(state_.draft.last_pair);
        what->system = true;
    }
    std::vector<Value> all;
    for (const std::string& name : *names) {
        const auto some = attribute_of(*what, name, first);
        if (!some) return std::nullopt;
        all.insert(all.end(), some->begin(), some->end());
    }
    if (symbolic && (all.size() != 1 || all.front().text != symbolic->text)) return std::nullopt;
    return all;
}

/// "leading jet pT", "the photons' pT", "Z candidate mass", "dijet invariant mass and pT".
std::optional<std::vector<Value>> Parser::noun_with_attributes() {
    const std::size_t first = phrase_.at();
    phrase_.take("any");
    const std::optional<Noun> what = nouns(true);
    if (!what) return std::nullopt;
    const bool owns = phrase_.word("'s");
    std::optional<std::vector<std::string>> names = attributes(true);
    // "the leading lepton's pT above 30 GeV and the subleading one's above 20 GeV"
    if (!names && owns && !last_attribute_.empty() && last_attribute_.back() != '|' && phrase_.sees("compare"))
        names = std::vector{last_attribute_};
    if (!names) return std::nullopt;
    if (names->size() == 1) last_attribute_ = names->front();
    std::vector<Value> all;
    for (const std::string& name : *names) {
        const auto some = attribute_of(*what, name, first);
        if (!some) return std::nullopt;
        all.insert(all.end(), some->begin(), some->end());
    }
    // "dijet mass of the two leading light jets" says which pair it is of.
    if (what->system && what->things.size() == 2 && names->size() == 1)
        attempt([&] {
            const std::optional<Noun> named = phrase_.take("of") ? noun() : std::nullopt;
            if (!named || named->things.size() != 2) return false;
            Noun pair = *named;
            pair.system = true;
            const auto some = attribute_of(pair, names->front(), first);
            if (!some) return false;
            all = *some;
            return true;
        });
    return all;
}

std::optional<Value> Parser::attribute_of(const Thing& thing, const std::string& named, std::size_t first) {
    const bool bars = named.front() == '|';
    std::string attribute = bars ? named.substr(1) : named;
    if (attribute == "et") {
        const std::string kind = thing.collection.empty() ? "" : state_.draft.info(thing.collection).particle;
        if (kind != "photons" && kind != "electrons" && kind != "muons" && kind != "leptons")
            return refuse("E1203", "the transverse energy of what has a mass is not its pT: ask for pT", first);
        assume("E_T is read as pT");
        attribute = "pt";
    }
    const AttributeInfo& info = info_of(attribute);
    if (thing.transverse && attribute != "pt" && attribute != "phi" && attribute != "px" && attribute != "py")
        return refuse("E1203", fmt::format("missing momentum has no {}: it has pT and phi", attribute), first);
    if (thing.text == "MET" && attribute == "pt") return met_value();
    const std::string particle = thing.collection.empty() ? "" : state_.draft.info(thing.collection).particle;
    if (attribute == "charge" &&
        (particle == "jets" || particle == "bjets" || particle == "lightjets" || particle == "photons"))
        return refuse("E1203", fmt::format("the events hold no charge of {}", particle), first);
    if (attribute == "charge" && thing.collection.empty())
        return refuse("E1203", "a system of objects has no charge here", first);
    if ((attribute == "prongs" && particle != "taus") || (attribute == "tracks" && !particle.ends_with("jets")) ||
        (attribute == "hadem" && thing.collection.empty()))
        return refuse("E1203", fmt::format("the events hold no {} of that", attribute), first);
    if (attribute == "btag" && particle != "jets" && particle != "bjets" && particle != "lightjets")
        return refuse("E1203", "only jets have a b tag", first);
    Value value;
    value.text = fmt::format("{}.{}", thing.text, attribute);
    value.dimension = info.dimension;
    value.needs = thing.needs;
    value.name = fmt::format("{}_{}", info.prefix, thing.tag);
    value.latex = fmt::format("{}({})", info.latex, thing.latex);
    value.axis = info.axis;
    value.is_signed = false;
    if (attribute == "eta" && !thing.collection.empty()) value.etalimit = thing.collection;
    return bars ? without_sign(value) : value;
}

std::optional<std::vector<Value>> Parser::attribute_of(const Noun& noun, const std::string& named, std::size_t first) {
    const std::string attribute = named.front() == '|' ? named.substr(1) : named;
    if (noun.collection.empty()) {
        const bool whole = noun.system || (noun.things.size() > 1 && (attribute == "mass" || attribute == "rapidity"));
        if (whole || noun.things.size() == 1) {
            Thing thing = whole ? state_.draft.sum(noun.things, request()) : noun.things.front();
            if (thing.parts.size() > 1)
                state_.draft.last_pair = thing;
            else if (!thing.transverse)
                state_.draft.last_object = thing;
            const std::optional<Value> value = attribute_of(thing, named, first);
            return value ? std::optional(std::vector{*value}) : std::nullopt;
        }
        std::vector<Value> all;
        for (const Thing& thing : noun.things) {
            const std::optional<Value> value = attribute_of(thing, named, first);
            if (!value) return std::nullopt;
            all.push_back(*value);
        }
        return all;
    }
    if (noun.leading && attribute != "mass") return std::nullopt;  // "pT of the leading jets": of how many?
    const std::string particle = state_.draft.info(noun.collection).particle;
    if (attribute == "mass" && noun.plural) {
        const auto pair = two(noun);
        if (!pair) return std::nullopt;
        const Thing sum = pair->first.collection == noun.collection && pair->first.rank < 0
                              ? state_.draft.last_pair
                              : state_.draft.sum({pair->first, pair->second}, request());
        state_.draft.last_pair = sum;
        const std::optional<Value> value = attribute_of(sum, named, first);
        return value ? std::optional(std::vector{*value}) : std::nullopt;
    }
    if (state_.draft.is_exactly(noun.collection, 1)) {
        const Thing thing = state_.draft.object_of(noun.collection, 0, request());
        state_.draft.last_object = thing;
        const std::optional<Value> value = attribute_of(thing, named, first);
        return value ? std::optional(std::vector{*value}) : std::nullopt;
    }
    // One number for each of them.
    Thing each;
    each.text = "x";
    each.tag = noun.collection;
    each.latex = noun.collection;
    each.collection = noun.collection;
    std::optional<Value> value = attribute_of(each, named, first);
    if (!value) return std::nullopt;
    value->loop = fmt::format("for x in {}", noun.collection);
    return std::vector{*value};
}

}  // namespace collmc::translate
