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
#include "compiler/semantics/remedies.h"
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
    /// Whether the expression that is being checked has fewer errors with `text` in the place of a part.
    bool repairs(Span part, const std::string& text);
    /// Reports two numbers of different dimensions, which cannot `what` ("be compared", "be added"); true if they
    /// agree.
    bool agree(const Expr& left, const syntax::Expr& left_tree, const Expr& right, const syntax::Expr& right_tree,
               Span span, const char* what);

private:
    /// An expression that is being checked, and the one that it is a part of.
    struct Frame {
        const syntax::Expr* tree;
        const Frame* outer;
    };
    /// What the outermost expression has to be.
    enum class Wanted { anything, condition, number };

    // trial.cpp
    std::size_t errors_with(const std::string& text);
    const syntax::Expr& root() const;
    /// What a part stands in, parentheses aside; null if it is the outermost expression.
    const syntax::Expr* around(const syntax::Expr& part) const;
    /// The comparison that is being checked, which a quantity is a part of, or null.
    const syntax::Expr* comparison_around() const;

    // expressions.cpp
    /// `whole`: of `not C` all of it.
    ExprPtr check_condition(const syntax::Expr& tree, const std::string& word, const syntax::Expr& whole);
    ExprPtr check_part(const syntax::Expr& tree);
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
    /// Reports a name that nothing has. The name that was meant, if it is one, or nothing.
    std::string report_unknown(const syntax::Expr& tree);
    /// Whether what is wrong with a part may only follow from what the parser reported.
    bool follows_from_misreading(Span part);
    std::string meaning_of(const syntax::Name& name) const;
    std::vector<std::string> names_near(const std::string& name) const;

    // name_remedies.cpp
    /// Edits for a name that nothing has; `near` are the names like it.
    std::vector<Fix> fixes_for(const syntax::Expr& tree, const std::vector<std::string>& near);
    void fix_constant(const syntax::Expr& tree, Remedies& remedies);
    void fix_call_without_arguments(const syntax::Expr& tree, Remedies& remedies);
    void fix_owner(const syntax::Expr& tree, Remedies& remedies);
    void fix_counted(const syntax::Expr& tree, Remedies& remedies);
    void fix_with_histogram(const syntax::Expr& tree, Remedies& remedies);
    void fix_source_of_union(const Expr& object, const std::string& attribute, Remedies& remedies);
    void fix_region_as_cut(const syntax::Expr& tree, Remedies& remedies);
    /// Takes the cut out whose condition the part is all of, or a comparison of it.
    void leave_cut_out(const syntax::Expr& part, const std::string& why, EditClass applicability, Remedies& remedies);
    std::vector<std::string> variables_in_scope() const;
    std::vector<Fix> fixes_for_attribute(const Expr& object, const syntax::Expr& tree);
    std::vector<Fix> fixes_for_index(const Expr& object, const syntax::Expr& tree);
    void fix_attribute_of_collection(const Expr& collection, const syntax::Expr& tree, Remedies& remedies);
    std::string name_for_member_of(std::string_view collection) const;

    // call_remedies.cpp
    /// Edits for a call whose arguments do not fit the function, by what they are.
    std::vector<Fix> fixes_for_call(const syntax::Expr& call, const FunctionSymbol& function,
                                    const std::vector<ExprPtr>& arguments);
    void fix_with_longer_name(const syntax::Expr& call, Remedies& remedies);
    void fix_collection_for_object(const syntax::Expr& call, const std::vector<ExprPtr>& arguments, Remedies& remedies);
    std::vector<Fix> fixes_for_reduction(const syntax::Expr& call);
    /// `jets(0)` as `jets[0]`, `jets(jets[0])`.
    void fix_called_value(const syntax::Expr& call, Remedies& remedies);
    std::vector<Fix> fixes_for_size(const syntax::Expr& call);

    // objects.cpp again
    /// Reports that the object has no such attribute. The name of the one that was meant, or nothing.
    std::string report_no_attribute(const Expr& object, const syntax::Expr& object_tree, const syntax::Name& name,
                                    std::vector<Fix> fixes = {});
    std::string meant_attribute(Diagnostic& diagnostic, std::vector<Fix> fixes, const syntax::Name& name,
                                const ObjectType& type) const;
    Diagnostic& report_transverse(const Expr& object, const syntax::Expr& object_tree, const syntax::Name& name);
    void report_attribute_of_collection(const Expr& object, const syntax::Expr& tree, const syntax::Name& name);
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
    Diagnostic& report_arity(const syntax::Expr& tree, std::size_t expected, const std::string& signature);
    bool has_arity(const syntax::Expr& tree, std::size_t expected, const std::string& signature);
    /// False, with a report, if the argument does not fit.
    bool check_argument(const syntax::Expr& call, std::size_t index, const Expr& argument,
                        const Function::Parameter& parameter, const std::vector<ExprPtr>* all = nullptr);
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
    const Frame* frame_ = nullptr;  ///< innermost
    Wanted wanted_ = Wanted::anything;
    std::optional<std::size_t> errors_now_;  ///< of the outermost expression `errors_root_`, at least 1
    const syntax::Expr* errors_root_ = nullptr;
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
