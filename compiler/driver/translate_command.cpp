// `collmc translate`: a request in English, from a file or the standard input, to an analysis.

#include <fmt/format.h>

#include "compiler/driver/commands.h"
#include "compiler/driver/exit_codes.h"
#include "compiler/driver/messages.h"
#include "compiler/driver/model_translate.h"
#include "compiler/driver/text.h"

namespace collmc::driver {

int translate_command(const TranslateArguments& arguments, Interruption& interruption) {
    ModelTranslate translation;
    translation.request_name = arguments.request;
    translation.model = arguments.model;
    translation.output = arguments.output;
    translation.transcript = arguments.transcript;
    translation.replay = arguments.replay;
    translation.options = arguments.options;
    std::string error;
    const auto take = [&](const std::string& path, std::string& text) {
        std::optional<std::string> read = path == "-" ? read_standard_input(error) : read_text_file(path, error);
        if (read) text = std::move(*read);
        return read.has_value();
    };
    dialogue::Task& task = translation.task;
    bool good = true;
    if (arguments.edit.empty()) {
        good = take(arguments.request, task.request);
    } else {
        task.kind = dialogue::Task::Kind::edit;
        task.request = arguments.request;
        good = take(arguments.edit, task.program);
    }
    if (!good) {
        print_error(error);
        return kInputUnreadable;
    }
    return model_translate(translation, interruption);
}

}  // namespace collmc::driver
