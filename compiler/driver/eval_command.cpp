// `collmc eval`: how often the models of a user are right, by the numbers of their programs.

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

#include "compiler/driver/commands.h"
#include "compiler/driver/exit_codes.h"
#include "compiler/driver/installation.h"
#include "compiler/driver/messages.h"
#include "compiler/driver/model_options.h"
#include "compiler/driver/text.h"
#include "compiler/driver/transcript_file.h"
#include "compiler/evaluation/numbers.h"
#include "compiler/evaluation/suite.h"
#include "compiler/evaluation/tally.h"
#include "compiler/model/client.h"
#include "compiler/translate/request.h"

namespace collmc::driver {

namespace {

namespace fs = std::filesystem;
using dialogue::End;
using evaluation::Question;
using evaluation::Right;
using evaluation::Trial;
using evaluation::Verdict;

/// A folder that goes with the command.
class Scratch {
public:
    Scratch() {
        std::string name = (fs::temp_directory_path() / "collmc-eval-XXXXXX").string();
        if (::mkdtemp(name.data())) path_ = name;
    }
    ~Scratch() {
        std::error_code failure;
        if (!path_.empty()) fs::remove_all(path_, failure);
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    const fs::path& path() const { return path_; }

private:
    fs::path path_;
};

/// What a run wrote.
struct Numbers {
    std::string cutflow, histograms;
};

class Evaluation {
public:
    Evaluation(const EvalArguments& arguments, Interruption& interruption)
        : arguments_(arguments), interruption_(interruption) {}

    int run() {
        std::string error;
        if (!prepare(error)) {
            print_error(error);
            return kInputUnreadable;
        }
        for (const std::string& name : arguments_.models) {
            for (const Question& question : suite_->questions) {
                if (!wanted(question)) continue;
                for (int number = 1; number <= arguments_.trials; ++number) {
                    if (interruption_.requested()) return kInterrupted;
                    const Trial trial = make_trial(*models_->find(name), question, number, error);
                    if (!error.empty()) {
                        print_error(error);
                        return kInputUnreadable;
                    }
                    trials_.push_back(trial);
                    print_message(fmt::format("{} {} {}: {}{}{}\n", name, question.id, number, name_of(trial.verdict),
                                              trial.message.empty() ? "" : ": ", trial.message));
                }
            }
        }
        const std::vector<evaluation::Row> rows = evaluation::tally(trials_);
        print_output(arguments_.format == "json"       ? evaluation::render_json(suite_->name, rows, trials_)
                     : arguments_.format == "markdown" ? evaluation::render_markdown(rows)
                                                       : evaluation::render_text(rows));
        return kDone;
    }

private:
    bool prepare(std::string& error) {
        const std::optional<std::string> text = read_text_file(arguments_.suite, error);
        if (!text) return false;
        suite_ = evaluation::read_suite(*text, arguments_.suite, error);
        if (!suite_) return false;
        for (const std::string& id : arguments_.only) {
            if (std::ranges::find(suite_->questions, id, &Question::id) == suite_->questions.end()) {
                error = fmt::format("--only: {} has no question `{}`", arguments_.suite, id);
                return false;
            }
        }
        models_ = load_models(arguments_.options, error);
        post_ = models_ ? model::load_post(network_file(), error) : nullptr;
        if (!post_) return false;
        for (const std::string& name : arguments_.models) {
            if (models_->find(name)) continue;
            error = fmt::format("there is no model `{}`", name);
            return false;
        }
        texts_ = load_texts(error);
        if (texts_ && scratch_.path().empty()) error = "no folder for results can be made; set TMPDIR";
        return error.empty();
    }

    bool wanted(const Question& question) const {
        return arguments_.only.empty() || std::ranges::find(arguments_.only, question.id) != arguments_.only.end();
    }

    Trial make_trial(const model::Settings& settings, const Question& question, int number, std::string& error) {
        // Each trial draws anew; the first as a user's session does.
        model::Settings drawn = settings;
        for (model::Sampling* sampling : {&drawn.translator, &drawn.fixer})
            if (sampling->seed) *sampling->seed += 1000 * (number - 1);
        TranscriptFile transcript(file_of(settings.name, question.id, number, "jsonl"));
        if (!transcript.error().empty()) {
            error = transcript.error();
            return {};
        }
        const model::Client client(drawn, texts_->grammars, post_, interruption_.stop());
        dialogue::Tools tools;
        tools.ask = [&](const model::Question& asked) { return client.ask(asked); };
        tools.check = session_check();
        tools.record = [&](const dialogue::Json& line) { transcript.write(line); };
        tools.stop = &interruption_.stop();
        tools.pages = &texts_->pages;
        const diagnostics::SourceFile request(question.id, question.text);
        const dialogue::Task task{dialogue::Task::Kind::translate, question.text,
                                  translate::numbered(translate::read_request(request)), "", ""};
        const dialogue::Outcome outcome = dialogue::run_session(task, arguments_.options.limits, tools, settings.name);
        if (const std::string path = file_of(settings.name, question.id, number, "cut"); !path.empty())
            std::ofstream(path, std::ios::binary) << outcome.program;

        Trial trial{settings.name, question.id,     Verdict::right,
                    false,         outcome.rounds,  outcome.input_tokens + outcome.output_tokens,
                    outcome.cost,  outcome.seconds, ""};
        judge(question, outcome, trial, error);
        trial.first_attempt = trial.verdict == Verdict::right && outcome.rounds == 0;
        return trial;
    }

