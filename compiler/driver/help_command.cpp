// `collmc help`: an overview and a page per topic, for the terminal.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>

#include "compiler/driver/commands.h"
#include "compiler/driver/exit_codes.h"
#include "compiler/driver/text.h"

namespace collmc::driver {

namespace {

constexpr std::string_view kOverview = R"(collmc compiles an event selection and runs it over LHCO events.

  collmc ANALYSIS.cut EVENTS...    run; print the cutflow, write histograms, plots and tables
  collmc check ANALYSIS.cut...     check without running
  collmc translate REQUEST.txt     a request in plain English becomes an analysis
  collmc audit REQUEST ANALYSIS    whether an analysis does what a request says
  collmc run REQUEST.txt EVENTS    translate, audit and run
  collmc fix ANALYSIS.cut...       make the edits that the messages offer
  collmc fmt FILE.cut...           write programs in canonical form
  collmc diff BEFORE AFTER         what changed in meaning between two analyses
  collmc compare RESULTS RESULTS   where the results of two runs differ
  collmc eval SUITE --model NAME   how often models are right
  collmc prompt KIND [REQUEST]     what a model would be sent
  collmc grammar                   what its answer is held to
  collmc pack EVENTS... -o FILE    pack events, which are then read many times faster
  collmc unpack FILE -o EVENTS     write packed events as LHCO text
  collmc info EVENTS               what a file of events holds
  collmc doc [NAME]                the functions and attributes an analysis may use
  collmc explain [CODE...]         what a diagnostic means, with a wrong and a right program; an analysis in sentences
  collmc help [TOPIC]              run, check, translate, eval, fix, fmt, diff, compare, pack, events, outputs, exit-codes
  collmc completion SHELL          completion for bash, zsh or fish
  collmc --version

For a start:  collmc examples/collm/ww.cut examples/data/ww.lhco.gz
)";

constexpr std::string_view kCheck =
    R"(collmc check ANALYSIS.cut... [--diagnostics text|json|sarif] [--ignore CODES]
                            [--warnings default|error|none] [--cost] [--disjoint] [--watch]

Reads each analysis and reports every error: syntax, names, units and dimensions, and objects that are not proved to
exist. Ends with 0 if there is none, else with 1. `collmc explain CODE` tells more about a message.

With --diagnostics=json, one record a line on the standard output, then a summary; with --diagnostics=sarif, one SARIF log.

--ignore W0809,W0812 does not show these warnings, and --warnings=none shows none. With --warnings=error warnings count as
errors. In a file, a comment `# allows W0809: REASON` lets the warning stand at the statement below it or in front of it.

--cost tells how often the bodies of loops are evaluated per event, as a formula in the numbers of objects and as a number
for a busy event. --disjoint tells of each two regions whether they can share an event, and shows one where it finds it.

With --watch the analyses are checked again whenever one of them is saved, until Ctrl-C.
)";

constexpr std::string_view kTranslate =
    R"(collmc translate REQUEST.txt [-o ANALYSIS.cut] [--offline] [--json]
                             [--model NAME] [--draft] [--transcript FILE] [--replay FILE] [--quiet]
                             [--models FILE] [--rounds N] [--most-tokens N] [--most-cost X]
collmc translate --edit ANALYSIS.cut "WISH" [-o CHANGED.cut]
collmc audit REQUEST.txt ANALYSIS.cut [--format text|json]
collmc run REQUEST.txt EVENTS... [options of a run]
collmc prompt translate|edit|fix [REQUEST.txt] [--program FILE] [--json] [--body NAME] [--models FILE]
collmc grammar [--format gbnf|lark|json-schema]

Writes the analysis that a request in plain English asks for; - is the standard input. Each statement carries the line of
the request that it answers (# request 5), and what was decided for it (# assumed: 50 bins). With --edit, the words change
an analysis: "raise the MET cut to 50 GeV and add a b veto". Without -o the new text is printed.

Without a model (--offline, and where there is no models.json) a grammar that is built in reads the request. A line is
translated whole or not at all: one that is not understood is named with its words, stands in the program as a comment, and
the exit code is 1. --json prints one object with each line, its statements and what is not understood.

With a model (--model, or the default of models.json) the model is asked for a program, which is checked; edits that are
certain are made, and what remains is sent to the model again, with the messages of the checker, their pages and what the
audit finds, --rounds (3) times at most. A program is accepted only where it is better. --draft shows the model what is
translated without one.

Models are named in ~/.config/collmc/models.json (--models, or COLLMC_MODELS): url, name, which grammar field the server takes,
prices, where the key is. docs/models.md has an example for each kind of server. A key is never printed or recorded.

Each question and answer is recorded in ANALYSIS.transcript.jsonl, or in --transcript FILE; --replay FILE answers from it without
a network. The best program so far lies in ANALYSIS.cut.draft until the session ends well.

An audit compares an analysis, whoever wrote it, with a request line by line: agrees, differs, missing, invented. It ends
with 0 where all agree. After a translation it is made as well; `collmc run REQUEST.txt` translates without a model, goes on
only where the audit is clean, and leaves the analysis beside the request.

Ends with 0 where the program has no errors and everything that is asked for is there, with 1 where errors remain or a line
is not translated, with 5 where a model gave no program.

prompt prints what would be sent, as text, as a list of messages (--json), or as the body of a request (--body NAME). grammar
prints what an answer is held to.
)";

