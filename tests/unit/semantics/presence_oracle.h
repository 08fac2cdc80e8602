// A slow and obvious evaluator of typed programs on one event, which notices when a missing object is reached. It
// shares nothing with the proof of presence, and is what that proof is tested against.
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

namespace collmc::semantics::presence {

struct Object {
    int particle;  ///< of the schema
    std::array<double, abi::kObjectColumnCount> columns{};
};

/// The objects in file order.
struct Event {
    std::vector<Object> objects;
    double met_pt = 0, met_phi = 0;

    std::string to_string() const;
};

class Oracle {
public:
    Oracle(const Program& program, const Event& event);

    struct Outcome {
        std::string missing;              ///< what was reached and is not there; empty if nothing
        std::vector<const Cut*> passed;   ///< cuts of regions that the event reached and passed
        std::vector<const Cut*> stopped;  ///< cuts of regions that the event reached and did not pass
    };
    /// All blocks and regions.
    Outcome run();

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

    void compute_collection(CollectionId id);
    Values uncut(const Collection& collection);
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
    bool run_statement(const Region& region, const semantics::Statement& statement);
    bool run_cut(const Cut& cut);

    Value eval(const Expr& expr);
    double number(const Expr& expr) { return eval(expr).number; }
    bool truth(const Expr& expr) { return eval(expr).truth; }
    bool truth_aside(const Expr& expr);
    bool compare(CompareOp op, double a, double b);
    Value candidate_value(const Expr& expr);
    Value local_define(const Expr& expr);
    Value otherwise(const Expr& expr);
    Value arithmetic(const Expr& expr);
    Value reduce(const Expr& expr);
    Value call(const Expr& expr);
    Value attribute(const Value& object, const std::string& name);
    Value momentum(const Value& object);
    Value miss(const std::string& what);
    void add_rows(const Value& value, std::vector<int>& rows) const;
    double pt(const Value& object) { return attribute(momentum(object), "pt").number; }
    static double intrinsic(Intrinsic op, const std::vector<double>& x);

    const Program& program_;
    const Event& event_;
    std::vector<Values> collections_;
    std::vector<std::optional<Values>> candidates_;  ///< legs
    std::map<VariableId, Value> variables_;
    const Frame* frame_ = nullptr;
    bool undecided_ = false;
    Outcome outcome_;
};

}  // namespace collmc::semantics::presence
