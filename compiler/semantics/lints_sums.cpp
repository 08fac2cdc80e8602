// Warnings about sums that count something twice.

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "compiler/semantics/collections.h"
#include "compiler/semantics/expressions.h"
#include "compiler/semantics/lints.h"
#include "compiler/semantics/range_facts.h"
#include "compiler/semantics/words.h"

namespace collmc::semantics {

namespace {

using Kind = Expr::Kind;

constexpr const char* kCode = "W0828";

/// What is added up, with sums that have names taken apart.
void add_terms(const Program& program, const Expr& sum, std::vector<const Expr*>& terms) {
    const Expr& value = behind_defines(program, sum);
    if (value.kind != Kind::add) {
        terms.push_back(&value);
        return;
    }
    add_terms(program, *value.operands[0], terms);
    add_terms(program, *value.operands[1], terms);
}

bool is_same(const Expr& a, const Expr& b) {
    if (a.kind != b.kind) return false;
    switch (a.kind) {
        case Kind::met: return true;
        case Kind::element: return a.variable == b.variable;
        case Kind::candidate: return a.candidate == b.candidate;
        case Kind::leg: return a.candidate == b.candidate && a.index == b.index;
        case Kind::collection: return a.collection == b.collection;
        case Kind::at:
        case Kind::member: return a.index == b.index && is_same(*a.operands[0], *b.operands[0]);
        case Kind::attribute: return a.attribute_name == b.attribute_name && is_same(*a.operands[0], *b.operands[0]);
        default: return false;
    }
}

/// The sum without the term, which is written in it.
std::optional<Fix> leave_out(const Expr& term, Span sum) {
    const Span span = term.span;
    if (span.file != sum.file || span.begin < sum.begin || span.end > sum.end) return std::nullopt;
    const std::string_view text = sum.file->text();
    const auto is_blank = [&](std::uint32_t at) { return text[at] == ' ' || text[at] == '\n' || text[at] == '\t'; };
    std::uint32_t begin = span.begin, end = span.end;
    while (begin > sum.begin && is_blank(begin - 1)) --begin;
    while (end < sum.end && is_blank(end)) ++end;
    Span cut;
    if (begin > sum.begin && text[begin - 1] == '+') {
        --begin;
        while (begin > sum.begin && is_blank(begin - 1)) --begin;
        cut = {sum.file, begin, span.end};
    } else if (end < sum.end && text[end] == '+') {
        ++end;
        while (end < sum.end && is_blank(end)) ++end;
        cut = {sum.file, span.begin, end};
    } else {
        return std::nullopt;
    }
    return replace(cut, "", "leave out " + quote(span), EditClass::changes_selection);
}

/// `photons[1]` for the second `photons[0]`.
std::optional<Fix> next_object(const Expr& term, const std::vector<const Expr*>& terms, Span sum) {
    if (term.kind != Kind::at || term.span.file != sum.file || term.span.begin < sum.begin || term.span.end > sum.end)
        return std::nullopt;
    int next = term.index + 1;
    const auto is_taken = [&](const Expr* other) {
        return other->kind == Kind::at && other->index == next && is_same(*other->operands[0], *term.operands[0]);
    };
    while (std::any_of(terms.begin(), terms.end(), is_taken)) ++next;
    const std::string text = fmt::format("{}[{}]", term.operands[0]->span.text(), next);
    return replace(term.span, text, fmt::format("write `{}`", text), EditClass::changes_selection);
}

/// The collection of which a value is the scalar sum of pt; -1 if it is none.
CollectionId scalar_sum_of(const Program& program, const Expr& value) {
    if (value.kind == Kind::call) {
        const Function& function = program.functions[value.function];
        const bool ht = function.from_library && function.name == "HT";
        return ht && value.operands[0]->kind == Kind::collection ? value.operands[0]->collection : -1;
    }
    if (value.kind != Kind::reduce || value.reduce_op != ReduceOp::sum || value.ranges.size() != 1) return -1;
    if (value.operands.size() > 1 && value.operands[1] != nullptr) return -1;
    const Expr& body = *value.operands[0];
    const bool pt = body.kind == Kind::attribute && body.attribute_name == "pt" &&
                    body.operands[0]->kind == Kind::element && body.operands[0]->variable == value.ranges[0].variable;
    return pt && value.ranges[0].collection->kind == Kind::collection ? value.ranges[0].collection->collection : -1;
}

/// Whether none of the collection's objects is a member of the candidate, because it leaves them out.
bool leaves_out(const Program& program, CollectionId id, CandidateId candidate) {
    const Collection& collection = program.collections[id];
    if (std::find(collection.excluded.begin(), collection.excluded.end(), candidate) != collection.excluded.end())
        return true;
    for (const CollectionId other : collection.excluded_collections)
        for (std::size_t i = 0; i < program.collections.size(); ++i) {
            const Collection& members = program.collections[i];
            if (members.kind == Collection::Kind::members && members.candidate == candidate &&
                is_part_of(program, static_cast<CollectionId>(i), other))
                return true;
        }
    const auto does = [&](CollectionId source) { return leaves_out(program, source, candidate); };
    if (collection.kind == Collection::Kind::combinations || collection.kind == Collection::Kind::members) {
        const std::vector<Candidate::Leg>& legs = program.candidates[collection.candidate].legs;
        return std::all_of(legs.begin(), legs.end(), [&](const Candidate::Leg& leg) { return does(leg.collection); });
    }
    return !collection.sources.empty() && std::all_of(collection.sources.begin(), collection.sources.end(), does);
}

/// The leg of `later` that may be a member of `earlier` as well, or nothing.
std::optional<std::size_t> shared_leg(const Program& program, CandidateId earlier, CandidateId later) {
    const std::vector<Candidate::Leg>& theirs = program.candidates[earlier].legs;
    const std::vector<Candidate::Leg>& own = program.candidates[later].legs;
    for (std::size_t i = 0; i < own.size(); ++i) {
        if (leaves_out(program, own[i].collection, earlier)) continue;
        for (const Candidate::Leg& leg : theirs)
            if (!leaves_out(program, leg.collection, later) &&
                may_share_rows(program, leg.collection, own[i].collection))
                return i;
    }
    return std::nullopt;
}

/// An object with what the first candidate leaves over, for the second to be taken from.
Fix take_from_the_rest(Checker& checker, const Candidate& earlier, const syntax::Candidate& later,
                       const syntax::Name& source) {
    std::string name = "rest";
    for (int number = 2; checker.find(name) != nullptr; ++number) name = fmt::format("rest_{}", number);
    const Span start{later.span.file, later.span.begin, later.span.begin};
    return {fmt::format("take `{}` from what `{}` leaves over", later.name.text, earlier.name),
            EditClass::changes_selection,
            {{start, fmt::format("object {} from {} excluding {}\n\n", name, source.text, earlier.name)},
             {source.span, name}}};
}

void warn_of_shared_members(Checker& checker, const Expr& first, const Expr& second) {
    const Program& program = checker.program();
    CandidateId earlier = first.candidate, later = second.candidate;
    if (program.candidates[later].span.begin < program.candidates[earlier].span.begin) std::swap(earlier, later);
    const std::optional<std::size_t> leg = shared_leg(program, earlier, later);
    const Symbol* symbol = checker.find(program.candidates[later].name);
    if (!leg || symbol == nullptr || symbol->candidate == nullptr) return;
    std::size_t at = *leg;
    for (const syntax::For::Group& group : symbol->candidate->groups) {
        if (at >= group.variables.size()) {
            at -= group.variables.size();
            continue;
        }
        Diagnostic& diagnostic =
            checker.reporter().warning(kCode, group.collection.span,
                                       fmt::format("`{}` and `{}` may be made of the same objects, and are added up",
                                                   program.candidates[earlier].name, program.candidates[later].name));
        diagnostic.labels.push_back({program.candidates[earlier].span, "the other candidate"});
        diagnostic.fixes.push_back(
            take_from_the_rest(checker, program.candidates[earlier], *symbol->candidate, group.collection));
        return;
    }
}

}  // namespace

void warn_of_sum(Checker& checker, const Expr& sum, const syntax::Expr& tree) {
    const Program& program = checker.program();
    std::vector<const Expr*> terms, others;
    add_terms(program, *sum.operands[0], others);
    add_terms(program, *sum.operands[1], terms);
    std::vector<const Expr*> all = others;
    all.insert(all.end(), terms.begin(), terms.end());
    for (const Expr* term : terms) {
        for (const Expr* other : others) {
            if (is_same(*term, *other)) {
                const bool written = term->span.file == tree.span.file && term->span.begin >= tree.span.begin &&
                                     term->span.end <= tree.span.end;
                Diagnostic& diagnostic = checker.reporter().warning(
                    kCode, written ? term->span : tree.span, fmt::format("{} is added twice", quote(term->span)));
                if (std::optional<Fix> fix = next_object(*term, all, tree.span)) diagnostic.fixes.push_back(*fix);
                if (std::optional<Fix> fix = leave_out(*term, tree.span)) diagnostic.fixes.push_back(*fix);
                return;
            }
            if (term->kind == Kind::candidate && other->kind == Kind::candidate) {
                warn_of_shared_members(checker, *other, *term);
                continue;
            }
            const CollectionId a = scalar_sum_of(program, *other), b = scalar_sum_of(program, *term);
            if (a < 0 || b < 0) continue;
            const bool second = is_part_of(program, b, a);
            if (!second && !is_part_of(program, a, b)) continue;
            const Expr& part = second ? *term : *other;
            Diagnostic& diagnostic = checker.reporter().warning(
                kCode, part.span,
                fmt::format("the objects of `{}` are among those of `{}`, so their momenta are added twice",
                            program.collections[second ? b : a].name, program.collections[second ? a : b].name));
            if (std::optional<Fix> fix = leave_out(part, tree.span)) diagnostic.fixes.push_back(*fix);
        }
    }
}

}  // namespace collmc::semantics
