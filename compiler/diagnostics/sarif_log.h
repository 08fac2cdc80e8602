// Diagnostics as a SARIF 2.1.0 log (OASIS), for code-scanning services and editors: one run for all files of a command.
//
// | severity | level     | what it becomes              |
// |----------|-----------|------------------------------|
// | error    | "error"   | result                       |
// | warning  | "warning" | result                       |
// | perf     | "warning" | result, tagged "performance" |
// | note     | "note"    | result                       |
// | internal | "error"   | notification of the tool     |
//
// A diagnostic without a place (a file that cannot be read) is a notification of the tool, whatever its severity.
// Columns and character offsets count code points; they and byte offsets are given for every place of a UTF-8 file.
// What a file allows is a result with a suppression, kind "inSource", and the author's reason as its justification.
// Labels are relatedLocations, edits are fixes with artifactChanges, the rest of the record stands in `properties`.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "compiler/diagnostics/allowance.h"
#include "compiler/diagnostics/diagnostic.h"

namespace collmc::diagnostics {

class SarifLog {
public:
    /// The text of a page of hints ("hints/E0201.md"), or an empty one where it cannot be read.
    using ReadPage = std::function<std::string(const std::string& page)>;

    SarifLog(std::string version, ReadPage read_page);
    ~SarifLog();
    SarifLog(const SarifLog&) = delete;
    SarifLog& operator=(const SarifLog&) = delete;

    /// Copies what it needs: the diagnostics and their files may go afterwards.
    void add(const Diagnostics& diagnostics, const std::vector<Allowed>& allowed = {});
    /// The whole log, of a command that ended with an exit code.
    std::string text(int exit_code) const;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace collmc::diagnostics
