// `collmc translate` where a model is asked: a session with its files.
#pragma once

#include <string>

#include "compiler/dialogue/session.h"
#include "compiler/driver/interruption.h"
#include "compiler/driver/model_options.h"

namespace collmc::driver {

struct ModelTranslate {
    dialogue::Task task;
    std::string request_name;  ///< for messages and for the transcript's name: a path, or "-"
    std::string model;         ///< empty: the default of models.json
    std::string output;        ///< the program; empty: the standard output
    std::string transcript;    ///< empty: beside the program, NAME.transcript.jsonl; without a program none is kept
    std::string replay;        ///< a transcript to answer from, without a network
    ModelOptions options;
    std::function<dialogue::Review(const std::string& program)> review;  ///< an audit; may be empty
};

/// Runs a session and returns the exit code. While it goes on, the best program so far lies in OUTPUT.draft; it becomes
/// OUTPUT when it is right, and stays a draft where errors remain or the session is killed.
int model_translate(const ModelTranslate& arguments, Interruption& interruption);

}  // namespace collmc::driver