constexpr std::string_view kFix =
    R"(collmc fix ANALYSIS.cut... [--likely] [--choose [CODE:]LINE[:COLUMN]:N] [--diff] [--check] [--diagnostics text|json]
                          [--ignore CODES] [--warnings default|error|none]

Makes the edits that the messages of `collmc check` offer, checks again, and goes on until none is left; - is the standard
input. Prints what was changed and why, then the messages that remain. Without an option only edits are made whose meaning
is certain; with --likely also those that are one good guess, where there is an error. An edit after which there would be
more errors is not made.

What changes the selection is the author's to decide: --choose E0205:34:2 makes the second edit of the E0205 at line 34, as
it is printed or as `collmc check` numbers lines. It may be given several times; code and column may be left out where the
rest is clear.

--diff writes nothing and prints the changes; --check writes nothing and ends with 1 where there is an edit to make.
Otherwise it ends with 0 if no errors remain, else with 1. What --ignore or a comment in the file hides is not repaired.
)";

constexpr std::string_view kFormat = R"(collmc fmt FILE.cut... [--check] [--diff]

Writes programs in canonical form: one statement a line, four spaces for what belongs to a block, lines of at most 120
characters, single spaces. Every comment stays where it belongs, and the program means the same. A file that is in this form
is not touched; one with syntax errors is left as it is, with messages, and the command ends with 1. Mistakes that only
`collmc check` finds do not matter. - formats the standard input to the standard output, as editors want it.

--check writes nothing, names the files that would change and ends with 1 where there is one; --diff writes nothing and
prints the changes.
)";

constexpr std::string_view kDiff = R"(collmc diff BEFORE.cut AFTER.cut [--json]

Tells what changed in meaning: cuts, thresholds, objects with the regions they reach, histograms, tables, weights, labels, and
what each does to which events pass, where that is certain. Comments, layout, names of objects and variables, and whether a
value is written out or has a name make no difference.

Ends with 0 where the results are the same but for labels, with 1 where they are not, with 3 where an analysis has errors.
With --json, one object of schema collmc.diff/1.

In git:  git difftool --no-prompt --extcmd='collmc diff' HEAD~1 -- '*.cut'
)";

constexpr std::string_view kCompare =
    R"(collmc compare RESULTS1 RESULTS2 [--same-events | --independent] [--counts] [--sigma N] [--tolerance X] [--exact]
                                 [--common] [--json]

Compares the cutflows and histograms of two results directories, or of single files cutflow.json or histograms.json, which
may be written by hand: {"regions": [{"name": "SR", "cuts": [{"label": "all events", "events": 1000}, ...]}]}.

The checksums in the records tell whether both runs read the same events. Then numbers are compared and any difference is
one. Of independent samples efficiencies and shapes are compared, and a difference is one beyond 3 standard deviations.

--same-events, --independent   say it by hand
--counts                       numbers of events, also of independent samples
--sigma N                      what counts as a difference, in standard deviations
--tolerance X                  or as a part of the larger number, e.g. 1e-12 or 0.02
--exact                        or in any bit of any number
--common                       what only one side has does not count

Ends with 0 where they agree, with 1 where they differ, with 3 where results cannot be read. With --json, one object of
schema collmc.compare/1.
)";

constexpr std::string_view kEval =
    R"(collmc eval SUITE.json --model NAME... [--trials N] [--only IDS] [--format text|json|markdown] [--transcripts DIR]
                       [--models FILE] [--rounds N] [--most-tokens N] [--most-cost X]

Puts the questions of a suite to models, --trials times each, runs the programs on the question's events, and compares cutflows
(exactly) or histograms (entries and mean within 2 %) with those of a reference. Prints how often each model was right, with an
interval, at the first attempt, rounds, tokens, cost, seconds, and failures by kind. examples/suites/ has suites;
docs/evaluation.md says how to write one.
)";

