// `collmc completion`: scripts that complete subcommands, options and files.

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>

#include "compiler/diagnostics/catalogue.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/exit_codes.h"
#include "compiler/driver/text.h"
#include "compiler/driver/warnings.h"

namespace collmc::driver {

namespace {

constexpr std::string_view kBash =
    R"(# bash completion for collmc: source it, or put it into /usr/share/bash-completion/completions/collmc
_collmc() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
    case $before in
        --backend) COMPREPLY=($(compgen -W "vector scalar interpreter" -- "$word")); return ;;
        --emit) COMPREPLY=($(compgen -W "tree typed plan llvm asm timings" -- "$word")); return ;;
        --dialect) COMPREPLY=($(compgen -W "delphes pgs" -- "$word")); return ;;
        --on-bad-event) COMPREPLY=($(compgen -W "fail skip" -- "$word")); return ;;
        --plot-format) COMPREPLY=($(compgen -W "png pdf svg" -- "$word")); return ;;
        --format) COMPREPLY=($(compgen -W "text json" -- "$word")); return ;;
        --diagnostics) COMPREPLY=($(compgen -W "text json sarif" -- "$word")); return ;;
        --warnings) COMPREPLY=($(compgen -W "default error none" -- "$word")); return ;;
        --ignore) COMPREPLY=($(compgen -W "WARNINGS" -- "${word^^}")); return ;;
        -o|--output) [[ ${COMP_WORDS[1]} == *pack || ${COMP_WORDS[1]} == translate ]] && COMPREPLY=($(compgen -f -- "$word")) || COMPREPLY=($(compgen -d -- "$word")); return ;;
        prompt) COMPREPLY=($(compgen -W "translate edit fix" -- "$word")); return ;;
        --format) [[ ${COMP_WORDS[1]} == grammar ]] && COMPREPLY=($(compgen -W "gbnf lark json-schema" -- "$word")) || COMPREPLY=($(compgen -W "text json markdown" -- "$word")); return ;;
        help) COMPREPLY=($(compgen -W "run check translate eval fix fmt diff compare pack events outputs exit-codes" -- "$word")); return ;;
        completion) COMPREPLY=($(compgen -W "bash zsh fish" -- "$word")); return ;;
    esac
    if [[ ${COMP_WORDS[1]} == explain && $COMP_CWORD -gt 1 ]]; then
        COMPREPLY=($(compgen -W "CODES" -- "${word^^}") $(compgen -W "--markdown" -- "$word"))
    elif [[ $word == -* && ${COMP_WORDS[1]} == check ]]; then
        COMPREPLY=($(compgen -W "--diagnostics --ignore --warnings --cost --disjoint --watch --help" -- "$word"))
    elif [[ $word == -* && ${COMP_WORDS[1]} == translate ]]; then
        COMPREPLY=($(compgen -W "--output --edit --offline --json --draft --model --transcript --replay --quiet --models --rounds --most-tokens --most-cost --help" -- "$word"))
    elif [[ $word == -* && ${COMP_WORDS[1]} == audit ]]; then
        COMPREPLY=($(compgen -W "--format --help" -- "$word"))
    elif [[ $word == -* && ${COMP_WORDS[1]} == fix ]]; then
        COMPREPLY=($(compgen -W "--likely --choose --diff --check --diagnostics --ignore --warnings --help" -- "$word"))
    elif [[ $word == -* && ${COMP_WORDS[1]} == diff ]]; then
        COMPREPLY=($(compgen -W "--json --help" -- "$word"))
    elif [[ $word == -* && ${COMP_WORDS[1]} == compare ]]; then
        COMPREPLY=($(compgen -W "--same-events --independent --counts --sigma --tolerance --exact --common --json --help" -- "$word"))
    elif [[ $word == -* && ${COMP_WORDS[1]} == fmt ]]; then
        COMPREPLY=($(compgen -W "--check --diff --help" -- "$word"))
    elif [[ $word == -* && ${COMP_WORDS[1]} == pack ]]; then
        COMPREPLY=($(compgen -W "--output --compress --on-bad-event --threads --quiet --help" -- "$word"))
    elif [[ $word == -* && ${COMP_WORDS[1]} == unpack ]]; then
        COMPREPLY=($(compgen -W "--output --threads --help" -- "$word"))
    elif [[ $word == -* && ${COMP_WORDS[1]} == eval ]]; then
        COMPREPLY=($(compgen -W "--model --trials --only --format --transcripts --models --rounds --most-tokens --most-cost --help" -- "$word"))
    elif [[ $word == -* && ${COMP_WORDS[1]} == prompt ]]; then
        COMPREPLY=($(compgen -W "--program --json --body --models --help" -- "$word"))
    elif [[ $word == -* && ${COMP_WORDS[1]} == grammar ]]; then
        COMPREPLY=($(compgen -W "--format --help" -- "$word"))
    elif [[ $word == -* && ${COMP_WORDS[1]} == info ]]; then
        COMPREPLY=($(compgen -W "--json --help" -- "$word"))
    elif [[ $word == -* ]]; then
        COMPREPLY=($(compgen -W "--output --threads --events --on-bad-event --dialect --cache --nominal --explain-event --quiet --diagnostics --ignore --warnings --no-plots --normalize --dpi --plot-format --backend --emit --no-code-cache --watch --help --version" -- "$word"))
    else
        COMPREPLY=($(compgen -f -- "$word"))
        [[ $COMP_CWORD -eq 1 ]] && COMPREPLY+=($(compgen -W "run check translate audit fix fmt diff compare eval prompt grammar pack unpack info doc explain help completion" -- "$word"))
    fi
}
complete -o filenames -F _collmc collmc
)";

