// A request in words, translated, checked and audited: what `translate` shows and `run` runs.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/diagnostics/source.h"
#include "compiler/dialogue/session.h"
#include "compiler/driver/arguments.h"
#include "compiler/driver/messages.h"
#include "compiler/translate/audit.h"
#include "compiler/translate/offline.h"

namespace collmc::driver {

struct RequestTranslation {
    std::unique_ptr<diagnostics::SourceSet> sources = std::make_unique<diagnostics::SourceSet>();
    diagnostics::Diagnostics diagnostics;  ///< about the request
    translate::Request request;
    translate::Translation translation;
    std::optional<translate::Audit> audit;  ///< nothing where nothing was translated

    bool succeeded() const { return translation.complete() && audit && audit->clean(); }
};

/// `path` is shown in messages. A translation that does not check is our mistake, and thrown as one.
RequestTranslation translate_request(const std::string& path, const std::string& text);

/// Audits a program against a request; nothing where the program has errors, which are in the diagnostics.
std::optional<translate::Audit> audit_program(const translate::Request& request, const std::string& translated,
                                              const diagnostics::SourceFile& program, diagnostics::SourceSet& sources,
                                              diagnostics::Diagnostics& diagnostics);

/// "11 of 12 lines translated, 9 assumptions; audit: 30 agree"
std::string summary_of(const RequestTranslation& translation);

/// What a session with a model is told of its request. Copies share it; the session must end before the last of them.
class RequestReview {
public:
    RequestReview(const std::string& path, const std::string& text);

    /// The request with the numbers that `# request N` means.
    std::string numbered() const;
    /// What is translated without a model; empty where that is nothing.
    std::string draft() const;
    /// Whether every line is understood without a model; else much of a right program would seem invented, and none is
    /// audited.
    bool understood() const { return request_->translation.complete(); }
    /// The audit of a program. Nothing for one with errors, which say enough, and where the request is not understood.
    std::optional<translate::Audit> audit(const std::string& program) const;
    /// What that audit finds.
    dialogue::Review operator()(const std::string& program) const;

private:
    std::shared_ptr<RequestTranslation> request_;
};

/// Translates the request that `arguments` name, writes the analysis beside it, and puts that in the request's place,
/// with what the request says about plots. kDone, or how the run ends.
int translate_to_run(RunArguments& arguments, Messages& messages);

}  // namespace collmc::driver
