// What becomes of events: "are rejected if ...", "reject events with A and B", "if there is a third jet, ...".

#include <fmt/format.h>

#include "compiler/translate/parser.h"

namespace collmc::translate {

namespace {

/// A statement without its verb and its label.
std::string test_of(const Written& cut) {
    std::string text = cut.text.substr(7);
    if (text.ends_with('"'))
        if (const std::size_t label = text.rfind(" \"", text.size() - 2); label != std::string::npos)
            text.resize(label);
    return text;
}

}  // namespace

/// "are rejected", "gets thrown away", "is not kept".
bool Parser::gone() {
    return attempt([&] { return phrase_.take("veto").has_value(); }) ||
           attempt([&] { return phrase_.take("fate be") && phrase_.take("gone word"); });
}

/// "are kept", "is selected".
bool Parser::kept() {
    return attempt([&] { return phrase_.take("used").has_value(); }) ||
           attempt([&] { return phrase_.take("fate be") && phrase_.take("kept word"); });
}

/// Whether what comes next has a verb of its own, or says of what it speaks.
bool Parser::is_new_sentence() {
    return phrase_.sees("keep") || phrase_.sees("reject") || phrase_.sees("event") || phrase_.sees("there");
}

/// What events are rejected for, "with two jets and MET > 50 GeV": of both together, not of each.
bool Parser::rejected_events() {
    return attempt([&] {
        const Draft before = state_.draft;
        const std::size_t first = before.cuts().size();
        const int statements = state_.statements;
        if (!clause_body(true, true)) return false;
        while (attempt([&] {
            const std::size_t place = phrase_.at();
            if (!phrase_.take("and") || is_new_sentence()) return false;
            for (std::size_t i = place; i < phrase_.at(); ++i)
                if (phrase_.tokens()[i].text == ";" || phrase_.tokens()[i].text == "but") return false;
            return clause_body(true, true);
        })) {
        }
        const std::vector<Written>& cuts = state_.draft.cuts();
        if (cuts.size() <= first + 1) return true;
        std::string text;
        for (std::size_t i = first; i < cuts.size(); ++i) {
            if (!cuts[i].text.starts_with("reject ")) return false;
            const std::string test = test_of(cuts[i]);
            text += (text.empty() ? "" : " and ") + (test.find(" or ") != std::string::npos ? "(" + test + ")" : test);
        }
        text = "reject " + text;
        if (const std::string words = label(clause_); !words.empty()) text += fmt::format(" \"{}\"", words);
        state_.draft.know_as(before);
        state_.draft.replace_cuts(first, {std::move(text), request(), {}});
        state_.statements = statements + 1;
        return true;
    });
}

/// "Events are rejected if ...", "an event is kept only if ...".
bool Parser::fate_first() {
    return attempt([&] {
        if (!phrase_.take("event")) return false;
        bool reject = gone();
        if (!reject && !kept()) return false;
        if (phrase_.take("unless"))
            reject = !reject;
        else if (const bool only = phrase_.take("only").has_value(); !phrase_.take("fate if") || (only && reject))
            return false;
        phrase_.take("event with") || phrase_.take("there");
        phrase_.word("their") || phrase_.word("its");
        if (reject) return rejected_events();
        if (!clause_body(false, true)) return false;
        open_event_ = true;
        return true;
    });
}

/// "If there are fewer than two jets, the event is rejected".
bool Parser::condition_first() {
    return attempt([&] {
        if (!phrase_.take("conditional")) return false;
        return attempt([&] {
                   return rejected_events() && (phrase_.take("then word") || true) &&
                          ((phrase_.take("event") && gone()) || (phrase_.take("reject") && phrase_.take("event")));
               }) ||
               attempt([&] {
                   return clause_body(false, true) && (phrase_.take("then word") || true) &&
                          ((phrase_.take("event") && kept()) || (phrase_.take("keep") && phrase_.take("event")));
               });
    });
}

/// What has to be so for a cut to be asked: "at least three jets", "a third jet", "HT > 200 GeV".
std::optional<Condition> Parser::when_condition() {
    return attempt([&]() -> std::optional<Condition> {
        Condition found;
        if (attempt([&] {
                // "a third jet"
                const auto rank = phrase_.take("ordinal");
                if (!rank || rank->value == "0") return false;
                const std::optional<std::string> word = object_word();
                if (!word || phrase_.sees("attribute") || phrase_.sees("relation")) return false;
                const std::string name = state_.draft.collection(*word, request());
                const int number = std::stoi(std::string(rank->value)) + 1;
                found.text = fmt::format("size({}) >= {}", name, number);
                found.gives = {{name, number}};
                state_.draft.last_object = state_.draft.object_of(name, number - 1, request());
                return true;
            }))
            return found;
        if (attempt([&] {
                std::optional<Count> number = count();
                if (!number) return false;
                const std::optional<std::string> name = counted_collection(false);
                if (!name) return false;
                if (number->bare)
                    if (const auto direction = phrase_.take("or more")) {
                        number->op = std::string(direction->value);
                        number->bare = false;
                    }
                if (number->bare) return false;  // "with two jets": exactly, or at least?
                found.text = text_of(*number, *name);
                if (number->op == ">=" || number->op == "==") found.gives = {{*name, number->number}};
                if (number->op == ">") found.gives = {{*name, number->number + 1}};
                if (number->op == "in") found.gives = {{*name, number->number}};
                if (number->op == "==" && number->number > 0) state_.draft.last_collection = *name;
                return true;
            }))
            return found;
        bool negated = false;
        std::optional<Condition> test = event_condition(&negated);
        if (!test || negated || !test->needs.empty()) return std::nullopt;
        return test;
    });
}

/// Makes of the cuts from an index on one that is asked where `when` is so.
bool Parser::write_when(std::size_t first, const Condition& when, const Draft& before) {
    const std::vector<Written>& cuts = state_.draft.cuts();
    if (cuts.size() != first + 1) return false;
    const std::string verb = cuts[first].text.substr(0, 7);
    std::string test = test_of(cuts[first]);
    if (test.find(" when ") != std::string::npos) return false;
    if (verb == "reject ") test = "not (" + test + ")";
    std::string text = fmt::format("select {} when {}", test, when.text);
    if (const std::string words = label(clause_); !words.empty()) text += fmt::format(" \"{}\"", words);
    state_.draft.use(when.text);
    state_.draft.know_as(before);
    state_.draft.replace_cuts(first, {std::move(text), request(), {}});
    assume("events where that is not so pass");
    return true;
}

/// "If there is a third jet, it must have pT < 50 GeV", "in events with at least three jets, MET > 50 GeV".
bool Parser::conditional_clause() {
    return attempt([&] {
        const Draft before = state_.draft;
        if (!phrase_.take("conditional")) return false;
        const std::optional<Condition> when = when_condition();
        if (!when) return false;
        while (phrase_.take("then word") || phrase_.take("present")) {
        }
        phrase_.take("keep");
        for (const Need& it : when->gives) state_.draft.learn(it);
        const std::size_t first = state_.draft.cuts().size();
        return clause_body(false, true) && write_when(first, *when, before);
    });
}

/// "... if there is a third jet", behind a cut.
void Parser::condition_behind() {
    attempt([&] {
        const std::size_t cuts = state_.draft.cuts().size();
        if (cuts == 0 || state_.draft.cuts().back().request != request()) return false;
        const bool unless = phrase_.take("unless").has_value();
        if (!unless && !phrase_.take("conditional")) return false;
        const Draft before = state_.draft;
        std::optional<Condition> when = when_condition();
        if (!when) return false;
        if (unless) when->text = "not (" + when->text + ")";
        phrase_.take("present");
        return write_when(cuts - 1, *when, before);
    });
}

}  // namespace collmc::translate