constexpr std::string_view kZsh = R"(#compdef collmc
# zsh completion for collmc: put it into a folder of $fpath as _collmc
_collmc() {
    case ${words[2]} in
        check) _arguments '--ignore[warnings that are not shown]:codes:_values -s , code WARNINGS' '--warnings[what they do]:mode:(default error none)' '--diagnostics[format of messages]:format:(text json sarif)' '--cost[evaluations per event]' '--disjoint[regions that can share an event]' '--watch[check again after each save]' '*:analysis:_files -g "*.cut"'; return ;;
        translate) _arguments '--edit[change this analysis]:analysis:_files -g "*.cut"' '(-o --output)'{-o,--output}'[the analysis]:file:_files' '--offline[without a model]' '--json[one JSON object]' '--draft[show the model what is translated without one]' '--model[which model]:name:' '--transcript[where the exchange is recorded]:file:_files' '--replay[answer from a transcript]:file:_files' '--quiet[print only what went wrong]' '--models[file of models]:file:_files' '--rounds[rounds of repair]:number:' '--most-tokens[tokens in all]:number:' '--most-cost[cost in all]:number:' '1:request:_files'; return ;;
        audit) _arguments '--format[how it is printed]:format:(text json)' '1:request:_files' '2:analysis:_files -g "*.cut"'; return ;;
        fix) _arguments '--ignore[warnings that are not shown]:codes:_values -s , code WARNINGS' '--warnings[what they do]:mode:(default error none)' '--likely[good guesses as well]' '*--choose[an edit by its message]:choice:' '--diff[only print what would change]' '--check[only tell whether there is an edit]' '--diagnostics[format of the account]:format:(text json)' '*:analysis:_files -g "*.cut"'; return ;;
        fmt) _arguments '--check[only name the files that would change]' '--diff[only print what would change]' '*:program:_files -g "*.cut"'; return ;;
        diff) _arguments '--json[one JSON object]' '*:analysis:_files -g "*.cut"'; return ;;
        compare) _arguments '(--independent)--same-events[both read the same events]' '(--same-events)--independent[independent samples]' '--counts[numbers of events]' '--sigma[what counts as a difference]:number:' '--tolerance[relative difference that does not count]:number:' '--exact[every bit counts]' '--common[only what both have counts]' '--json[one JSON object]' '*:results:_files'; return ;;
        pack) _arguments '(-o --output)'{-o,--output}'[the packed file]:file:_files' '--compress[smaller, slower to read]' '--on-bad-event[an unreadable row]:policy:(fail skip)' '--threads[threads]:number:' '--quiet[print only warnings and errors]' '*:events:_files'; return ;;
        unpack) _arguments '(-o --output)'{-o,--output}'[the LHCO file]:file:_files' '--threads[threads]:number:' '1:packed events:_files'; return ;;
        info) _arguments '--json[one JSON object]' '1:events:_files'; return ;;
        eval) _arguments '*--model[which model]:name:' '--trials[how often each question is put]:number:' '--only[only these questions]:ids:' '--format[of the table]:format:(text json markdown)' '--transcripts[folder for transcripts]:directory:_files -/' '--models[file of models]:file:_files' '--rounds[rounds of repair]:number:' '--most-tokens[tokens in all]:number:' '--most-cost[cost in all]:number:' '1:suite:_files -g "*.json"'; return ;;
        prompt) _arguments '--program[the program]:analysis:_files -g "*.cut"' '--json[a list of messages]' '--body[body for this model]:name:' '--models[file of models]:file:_files' '1:kind:(translate edit fix)' '2:request:_files'; return ;;
        grammar) _arguments '--format[of the grammar]:format:(gbnf lark json-schema)'; return ;;
        explain) _arguments '--markdown[the page as it is written]' '*:code:(CODES)'; return ;;
        help) _values topic run check translate eval fix fmt diff compare pack events outputs exit-codes; return ;;
        completion) _values shell bash zsh fish; return ;;
    esac
    _arguments \
        '(-o --output)'{-o,--output}'[results directory]:directory:_files -/' \
        '--threads[threads]:number:' '--events[only these events]:first\:last:' \
        '--on-bad-event[an unreadable row]:policy:(fail skip)' '--dialect[conventions of the files]:dialect:(delphes pgs)' \
        '--cache[read packed copies of text]' '--nominal[no variations]' '--explain-event[show what the analysis sees in an event]:number:' '--quiet[print only warnings and errors]' \
        '--diagnostics[format of messages]:format:(text json sarif)' \
        '--ignore[warnings that are not shown]:codes:_values -s , code WARNINGS' '--warnings[what they do]:mode:(default error none)' \
        '--no-plots[draw no plots]' '--normalize[plots normalised to one]' '--dpi[resolution of PNG plots]:number:' \
        '--plot-format[formats of plots]:formats:(png pdf svg)' '--backend[execution]:backend:(vector scalar interpreter)' \
        '--emit[print a stage]:stage:(tree typed plan llvm asm timings)' '--no-code-cache[generate machine code anew]' '--watch[run again after each save]' '--help[options]' '--version[version]' \
        '1:analysis or subcommand:_files -g "*.cut"' '*:events:_files'
}
_collmc "$@"
)";

