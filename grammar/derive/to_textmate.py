"""A TextMate grammar: colours in VS Code, Sublime Text, JetBrains, GitHub and others."""

import json

import vocabulary

# A statement that declares a name, and the scope of that name.
DECLARING = {"object": "entity.name.type", "candidate": "entity.name.type", "define": "variable.other.definition",
             "function": "entity.name.function", "table": "entity.name.function", "variation": "entity.name.tag",
             "region": "entity.name.section", "row": "entity.name.section", "histo": "entity.name.tag",
             "profile": "entity.name.tag", "ntuple": "entity.name.tag", "skim": "entity.name.tag",
             "bins": "entity.name.tag"}


def write(grammar):
    declaring = [word for word in DECLARING if word in grammar.statement_words]
    patterns = [
        {"name": "comment.line.number-sign.cut", "match": r"#.*$"},
        {"name": "string.quoted.double.cut", "match": r'"[^"\r\n]*"',
         "captures": {"0": {"patterns": [{"name": "constant.other.math.cut", "match": r"\$[^$\"]*\$"}]}}},
        {"name": "invalid.illegal.unclosed-string.cut", "match": r'"[^"\r\n]*$'},
        # `bins` of an axis is no declaration.
        *[{"match": rf"\b({word})\s+(?!from\b|in\b)([a-zA-Z]\w*)",
           "captures": {"1": {"name": f"keyword.control.{word}.cut"}, "2": {"name": f"{DECLARING[word]}.cut"}}}
          for word in declaring],
        _words("keyword.control.cut", grammar.statement_words),
        _words("keyword.operator.word.cut", grammar.operator_words),
        _words("keyword.other.cut", [word for word in grammar.other_words if word != "this"]),
        {"name": "variable.language.this.cut", "match": r"\bthis\b"},
        {"match": rf"({_number(grammar)})(?:\s*({'|'.join(grammar.units)})\b)?",
         "captures": {"1": {"name": "constant.numeric.cut"}, "2": {"name": "keyword.other.unit.cut"}}},
        _words("keyword.other.unit.cut", grammar.units),
        _words("constant.language.cut", ["pi", *vocabulary.constants()]),
        _words("support.class.particle.cut", vocabulary.particles()),
        _words("support.type.cut", vocabulary.types()),
        {"name": "support.function.cut", "match": rf"\b(?:{'|'.join(vocabulary.functions())})(?=\s*\()"},
        {"name": "entity.name.function.call.cut", "match": r"\b[a-zA-Z]\w*(?=\s*\()"},
        {"match": r"\.([a-zA-Z]\w*)", "captures": {"1": {"name": "variable.other.property.cut"}}},
        {"name": "keyword.operator.cut", "match": "|".join(_escaped(sign) for sign in _operators(grammar))},
    ]
    return json.dumps({"$schema": "https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json",
                       "name": "collmc", "scopeName": "source.cut", "fileTypes": ["cut"],
                       "comment": "Derived from Cut.g4 by `make golden`; not written by hand.",
                       "patterns": patterns}, indent=2) + "\n"


def _words(scope, words):
    return {"name": scope, "match": rf"\b(?:{'|'.join(words)})\b"}


def _number(grammar):
    from to_lark import pattern
    return rf"\b(?:{pattern(grammar.tokens['NUMBER'])}|{pattern(grammar.tokens['INT'])})"


def _operators(grammar):
    signs = [token[1] for token in grammar.tokens.values() if token[0] == "text" and not token[1].isalpha()]
    return sorted((sign for sign in signs if sign not in "()[],:."), key=lambda sign: (-len(sign), sign))


def _escaped(sign):
    return "".join("\\" + c if c in "|*+^" else c for c in sign)
