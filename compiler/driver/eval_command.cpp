// `collmc eval`: how often the models of a user are right, by the numbers of their programs.

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "compiler/driver/commands.h"
#include "compiler/driver/exit_codes.h"
#include "compiler/driver/installation.h"
#include "compiler/driver/messages.h"
#include "compiler/driver/model_options.h"
#include "compiler/driver/replace_file.h"
#include "compiler/driver/scratch_folder.h"
#include "compiler/driver/text.h"
#include "compiler/driver/transcript_file.h"
#include "compiler/driver/translation.h"
#include "compiler/evaluation/numbers.h"
#include "compiler/evaluation/suite.h"
#include "compiler/evaluation/tally.h"
#include "compiler/model/client.h"

namespace collmc::driver {

namespace {

namespace fs = std::filesystem;
using dialogue::End;
using evaluation::Question;
using evaluation::Right;
using evaluation::Trial;
using evaluation::Verdict;

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
        if (!prepare(error) || !put_questions(error)) {
            print_error(error);
            return failure_;
        }
        const std::vector<evaluation::Row> rows = evaluation::tally(trials_);
        print_output(arguments_.format == "json"       ? evaluation::render_json(suite_->name, rows, trials_)
                     : arguments_.format == "markdown" ? evaluation::render_markdown(rows)
                                                       : evaluation::render_text(rows));
        if (!interruption_.requested()) return kDone;
        print_message(
            fmt::format("interrupted after {}\n", counted(static_cast<std::int64_t>(trials_.size()), "trial")));
        return kInterrupted;
    }

private:
    bool prepare(std::string& error) {
        const std::optional<std::string> text = read_text_file(arguments_.suite, error, kSuiteText);
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
        for (const Question& question : suite_->questions) {
            if (question.right != Right::audit || !wanted(question) || review_of(question).understood()) continue;
            error = fmt::format(
                "{}: question {} cannot be judged by the audit, since not every line is understood "
                "without a model; say what is right with `events` and a `reference`",
                arguments_.suite, question.id);
            return false;
        }
        texts_ = load_texts(error);
        if (texts_ && scratch_.path().empty())
            unwritten(
                "no folder for results can be made in TMPDIR, nor in /tmp without one; set TMPDIR to one that can be "
                "written",
                error);
        return error.empty();
    }

    /// All trials, or those that end before an interruption. False on a failure that is not the model's.
    bool put_questions(std::string& error) {
        for (const std::string& name : arguments_.models) {
            for (const Question& question : suite_->questions) {
                if (!wanted(question)) continue;
                for (int number = 1; number <= arguments_.trials; ++number) {
                    const Trial trial = make_trial(*models_->find(name), question, number, error);
                    if (interruption_.requested()) return true;  // it was cut short, and says nothing
                    if (!error.empty()) return false;
                    trials_.push_back(trial);
                    print_message(line_of(trial, number));
                }
            }
        }
        return true;
    }

    static std::string line_of(const Trial& trial, int number) {
        std::string line = fmt::format("{} {} {}: {}", trial.model, trial.question, number, name_of(trial.verdict));
        if (!trial.message.empty()) line += ": " + trial.message;
        if (trial.audit && !trial.audit->clean() && trial.verdict != Verdict::audit)
            line += fmt::format("; the audit finds: {}", trial.audit->worst);
        return line + "\n";
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
        if (!transcript.error().empty()) return unwritten(transcript.error(), error);
        const model::Client client(drawn, texts_->grammars, post_, interruption_.stop());
        dialogue::Tools tools;
        tools.ask = [&](const model::Question& asked) { return client.ask(asked); };
        tools.check = session_check();
        tools.record = [&](const dialogue::Json& line) { transcript.write(line); };
        tools.stop = &interruption_.stop();
        tools.pages = &texts_->pages;
        const RequestReview review = review_of(question);
        tools.review = [&](const std::string& program) { return review(program); };
        const dialogue::Task task{dialogue::Task::Kind::translate, question.text, review.numbered(), "", ""};
        const dialogue::Outcome outcome = dialogue::run_session(task, arguments_.options.limits, tools, settings.name);
        if (!transcript.error().empty()) return unwritten(transcript.error(), error);
        if (const std::string path = file_of(settings.name, question.id, number, "cut"); !path.empty())
            if (const auto failed = write_file(path, outcome.program)) return unwritten(failed->message(), error);

        Trial trial;
        trial.model = settings.name;
        trial.question = question.id;
        trial.rounds = outcome.rounds;
        trial.tokens = outcome.input_tokens + outcome.output_tokens;
        trial.cost = outcome.cost;
        trial.seconds = outcome.seconds;
        judge(question, outcome, trial, error);
        trial.first_attempt = trial.verdict == Verdict::right && outcome.rounds == 0;
        return trial;
    }

