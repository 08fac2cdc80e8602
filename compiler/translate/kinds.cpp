// Lines that give names to kinds of objects: "forward jets are jets with ...", "by lepton we mean ...".

#include <fmt/format.h>

#include <algorithm>

#include "compiler/translate/parser.h"

namespace collmc::translate {

/// "positively charged muons".
std::optional<Written> Parser::charge_in_front() {
    return attempt([&]() -> std::optional<Written> {
        if (std::optional<Written> prongs = attempt([&]() -> std::optional<Written> {
                const std::optional<int> number = count_word();
                phrase_.sign("-");
                const auto what = number ? phrase_.take("track word") : std::nullopt;
                if (!what || what->value != "prongs" || !phrase_.take("object", "taus")) return std::nullopt;
                return Written{fmt::format("select prongs == {}", *number), request()};
            })) {
            phrase_.back_to(phrase_.at() - 1);
            while (!phrase_.sees("object") && phrase_.at() > 0) phrase_.back_to(phrase_.at() - 1);
            return prongs;
        }
        const auto word = phrase_.take("charged");
        if (!word || !phrase_.sees("object")) return std::nullopt;
        return Written{fmt::format("select charge {} 0", word->value), request()};
    });
}

/// "Electrons and muons with pT > 15 GeV; the former with |eta| < 2.5, the latter with |eta| < 2.4", "leptons with pT >
/// 25 GeV (electrons) or 20 GeV (muons)".
bool Parser::divided_definition() {
    return attempt([&] {
        while (phrase_.take("keep")) {
        }
        std::optional<std::vector<std::string>> words = attempt([&]() -> std::optional<std::vector<std::string>> {
            std::vector<std::string> both;
            phrase_.take("both");
            for (int i = 0; i < 2; ++i) {
                if (i > 0 && !phrase_.take("or object")) return std::nullopt;
                phrase_.take("any");
                bool found = false;
                for (const char* kind : {"electrons", "muons", "photons", "taus", "jets", "bjets"})
                    if (!found && (found = phrase_.take("object", kind))) both.emplace_back(kind);
                if (!found) return std::nullopt;
            }
            return both.front() != both.back() ? std::optional(both) : std::nullopt;
        });
        if (!words) {
            phrase_.take("both");
            const std::optional<std::string> leptons = object_word();
            if (leptons != std::optional<std::string>("leptons")) return false;
            words = std::vector<std::string>{"electrons", "muons"};
        }
        std::vector<Written> all[2];
        bool divided = false;
        const auto is_kind = [&](std::size_t i) { return phrase_.take("object", (*words)[i]); };
        // "(electrons)", "for electrons"
        const auto named = [&]() -> std::optional<std::size_t> {
            return attempt([&]() -> std::optional<std::size_t> {
                const bool bracket = phrase_.sign("(");
                if (!bracket && !phrase_.take("in")) return std::nullopt;
                phrase_.take("in");
                for (std::size_t i = 0; i < 2; ++i)
                    if (is_kind(i)) return bracket && !phrase_.sign(")") ? std::nullopt : std::optional(i);
                return std::nullopt;
            });
        };
        const auto each_with_its_own = [&] {
            return attempt([&] {
                std::optional<std::string> attribute = object_attribute();
                while (phrase_.take("be")) {
                }
                auto word = phrase_.take("compare");
                if (!word) return false;
                if (!attribute) attribute = object_attribute();
                if (!attribute) return false;
                phrase_.sign("==");
                const Dimension dimension = dimension_of_attribute(*attribute);
                if (*attribute == "eta" && word->value.front() == '<') {
                    attribute = "|eta|";
                    assume("|eta|");
                }
                Bound bounds[2];
                bool said[2] = {false, false};
                for (int i = 0; i < 2; ++i) {
                    if (i > 0) {
                        phrase_.sign(",");
                        if (!phrase_.take("or object") && !phrase_.take("and")) return false;
                        if (const auto again = phrase_.take("compare"); again && again->value != word->value)
                            return false;
                    }
                    const std::optional<Bound> number = bound(false);
                    const std::optional<std::size_t> kind = number ? named() : std::nullopt;
                    if (!kind || said[*kind]) return false;
                    said[*kind] = true;
                    bounds[*kind] = *number;
                }
                for (int i = 0; i < 2; ++i) {
                    if (bounds[i].unit.empty()) bounds[i].unit = bounds[1 - i].unit;
                    if (!settle_unit(bounds[i], dimension)) return false;
                    Comparison comparison;
                    comparison.kind = *kind_of(word->value);
                    comparison.low = bounds[i];
                    all[i].push_back({"select " + text_of(*attribute, comparison, dimension), request()});
                }
                return true;
            });
        };
        const auto former = [&] {
            return attempt([&] {
                for (std::size_t i = 0; i < 2; ++i) {
                    if (i > 0 && !phrase_.take("and")) return false;
                    while (i > 0 && phrase_.take("and")) {
                    }
                    phrase_.take("in");
                    if (!phrase_.take(i == 0 ? "former" : "latter") && !is_kind(i)) return false;
                    while (phrase_.take("have") || phrase_.take("fate if")) {
                    }
                    while (kept()) {
                    }
                    std::optional<std::vector<Written>> some = object_conditions();
                    if (!some && i == 1 && all[0].size() && !last_attribute_.empty())
                        some = attempt([&]() -> std::optional<std::vector<Written>> {
                            const Dimension dimension = dimension_of_attribute(last_attribute_);
                            const std::optional<Comparison> found = comparison(dimension);
                            if (!found || found->negated) return std::nullopt;
                            return std::vector{
                                Written{"select " + text_of(last_attribute_, *found, dimension), request()}};
                        });
                    if (!some) return false;
                    all[i].insert(all[i].end(), some->begin(), some->end());
                }
                return true;
            });
        };
        phrase_.sign(":");
        while (true) {
            const std::size_t place = phrase_.at();
            while (phrase_.take("have") || phrase_.take("and")) {
            }
            if (each_with_its_own() || former()) {
                divided = true;
                continue;
            }
            if (const std::optional<Written> common = object_condition()) {
                all[0].push_back(*common);
                all[1].push_back(*common);
                continue;
            }
            phrase_.back_to(place);
            break;
        }
        if (!divided) return false;
        while (kept()) {
        }
        for (std::size_t i = 0; i < 2; ++i) {
            if (!are_measured({(*words)[i]}, all[i])) return false;
            if (!define_objects({(*words)[i]}, all[i])) return false;
        }
        return true;
    });
}

/// `(j)`, `(jet)` behind an attribute of the jets that are spoken of.
bool Parser::of_subject() {
    return attempt([&] {
        if (!phrase_.sign("(")) return false;
        const Token* token = phrase_.next();
        if (token == nullptr || token->kind != Token::Kind::word) return false;
        const std::string text = token->text;
        return is_subject(text) && phrase_.word(text) && phrase_.sign(")");
    });
}

/// Whether a symbol or a word is of the objects that are spoken of: `j` of jets.
bool Parser::is_subject_of(const std::string& subject, const std::string& text) const {
    const Vocabulary& vocabulary = phrase_.vocabulary();
    const std::string kind = subject.substr(subject.rfind(' ') + 1);
    for (const char* of_class : {"short", "object"})
        if (const auto value = vocabulary.value_of(of_class, text))
            if (*value == kind || (*value == "jets" && kind.ends_with("jets"))) return true;
    return false;
}

/// `pt`, `p_t_e` of electrons, "transverse energy" of what has no mass.
std::optional<std::string> Parser::subject_attribute() {
    if (const auto word = phrase_.take("attribute")) {
        if (word->value != "et") return std::string(word->value);
        return transverse_energy();
    }
    const Token* token = phrase_.next();
    if (token == nullptr || token->kind != Token::Kind::word) return std::nullopt;
    const std::string text = token->text;
    const std::size_t bar = text.rfind('_');
    if (bar == std::string::npos || bar == 0 || !is_subject(text.substr(bar + 1))) return std::nullopt;
    const auto value = phrase_.vocabulary().value_of("attribute", text.substr(0, bar));
    if (!value || !phrase_.word(text)) return std::nullopt;
    return *value == "et" ? transverse_energy() : std::optional(std::string(*value));
}

std::optional<std::string> Parser::transverse_energy() {
    const std::string kind = subject_.substr(subject_.rfind(' ') + 1);
    if (kind.empty() || kind.ends_with("jets") || kind == "taus")
        return refuse("E1203", "the transverse energy of what has a mass is not its pT: ask for pT", phrase_.at() - 1),
               std::nullopt;
    assume("E_T is read as pT");
    return "pt";
}

/// "Forward jets are jets with pT > 30 GeV and 2.5 < |eta| < 4.7", "loose muons: pT > 5 GeV".
bool Parser::named_definition() {
    return attempt([&] {
        phrase_.take("keep");
        while (phrase_.take("define word")) {
        }
        const std::size_t place = phrase_.at();
        if (!phrase_.take("adjective")) return false;
        auto match = phrase_.take("object");
        std::string word;
        if (match) {
            word = words_from(place);
        } else if (phrase_.take("one") && !state_.draft.last_word.empty()) {
            // "tight ones are loose electrons with ..."
            const std::size_t behind = phrase_.at();
            phrase_.back_to(place);
            phrase_.take("adjective");
            word = phrase_.tokens()[phrase_.at() - 1].text + " " + state_.draft.last_word;
            phrase_.back_to(behind);
        } else {
            return false;
        }
        if (state_.draft.is_named(word)) return false;
        std::string base = word.substr(word.find(' ') + 1);
        subject_ = base;
        const bool bracket = phrase_.sign("(");
        bool direct = bracket;
        if (!bracket) {
            bool defined = false;
            while (phrase_.take("defined as")) defined = true;
            // "fat jets, i.e. jets with ..."
            if (!defined) defined = attempt([&] { return phrase_.sign(",") && phrase_.sees("object"); });
            phrase_.take("all those");
            direct = !defined && phrase_.next() != nullptr && phrase_.next()->text == "with";
            if (const std::optional<std::string> of =
                    attempt([&]() -> std::optional<std::string> { return object_word(); })) {
                if (!defined) return false;
                base = *of;
            }
        }
        while (phrase_.take("have")) {
        }
        std::optional<std::vector<Written>> conditions = object_conditions();
        if (!conditions || (bracket && !phrase_.sign(")")) || !are_measured({base}, *conditions)) return false;
        while (kept()) {
        }
        // What the adjective says has to be said: "central jets with pT > 30 GeV" does not tell where they are, and
        // "tight electrons with pT > 25 GeV" not what makes them tight.
        const std::string adjective = word.substr(0, word.find(' '));
        const auto kind = phrase_.vocabulary().value_of("adjective", adjective);
        const auto speaks_of = [&](const char* what) {
            return std::any_of(conditions->begin(), conditions->end(),
                               [&](const Written& it) { return it.text.find(what) != std::string::npos; });
        };
        if ((kind && *kind == "eta" && !speaks_of("eta") && !speaks_of("rapidity")) ||
            (kind && *kind == "pt" && !speaks_of("pt")) || (kind && *kind == "id" && direct)) {
            refuse("E1204", fmt::format("the line does not say which {} are {}", base, adjective), phrase_.at() - 1);
            return false;
        }
        if (kind && *kind == "id") assume(fmt::format("what makes them {} is what the line says", adjective));
        base = without_tag(base, *conditions);
        // Nothing is forward of what ends before it.
        const std::string from = state_.draft.meaning(base);
        if (state_.draft.is_declared(from) && state_.draft.info(from).eta_limit > 0)
            for (const Written& it : *conditions)
                if (it.text.starts_with("select |eta| in ") || it.text.starts_with("select |eta| >")) {
                    const std::size_t number = it.text.find_first_of("0123456789");
                    if (number != std::string::npos &&
                        std::stod(it.text.substr(number)) >= state_.draft.info(from).eta_limit) {
                        refuse("E1204",
                               fmt::format("the {} end at |eta| < {}: none of them is there", from,
                                           state_.draft.info(from).eta_limit),
                               phrase_.at() - 1);
                        return false;
                    }
                    assume(fmt::format("those of the {}, with |eta| < {}", from, state_.draft.info(from).eta_limit));
                }
        if (conditions->empty()) {
            state_.draft.mean(word, state_.draft.collection(base, request()));
        } else {
            const std::string name = state_.draft.name_objects(word, base, *conditions, request());
            for (const Written& it : *conditions)
                if (const auto limit = eta_limit_of(it.text)) state_.draft.info(name).eta_limit = *limit;
        }
        state_.draft.last_word = word.substr(word.find(' ') + 1);
        ++state_.statements;
        return true;
    });
}

/// "Jets with pT > 30 GeV and 2.5 < |eta| < 4.7 are called forward jets", "we call electrons with pT > 25 GeV tight".
bool Parser::objects_called() {
    return attempt([&] {
        while (phrase_.take("define word") || phrase_.take("keep")) {
        }
        phrase_.take("any");
        phrase_.take("all those");
        const std::optional<std::string> base = object_word();
        if (!base) return false;
        while (phrase_.take("have")) {
        }
        std::optional<std::vector<Written>> conditions = object_conditions();
        if (!conditions || !are_measured({*base}, *conditions)) return false;
        phrase_.take("called");
        const std::size_t place = phrase_.at();
        // "... are called b-jets"
        if (attempt([&] {
                const auto kind = phrase_.take("object");
                if (!kind || kind->value != "bjets" || !phrase_.end()) return false;
                const std::string tagged = without_tag(*base, *conditions);
                if (tagged != "bjets" || conditions->empty()) return false;
                return define_objects({"bjets"}, *conditions);
            }))
            return true;
        const auto kind = phrase_.take("adjective");
        if (!kind) return false;
        std::string word = phrase_.tokens()[phrase_.at() - 1].text + " " + *base;
        const std::size_t behind = phrase_.at();
        if (phrase_.take("object")) {
            const std::size_t last = phrase_.at();
            word = words_from(place);
            phrase_.back_to(last);
            if (word.substr(word.find(' ') + 1) != *base) return false;
        } else {
            phrase_.back_to(behind);
        }
        if (!phrase_.end() || state_.draft.is_named(word)) return false;
        const auto speaks_of = [&](const char* what) {
            return std::any_of(conditions->begin(), conditions->end(),
                               [&](const Written& it) { return it.text.find(what) != std::string::npos; });
        };
        if ((kind->value == "eta" && !speaks_of("eta")) || (kind->value == "pt" && !speaks_of("pt"))) return false;
        if (kind->value == "id")
            assume(fmt::format("what makes them {} is what the line says", word.substr(0, word.find(' '))));
        state_.draft.name_objects(word, *base, *conditions, request());
        ++state_.statements;
        return true;
    });
}

/// "A jet is called forward if 2.5 < |eta| < 4.7".
bool Parser::called_definition() {
    return attempt([&] {
        while (phrase_.take("define word") || phrase_.take("keep")) {
        }
        phrase_.take("any");
        const std::optional<std::string> base = object_word();
        if (!base) return false;
        // "call a jet a b-jet if it is b-tagged and ..."
        if (attempt([&] {
                while (phrase_.take("be") || phrase_.take("called")) {
                }
                const auto kind = phrase_.take("object");
                if (!kind || *base != "jets" || (kind->value != "bjets" && kind->value != "lightjets")) return false;
                phrase_.take("only");
                if (!phrase_.take("provided") && !phrase_.take("fate if")) return false;
                while (phrase_.take("have")) {
                }
                std::optional<std::vector<Written>> conditions = object_conditions();
                if (!conditions || without_tag("jets", *conditions) != kind->value) return false;
                if (conditions->empty()) {
                    state_.draft.collection(std::string(kind->value), request());
                    ++state_.statements;
                } else {
                    if (!define_objects({std::string(kind->value)}, *conditions)) return false;
                }
                return true;
            }))
            return true;
        while (phrase_.take("be") || phrase_.take("called")) {
        }
        const std::size_t place = phrase_.at();
        if (!phrase_.take("adjective")) return false;
        const std::string word = phrase_.tokens()[phrase_.at() - 1].text + " " + *base;
        (void)place;
        if (state_.draft.is_named(word) || !phrase_.take("provided")) return false;
        while (phrase_.take("have")) {
        }
        const std::optional<std::vector<Written>> conditions = object_conditions();
        if (!conditions || !are_measured({*base}, *conditions)) return false;
        const std::optional<std::string> other = attempt([&]() -> std::optional<std::string> {
            if (!phrase_.take("and") || !phrase_.take("adjective")) return std::nullopt;
            const std::string second = phrase_.tokens()[phrase_.at() - 1].text + " " + *base;
            return phrase_.take("otherwise") && !state_.draft.is_named(second) ? std::optional(second) : std::nullopt;
        });
        state_.draft.name_objects(word, *base, *conditions, request());
        if (other) {
            if (conditions->size() != 1) return false;
            std::vector<Written> opposite = *conditions;
            std::string& text = opposite.front().text;
            text = text.starts_with("select ") ? "reject " + text.substr(7) : "select " + text.substr(7);
            state_.draft.name_objects(*other, *base, opposite, request());
        }
        ++state_.statements;
        return true;
    });
}

/// The kind of objects whose symbol the next quantity has below or above it: "electrons" of `p_T^e`.
std::optional<std::string> Parser::symbol_subject() const {
    for (std::size_t i = phrase_.at(); i < phrase_.tokens().size() && i < phrase_.at() + 4; ++i) {
        const Token& it = phrase_.tokens()[i];
        if (it.kind != Token::Kind::word) continue;
        const std::size_t bar = it.text.rfind('_');
        if (bar == std::string::npos || bar == 0) return std::nullopt;
        const auto kind = phrase_.vocabulary().value_of("short", it.text.substr(bar + 1));
        if (!kind || *kind == "MET" || *kind == "Z" ||
            !phrase_.vocabulary().value_of("attribute", it.text.substr(0, bar)))
            return std::nullopt;
        return std::string(*kind);
    }
    return std::nullopt;
}

/// "Define leptons = electrons + muons", "by lepton we mean an electron or a muon".
bool Parser::leptons_definition() {
    return attempt([&] {
        phrase_.take("keep");
        while (phrase_.take("define word")) {
        }
        // "b-jets are jets that carry a b tag"
        if (attempt([&] {
                const auto kind = phrase_.take("object");
                const std::size_t name = phrase_.at();
                if (!kind || (kind->value != "bjets" && kind->value != "lightjets")) return false;
                phrase_.sign(",");
                if (!phrase_.take("defined as")) return false;
                while (phrase_.take("defined as") || phrase_.take("all those")) {
                }
                const auto again = phrase_.take("object");
                if (!again || phrase_.at() < name + 2) return false;
                const bool same = again->value == kind->value &&
                                  phrase_.tokens()[phrase_.at() - 1].text != phrase_.tokens()[name - 1].text;
                if (!same) {
                    if (again->value != "jets") return false;
                    while (phrase_.take("have")) {
                    }
                    if (!phrase_.take(kind->value == "bjets" ? "tagged" : "not tagged")) return false;
                }
                state_.draft.collection(std::string(kind->value), request());
                ++state_.statements;
                return phrase_.end();
            }))
            return true;
        // "we call electrons and muons leptons"
        if (attempt([&] {
                phrase_.take("both");
                const std::size_t kinds = phrase_.at();
                if (!phrase_.take("object", "leptons") || phrase_.tokens()[kinds].text.starts_with("lep")) return false;
                phrase_.word("together");
                phrase_.take("called");
                const std::size_t name = phrase_.at();
                if (!phrase_.take("object", "leptons") || !phrase_.tokens()[name].text.starts_with("lep")) return false;
                state_.draft.collection("leptons", request());
                ++state_.statements;
                return phrase_.end();
            }))
            return true;
        const std::size_t place = phrase_.at();
        if (!phrase_.take("object", "leptons") || !phrase_.tokens()[place].text.starts_with("lep") ||
            phrase_.tokens()[phrase_.at() - 1].text.find("lep") == std::string::npos)
            return false;
        phrase_.sign(",");
        if (!phrase_.take("defined as")) return false;
        while (phrase_.take("defined as") || phrase_.take("all those")) {
        }
        if (!phrase_.take("object", "leptons") || phrase_.tokens()[phrase_.at() - 1].text.starts_with("lep"))
            return false;
        state_.draft.collection("leptons", request());
        ++state_.statements;
        const Token* next = phrase_.next();
        return phrase_.end() || (next != nullptr && (next->text == "," || next->text == ";"));
    });
}

/// "Electrons (muons) with pT > 25 (20) GeV and |eta| < 2.47 (2.5)".
bool Parser::paired_definition() {
    return attempt([&] {
        phrase_.take("keep");
        const std::optional<std::string> first = object_word();
        if (!first || !phrase_.sign("(")) return false;
        const std::optional<std::string> second = object_word();
        if (!second || *second == *first || !phrase_.sign(")")) return false;
        while (phrase_.take("have")) {
        }
        std::vector<Written> a, b;
        do {
            while (!a.empty() && phrase_.take("have")) {
            }
            const std::optional<TwoLimits> limits = two_limits();
            if (!limits) return false;
            std::string subject = limits->attribute;
            if (subject == "eta") {
                subject = "|eta|";
                assume("|eta|");
            }
            a.push_back({"select " + text_of(subject, limits->of_first, limits->dimension), request()});
            b.push_back({"select " + text_of(subject, limits->of_second, limits->dimension), request()});
        } while (phrase_.take("and"));
        while (kept()) {
        }
        if (!are_measured({*first}, a) || !are_measured({*second}, b)) return false;
        if (!define_objects({*first}, a)) return false;
        if (!define_objects({*second}, b)) return false;
        return true;
    });
}

}  // namespace collmc::translate