constexpr std::string_view kFish = R"(# fish completion for collmc: put it into ~/.config/fish/completions/collmc.fish
complete -c collmc -n __fish_use_subcommand -a check -d 'check analyses'
complete -c collmc -n __fish_use_subcommand -a translate -d 'a request in words becomes an analysis'
complete -c collmc -n __fish_use_subcommand -a audit -d 'compare an analysis with a request'
complete -c collmc -n __fish_use_subcommand -a run -d 'translate and run a request'
complete -c collmc -n '__fish_seen_subcommand_from translate' -l offline -d 'without a model'
complete -c collmc -n '__fish_seen_subcommand_from translate' -l json -d 'one JSON object'
complete -c collmc -n '__fish_seen_subcommand_from translate' -l draft -d 'show the model what is translated without one'
complete -c collmc -n '__fish_seen_subcommand_from audit' -l format -x -a 'text json' -d 'how it is printed'
complete -c collmc -n __fish_use_subcommand -a fix -d 'make the edits that messages offer'
complete -c collmc -n __fish_use_subcommand -a fmt -d 'write programs in canonical form'
complete -c collmc -n __fish_use_subcommand -a diff -d 'what changed between two analyses'
complete -c collmc -n __fish_use_subcommand -a compare -d 'where the results of two runs differ'
complete -c collmc -n __fish_use_subcommand -a eval -d 'measure language models'
complete -c collmc -n __fish_use_subcommand -a prompt -d 'what a model would be sent'
complete -c collmc -n __fish_use_subcommand -a grammar -d 'what an answer is held to'
complete -c collmc -n __fish_use_subcommand -a pack -d 'pack events'
complete -c collmc -n __fish_use_subcommand -a unpack -d 'write packed events as text'
complete -c collmc -n __fish_use_subcommand -a info -d 'what a file of events holds'
complete -c collmc -n __fish_use_subcommand -a doc -d 'explain functions and attributes'
complete -c collmc -n __fish_use_subcommand -a explain -d 'explain diagnostics'
complete -c collmc -n __fish_use_subcommand -a help -d 'explain'
complete -c collmc -n __fish_use_subcommand -a completion -d 'completion script'
complete -c collmc -n '__fish_seen_subcommand_from explain' -f -a 'CODES'
complete -c collmc -n '__fish_seen_subcommand_from help' -f -a 'run check translate eval fix fmt diff compare pack events outputs exit-codes'
complete -c collmc -n '__fish_seen_subcommand_from completion' -f -a 'bash zsh fish'
complete -c collmc -n '__fish_seen_subcommand_from prompt' -f -a 'translate edit fix'
complete -c collmc -n '__fish_seen_subcommand_from prompt' -l program -r -d 'the program'
complete -c collmc -n '__fish_seen_subcommand_from prompt' -l json -d 'a list of messages'
complete -c collmc -n '__fish_seen_subcommand_from prompt' -l body -x -d 'body for this model'
complete -c collmc -n '__fish_seen_subcommand_from grammar' -l format -x -a 'gbnf lark json-schema' -d 'of the grammar'
complete -c collmc -n '__fish_seen_subcommand_from eval' -l format -x -a 'text json markdown' -d 'of the table'
complete -c collmc -n '__fish_seen_subcommand_from eval' -l trials -x -d 'how often each question is put'
complete -c collmc -n '__fish_seen_subcommand_from eval' -l only -x -d 'only these questions'
complete -c collmc -n '__fish_seen_subcommand_from eval' -l transcripts -r -d 'folder for transcripts'
complete -c collmc -n '__fish_seen_subcommand_from translate' -l edit -r -d 'change this analysis'
complete -c collmc -n '__fish_seen_subcommand_from translate' -l transcript -r -d 'where the exchange is recorded'
complete -c collmc -n '__fish_seen_subcommand_from translate' -l replay -r -d 'answer from a transcript'
complete -c collmc -n '__fish_seen_subcommand_from translate eval' -l model -x -d 'which model'
complete -c collmc -n '__fish_seen_subcommand_from translate eval prompt' -l models -r -d 'file of models'
complete -c collmc -n '__fish_seen_subcommand_from translate eval' -l rounds -x -d 'rounds of repair'
complete -c collmc -n '__fish_seen_subcommand_from translate eval' -l most-tokens -x -d 'tokens in all'
complete -c collmc -n '__fish_seen_subcommand_from translate eval' -l most-cost -x -d 'cost in all'
complete -c collmc -s o -l output -r -d 'results directory'
complete -c collmc -l threads -x -d 'threads'
complete -c collmc -l events -x -d 'only these events, FIRST:LAST'
complete -c collmc -l on-bad-event -x -a 'fail skip' -d 'an unreadable row'
complete -c collmc -l dialect -x -a 'delphes pgs' -d 'conventions of the files'
complete -c collmc -n '__fish_seen_subcommand_from pack' -l compress -d 'smaller, slower to read'
complete -c collmc -n '__fish_seen_subcommand_from info' -l json -d 'one JSON object'
complete -c collmc -l cache -d 'read packed copies of text'
complete -c collmc -l nominal -d 'no variations'
complete -c collmc -l explain-event -x -d 'show what the analysis sees in an event'
complete -c collmc -l quiet -d 'print only warnings and errors'
complete -c collmc -l no-plots -d 'draw no plots'
complete -c collmc -l no-code-cache -d 'generate machine code anew'
complete -c collmc -l normalize -d 'plots normalised to one'
complete -c collmc -l dpi -x -d 'resolution of PNG plots'
complete -c collmc -l plot-format -x -a 'png pdf svg' -d 'formats of plots'
complete -c collmc -l backend -x -a 'vector scalar interpreter' -d 'how events are executed'
complete -c collmc -l emit -x -a 'tree typed plan llvm asm timings' -d 'print a stage'
complete -c collmc -l diagnostics -x -a 'text json sarif' -d 'format of messages'
complete -c collmc -l ignore -x -a 'WARNINGS' -d 'warnings that are not shown'
complete -c collmc -l warnings -x -a 'default error none' -d 'what warnings do'
complete -c collmc -n '__fish_seen_subcommand_from check' -l cost -d 'evaluations per event'
complete -c collmc -n '__fish_seen_subcommand_from check' -l disjoint -d 'regions that can share an event'
complete -c collmc -l watch -d 'again after each save'
complete -c collmc -n '__fish_seen_subcommand_from fix' -l likely -d 'good guesses as well'
complete -c collmc -n '__fish_seen_subcommand_from fix' -l choose -x -d 'an edit by its message, [CODE:]LINE[:COLUMN]:N'
complete -c collmc -n '__fish_seen_subcommand_from fix' -l diff -d 'only print what would change'
complete -c collmc -n '__fish_seen_subcommand_from fix' -l check -d 'only tell whether there is an edit'
complete -c collmc -n '__fish_seen_subcommand_from fmt' -l check -d 'only name the files that would change'
complete -c collmc -n '__fish_seen_subcommand_from fmt' -l diff -d 'only print what would change'
complete -c collmc -n '__fish_seen_subcommand_from diff' -l json -d 'one JSON object'
complete -c collmc -n '__fish_seen_subcommand_from compare' -l same-events -d 'both read the same events'
complete -c collmc -n '__fish_seen_subcommand_from compare' -l independent -d 'independent samples'
complete -c collmc -n '__fish_seen_subcommand_from compare' -l counts -d 'numbers of events'
complete -c collmc -n '__fish_seen_subcommand_from compare' -l sigma -x -d 'what counts as a difference'
complete -c collmc -n '__fish_seen_subcommand_from compare' -l tolerance -x -d 'relative difference that does not count'
complete -c collmc -n '__fish_seen_subcommand_from compare' -l exact -d 'every bit counts'
complete -c collmc -n '__fish_seen_subcommand_from compare' -l common -d 'only what both have counts'
complete -c collmc -n '__fish_seen_subcommand_from compare' -l json -d 'one JSON object'
complete -c collmc -l version -d 'version'
)";

/// The codes of diagnostics, or of those that can be ignored, in one line.
std::string codes(bool only_ignorable) {
    std::string text;
    for (const diagnostics::CodeEntry& entry : diagnostics::catalogue())
        if (!only_ignorable || why_not_ignored(std::string(entry.code)).empty())
            text += fmt::format("{}{}", text.empty() ? "" : " ", entry.code);
    return text;
}

/// A script with these codes in the places of the words CODES and WARNINGS.
std::string with_codes(std::string script) {
    for (const auto& [word, only_ignorable] : {std::pair("CODES", false), std::pair("WARNINGS", true)}) {
        const std::string list = codes(only_ignorable);
        for (std::size_t at = script.find(word); at != std::string::npos; at = script.find(word, at + list.size()))
            script.replace(at, std::string_view(word).size(), list);
    }
    return script;
}

}  // namespace

int completion_command(const CompletionArguments& arguments) {
    print_output(with_codes(std::string(arguments.shell == "bash" ? kBash : arguments.shell == "zsh" ? kZsh : kFish)));
    return kDone;
}

}  // namespace collmc::driver