    Trial unwritten(const std::string& why, std::string& error) {
        error = why;
        failure_ = kOutputUnwritable;
        return {};
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
        } else if (const auto audit = review_of(question).audit(outcome.program)) {
            trial.audit = counts_of(*audit);
            judge_stated(question, outcome.program, trial, error);
        } else {
            judge_stated(question, outcome.program, trial, error);
        }
    }

    /// Of a program that states what it does: by its numbers, or, where the question has none, by the audit.
    void judge_stated(const Question& question, const std::string& program, Trial& trial, std::string& error) {
        const bool flagged = trial.audit && !trial.audit->clean();
        if (evaluation::has_numbers(question.right)) {
            trial.message = compare(question, program, error);
            trial.verdict = evaluation::judge_numbers(trial.message.empty(), trial.audit);
            if (trial.verdict == Verdict::audit)
                trial.message = fmt::format("{} ({})", trial.audit->worst, trial.message);
        } else {
            trial.message = flagged ? trial.audit->worst : "";
            trial.verdict = flagged ? Verdict::audit : Verdict::right;
        }
    }

    const RequestReview& review_of(const Question& question) {
        const auto known = reviews_.find(question.id);
        if (known != reviews_.end()) return known->second;
        return reviews_.emplace(question.id, RequestReview(question.id, question.text)).first->second;
    }

    static evaluation::AuditCounts counts_of(const translate::Audit& audit) {
        using Found = translate::Verdict;
        evaluation::AuditCounts counts{audit.count(Found::agrees), audit.count(Found::differs),
                                       audit.count(Found::missing), audit.count(Found::invented), ""};
        for (const Found kind : {Found::missing, Found::invented, Found::differs}) {
            const auto it = std::ranges::find(audit.findings, kind, &translate::Finding::verdict);
            if (it == audit.findings.end()) continue;
            counts.worst = it->request > 0 ? fmt::format("request {} {}", it->request, name_of(kind)) : name_of(kind);
            counts.worst += fmt::format(": {}{}{}", it->statement,
                                        it->statement.empty() || it->explanation.empty() ? "" : ": ", it->explanation);
            break;
        }
        return counts;
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
            if (!run_analysis(question.reference, question.events, numbers, error)) {
                if (error.empty())
                    error = fmt::format("the reference {} does not run on {}", question.reference.string(),
                                        question.events.string());
                return "";
            }
            references_[key] = numbers;
        }
        const fs::path path = scratch_.path() / "program.cut";
        if (const auto failed = write_file(path.string(), program)) {
            unwritten(failed->message(), error);
            return "";
        }
        Numbers numbers;
        if (!run_analysis(path, question.events, numbers, error))
            return error.empty() ? "the program does not run" : "";
        const Numbers& right = references_[key];
        return question.right == Right::cutflow ? evaluation::compare_cutflows(right.cutflow, numbers.cutflow)
                                                : evaluation::compare_histograms(right.histograms, numbers.histograms);
    }

    bool run_analysis(const fs::path& analysis, const fs::path& events, Numbers& numbers, std::string& error) {
        RunArguments run;
        run.analysis = analysis.string();
        run.events = {events.string()};
        run.output = (scratch_.path() / "results").string();
        run.quiet = run.no_plots = run.nominal = true;
        run.warnings.mode = WarningOptions::Mode::none;
        Messages messages(MessageFormat::text, Messages::Stream::error, run.warnings);
        const int ended = run_command(run, {"collmc"}, interruption_, messages);
        interruption_.unprotect();  // these results are not what the command is about
        if (ended == kOutputUnwritable)
            unwritten(fmt::format("{} cannot hold the results of a run; set TMPDIR", run.output), error);
        if (ended != kDone) return false;
        std::string unread;
        const auto read = [&](const char* name) {
            return read_text_file((fs::path(run.output) / name).string(), unread).value_or("{\"regions\": []}");
        };
        numbers = {read("cutflow.json"), read("histograms.json")};
        std::error_code failure;
        fs::remove_all(run.output, failure);
        return true;
    }

    const EvalArguments& arguments_;
    Interruption& interruption_;
    ScratchFolder scratch_;
    std::optional<evaluation::Suite> suite_;
    std::optional<model::Models> models_;
    std::optional<ModelTexts> texts_;
    model::Post post_ = nullptr;
    std::map<std::string, RequestReview> reviews_;  ///< by the question's id
    std::map<std::string, Numbers> references_;
    std::vector<Trial> trials_;
    int failure_ = kInputUnreadable;  ///< how it ends where that is not a model's fault
};

}  // namespace

int eval_command(const EvalArguments& arguments, Interruption& interruption) {
    return Evaluation(arguments, interruption).run();
}

}  // namespace collmc::driver
