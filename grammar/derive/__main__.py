"""Derives from grammar/Cut.g4 what else speaks the language: `python3 grammar/derive`, or `make golden`.

    docs/grammar.md                                the reference
    grammar/cut.lark                               for Lark; the tests parse with it
    grammar/editors/textmate/cut.tmLanguage.json   VS Code, Sublime Text, JetBrains, GitHub
    grammar/editors/lezer/cut.grammar              CodeMirror
    grammar/editors/vim/syntax/cut.vim             Vim, Neovim
    grammar/constrained/cut.gbnf, .lark, .schema.json   the formatted form, for servers that hold a model to a grammar

With `--check` it writes nothing and ends with 1 when a file is not what it should be.
"""

import pathlib
import sys

sys.dont_write_bytecode = True

import antlr
import to_constrained_lark
import to_gbnf
import to_json_schema
import to_lark
import to_lezer
import to_markdown
import to_textmate
import to_vim

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
TARGETS = {
    "docs/grammar.md": to_markdown,
    "grammar/cut.lark": to_lark,
    "grammar/editors/textmate/cut.tmLanguage.json": to_textmate,
    "grammar/editors/lezer/cut.grammar": to_lezer,
    "grammar/editors/vim/syntax/cut.vim": to_vim,
    "grammar/constrained/cut.gbnf": to_gbnf,
    "grammar/constrained/cut.lark": to_constrained_lark,
    "grammar/constrained/cut.schema.json": to_json_schema,
}


def main(arguments):
    grammar = antlr.Grammar()
    stale = []
    for name, writer in TARGETS.items():
        path = ROOT / name
        text = writer.write(grammar)
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(name)
        if "--check" not in arguments:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    if stale and "--check" in arguments:
        print(f"not what grammar/Cut.g4 says: {', '.join(stale)}; `make golden` rewrites them", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
