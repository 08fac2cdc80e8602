// Types one expression of the tree.
//
// A part with an error gets the error type, which every rule passes on in silence, so that one mistake is reported
// once. Where the report has one likely repair (the nearest name, a missing unit), the part is typed as if it had been
// made, so that what stands around it is checked as well.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compiler/semantics/checker.h"
#include "compiler/semantics/scope.h"
#include "compiler/semantics/typed.h"
#include "compiler/semantics/vocabulary.h"
#include "compiler/syntax/tree.h"

namespace collmc::semantics {

class ExpressionChecker {
public:
    /// The scope must outlive the checker.
    ExpressionChecker(Checker& checker, const Scope& scope) : checker_(checker), scope_(scope) {}

    /// Never null.
    ExprPtr check(const syntax::Expr& tree);
    /// An expression that must be a condition; `word` (`select`, `not`, ...) is what asks for it.
    ExprPtr check_condition(const syntax::Expr& tree, const std::string& word);
    /// An expression that must be a number. Of error type, with a report, if it is not.
    ExprPtr check_number(const syntax::Expr& tree);
    /// A `for`: the ranges, and the filter (or null), read in a scope that binds their variables.
    struct Loop {
        Scope scope;
        std::vector<Range> ranges;
        ExprPtr filter;
    };
    /// Binds the variables of a `for` inside this checker's scope: what is repeated is checked with
    /// `ExpressionChecker(checker, loop.scope)`. False, with a report, if the `for` has an error.
    bool check_for(const syntax::For& tree, Loop& loop);
    /// The attribute or member that the tree asks for, of an object that is known already.
    ExprPtr check_attribute(const syntax::Expr& tree, ExprPtr object);
    /// `this`: the object of the block, or the sum of a candidate's members. Null outside of blocks.
    ExprPtr self(Span span) const;
    /// Reports two numbers of different dimensions, which cannot `what` ("be compared", "be added"); true if they
    /// agree.
    bool agree(const Expr& left, const syntax::Expr& left_tree, const Expr& right, const syntax::Expr& right_tree,
               Span span, const char* what);

private:
    // expressions.cpp
    /// `whole`: of `not C` all of it.
    ExprPtr check_condition(const syntax::Expr& tree, const std::string& word, const syntax::Expr& whole);
    ExprPtr check_literal(const syntax::Expr& tree);
    ExprPtr check_conditional(const syntax::Expr& tree);
    ExprPtr check_otherwise(const syntax::Expr& tree);
    ExprPtr check_is_kind(const syntax::Expr& tree);
    /// Checks where something more is known: what a condition tells that holds (or, with `truth` false, does not).
    ExprPtr check_knowing(const syntax::Expr& tree, const Expr& condition, bool truth);
    /// The type of one of two values; error, with a report, if they do not agree.
    Type type_of_either(const Expr& first, const syntax::Expr& first_tree, const Expr& second,
                        const syntax::Expr& second_tree, Span span);
    std::optional<Type> common_type(const Type& a, const Type& b) const;

    // objects.cpp
    ExprPtr check_name(const syntax::Expr& tree);
    /// Whether a name stands for a value here. One that the library has may not have been read.
    bool has_value(const std::string& name) const;
    /// The tree with the name that was meant in the place of an unknown one.
    ExprPtr check_renamed(const syntax::Expr& tree, const std::string& name);
    ExprPtr element(const Variable& variable, Span span) const;
    ExprPtr collection(CollectionId id, Span span) const;
    /// The object with the kind that is known of it here.
    ExprPtr narrowed(ExprPtr object) const;
    /// The leg or define of that name of the combination that an object is; takes the object. Null, leaving the object,
    /// if there is none.
    ExprPtr member(ExprPtr& object, const std::string& name, Span span) const;
    /// Reports that there is no such member. Where one is near, what was meant, of the object; else the broken object.
    ExprPtr report_no_member(const Candidate& candidate, ExprPtr value, const syntax::Name& name, Span span);
    /// The value as a collection: of a candidate its members, of a part of a split its objects. Null if it is none.
    ExprPtr as_collection(const Expr& value);
    ExprPtr value_of(const Symbol& symbol, Span span) const;
    ExprPtr attribute_of(ExprPtr object, const std::string& name, Span span) const;
    ExprPtr check_self(const syntax::Expr& tree);
    ExprPtr check_attribute(const syntax::Expr& tree);
    ExprPtr check_leg(const syntax::Expr& tree, const Symbol& candidate);
    ExprPtr check_index(const syntax::Expr& tree);
    const Symbol* candidate_named(const syntax::Expr& tree);
    /// Reports a name that nothing has. The nearest name that something has, or nothing.
    std::string report_unknown(const syntax::Name& name);
    bool report_bare_attribute(const syntax::Name& name);
    /// Reports that the object has no such attribute. The name of the one that was meant, or nothing.
    std::string report_no_attribute(const Expr& object, const syntax::Expr& object_tree, const syntax::Name& name);
    std::string report_transverse(const Expr& object, const syntax::Expr& object_tree, const syntax::Name& name);
    void report_attribute_of_collection(const Expr& object, const syntax::Name& name);
    std::optional<std::pair<std::string, std::string>> transverse_terms(const Expr& object) const;

