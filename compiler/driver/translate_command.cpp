// `collmc translate`: a request in words becomes an analysis, or a wish in words changes one; with a model or without.

#include <fmt/format.h>

#include "compiler/diagnostics/json_record.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/exit_codes.h"
#include "compiler/driver/installation.h"
#include "compiler/driver/messages.h"
#include "compiler/driver/model_translate.h"
#include "compiler/driver/replace_file.h"
#include "compiler/driver/text.h"
#include "compiler/driver/translation.h"
#include "compiler/pipeline/checked_program.h"
#include "compiler/translate/edit.h"

namespace collmc::driver {

namespace {

using diagnostics::Json;

const char* name_of(translate::LineOutcome::Kind kind) {
    switch (kind) {
        case translate::LineOutcome::Kind::statements: return "statements";
        case translate::LineOutcome::Kind::setting: return "setting";
        case translate::LineOutcome::Kind::refused: return "refused";
    }
    return "";
}

/// One object of schema `collmc.translation/1`.
std::string json_of(const RequestTranslation& result, const std::string& request) {
    Json all = {{"schema", "collmc.translation/1"}, {"request", request}, {"complete", result.succeeded()}};
    all["lines"] = Json::array();
    for (const translate::LineOutcome& it : result.translation.lines) {
        const auto place = it.line.span.file->place(it.line.span.begin);
        Json line = {{"request", it.line.number},
                     {"section", translate::name_of(it.line.section)},
                     {"line", place.line},
                     {"text", std::string(it.line.span.text())},
                     {"outcome", name_of(it.kind)}};
        line["statements"] = it.statements;
        line["assumptions"] = it.assumptions;
        line["not_understood"] = Json::array();
        for (const diagnostics::Span& span : it.not_understood) {
            const auto at = span.file->place(span.begin);
            line["not_understood"].push_back(
                {{"line", at.line}, {"column", at.column}, {"text", std::string(span.text())}});
        }
        line["reason"] = it.reason;
        all["lines"].push_back(std::move(line));
    }
    Json run = {{"plot_formats", result.translation.run.plot_formats}, {"normalise", result.translation.run.normalise}};
    run["dpi"] = result.translation.run.dpi ? Json(*result.translation.run.dpi) : Json(nullptr);
    all["run"] = std::move(run);
    all["diagnostics"] = Json::array();
    for (const diagnostics::Diagnostic& it : result.diagnostics.all())
        all["diagnostics"].push_back(diagnostics::json_record(it));
    if (result.audit) all["audit"] = Json::parse(translate::render_json(*result.audit, request, ""));
    all["program"] = result.translation.program;
    return diagnostics::json_text(all, 2) + "\n";
}

int put(const std::string& path, const std::string& text) {
    if (path.empty()) {
        print_output(text);
        return kDone;
    }
    if (const auto unwritten = write_file(path, text)) {
        print_error(unwritten->message());
        return kOutputUnwritable;
    }
    return kDone;
}

int translate(const TranslateArguments& arguments, const std::string& name, const std::string& text) {
    RequestTranslation result = translate_request(name, text);
    if (result.request.lines.empty() && !arguments.json) {
        print_error(fmt::format("{}: the request asks for nothing; write a line for each cut, plot or table", name));
        return kProgramErrors;
    }
    const int written =
        arguments.json && arguments.output.empty() ? kDone : put(arguments.output, result.translation.program);
    if (arguments.json) {
        print_output(json_of(result, name));
    } else {
        print_diagnostics(result.diagnostics);
        print_message(fmt::format("{}: {}\n", arguments.output.empty() ? name : arguments.output, summary_of(result)));
        if (result.translation.complete() && result.audit && !result.audit->clean())
            print_message(translate::render_text(*result.audit));
    }
    if (written != kDone) return written;
    return result.succeeded() ? kDone : kProgramErrors;
}

int edit(const TranslateArguments& arguments) {
    std::string error;
    const std::optional<std::string> program = read_text_file(arguments.edit, error);
    if (!program) {
        print_error(error);
        return kInputUnreadable;
    }
    diagnostics::SourceSet sources;
    diagnostics::Diagnostics diagnostics;
    const diagnostics::SourceFile& before = sources.add(arguments.edit, *program);
    const auto result = translate::edit_offline(before, sources.add("<wish>", arguments.request), diagnostics);
    if (!result) {
        print_diagnostics(diagnostics);
        return kProgramErrors;
    }
    const diagnostics::SourceFile& after = sources.add(arguments.edit, result->program);
    if (!pipeline::checked_program(after, stdlib_folder(), sources, diagnostics)) {
        print_diagnostics(diagnostics);
        print_error(fmt::format("{}: the program would have these errors; nothing was changed", arguments.edit));
        return kProgramErrors;
    }
    const int written = put(arguments.output, result->program);
    for (const std::string& it : result->changes) print_message(fmt::format("{}\n", it));
    return written;
}

/// The session that the arguments ask for, over a request or a program that was read.
int ask_model(const TranslateArguments& arguments, const std::string& name, std::string text,
              Interruption& interruption) {
    ModelTranslate session;
    session.request_name = arguments.request;
    session.model = arguments.model;
    session.output = arguments.output;
    session.transcript = arguments.transcript;
    session.replay = arguments.replay;
    session.options = arguments.options;
    if (!arguments.edit.empty()) {
        session.task.kind = dialogue::Task::Kind::edit;
        session.task.request = arguments.request;
        const diagnostics::SourceFile wish("<wish>", arguments.request);
        session.task.numbered = translate::numbered(translate::read_request(wish));
        session.task.program = std::move(text);
        return model_translate(session, interruption);
    }
    const RequestReview review(name, text);
    session.task.request = std::move(text);
    session.task.numbered = review.numbered();
    if (arguments.with_draft) session.task.draft = review.draft();
    session.review = [&](const std::string& program) { return review(program); };
    return model_translate(session, interruption);
}

}  // namespace

int translate_command(const TranslateArguments& arguments, Interruption& interruption) {
    const bool edits = !arguments.edit.empty();
    const bool asks = arguments.names_model() || arguments.with_draft ||
                      (!arguments.offline && !arguments.json && has_models(arguments.options));
    if (edits && !asks) return edit(arguments);
    const std::string& path = edits ? arguments.edit : arguments.request;
    const std::string name = path == "-" ? "<stdin>" : path;
    std::string error;
    const TextKind& kind = edits ? kAnalysisText : kRequestText;
    std::optional<std::string> text =
        path == "-" ? read_standard_input(error, kind) : read_text_file(path, error, kind);
    if (!text) {
        print_error(error);
        return kInputUnreadable;
    }
    if (asks) return ask_model(arguments, name, *std::move(text), interruption);
    return translate(arguments, name, *text);
}

}  // namespace collmc::driver
