#include "compiler/semantics/collections.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <string>

namespace collmc::semantics {

namespace {

using Kind = Collection::Kind;

/// The text without comments and without the white space that keeps no words apart: a condition is the same however it
/// is broken to lines.
std::string without_space(std::string_view text) {
    const auto is_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
    std::string result;
    bool apart = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '#') i = std::min(text.find_first_of("\r\n", i), text.size() - 1);
        if (std::isspace(static_cast<unsigned char>(text[i])) != 0) {
            apart = true;
            continue;
        }
        if (apart && !result.empty() && is_word(result.back()) && is_word(text[i])) result += ' ';
        result += text[i];
        apart = false;
    }
    return result;
}

/// Whether the two are the objects of one collection that pass a condition and those that fail it.
bool are_complements(const Collection& a, const Collection& b) {
    if (a.kind != Kind::filtered || b.kind != Kind::filtered || a.sources != b.sources) return false;
    if (a.cuts.size() != 1 || b.cuts.size() != 1 || a.cuts[0].guard != nullptr || b.cuts[0].guard != nullptr)
        return false;
    return a.cuts[0].reject != b.cuts[0].reject &&
           without_space(a.cuts[0].condition->span.text()) == without_space(b.cuts[0].condition->span.text());
}

class Sharing {
public:
    explicit Sharing(const Program& program) : program_(program) {}

    bool may_share(CollectionId a, CollectionId b) {
        const auto [known, fresh] = shared_.emplace(std::pair{std::min(a, b), std::max(a, b)}, true);
        if (!fresh) return known->second;
        return known->second = decide(a, b);
    }

private:
    bool decide(CollectionId a, CollectionId b) {
        if ((at(a).rows & at(b).rows) == 0) return false;
        if (a == b) return true;
        const std::vector<CollectionId> over_a = selected_from(a), over_b = selected_from(b);
        for (const CollectionId x : over_a) {
            if (leaves_out(at(x), over_b)) return false;
            for (const CollectionId y : over_b)
                if (are_complements(at(x), at(y))) return false;
        }
        for (const CollectionId y : over_b)
            if (leaves_out(at(y), over_a)) return false;
        const std::vector<CollectionId> parts_a = parts_of(over_a.back()), parts_b = parts_of(over_b.back());
        if (parts_a.empty() && parts_b.empty()) return over_a.back() == over_b.back();
        // What is taken apart is known only by its parts, so either side may tell what the other one cannot.
        return any_shares(parts_a, b) && any_shares(parts_b, a);
    }

    bool any_shares(const std::vector<CollectionId>& parts, CollectionId with) {
        return parts.empty() ||
               std::any_of(parts.begin(), parts.end(), [&](CollectionId part) { return may_share(part, with); });
    }

    const Collection& at(CollectionId id) const { return program_.collections[id]; }

    /// The collection and those that it is a selection of, up to what is put together from several parts.
    std::vector<CollectionId> selected_from(CollectionId id) const {
        std::vector<CollectionId> chain = {id};
        while (at(chain.back()).sources.size() == 1) chain.push_back(at(chain.back()).sources[0]);
        return chain;
    }

    std::vector<CollectionId> parts_of(CollectionId id) const {
        if (at(id).candidate < 0) return at(id).sources;
        std::vector<CollectionId> parts;
        for (const Candidate::Leg& leg : program_.candidates[at(id).candidate].legs) parts.push_back(leg.collection);
        return parts;
    }

    /// Whether the objects that `excluding` leaves out are all those of one of the collections in the chain.
    static bool leaves_out_of(const Collection& excluding, CollectionId id, const Collection& collection) {
        const auto has = [](const auto& list, auto entry) {
            return std::find(list.begin(), list.end(), entry) != list.end();
        };
        return has(excluding.excluded_collections, id) ||
               (collection.kind == Kind::members && has(excluding.excluded, collection.candidate));
    }
    bool leaves_out(const Collection& excluding, const std::vector<CollectionId>& chain) const {
        return std::any_of(chain.begin(), chain.end(),
                           [&](CollectionId id) { return leaves_out_of(excluding, id, at(id)); });
    }

    const Program& program_;
    std::map<std::pair<CollectionId, CollectionId>, bool> shared_;
};

}  // namespace

bool may_share_rows(const Program& program, CollectionId a, CollectionId b) { return Sharing(program).may_share(a, b); }

int members_in(const Program& program, const Candidate& candidate) {
    int members = 0;
    for (const Candidate::Leg& leg : candidate.legs)
        members += leg.type.combination >= 0 ? members_in(program, program.candidates[leg.type.combination]) : 1;
    return members;
}

const Expr& behind_defines(const Program& program, const Expr& expr) {
    const Expr* at = &expr;
    while (at->kind == Expr::Kind::define) at = program.defines[at->define].value.get();
    return *at;
}

std::unique_ptr<Expr> copy_of(const Expr& expr) {
    auto copy = std::make_unique<Expr>();
    copy->kind = expr.kind;
    copy->type = expr.type;
    copy->span = expr.span;
    copy->value = expr.value;
    copy->variable = expr.variable;
    copy->collection = expr.collection;
    copy->candidate = expr.candidate;
    copy->define = expr.define;
    copy->function = expr.function;
    copy->index = expr.index;
    copy->attribute_name = expr.attribute_name;
    copy->exponent = expr.exponent;
    copy->compare_op = expr.compare_op;
    copy->low_closed = expr.low_closed;
    copy->high_closed = expr.high_closed;
    copy->intrinsic = expr.intrinsic;
    copy->reduce_op = expr.reduce_op;
    for (const ExprPtr& operand : expr.operands)
        copy->operands.push_back(operand == nullptr ? nullptr : copy_of(*operand));
    return copy;
}

bool has_error(const Expr& expr) {
    if (expr.kind == Expr::Kind::broken || expr.type.is_error()) return true;
    for (const ExprPtr& operand : expr.operands)
        if (operand != nullptr && has_error(*operand)) return true;
    return false;
}

}  // namespace collmc::semantics