    std::string file_of(const std::string& model, const std::string& question, int number, const char* ending) {
        if (arguments_.transcripts.empty()) return "";
        std::error_code failure;
        fs::create_directories(arguments_.transcripts, failure);
        std::string name = fmt::format("{}.{}.{}.{}", model, question, number, ending);
        std::ranges::replace(name, '/', '_');
        return (fs::path(arguments_.transcripts) / name).string();
    }

    void judge(const Question& question, const dialogue::Outcome& outcome, Trial& trial, std::string& error) {
        trial.message = outcome.message;
        if (outcome.end == End::failed || outcome.end == End::interrupted) {
            trial.verdict = Verdict::network;
        } else if (outcome.program.empty()) {
            trial.verdict = Verdict::no_answer;
        } else if (outcome.score.errors[0] > 0 || outcome.score.truncated) {
            trial.verdict = Verdict::syntax;
        } else if (outcome.score.errors != repair::Errors{}) {
            trial.verdict = Verdict::type;
        } else if (question.right == Right::told) {
            trial.message = tells(question, outcome.program)
                                ? ""
                                : fmt::format("no comment says what is assumed or not translated about {}",
                                              fmt::join(question.words, " or "));
            trial.verdict = trial.message.empty() ? Verdict::right : Verdict::audit;
        } else if (outcome.end == End::refused) {
            trial.verdict = Verdict::audit;
        } else {
            trial.message = compare(question, outcome.program, error);
            trial.verdict = trial.message.empty() ? Verdict::right : Verdict::wrong_number;
        }
    }

    static std::string lower(std::string text) {
        std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
        return text;
    }

    /// A comment about what is assumed or left out, with one of the words.
    static bool tells(const Question& question, const std::string& program) {
        std::size_t at = 0;
        while (at < program.size()) {
            const std::size_t end = std::min(program.find('\n', at), program.size());
            const std::string line = lower(program.substr(at, end - at));
            at = end + 1;
            const std::size_t mark = line.find('#');
            if (mark == std::string::npos) continue;
            const std::string comment = line.substr(mark);
            if (comment.find("assum") == std::string::npos && comment.find("not translated") == std::string::npos)
                continue;
            for (const std::string& word : question.words)
                if (comment.find(lower(word)) != std::string::npos) return true;
        }
        return false;
    }

    /// Empty where the numbers are right.
    std::string compare(const Question& question, const std::string& program, std::string& error) {
        const std::string key = question.reference.string() + "\n" + question.events.string();
        if (!references_.contains(key)) {
            Numbers numbers;
            if (!run_analysis(question.reference, question.events, numbers)) {
                error = fmt::format("the reference {} does not run on {}", question.reference.string(),
                                    question.events.string());
                return "";
            }
            references_[key] = numbers;
        }
        const fs::path path = scratch_.path() / "program.cut";
        std::ofstream(path, std::ios::binary | std::ios::trunc) << program;
        Numbers numbers;
        if (!run_analysis(path, question.events, numbers)) return "the program does not run";
        const Numbers& right = references_[key];
        return question.right == Right::cutflow ? evaluation::compare_cutflows(right.cutflow, numbers.cutflow)
                                                : evaluation::compare_histograms(right.histograms, numbers.histograms);
    }

    bool run_analysis(const fs::path& analysis, const fs::path& events, Numbers& numbers) {
        RunArguments run;
        run.analysis = analysis.string();
        run.events = {events.string()};
        run.output = (scratch_.path() / "results").string();
        run.quiet = run.no_plots = run.nominal = true;
        run.warnings.mode = WarningOptions::Mode::none;
        Messages messages(MessageFormat::text, Messages::Stream::error, run.warnings);
        if (run_command(run, {"collmc"}, interruption_, messages) != kDone) return false;
        std::string error;
        const auto read = [&](const char* name) {
            return read_text_file((fs::path(run.output) / name).string(), error).value_or("{\"regions\": []}");
        };
        numbers = {read("cutflow.json"), read("histograms.json")};
        std::error_code failure;
        fs::remove_all(run.output, failure);
        return true;
    }

    const EvalArguments& arguments_;
    Interruption& interruption_;
    Scratch scratch_;
    std::optional<evaluation::Suite> suite_;
    std::optional<model::Models> models_;
    std::optional<ModelTexts> texts_;
    model::Post post_ = nullptr;
    std::map<std::string, Numbers> references_;
    std::vector<Trial> trials_;
};

}  // namespace

int eval_command(const EvalArguments& arguments, Interruption& interruption) {
    return Evaluation(arguments, interruption).run();
}

}  // namespace collmc::driver
