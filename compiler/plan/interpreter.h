// The reference interpreter (`--backend=interpreter`): one event at a time, bottom explicit, as plain as can be.
//
// Slow on purpose and by design free of cleverness: it is what compiled code is compared with. An observed bottom (a
// presence proof that was wrong) throws diagnostics::InternalError that names the selection or output and the event.
#pragma once

#include "compiler/plan/plan.h"

namespace collmc::plan {

class Interpreter {
public:
    /// The plan must outlive the interpreter.
    explicit Interpreter(const Plan& plan) : plan_(&plan) {}

    /// Fills the workspace as abi::Kernel does, in slots of output_layout(plan). Thread-safe for distinct workspaces.
    void run(const abi::Block& block, const abi::Workspace& workspace) const;

private:
    const Plan* plan_;
};

}  // namespace collmc::plan
