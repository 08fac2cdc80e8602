// A slow and obvious evaluator of typed programs on one event, which notices when a missing object is reached. It
// shares nothing with the proof of presence, and is what that proof is tested against.
#pragma once

#include <array>
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
        double number = 0;
        bool truth = false;
        enum class Kind { number, truth, object, met, momentum, transverse, collection } kind = Kind::number;
        int index = -1;  ///< of the object, or the collection
        std::array<double, 4> p{};
    };
    struct Frame {
        std::vector<Value> arguments;
        const Frame* caller = nullptr;
    };

    void compute_collection(CollectionId id);
    void compute_candidate(CandidateId id);
    void choose(const Candidate& candidate, std::vector<int>& chosen, std::optional<std::vector<int>>& best,
                double& best_key);
    bool passes_block(const std::vector<Cut>& cuts);
    bool run_region(const Region& region);
    bool run_cut(const Cut& cut);

    Value eval(const Expr& expr);
    double number(const Expr& expr) { return eval(expr).number; }
    bool truth(const Expr& expr) { return eval(expr).truth; }
    bool compare(CompareOp op, double a, double b);
    Value arithmetic(const Expr& expr);
    Value reduce(const Expr& expr);
    Value call(const Expr& expr);
    Value attribute(const Value& object, const std::string& name);
    Value momentum(const Value& object);
    Value miss(const std::string& what);
    static double intrinsic(Intrinsic op, const std::vector<double>& x);

    const Program& program_;
    const Event& event_;
    std::vector<std::vector<int>> collections_;
    std::vector<std::optional<std::vector<int>>> candidates_;
    std::map<VariableId, Value> variables_;
    const Frame* frame_ = nullptr;
    bool undecided_ = false;
    Outcome outcome_;
};

}  // namespace collmc::semantics::presence
