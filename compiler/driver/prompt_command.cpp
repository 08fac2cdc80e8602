// `collmc prompt`: what a model would be sent, to read, to copy into a chat, or as the body of a request.

#include <fmt/format.h>

#include "compiler/driver/commands.h"
#include "compiler/driver/exit_codes.h"
#include "compiler/driver/messages.h"
#include "compiler/driver/model_options.h"
#include "compiler/driver/text.h"
#include "compiler/model/request_body.h"
#include "compiler/translate/request.h"

namespace collmc::driver {

namespace {

using dialogue::Json;

std::optional<std::string> read_input(const std::string& path, const TextKind& kind, std::string& error) {
    if (path.empty()) return "";
    return path == "-" ? read_standard_input(error, kind) : read_text_file(path, error, kind);
}

std::vector<model::Message> messages_of(const PromptArguments& arguments, const dialogue::Pages& pages,
                                        const std::string& request, const std::string& program) {
    const diagnostics::SourceFile file("request", request);
    const std::string numbered = translate::numbered(translate::read_request(file));
    if (arguments.kind == "edit") return dialogue::edit_prompt(pages, program, numbered);
    if (arguments.kind == "translate") return dialogue::translate_prompt(pages, numbered);
    const repair::Outcome repaired = repair::repair("program.cut", program, session_check());
    return dialogue::fix_prompt(pages, numbered, repaired.after->file->text(), repaired.after->diagnostics, "", false);
}

}  // namespace

int prompt_command(const PromptArguments& arguments) {
    std::string error;
    const std::optional<ModelTexts> texts = load_texts(error);
    const std::optional<std::string> request =
        texts ? read_input(arguments.request, kRequestText, error) : std::nullopt;
    const std::optional<std::string> program =
        request ? read_input(arguments.program, kAnalysisText, error) : std::nullopt;
    if (!program) {
        print_error(error);
        return kInputUnreadable;
    }
    const std::vector<model::Message> messages = messages_of(arguments, texts->pages, *request, *program);
    if (!arguments.body_for.empty()) {
        const std::optional<model::Models> models = load_models(arguments.models, error);
        const model::Settings* settings = models ? models->find(arguments.body_for) : nullptr;
        if (!settings) {
            print_error(models ? fmt::format("there is no model `{}`", arguments.body_for) : error);
            return kInputUnreadable;
        }
        const model::Role role = arguments.kind == "fix" ? model::Role::fixer : model::Role::translator;
        print_output(model::request_body(*settings, {role, messages, 0}, texts->grammars)
                         .dump(2, ' ', false, Json::error_handler_t::replace) +
                     "\n");
        return kDone;
    }
    if (arguments.json) {
        Json list = Json::array();
        for (const model::Message& message : messages)
            list.push_back({{"role", message.role}, {"content", message.text}});
        print_output(list.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
        return kDone;
    }
    // Without anything to work on, the part that is always the same.
    const bool alone = arguments.request.empty() && arguments.program.empty();
    print_output(messages[0].text);
    if (!alone) print_output("\n" + messages[1].text);
    return kDone;
}

}  // namespace collmc::driver
