#include "compiler/syntax/readable_part.h"

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <utility>

namespace collmc::syntax {

using antlr4::Token;

namespace {

ExprPtr unreadable(Span span) {
    auto expr = std::make_unique<Expr>();
    expr->kind = Expr::Kind::error;
    expr->span = span;
    return expr;
}

/// Whether something is called or looked into, so that the names do not stand for themselves.
bool calls_something(const Tokens& tokens, const Token* first, const Token* next) {
    for (const Token* token = first; !is_end(token) && token != next; token = tokens.after(token))
        if (token->getType() == CutLexer::LPAREN || token->getType() == CutLexer::DOT) return true;
    return false;
}

/// What a broken first line seems to take objects from: groups where there is an `in`, else the names behind the first.
void read_sources(const Tokens& tokens, const Token* name, const Token* next, Object& object) {
    std::vector<Name> names;
    const Token* token = tokens.after(name);
    const bool misspelt_from = token->getType() == CutLexer::NAME && tokens.after(token)->getType() == CutLexer::NAME;
    if (misspelt_from) token = tokens.after(token);
    for (; !is_end(token) && token != next; token = tokens.after(token)) {
        const std::size_t type = token->getType();
        if (type == CutLexer::EXCLUDING || type == CutLexer::ORDER) break;
        if (type == CutLexer::NAME) {
            names.push_back({std::string(tokens.text(token)), tokens.span(token)});
        } else if (type == CutLexer::IN) {
            const Token* collection = tokens.after(token);
            if (collection->getType() != CutLexer::NAME || names.empty()) continue;
            object.groups.push_back(
                {std::move(names), {std::string(tokens.text(collection)), tokens.span(collection)}});
            names.clear();
            token = collection;
        }
    }
    if (calls_something(tokens, name, next)) return;
    if (object.groups.empty())
        for (Name& source : names) object.sources.push_back({std::move(source), std::nullopt});
}

}  // namespace

std::vector<Name> names_between(const Tokens& tokens, const Token* first, const Token* next) {
    std::vector<Name> names;
    for (const Token* token = first; !is_end(token) && token != next; token = tokens.after(token))
        if (token->getType() == CutLexer::NAME) names.push_back({std::string(tokens.text(token)), tokens.span(token)});
    return names;
}

std::size_t type_of_literal(std::string_view text) {
    for (const char* unit : {"GeV", "MeV", "TeV", "rad", "deg"})
        if (text == unit) return CutLexer::UNIT;
    static const CutLexer lexer(nullptr);
    const antlr4::dfa::Vocabulary& vocabulary = lexer.getVocabulary();
    const std::string quoted = fmt::format("'{}'", text);
    for (std::size_t type = 1; type <= vocabulary.getMaxTokenType(); ++type)
        if (vocabulary.getLiteralName(type) == quoted) return type;
    return 0;
}

void add_leftover(const Tokens& tokens, const Token* first, const Token* next, FlatStatement& statement) {
    const Span all = tokens.span(first, tokens.before(next->getTokenIndex()));
    if (auto* region = std::get_if<Region>(&statement.what); region && region->parents.empty())
        region->parents = names_between(tokens, first, next);
    if (auto* object = std::get_if<Object>(&statement.what); object && object->groups.empty())
        for (Name& name : names_between(tokens, first, next))
            object->sources.push_back({std::move(name), std::nullopt});
    if (auto* object = std::get_if<Object>(&statement.what); object && calls_something(tokens, first, next))
        object->sources.clear(), object->groups.clear();
    bool guarded = false;
    for (const Token* token = first; !is_end(token) && token != next; token = tokens.after(token))
        guarded = guarded || token->getType() == CutLexer::WHEN;
    const auto guard = [&](auto* output) {
        if (output && guarded && !output->guard) output->guard = unreadable(all);
    };
    guard(std::get_if<Bins>(&statement.what));
    guard(std::get_if<Skim>(&statement.what));
}

FlatStatement readable_part(const Tokens& tokens, const Token* first, const Token* next) {
    FlatStatement statement;
    statement.what = Unread{};
    statement.keyword = tokens.span(first);
    statement.broken = true;
    const Token* second = tokens.after(first);
    const bool named = second->getType() == CutLexer::NAME;
    Name name;
    if (named) name = {std::string(tokens.text(second)), tokens.span(second)};
    const Span head = named ? Span::cover(statement.keyword, name.span) : statement.keyword;
    const Span all = tokens.span(first, tokens.before(next->getTokenIndex()));
    statement.unread = all;
    // A block without a readable name still takes in the statements that follow, so that they are not misplaced.
    const auto block = [&](auto declared) {
        declared.name = name;
        declared.span = head;
        statement.what = std::move(declared);
        return std::move(statement);
    };
    switch (first->getType()) {
        case CutLexer::OBJECT:
        case CutLexer::CANDIDATE: {
            Object object;
            if (named) read_sources(tokens, second, next, object);
            if (first->getType() == CutLexer::OBJECT) return block(std::move(object));
            Candidate candidate;
            candidate.groups = std::move(object.groups);
            return block(std::move(candidate));
        }
        case CutLexer::REGION: {
            Region region;
            if (named) region.parents = names_between(tokens, tokens.after(second), next);
            if (region.parents.empty() && tokens.after(second)->getType() == CutLexer::FROM)
                region.parents.emplace_back();
            return block(std::move(region));
        }
        case CutLexer::TABLE: {
            Table table;
            table.broken = true;
            return block(std::move(table));
        }
        case CutLexer::INTRINSIC:
        case CutLexer::FUNCTION: {
            if (!named) break;
            Function function;
            function.broken = true;
            return block(std::move(function));
        }
        case CutLexer::BINS: return block(Bins{});
        case CutLexer::REGIONS: statement.what = RegionTable{false, {}, {}, {}, head}; break;
        case CutLexer::SELECT:
        case CutLexer::REJECT: {
            Cut cut;
            cut.reject = first->getType() == CutLexer::REJECT;
            cut.condition = unreadable(all);
            cut.keyword = cut.span = statement.keyword;
            statement.what = std::move(cut);
            break;
        }
        case CutLexer::WEIGHT:
            statement.what = Weight{unreadable(statement.keyword), {}, statement.keyword, statement.keyword};
            break;
        case CutLexer::CLOSEST:
        case CutLexer::LOWEST:
        case CutLexer::HIGHEST:
            statement.what =
                Criterion{Candidate::Criterion::lowest, unreadable(statement.keyword), nullptr, statement.keyword};
            break;
        case CutLexer::DEFINE:
            if (!named) break;
            statement.what = Define{name, unreadable(all), head};
            break;
        case CutLexer::ROW:
            if (named)
                statement.what = RegionRow{name, {}, {}, head};
            else
                statement.what = BrokenLine{head};
            break;
        case CutLexer::OUTSIDE:
        case CutLexer::BY: statement.what = BrokenLine{head}; break;
        default: break;
    }
    return statement;
}

}  // namespace collmc::syntax
