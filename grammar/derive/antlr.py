"""Reads grammar/Cut.g4: the language proper, without the wrong forms that the parser reads to report them.

A line `//= RULE : ... ;` (with more `//=` lines below it) is a rule as the language has it; it replaces the rule of that
name, or adds one. Of a token without such a line the first alternative is the language.

An expression is a tuple: ("ref", name), ("text", "and"), ("set", "[0-9]"), ("any",), ("seq", [..]), ("alt", [..]),
("opt", e), ("star", e), ("plus", e).
"""

import pathlib
import re

PATH = pathlib.Path(__file__).resolve().parent.parent / "Cut.g4"

_TOKEN = re.compile(r"""
    (?P<space>\s+|//[^\n]*)
  | (?P<text>'(?:\\.|[^'\\])*')
  | (?P<set>~?\[(?:\\.|[^\]\\])*\])
  | (?P<command>->\s*\w+(?:\(\w+\))?)
  | (?P<name>\w+)
  | (?P<sign>[:;|()?*+~.])
""", re.VERBOSE)


class Grammar:
    """Parser rules and tokens by name, in the order of the file; `sections` are the names below each `// ----` line."""

    def __init__(self, path=PATH):
        source = path.read_text(encoding="utf-8")
        body = source[source.index("grammar Cut;") + len("grammar Cut;"):]
        strict = "\n".join(line[3:] for line in body.splitlines() if line.startswith("//="))
        read, proper = dict(_rules(body)), dict(_rules(strict))
        fragments = set(re.findall(r"^fragment\s+(\w+)", body, re.MULTILINE))
        self.rules, self.tokens = {}, {}
        for name, definition in {**read, **proper}.items():
            if name in fragments or name in ("statement", "formula", "FOREIGN_COMMENT", "SEMICOLON", "UNKNOWN"):
                continue
            if name[0].islower():
                self.rules[name] = definition
            else:
                self.tokens[name] = definition if name in proper else _first(definition)
        order = list(read)
        words = order[order.index("ANALYSIS"):order.index("UNIT")]
        self.statement_words = [self.word(name) for name in words[:words.index("BY") + 1]]
        self.other_words = [self.word(name) for name in words[words.index("BY") + 1:]]
        self.operator_words = [self.word(name) for name in ("AND", "OR", "NOT", "IN", "IS")]
        self.other_words.remove("is")
        self.units = [text for _, text in self.tokens["UNIT"][1]]
        self.reserved = [*self.statement_words, *self.other_words, *self.operator_words, *self.units, "pi"]
        self._drop_unused()

    def word(self, token):
        kind, text = self.tokens[token]
        assert kind == "text", token
        return text

    def _drop_unused(self):
        used, todo = set(), ["file"]
        while todo:
            name = todo.pop()
            if name in used or name == "EOF":
                continue
            used.add(name)
            todo += references(self.rules.get(name) or self.tokens[name])
        self.rules = {name: rule for name, rule in self.rules.items() if name in used}
        kept = used | {"COMMENT", "SPACE"}
        self.tokens = {name: token for name, token in self.tokens.items() if name in kept}


def references(expression):
    """The names of rules and tokens in an expression."""
    kind = expression[0]
    if kind == "ref":
        return [expression[1]]
    if kind in ("seq", "alt"):
        return [name for part in expression[1] for name in references(part)]
    return references(expression[1]) if kind in ("opt", "star", "plus") else []


def _first(expression):
    return expression[1][0] if expression[0] == "alt" else expression


def _rules(text):
    """(name, expression) of each rule."""
    tokens = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        assert match, text[at:at + 40]
        at = match.end()
        if match.lastgroup not in ("space", "command"):
            tokens.append((match.lastgroup, match.group()))
    at = 0
    while at < len(tokens):
        if tokens[at] == ("name", "fragment"):
            at += 1
        name = tokens[at][1]
        assert tokens[at + 1][1] == ":", tokens[at:at + 2]
        expression, at = _alternatives(tokens, at + 2)
        assert tokens[at][1] == ";", (name, tokens[at])
        at += 1
        yield name, expression


def _alternatives(tokens, at):
    alternatives = []
    while True:
        parts, at = _sequence(tokens, at)
        alternatives.append(parts[0] if len(parts) == 1 else ("seq", parts))
        if tokens[at][1] != "|":
            return (alternatives[0] if len(alternatives) == 1 else ("alt", alternatives)), at
        at += 1


def _sequence(tokens, at):
    parts = []
    while tokens[at][1] not in ("|", ")", ";"):
        kind, text = tokens[at]
        if text == "(":
            part, at = _alternatives(tokens, at + 1)
            assert tokens[at][1] == ")"
        elif kind == "text":
            part = ("text", re.sub(r"\\(.)", r"\1", text[1:-1]))
        elif kind == "set":
            part = ("set", text)
        elif text == ".":
            part = ("any",)
        else:
            assert kind == "name", text
            part = ("ref", text)
        at += 1
        while tokens[at][1] in ("?", "*", "+"):
            if tokens[at][1] == "?" and part[0] in ("star", "plus"):  # not greedy
                pass
            else:
                part = ({"?": "opt", "*": "star", "+": "plus"}[tokens[at][1]], part)
            at += 1
        parts.append(part)
    return parts, at
