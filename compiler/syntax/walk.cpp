#include "compiler/syntax/walk.h"

#include <algorithm>
#include <cctype>

namespace collmc::syntax {

namespace {

bool opens(std::string_view text) { return text == "(" || text == "[" || text == "{"; }
bool closes(std::string_view text) { return text == ")" || text == "]" || text == "}"; }

}  // namespace

std::string lower_case(std::string_view text) {
    std::string result(text);
    for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return result;
}

bool one_of(std::string_view word, std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

std::string Walk::text(const Token* first, const Token* last) const {
    const Span whole = tokens_.span(first, last);
    return whole.begin < whole.end ? std::string(whole.text()) : "";
}

const Walk::Token* Walk::last_on_line(const Token* token) const {
    while (true) {
        const Token* following = next(token);
        if (is_end(following) || !tokens_.same_line(token, following)) return token;
        token = following;
    }
}

const Walk::Token* Walk::closing(const Token* open) const {
    std::size_t depth = 0;
    for (const Token* token = open; !is_end(token); token = next(token)) {
        if (token != open && tokens_.begins_statement(token) && tokens_.first_on_line(token)) return nullptr;
        if (opens(text(token))) ++depth;
        if (closes(text(token)) && --depth == 0) return token;
    }
    return nullptr;
}

const Walk::Token* Walk::opening(const Token* close) const {
    std::size_t depth = 0;
    for (const Token* token = close; token; token = previous(token)) {
        if (closes(text(token))) ++depth;
        if (opens(text(token)) && --depth == 0) return token;
        if (tokens_.begins_statement(token) && tokens_.first_on_line(token)) return nullptr;
    }
    return nullptr;
}

const Walk::Token* Walk::operand_begin(const Token* last) const {
    const Token* token = last;
    while (token) {
        const Token* before = previous(token);
        if (closes(text(token))) {
            token = opening(token);
            if (!token) return last;
            before = previous(token);
            // What a bracket touches belongs to it: the name of a call, the object of an index.
            const bool belongs =
                before && tokens_.touch(before, token) && (before->getType() == CutLexer::NAME || closes(text(before)));
            if (!belongs) return token;
            token = before;
            continue;
        }
        if (before && text(before) == "." && previous(before)) {
            token = previous(before);
            continue;
        }
        return token;
    }
    return last;
}

const Walk::Token* Walk::operand_end(const Token* first) const {
    const Token* token = first;
    if (token->getType() != CutLexer::NAME && token->getType() != CutLexer::THIS && !opens(text(token)) &&
        !is_number(token) && token->getType() != CutLexer::PI)
        return nullptr;
    if (opens(text(token))) {
        token = closing(token);
        if (!token) return nullptr;
    }
    while (true) {
        const Token* following = next(token);
        if (is_end(following)) return token;
        if (opens(text(following)) && tokens_.touch(token, following) && !is_number(token)) {
            const Token* close = closing(following);
            if (!close) return token;
            token = close;
        } else if (text(following) == "." && is_name(next(following))) {
            token = next(following);
        } else if (is_number(token) && following->getType() == CutLexer::UNIT) {
            token = following;
        } else {
            return token;
        }
    }
}

const Walk::Token* Walk::expression_end(const Token* token) const {
    const Token* last = token;
    for (; !is_end(token); last = token, token = next(token)) {
        if (opens(text(token))) {
            const Token* close = closing(token);
            if (!close) return last;
            token = close;
            continue;
        }
        const std::size_t type = token->getType();
        if (closes(text(token)) || type == CutLexer::COMMA || type == CutLexer::STRING || type == CutLexer::FOR ||
            type == CutLexer::WHEN || (token != last && !tokens_.same_line(last, token)))
            return last;
    }
    return last;
}

std::vector<std::string> Walk::arguments(const Token* open, const Token* close) const {
    std::vector<std::string> result;
    const Token* first = next(open);
    if (first == close) return result;
    for (const Token* token = first; token != close; token = next(token)) {
        if (opens(text(token))) {
            const Token* end = closing(token);
            if (!end) break;
            token = end;
            continue;
        }
        if (text(token) == ",") {
            if (token != first) result.push_back(text(first, previous(token)));
            first = next(token);
        }
    }
    if (first != close) result.push_back(text(first, previous(close)));
    return result;
}

std::string Walk::numbers(const Token* first, const Token* last) const {
    std::string list;
    for (const Token* token = first; token->getTokenIndex() <= last->getTokenIndex(); token = next(token)) {
        if (is_number(token)) list.append(list.empty() ? "" : ", ").append(text(token));
        if (token->getType() == CutLexer::UNIT && !list.empty()) list.append(" ").append(text(token));
        if (is_end(token)) break;
    }
    return list;
}

}  // namespace collmc::syntax