constexpr std::string_view kPack =
    R"(collmc pack EVENTS... -o FILE.lhcp [--compress] [--on-bad-event fail|skip] [--threads N] [--quiet]
collmc unpack FILE.lhcp -o EVENTS.lhco [--threads N]
collmc info EVENTS [--json]

Packed events hold the values of LHCO files, exactly, in columns that are read many times faster than text; results are the
same to the last bit. Inputs are LHCO text, plain, gzip or zstd, or packed events. A run takes text and packed events side by
side; what a file is, its first bytes tell.

--compress makes the file smaller and slower to read. --on-bad-event=skip leaves events with unreadable rows out. unpack
writes text with the same values; -o - writes it to the standard output. info tells what a file of events holds, packed or
not: how many events and rows, and the range of each column; with --json one object of schema collmc.info/1.

With --cache, a run packs text the first time and reads the copy from then on, as long as the text is the same. Copies lie in
$XDG_CACHE_HOME/collmc (~/.cache/collmc) and take up to COLLMC_CACHE_SIZE together (500M, 20G; 10G where it is not set).
)";

constexpr std::string_view kEvents =
    R"(Events are LHCO text, plain, gzip or zstd, or packed (told by their content); - is the standard input. Several files are one
sample, in the order given.

An event row is `0 number trigger [weight]`, an object row `index typ eta phi pt jmass ntrk btag had/em ...`. The order of
rows and their index are not trusted; objects are ordered by pt. phi is brought to [-pi, pi). Without a MET row MET is 0;
of several the last counts. Types 5 and above 6 are kept out. Keyword lines and a lone 0 are skipped. All of that is counted
and told.

Files of Delphes and PGS are told apart by their events; --dialect says it where they do not show. An analysis for files of
one refuses those of the other.

A row that cannot be read ends the run with its file, line and column; --on-bad-event=skip leaves its event out instead.
)";

constexpr std::string_view kOutputs =
    R"(Results go to one directory (-o DIR; by default the analysis' name with .results), which changes only when the run
succeeds; what collmc did not write there stays.

  cutflow.json      {"regions":[{"name","cuts":[{"label","events","sumw","sumw2","of_previous","of_all"}...]}]}, first
                    row "all events"; also the bins of grids, with what was published
  histograms.json   UHI histogram schema, key REGION/NAME; load it with uhi, hist or boost-histogram
  NAME.csv          one per ntuple: event number, weight and the columns, numbers that read back exactly; a variation V
                    that changes only weights is a column weight__V behind weight
  NAME.lhco         one per skim: the rows of its events as they stand in the input (of packed events, the same values)
  plots/            REGION_NAME.png (--plot-format=png,pdf,svg; --dpi; --normalize; --no-plots)
  run.json          version, analysis, inputs with checksums, options, times: enough to repeat the run

In the names of results, __V stands behind the region or file of a variation V.
)";

constexpr std::string_view kExitCodes = R"(0    done
1    the analysis has errors (or warnings, with --warnings=error), or --check found something to change;
     diff, compare: the two differ
2    the command line is wrong
3    an input cannot be read; diff: an analysis has errors
4    an output cannot be written
5    translate: a language model gave no program
70   our fault; a reproducer file was written
130  interrupted; nothing was written
)";

struct Topic {
    std::string_view name;
    std::string_view text;
};

constexpr std::array<Topic, 11> kTopics = {{{"check", kCheck},
                                            {"translate", kTranslate},
                                            {"eval", kEval},
                                            {"fix", kFix},
                                            {"fmt", kFormat},
                                            {"diff", kDiff},
                                            {"compare", kCompare},
                                            {"pack", kPack},
                                            {"events", kEvents},
                                            {"outputs", kOutputs},
                                            {"exit-codes", kExitCodes}}};

}  // namespace

int help_command(const HelpArguments& arguments) {
    if (arguments.topic.empty()) {
        print_output(kOverview);
        return kDone;
    }
    if (arguments.topic == "run") {
        print_output(run_usage());
        return kDone;
    }
    const auto topic = std::ranges::find(kTopics, arguments.topic, &Topic::name);
    if (topic == kTopics.end()) {
        print_message(fmt::format(
            "collmc: no help on `{}`; topics are run, check, translate, eval, fix, fmt, diff, compare, pack, events, outputs, "
            "exit-codes\n",
            arguments.topic));
        return kUsage;
    }
    print_output(topic->text);
    return kDone;
}

}  // namespace collmc::driver
