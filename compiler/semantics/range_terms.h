// Values as terms: two expressions that are the same value by their structure are one term.
//
// Defines, functions, formulas of conditions and the defines of candidates are replaced by what they stand for; a bound
// variable is named by its depth and its collection. So `mT_W` and the formula behind it, or the same sum over jets
// written twice, share one number, and what a cut says of one is known of the other.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "compiler/semantics/typed.h"

namespace collmc::semantics {

using TermId = int;

struct Term {
    Expr::Kind kind = Expr::Kind::number;
    Type type;
    Span span;  ///< where it was first met
    double value = 0;
    int id = -1;     ///< collection, candidate, function or mask
    int index = -1;  ///< position, leg, or the depth of a bound variable
    int place = 0;   ///< of a bound variable among those of its depth
    int group = 0;   ///< of a bound variable: those of one group run over unordered combinations
    std::string name;
    Rational exponent;
    CompareOp compare_op = CompareOp::less;
    bool low_closed = true, high_closed = true;
    Intrinsic intrinsic = Intrinsic::sqrt;
    ReduceOp reduce_op = ReduceOp::sum;
    std::vector<TermId> operands;  ///< -1 where a reduction has no filter
    std::vector<TermId> bound;     ///< of a reduction: its variables
};

/// An object and the collection it is one of, or the candidate whose legs these are.
struct ObjectOf {
    TermId object;
    CollectionId collection = -1;
    CandidateId candidate = -1;
    std::vector<TermId> legs{};
};

class Terms {
public:
    /// What the names in an expression stand for.
    struct Scope {
        std::map<VariableId, TermId> variables;
        std::vector<TermId> arguments;
        int depth = 0;
    };

    /// What makes two values one, besides their structure.
    struct Sameness {
        bool spelling = false;  ///< `a + b` is `b + a`, and `a > b` is `b < a`: they have the same bits
        bool kinds = true;      ///< an object is another one where less is known of its kind
        bool rounding = true;   ///< `(a + b) + c` is not `a + (b + c)`; else a sum is the set of its terms
    };

    explicit Terms(const Program& program) : Terms(program, Sameness{}) {}
    Terms(const Program& program, Sameness sameness) : program_(program), sameness_(sameness) {}

    TermId of(const Expr& expr, const Scope& scope);
    TermId number(double value, const Type& type);
    TermId logical(Expr::Kind kind, TermId first, TermId second = -1);
    /// An object that stands for itself: of a block that is looked at alone.
    TermId variable(VariableId id, const ObjectType& type, Span span);
    /// The formula of an attribute, of this object.
    TermId formula(const Expr& body, TermId object, const Scope& scope);
    /// Binds the variables of a loop anew in the scope.
    std::vector<TermId> bind(const std::vector<Range>& ranges, Scope& scope);
    /// The term with one object in the place of another.
    TermId replaced(TermId term, TermId object, TermId by);
    /// Leg `index` of a combination.
    TermId leg_of(TermId object, CandidateId candidate, int index);

    /// The reference stays good while the terms live.
    const Term& operator[](TermId term) const { return terms_[static_cast<std::size_t>(term)]; }
    std::size_t size() const { return terms_.size(); }
    /// Whether `part` stands in the term.
    bool mentions(TermId term, TermId part);
    /// Whether something is divided in it.
    bool has_quotient(TermId term) const { return has_quotient_[static_cast<std::size_t>(term)]; }
    CollectionId collection_of(const Expr& expr, const Scope& scope);

    /// Objects met since the last call, each with what it is one of.
    std::vector<ObjectOf> take_new_objects() { return std::exchange(new_objects_, {}); }
    /// `pt` of the objects of a collection by their positions.
    const std::map<int, TermId>& momenta_of(CollectionId collection) { return momenta_[collection]; }
    /// The sizes that were asked for.
    const std::map<CollectionId, TermId>& sizes() const { return sizes_; }

private:
    TermId intern(Term term);
    void flatten(Term& term) const;
    TermId object(Term term, ObjectOf of);
    TermId sum_of_members(TermId object);
    TermId attribute(const Expr& expr, const Scope& scope);
    TermId call(const Expr& expr, const Scope& scope);
    TermId reduction(const Expr& expr, const Scope& scope);
    TermId local_define(const Expr& expr, const Scope& scope);
    TermId operation(const Expr& expr, const Scope& scope);
    TermId broken(const Expr& expr);

    const Program& program_;
    Sameness sameness_;
    std::deque<Term> terms_;  ///< which stay where they are, as others are added
    std::vector<bool> has_quotient_;
    std::unordered_map<std::string, TermId> numbers_;
    std::map<std::pair<DefineId, int>, TermId> defines_;                        ///< by the depth at which they are used
    std::map<std::tuple<FunctionId, int, std::vector<TermId>>, TermId> calls_;  ///< likewise
    std::map<std::pair<TermId, TermId>, bool> mentions_;
    std::vector<ObjectOf> new_objects_;
    std::map<CollectionId, std::map<int, TermId>> momenta_;
    std::map<CollectionId, TermId> sizes_;
};

}  // namespace collmc::semantics
