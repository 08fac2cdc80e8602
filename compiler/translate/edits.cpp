// Wishes to change a program: "raise the MET cut to 50 GeV and add a b veto".

#include "compiler/translate/parser.h"

namespace collmc::translate {

std::optional<std::vector<EditWish>> Parser::read_edits() {
    std::vector<EditWish> wishes;
    do {
        while (phrase_.take("and")) {
        }
        const std::size_t first = phrase_.at();
        clause_ = first;
        std::optional<EditWish> wish;
        for (const auto rule : {&Parser::change_wish, &Parser::drop_wish, &Parser::bins_wish, &Parser::add_wish})
            if ((wish = attempt([&] { return (this->*rule)(); }))) break;
        if (!wish) return std::nullopt;
        wish->span = Span::cover(phrase_.tokens()[first].span, phrase_.tokens()[phrase_.at() - 1].span);
        wishes.push_back(std::move(*wish));
    } while (!phrase_.end());
    return wishes;
}

/// What a cut or a plot is of: "MET", "jet pT" (of the objects), "number of jets", "b veto".
std::optional<EditWish> Parser::edit_subject() {
    return attempt([&]() -> std::optional<EditWish> {
        EditWish wish;
        if (phrase_.take("veto b")) {
            wish.subject = "size(" + state_.draft.collection("bjets", request()) + ")";
            return wish;
        }
        if (const auto vetoed = attempt([&]() -> std::optional<std::string> {
                const std::optional<std::string> word = object_word();
                if (!word || !phrase_.take("veto")) return std::nullopt;
                return state_.draft.collection(*word, request());
            })) {
            wish.subject = "size(" + *vetoed + ")";
            return wish;
        }
        const std::optional<Value> what = value();
        if (!what) return std::nullopt;
        if (what->loop.empty()) {
            wish.subject = what->text;
            return wish;
        }
        wish.collection = what->loop.substr(what->loop.rfind(' ') + 1);
        // `x.pt`, `|x.eta|`: the block writes `pt`, `|eta|`.
        for (std::size_t i = 0; i < what->text.size(); ++i)
            if (what->text.substr(i).starts_with("x."))
                ++i;
            else
                wish.subject += what->text[i];
        if (wish.subject == "eta") wish.subject = "|eta|";
        return wish;
    });
}

std::optional<EditWish> Parser::change_wish() {
    const auto verb = phrase_.take("edit change");
    if (!verb) return std::nullopt;
    phrase_.take("edit cut");
    phrase_.take("edit on");
    std::optional<EditWish> wish = edit_subject();
    if (!wish) return std::nullopt;
    wish->kind = EditWish::Kind::change;
    wish->direction = verb->value == "raise" ? 1 : verb->value == "lower" ? -1 : 0;
    phrase_.take("edit cut");
    attempt([&] { return phrase_.word("from") && bound(false) && phrase_.sees("edit to"); });
    if (!phrase_.take("edit to")) return std::nullopt;
    if (const auto window = attempt([&]() -> std::optional<Comparison> {
            phrase_.take("between");
            const std::optional<Bound> low = bound(false);
            if (!low || !phrase_.take("to")) return std::nullopt;
            const std::optional<Bound> high = bound(false);
            if (!high) return std::nullopt;
            Comparison both;
            both.low = *low;
            both.high = *high;
            return both;
        })) {
        wish->low = window->low;
        wish->high = window->high;
        if (wish->low->unit.empty()) wish->low->unit = wish->high->unit;
        return wish;
    }
    wish->low = bound(true);
    return wish->low ? wish : std::nullopt;
}

std::optional<EditWish> Parser::drop_wish() {
    if (!phrase_.take("edit drop")) return std::nullopt;
    const bool plot = phrase_.take("edit plot").has_value();
    if (!plot) {
        phrase_.take("edit cut");
        phrase_.take("edit on");
    }
    std::optional<EditWish> wish = edit_subject();
    if (!wish) return std::nullopt;
    const bool late = !plot && phrase_.take("edit plot").has_value();
    if (!plot && !late) phrase_.take("edit cut");
    wish->kind = plot || late ? EditWish::Kind::drop_plot : EditWish::Kind::drop_cut;
    return wish;
}

/// "use 60 bins", "change the number of bins of the MET plot to 60".
std::optional<EditWish> Parser::bins_wish() {
    const auto of_plot = [&](EditWish& wish) {
        return attempt([&] {
            if (!phrase_.take("edit on")) return false;
            phrase_.take("edit plot");
            const std::optional<EditWish> subject = edit_subject();
            if (!subject) return false;
            phrase_.take("edit plot");
            wish.subject = subject->subject;
            return true;
        });
    };
    EditWish wish;
    wish.kind = EditWish::Kind::bins;
    if (attempt([&] {
            if (!phrase_.take("edit change") || !phrase_.take("edit number")) return false;
            of_plot(wish);
            if (!phrase_.take("edit to")) return false;
            const std::optional<std::string> digits = phrase_.number();
            if (!digits || digits->size() > 4 || digits->find('.') != std::string::npos) return false;
            wish.bins = std::stoi(*digits);
            phrase_.take("bins");
            return true;
        }))
        return wish;
    phrase_.take("edit use");
    const std::optional<std::string> digits = phrase_.number();
    if (!digits || digits->size() > 4 || digits->find('.') != std::string::npos) return std::nullopt;
    if (!phrase_.take("bins each") && !phrase_.take("bins")) return std::nullopt;
    wish.bins = std::stoi(*digits);
    of_plot(wish);
    return wish;
}

std::optional<EditWish> Parser::add_wish() {
    const bool said = phrase_.take("edit add").has_value();
    EditWish wish;
    wish.kind = EditWish::Kind::add;
    if (phrase_.sees("plot") || phrase_.sees("two dimensional") || phrase_.sees("edit plot")) {
        phrase_.take("edit plot");
        return plot_item() ? std::optional(wish) : std::nullopt;
    }
    if (said) {
        phrase_.take("edit cut");
        phrase_.take("edit on");
    }
    return clause() ? std::optional(wish) : std::nullopt;
}

}  // namespace collmc::translate
