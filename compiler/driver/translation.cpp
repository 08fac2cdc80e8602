#include "compiler/driver/translation.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "compiler/diagnostics/internal_error.h"
#include "compiler/driver/exit_codes.h"
#include "compiler/driver/installation.h"
#include "compiler/driver/replace_file.h"
#include "compiler/driver/text.h"
#include "compiler/pipeline/checked_program.h"

namespace collmc::driver {

std::optional<translate::Audit> audit_program(const translate::Request& request, const std::string& translated,
                                              const diagnostics::SourceFile& program, diagnostics::SourceSet& sources,
                                              diagnostics::Diagnostics& diagnostics) {
    const auto checked = pipeline::checked_program(program, stdlib_folder(), sources, diagnostics);
    if (!checked) return std::nullopt;
    translate::Audited expected;
    std::optional<semantics::Program> own;
    if (!translated.empty()) {
        diagnostics::Diagnostics none;
        expected.source = &sources.add("translation of the request", translated);
        own = pipeline::checked_program(*expected.source, stdlib_folder(), sources, none);
        if (!own)
            throw diagnostics::InternalError("translate", fmt::format("a translation that does not check: {}\n{}",
                                                                      none.all().front().message, translated));
        expected.program = &*own;
    }
    return translate::audit(request, expected, {&program, &*checked});
}

RequestTranslation translate_request(const std::string& path, const std::string& text) {
    RequestTranslation result;
    result.request = translate::read_request(result.sources->add(path, text));
    result.translation = translate::translate_offline(result.request, result.diagnostics);
    if (result.translation.program.empty()) return result;
    diagnostics::Diagnostics own;
    const diagnostics::SourceFile& program = result.sources->add("translation", result.translation.program);
    result.audit = audit_program(result.request, result.translation.program, program, *result.sources, own);
    if (!result.audit)
        throw diagnostics::InternalError(
            "translate", fmt::format("a translation that does not check: {}\n{}", own.all().front().message,
                                     result.translation.program));
    return result;
}

std::string summary_of(const RequestTranslation& translation) {
    const auto& lines = translation.translation.lines;
    const auto refused = std::count_if(lines.begin(), lines.end(), [](const translate::LineOutcome& it) {
        return it.kind == translate::LineOutcome::Kind::refused;
    });
    std::size_t assumptions = 0;
    for (const translate::LineOutcome& it : lines) assumptions += it.assumptions.size();
    std::string text = fmt::format("{} of {} translated", static_cast<std::int64_t>(lines.size()) - refused,
                                   counted(static_cast<std::int64_t>(lines.size()), "line"));
    if (assumptions > 0) text += fmt::format(", {}", counted(static_cast<std::int64_t>(assumptions), "assumption"));
    if (translation.translation.complete() && translation.audit && !translation.audit->clean())
        text += "; the audit finds differences";
    return text;
}

RequestReview::RequestReview(const std::string& path, const std::string& text)
    : request_(std::make_shared<RequestTranslation>(translate_request(path, text))) {}

std::string RequestReview::numbered() const { return translate::numbered(request_->request); }

std::string RequestReview::draft() const { return request_->translation.program; }

std::optional<translate::Audit> RequestReview::audit(const std::string& program) const {
    if (!understood()) return std::nullopt;
    diagnostics::Diagnostics none;
    const diagnostics::SourceFile& file = request_->sources->add("program", program);
    return audit_program(request_->request, request_->translation.program, file, *request_->sources, none);
}

dialogue::Review RequestReview::operator()(const std::string& program) const {
    const std::optional<translate::Audit> found = audit(program);
    if (!found || found->clean()) return {};
    using translate::Verdict;
    const int findings =
        found->count(Verdict::differs) + found->count(Verdict::missing) + found->count(Verdict::invented);
    return {static_cast<std::size_t>(findings), translate::render_text(*found)};
}

int translate_to_run(RunArguments& arguments, Messages& messages) {
    std::string error;
    const std::optional<std::string> text = read_text_file(arguments.analysis, error, kRequestText);
    if (!text) {
        messages.show({"E0902", error, {{"file", arguments.analysis}}});
        return kInputUnreadable;
    }
    RequestTranslation translated = translate_request(arguments.analysis, *text);
    messages.show(translated.diagnostics);
    if (!translated.succeeded()) {
        if (!messages.for_programs())
            print_error(
                fmt::format("{}: {}; nothing was run. `collmc translate {} -o FILE.cut` writes what was understood",
                            arguments.analysis, summary_of(translated), arguments.analysis));
        return kProgramErrors;
    }
    const std::string program = std::filesystem::path(arguments.analysis).replace_extension(".cut").string();
    std::error_code unknown;
    if (std::filesystem::exists(program, unknown) && read_text_file(program, error) != translated.translation.program) {
        messages.show(
            {"E0904",
             fmt::format(
                 "{} is there already and is another program than the request gives: run it itself, or remove it",
                 program),
             {{"file", program}}});
        return kOutputUnwritable;
    }
    if (const auto unwritten = write_file(program, translated.translation.program)) {
        messages.show({"E0904", unwritten->message(), {{"file", program}}});
        return kOutputUnwritable;
    }
    if (!arguments.quiet && !messages.for_programs())
        print_message(fmt::format("{}: {}\n", program, summary_of(translated)));
    arguments.analysis = program;
    arguments.from_request = false;
    const translate::RunWishes& wishes = translated.translation.run;
    if (wishes.dpi) arguments.plots.dpi = *wishes.dpi;
    if (wishes.normalise) arguments.plots.normalize = true;
    if (!wishes.plot_formats.empty()) {
        arguments.plots.formats.clear();
        for (const std::string& it : wishes.plot_formats)
            arguments.plots.formats.push_back(it == "pdf"   ? report::PlotFormat::pdf
                                              : it == "svg" ? report::PlotFormat::svg
                                                            : report::PlotFormat::png);
    }
    return kDone;
}

}  // namespace collmc::driver
