#include "compiler/driver/model_options.h"

#include <fmt/format.h>

#include <cstdlib>

#include "compiler/driver/exit_codes.h"
#include "compiler/driver/installation.h"
#include "compiler/driver/text.h"
#include "compiler/driver/warnings.h"
#include "compiler/pipeline/pipeline.h"

namespace collmc::driver {

namespace {

/// Empty where the user has no such folder.
std::filesystem::path default_path() {
    return settings_folder().empty() ? std::filesystem::path() : settings_folder() / "models.json";
}

std::filesystem::path models_path(const ModelOptions& options) {
    if (!options.models_file.empty()) return options.models_file;
    if (const char* named = std::getenv("COLLMC_MODELS"); named && *named) return named;
    return default_path();
}

}  // namespace

bool has_models(const ModelOptions& options) {
    std::error_code failure;
    const std::filesystem::path path = models_path(options);
    return !path.empty() && (path != default_path() || std::filesystem::exists(path, failure));
}

std::optional<model::Models> load_models(const ModelOptions& options, std::string& error) {
    const std::string path = models_path(options).string();
    if (path.empty()) {
        error = "no models are known: name a file with --models or COLLMC_MODELS";
        return std::nullopt;
    }
    std::error_code failure;
    if (!std::filesystem::exists(path, failure)) {
        error = fmt::format("no models are known: there is no {}; docs/models.md says what to write there", path);
        return std::nullopt;
    }
    const std::optional<std::string> text = read_text_file(path, error, kModelsText);
    return text ? model::read_models(*text, path, error) : std::nullopt;
}

std::optional<ModelTexts> load_texts(std::string& error) {
    std::optional<dialogue::Pages> pages = dialogue::Pages::read(share_folder(), error);
    if (!pages) return std::nullopt;
    model::Grammars grammars;
    for (const auto& [file, text] : {std::pair("cut.gbnf", &grammars.gbnf), std::pair("cut.lark", &grammars.lark),
                                     std::pair("cut.schema.json", &grammars.json_schema)}) {
        std::optional<std::string> read = read_text_file((grammar_folder() / file).string(), error);
        if (!read) return std::nullopt;
        *text = std::move(*read);
    }
    return ModelTexts{std::move(*pages), std::move(grammars)};
}

repair::Check session_check() {
    return [](const diagnostics::SourceFile& program, diagnostics::SourceSet& sources,
              diagnostics::Diagnostics& diagnostics) {
        pipeline::Reports none;
        pipeline::check(program, stdlib_folder(), sources, diagnostics, none);
        settle(WarningOptions{}, program, diagnostics);
    };
}

int exit_code_of(const dialogue::Outcome& outcome) {
    switch (outcome.end) {
        case dialogue::End::done:
            return outcome.program.find("not translated") == std::string::npos ? kDone : kProgramErrors;
        case dialogue::End::interrupted: return kInterrupted;
        case dialogue::End::too_large: return kUsage;
        case dialogue::End::no_answer:
        case dialogue::End::failed: return kNoAnswer;
        case dialogue::End::budget: return outcome.program.empty() ? kNoAnswer : kProgramErrors;
        case dialogue::End::refused:
        case dialogue::End::rounds:
        case dialogue::End::repetition: break;
    }
    return kProgramErrors;
}

}  // namespace collmc::driver
