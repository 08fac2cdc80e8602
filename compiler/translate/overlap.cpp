// Objects that are left out for what is near them: "remove jets within delta R < 0.4 of a lepton".

#include <fmt/format.h>

#include "compiler/translate/parser.h"

namespace collmc::translate {

/// "Remove jets within delta R < 0.4 of a lepton".
bool Parser::overlap_removal() {
    return attempt([&] {
        bool named = phrase_.take("near verb").has_value();
        phrase_.take("any");
        std::optional<std::string> what = object_word();
        if (!what) return false;
        if (!named) {
            // "jets within 0.4 of a lepton are removed"
        }
        const bool early = !named && phrase_.take("veto").has_value();
        named = named || early;
        if (!phrase_.take("overlap near")) return false;
        std::optional<std::string> far_from;
        const auto objects = [&]() -> bool { return (far_from = near_objects()).has_value(); };
        const auto distance = [&]() -> std::optional<std::string> {
            while (phrase_.take("by")) {
            }
            phrase_.take("relation", "deltaR");
            if (const auto word = phrase_.take("compare");
                word && word->value != "<" && word->value != "<=" && word->value != "==")
                return std::nullopt;
            phrase_.word("of");
            std::optional<Bound> number = bound(false);
            if (!number || !settle_unit(*number, Dimension::number)) return std::nullopt;
            attempt([&] { return phrase_.take("in") && phrase_.take("relation", "deltaR"); });
            return number->digits;
        };
        std::optional<std::string> radius = attempt([&] { return distance(); });
        if (!radius)
            radius = attempt([&]() -> std::optional<std::string> {
                if (!phrase_.sign("(")) return std::nullopt;
                const std::optional<std::string> inner = distance();
                return inner && phrase_.sign(")") ? inner : std::nullopt;
            });
        if (radius) {
            if (!phrase_.take("of") && !phrase_.take("to objects")) return false;
            if (!objects()) return false;
        } else {
            if (!objects()) return false;
            phrase_.sign("(");
            radius = distance();
            phrase_.sign(")");
            if (!radius) return false;
        }
        if (!named && !phrase_.take("veto")) return false;
        const std::string name = state_.draft.collection(*what, request());
        if (name == *far_from || state_.draft.rests_on(*far_from, name)) return false;
        if (!narrow(name,
                    {{fmt::format("reject any(deltaR(this, x) < {} for x in {})", *radius, *far_from), request()}}))
            return false;
        ++state_.statements;
        return true;
    });
}

/// `< 0.4`, `= 0.4 in delta R`, "a cone of 0.4": how near is too near.
std::optional<std::string> Parser::radius() {
    return attempt([&]() -> std::optional<std::string> {
        const bool bracket = phrase_.sign("(");
        while (phrase_.take("cone")) {
        }
        bool named = phrase_.take("relation", "deltaR");
        if (const auto word = phrase_.take("compare");
            word && word->value != "<" && word->value != "<=" && word->value != "==")
            return std::nullopt;
        phrase_.word("of");
        std::optional<Bound> number = bound(false);
        if (!number || !settle_unit(*number, Dimension::number)) return std::nullopt;
        if (!named) named = attempt([&] { return phrase_.take("in") && phrase_.take("relation", "deltaR"); });
        if (bracket && !phrase_.sign(")")) return std::nullopt;
        return number->digits;
    });
}

/// "within dR < 0.4 of a lepton", "overlapping with a lepton within 0.4", "with a lepton inside a cone of dR = 0.4",
/// `dR(j, l) < 0.4`: what is near, and how.
std::optional<std::string> Parser::nearness(const std::string& subject) {
    return attempt([&]() -> std::optional<std::string> {
        std::optional<std::string> others, limit;
        const auto objects = [&] {
            others = near_objects();
            // "be it electron or muon", "(electron or muon)"
            return others.has_value();
        };
        // "aligned with MET, |delta phi(j, MET)| < 0.4", "within delta phi < 0.4 of MET"
        if (const auto aligned = attempt([&]() -> std::optional<std::string> {
                subject_ = subject;
                phrase_.take("have");
                const bool said = attempt([&] { return phrase_.take("overlapping with") && phrase_.take("met"); });
                const bool bracket = said && phrase_.sign("(");
                if (said && !bracket) phrase_.sign(",") || phrase_.sign(":");
                if (!said) phrase_.take("overlap near");
                const std::optional<Written> angle = angle_condition();
                if (!angle || (bracket && !phrase_.sign(")")) || angle->text.find("| <") == std::string::npos)
                    return std::nullopt;
                return angle->text.substr(7);
            }))
            return aligned;
        const bool ok =
            attempt([&] {
                // `dR(j, l) < 0.4`
                if (!phrase_.take("relation", "deltaR") || !phrase_.sign("(")) return false;
                const Token* token = phrase_.next();
                if (token == nullptr || !is_subject_of(subject, token->text)) return false;
                const std::string own = token->text;
                if (!phrase_.word(own) || !phrase_.sign(",")) return false;
                if (!objects()) {
                    const std::optional<Noun> noun = shorthand();
                    if (!noun || noun->collection.empty()) return false;
                    others = noun->collection;
                }
                if (!phrase_.sign(")")) return false;
                const auto word = phrase_.take("compare");
                if (!word || word->value != "<") return false;
                const std::optional<Bound> number = bound(false);
                if (!number || !number->unit.empty()) return false;
                limit = number->digits;
                attempt([&] { return phrase_.take("for objects") && phrase_.take("any") && object_word(); });
                return true;
            }) ||
            attempt([&] {
                // "within 0.4 of a lepton", "with dR < 0.4 to any lepton"
                phrase_.take("have");
                if (!phrase_.take("overlap near") && !phrase_.sees("relation")) return false;
                limit = radius();
                return limit && (phrase_.take("of") || phrase_.take("to objects")) && objects();
            }) ||
            attempt([&] {
                // "overlapping with a lepton (dR < 0.4)", "too close to a lepton, dR < 0.4"
                if (!phrase_.sees("overlapping with")) phrase_.take("overlap near");
                limit = radius();
                if (!phrase_.take("overlapping with")) return false;
                // "overlap (dR < 0.6) with a lepton"
                if (!limit && (limit = radius())) phrase_.word("with");
                if (!objects()) return false;
                while (!limit && (phrase_.take("overlap near") || phrase_.sign(",") || phrase_.take("by"))) {
                }
                if (!limit) limit = radius();
                return limit.has_value();
            }) ||
            attempt([&] {
                // "with an electron within dR < 0.4", "there is a lepton within dR < 0.4 of it"
                phrase_.take("there");
                phrase_.take("event with");
                if (!objects()) return false;
                phrase_.take("be");
                if (!phrase_.take("overlap near")) return false;
                limit = radius();
                attempt([&] { return phrase_.take("of") && phrase_.take("pronoun object"); });
                return limit.has_value();
            });
        if (!ok || *limit == "0") return std::nullopt;
        return fmt::format("any(deltaR(this, x) < {} for x in {})", *limit, *others);
    });
}

/// "Jets are dropped if they overlap with a lepton (dR < 0.4)", "if a jet is within 0.4 of a lepton, it is removed",
/// "no photon may lie within dR = 1.0 of a jet", "jets with no electron within dR < 0.4".
bool Parser::near_objects_removed() {
    return attempt([&] {
        std::optional<std::string> what, near;
        const auto subject = [&] {
            phrase_.take("any");
            what = object_word();
            return what.has_value();
        };
        const auto be = [&] {
            while (phrase_.take("be") || phrase_.take("pronoun objects") || phrase_.take("pronoun object")) {
            }
        };
        const auto closeness = [&] {
            be();
            near = nearness(*what);
            return near.has_value();
        };
        const bool ok = attempt([&] {
                            // "are dropped if ..."
                            return subject() && gone() && phrase_.take("fate if") && closeness();
                        }) ||
                        attempt([&] {
                            if (!phrase_.take("near verb") || !subject()) return false;
                            phrase_.take("fate if") || phrase_.take("have");
                            return closeness();
                        }) ||
                        attempt([&] {
                            if (!phrase_.take("conditional") || !subject() || !closeness()) return false;
                            phrase_.take("then word");
                            if (!phrase_.take("pronoun object") && object_word() != what) return false;
                            return gone();
                        }) ||
                        attempt([&] {
                            if (!subject()) return false;
                            phrase_.take("have");
                            return closeness() && gone();
                        }) ||
                        attempt([&] {
                            // "no photon may lie within ..."
                            if (!phrase_.take("none") || !subject()) return false;
                            return phrase_.sees("be") && closeness();
                        }) ||
                        attempt([&] {
                            // "jets must not be within ..."
                            if (!subject() || !phrase_.take("not")) return false;
                            return closeness();
                        });
        if (!ok) return false;
        const std::string name = state_.draft.collection(*what, request());
        const std::size_t in = near->rfind(" in ");
        const std::string others = in == std::string::npos ? "" : near->substr(in + 4, near->size() - in - 5);
        if (name == others || (!others.empty() && state_.draft.rests_on(others, name))) return false;
        if (!narrow(name, {{"reject " + *near, request()}})) return false;
        ++state_.statements;
        return true;
    });
}

}  // namespace collmc::translate
