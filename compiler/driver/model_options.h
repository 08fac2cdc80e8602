// What commands that ask a language model have in common: their options, and the way from a name to a session.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "compiler/dialogue/session.h"
#include "compiler/driver/interruption.h"
#include "compiler/model/settings.h"

namespace collmc::driver {

struct ModelOptions {
    std::string models_file;  ///< empty: COLLMC_MODELS, else collmc/models.json in the user's folder for settings
    dialogue::Limits limits;
    bool quiet = false;  ///< nothing about waits
};

/// The models that the user has. On a failure nothing, and `error` is a sentence.
std::optional<model::Models> load_models(const ModelOptions& options, std::string& error);
/// Whether the user has such a file, or names one: without, nothing is asked of a model unless that is named.
bool has_models(const ModelOptions& options);

/// The pages of the prompts and the grammars, as they lie beside the standard library.
struct ModelTexts {
    dialogue::Pages pages;
    model::Grammars grammars;
};
std::optional<ModelTexts> load_texts(std::string& error);

/// The check of a session: what a program's own comments allow is allowed.
repair::Check session_check();

/// How a session is told as an exit code.
int exit_code_of(const dialogue::Outcome& outcome);

}  // namespace collmc::driver
