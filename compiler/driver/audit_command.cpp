// `collmc audit`: whether an analysis does what a request says.

#include "compiler/driver/commands.h"
#include "compiler/driver/exit_codes.h"

namespace collmc::driver {

int audit_command(const AuditArguments&) { return kUsage; }

}  // namespace collmc::driver
