// A slow and obvious evaluator of typed programs on one event, which notices when a missing object is reached. It
// shares nothing with the proof of presence: that proof is tested against it, and an event that a message shows is
// evaluated by it first, so that what the message says of the event is so.
//
// Numbers are those of the program's arithmetic up to the last bits of mathematical functions. Where it does not know a
// value (an efficiency's draw, a solver, a table, a part with an error) it goes on with any and says so: is_sure().
#pragma once

#include <array>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "compiler/semantics/schema.h"
#include "compiler/semantics/typed.h"
#include "runtime/abi/block.h"

namespace collmc::semantics {

/// A row of an event. Units as in abi::Block.
struct EventObject {
    int particle;  ///< of the schema
    std::array<double, abi::kObjectColumnCount> columns{};
};

/// The objects in file order.
struct Event {
    std::vector<EventObject> objects;
    double met_pt = 0, met_phi = 0;

    std::string to_string() const;
};

class EventEvaluator {
public:
    /// Both must outlive it.
    EventEvaluator(const Program& program, const Event& event);

    struct Outcome {
        std::string missing;              ///< what was reached and is not there; empty if nothing
        std::vector<const Cut*> passed;   ///< cuts of regions that the event reached and passed
        std::vector<const Cut*> stopped;  ///< cuts of regions that the event reached and did not pass
    };
    /// All blocks and regions, once.
    Outcome run();

    // Single parts, in any order. Nothing is evaluated any more when something missing has been reached.

    /// Whether the event passes: neither missing something, nor left undecided by a NaN.
    bool passes(const Cut& cut);
    void evaluate(const Expr& expr) { eval(expr); }
    void evaluate(const Region& region, const Statement& statement) { run_statement(region, statement); }
    /// A block's cuts, order and criteria for all that it runs over.
    void evaluate_block(CollectionId collection) { collection_objects(collection); }
    void evaluate_block(CandidateId candidate, Candidate::Kind kind);

    std::size_t size(CollectionId collection) { return collection_objects(collection).size(); }
    bool exists(CandidateId candidate) { return best_legs(candidate).has_value(); }
    /// The value of an expression that is a number; nothing where it reaches a missing object.
    std::optional<double> number_of(const Expr& expr);

    /// The expression that reached a missing object, `jets[1]`, `Z`, `min(...)`; null if none has.
    const Expr* missing() const { return missing_; }
    bool is_sure() const { return sure_; }
    const Event& event() const { return event_; }
    /// Expressions read so far. Defines that use each other many times multiply: beyond kMostSteps it gives up.
    long steps() const { return steps_; }
    static constexpr long kMostSteps = 400000;

private:
    struct Value {
        enum class Kind { number, truth, object, met, momentum, transverse, combination, part, collection };
        Kind kind = Kind::number;
        double number = 0;
        bool truth = false;
        int row = -1;       ///< of an object
        int particle = -1;  ///< that it is read as
        std::array<double, 4> p{};
        std::vector<Value> items{};  ///< legs of a combination; objects of a part or a collection
    };
    using Values = std::vector<Value>;
    struct Frame {
        std::vector<Value> arguments;
        const Frame* caller = nullptr;
    };

    const Values& collection_objects(CollectionId id);
    const std::optional<Values>& best_legs(CandidateId id);
    /// In the surroundings of a block: outside of any function, and without leaving a cut undecided.
    void compute_aside(const std::function<void()>& compute);
    void compute_collection(CollectionId id);
    Values uncut(const Collection& collection);
    void remove_excluded(Values& objects, const Collection& collection);
    void order(Values& objects, const Collection& collection);
    void compute_candidate(CandidateId id);
    /// Calls `found` for each combination that passes the cuts, in order, its legs bound.
    void for_each_combination(const Candidate& candidate, const std::function<void(const Values& legs)>& found);
    void for_each_sharing(const Candidate& candidate, const std::function<void(const Values& legs)>& found);
    /// A variable, the objects that it runs over, and its group.
    struct Slot {
        VariableId variable;
        Values objects;
        int group;
    };
    /// Binds the variables in every way in which no row is used twice, positions increasing in a group.
    void for_each_binding(const std::vector<Slot>& slots, std::vector<int>& positions, Values& bound,
                          const std::function<void()>& visit);
    void for_each_binding(const std::vector<Range>& ranges, const Expr* filter, const std::function<void()>& visit);
    bool passes_block(const std::vector<Cut>& cuts);
    bool run_region(const Region& region);
    bool run_cut(const Cut& cut);
    bool run_statement(const Region& region, const Statement& statement);

    Value eval(const Expr& expr);
    double number(const Expr& expr) { return eval(expr).number; }
    bool truth(const Expr& expr) { return eval(expr).truth; }
    bool truth_aside(const Expr& expr);
    bool compare(CompareOp op, double a, double b);
    Value chance(const Expr& expr);
    Value candidate_value(const Expr& expr);
    Value local_define(const Expr& expr);
    Value otherwise(const Expr& expr);
    Value arithmetic(const Expr& expr);
    Value reduce(const Expr& expr);
    Value extremum(const Expr& expr, const Values& values);
    Value call(const Expr& expr);
    Value attribute(const Value& object, const std::string& name);
    Value momentum(const Value& object);
    Value miss(const Expr& what);
    Value lose();
    void add_rows(const Value& value, std::vector<int>& rows) const;
    double pt(const Value& object) { return attribute(momentum(object), "pt").number; }
    double intrinsic(Intrinsic op, const std::vector<double>& x);

    const Program& program_;
    const Event& event_;
    std::vector<std::optional<Values>> collections_;                ///< of those that were asked for
    std::vector<std::optional<std::optional<Values>>> candidates_;  ///< likewise: legs where it exists
    std::map<VariableId, Value> variables_;
    const Frame* frame_ = nullptr;
    const Expr* missing_ = nullptr;
    bool block_misses_ = false;  ///< a block has reached what is missing: no `else` makes up for that
    bool undecided_ = false;
    bool sure_ = true;
    bool is_lost_ = false;
    long steps_ = 0;
    Outcome outcome_;
};

}  // namespace collmc::semantics