    // operators.cpp
    ExprPtr check_absolute(const syntax::Expr& tree);
    ExprPtr check_negate(const syntax::Expr& tree);
    ExprPtr check_power(const syntax::Expr& tree);
    ExprPtr check_binary(const syntax::Expr& tree);
    ExprPtr check_logical(const syntax::Expr& tree);
    ExprPtr check_additive(const syntax::Expr& tree, ExprPtr left, ExprPtr right);
    ExprPtr check_multiplicative(const syntax::Expr& tree, ExprPtr left, ExprPtr right);
    ExprPtr check_comparison(const syntax::Expr& tree);
    ExprPtr check_interval(const syntax::Expr& tree);
    bool require_number(const Expr& value, const syntax::Expr& tree);
    /// `comparison`: what they stand in.
    bool comparable(const Expr& value, const syntax::Expr& tree, const Expr& other, const syntax::Expr& comparison);
    void report_fraction(const syntax::Expr& tree, const syntax::Expr& literal, bool literal_on_right);

    // calls.cpp
    ExprPtr check_call(const syntax::Expr& tree);
    ExprPtr check_size(const syntax::Expr& tree);
    ExprPtr check_exists(const syntax::Expr& tree);
    ExprPtr check_leading(const syntax::Expr& tree);
    void report_leading_of_part(Span part, const std::string& what);
    void report_number_in_part(Span part, const std::string& function);
    ExprPtr check_chance(const syntax::Expr& tree);
    ExprPtr own_object_of_chance(const syntax::Expr& tree);
    ExprPtr check_btagged(const syntax::Expr& tree);
    ExprPtr btag_test(const syntax::Expr& mode, const Expr& btag, Span span);
    std::optional<std::vector<Rational>> dimensions_of(const syntax::Expr& call, const FunctionSymbol& function,
                                                       const std::vector<ExprPtr>& arguments);
    /// A whole number between two bounds, as a literal; nothing, with a report, otherwise.
    std::optional<int> check_literal_integer(const syntax::Expr& tree, int low, int high, const std::string& what);
    ExprPtr check_function_call(const syntax::Expr& tree);
    ExprPtr check_intrinsic(const syntax::Expr& tree, const syntax::Function& function);
    ExprPtr check_four_momentum(const syntax::Expr& tree, const syntax::Function& function);
    /// False, with a report, if an argument does not have the declared type (`Number` is any number).
    bool check_declared(const syntax::Expr& tree, const syntax::Function& function,
                        const std::vector<ExprPtr>& arguments);
    Type intrinsic_type(const IntrinsicEntry& entry, const syntax::Expr& tree, const std::vector<ExprPtr>& arguments);
    bool has_arity(const syntax::Expr& tree, std::size_t expected, const std::string& signature);
    /// False, with a report, if the argument does not fit.
    bool check_argument(const syntax::Expr& call, std::size_t index, const Expr& argument,
                        const Function::Parameter& parameter);
    ExprPtr report_unknown_function(const syntax::Expr& tree);
    bool names_collection(const syntax::Expr& tree) const;
    std::vector<ExprPtr> check_operands(const syntax::Expr& tree);

    // reductions.cpp
    ExprPtr check_reduction(const syntax::Expr& tree, ReduceOp op);
    ExprPtr check_range(const syntax::Name& name);
    ExprPtr check_range_over(const Expr& value, Span declaration = {});
    /// How many detector objects one binding of the ranges takes.
    int objects_in(const std::vector<Range>& ranges) const;
    ExprPtr report_missing_range(const syntax::Expr& tree);
    std::optional<Type> reduced_type(ReduceOp op, const Expr& body, const syntax::Expr& tree);

    const Schema& schema() const { return checker_.schema(); }
    Reporter& reporter() { return checker_.reporter(); }

    Checker& checker_;
    const Scope& scope_;
};

using MutableExpr = std::unique_ptr<Expr>;

inline MutableExpr make_expr(Expr::Kind kind, Type type, Span span) {
    auto expr = std::make_unique<Expr>();
    expr->kind = kind;
    expr->type = type;
    expr->span = span;
    return expr;
}

template <typename... Operands>
MutableExpr make_expr(Expr::Kind kind, Type type, Span span, ExprPtr first, Operands... rest) {
    MutableExpr expr = make_expr(kind, type, span);
    expr->operands.push_back(std::move(first));
    (expr->operands.push_back(std::move(rest)), ...);
    return expr;
}

/// What stands for a part that has been reported, with what it holds that could be read.
template <typename... Operands>
ExprPtr error_expr(Span span, Operands... readable) {
    return make_expr(Expr::Kind::broken, Type::error(), span, std::move(readable)...);
}
inline ExprPtr error_expr(Span span, std::vector<ExprPtr> readable) {
    MutableExpr expr = make_expr(Expr::Kind::broken, Type::error(), span);
    expr->operands = std::move(readable);
    return expr;
}
/// The same where only a condition can have been meant.
inline ExprPtr broken_condition(Span span, ExprPtr readable) {
    return make_expr(Expr::Kind::broken, Type::boolean(), span, std::move(readable));
}

/// What the person wrote inside any parentheses.
const syntax::Expr& without_parentheses(const syntax::Expr& tree);
/// The number that stands alone or behind signs and in parentheses; null if the tree is anything else.
const syntax::Expr* literal_in(const syntax::Expr& tree);
/// What a sum with this term is: a momentum, or transverse.
ObjectType sum_type(const ObjectType& term);
ObjectType sum_type(const ObjectType& left, const ObjectType& right);

}  // namespace collmc::semantics
