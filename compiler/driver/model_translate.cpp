#include "compiler/driver/model_translate.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "compiler/driver/exit_codes.h"
#include "compiler/driver/installation.h"
#include "compiler/driver/messages.h"
#include "compiler/driver/text.h"
#include "compiler/driver/transcript_file.h"
#include "compiler/model/client.h"
#include "runtime/report/output_error.h"

namespace collmc::driver {

namespace {

namespace fs = std::filesystem;

/// One session from its arguments to its files.
class Translation {
public:
    Translation(const ModelTranslate& arguments, Interruption& interruption)
        : arguments_(arguments), interruption_(interruption), limits_(arguments.options.limits) {}

    int run() {
        std::string error;
        texts_ = load_texts(error);
        if (!texts_ || !choose_model(error)) {
            print_error(error);
            return kInputUnreadable;
        }
        TranscriptFile transcript(transcript_path());
        if (!transcript.error().empty()) {
            print_error(transcript.error());
            return kOutputUnwritable;
        }
        dialogue::Tools tools;
        tools.ask = [this](const model::Question& question) { return ask(question); };
        tools.check = session_check();
        tools.review = arguments_.review;
        tools.record = [&](const dialogue::Json& line) { transcript.write(line); };
        tools.better = [this](const std::string& program) { keep_draft(program); };
        tools.stop = &interruption_.stop();
        tools.pages = &texts_->pages;
        const dialogue::Outcome outcome = dialogue::run_session(arguments_.task, limits_, tools, model_);
        return finish(outcome, transcript.error());
    }

private:
    bool choose_model(std::string& error) {
        if (!arguments_.replay.empty()) {
            const std::optional<std::string> text = read_text_file(arguments_.replay, error, kTranscriptText);
            if (!text) return false;
            replay_ = dialogue::Replay::read(*text, arguments_.replay, error);
            if (!replay_) return false;
            limits_ = dialogue::limits_of(replay_->session());
            model_ = replay_->session().value("model", "");
            return true;
        }
        models_ = load_models(arguments_.options, error);
        post_ = models_ ? model::load_post(network_file(), error) : nullptr;
        if (!post_) return false;
        model_ = arguments_.model.empty() ? models_->chosen : arguments_.model;
        settings_ = models_->find(model_);
        if (settings_) return true;
        std::vector<std::string> names;
        for (const model::Settings& known : models_->models) names.push_back(known.name);
        error = model_.empty()
                    ? fmt::format("models.json has no `default`: name a model with --model, one of {}",
                                  fmt::join(names, ", "))
                    : fmt::format("there is no model `{}`; models.json has {}", model_, fmt::join(names, ", "));
        return false;
    }

    model::Reply ask(const model::Question& question) {
        if (replay_) return replay_->ask(question);
        const auto notice = [this](const std::string& text) {
            if (!arguments_.options.quiet) print_message(fmt::format("collmc: {}\n", text));
        };
        return model::Client(*settings_, texts_->grammars, post_, interruption_.stop(), notice).ask(question);
    }

    std::string transcript_path() const {
        if (!arguments_.transcript.empty()) return arguments_.transcript;
        if (arguments_.output.empty() || replay_) return "";
        return fs::path(arguments_.output).replace_extension(".transcript.jsonl").string();
    }

    std::string draft_path() const { return arguments_.output + ".draft"; }

    void keep_draft(const std::string& program) {
        if (arguments_.output.empty() || !write_error_.empty()) return;
        const std::string partial = draft_path() + ".part";
        std::ofstream file(partial, std::ios::binary | std::ios::trunc);
        file << program;
        file.close();
        std::error_code failure;
        if (file) fs::rename(partial, draft_path(), failure);
        if (!file || failure) {
            write_error_ = report::output_error(draft_path(), failure ? failure.value() : errno).message();
            fs::remove(partial, failure);
        }
    }

    int finish(const dialogue::Outcome& outcome, const std::string& transcript_error) {
        if (arguments_.output.empty()) {
            if (outcome.good()) print_output(outcome.program);
        } else if (outcome.good() && write_error_.empty()) {
            keep_draft(outcome.program);
            std::error_code failure;
            if (write_error_.empty()) fs::rename(draft_path(), arguments_.output, failure);
            if (failure) write_error_ = report::output_error(arguments_.output, failure.value()).message();
        }
        tell(outcome);
        for (const std::string& error : {write_error_, transcript_error}) {
            if (error.empty()) continue;
            print_error(error);
            return kOutputUnwritable;
        }
        return exit_code_of(outcome);
    }

    void tell(const dialogue::Outcome& outcome) const {
        if (outcome.version && !outcome.good()) {
            diagnostics::Diagnostics left = outcome.version->diagnostics;
            print_diagnostics(left);
        }
        if (!outcome.review.empty()) print_message(outcome.review + "\n");
        std::string kept;
        if (!outcome.good() && !outcome.program.empty() && !arguments_.output.empty())
            kept = fmt::format("; it is in {}", draft_path());
        if (arguments_.options.quiet && outcome.good()) return;
        print_message(fmt::format("collmc: {}{}\n", outcome.message, kept));
        print_message(fmt::format("collmc: {} question{} to {}, {} + {} tokens{}, {:.1f} s\n", outcome.exchanges,
                                  outcome.exchanges == 1 ? "" : "s", model_, with_thousands(outcome.input_tokens),
                                  with_thousands(outcome.output_tokens),
                                  outcome.cost > 0 ? fmt::format(", cost {:.4g}", outcome.cost) : "", outcome.seconds));
    }

    const ModelTranslate& arguments_;
    Interruption& interruption_;
    dialogue::Limits limits_;
    std::optional<ModelTexts> texts_;
    std::optional<model::Models> models_;
    model::Post post_ = nullptr;
    const model::Settings* settings_ = nullptr;
    std::optional<dialogue::Replay> replay_;
    std::string model_, write_error_;
};

}  // namespace

int model_translate(const ModelTranslate& arguments, Interruption& interruption) {
    return Translation(arguments, interruption).run();
}

}  // namespace collmc::driver
