"""A small matcher for GBNF, as llama.cpp defines it: which texts a grammar has.

    rule ::= "text" [a-z] [^\\n] other-rule ( ... ) | ...   with ? * + behind a part

Every way to read a text is followed, place by place, so no grammar is beyond it that does not call itself at once.
"""

import re
import sys

_TOKEN = re.compile(r"""(?P<space>[ \t]+)|(?P<text>"(?:\\.|[^"\\])*")|(?P<set>\[(?:\\.|[^\]\\])*\])
    |(?P<name>[a-zA-Z][a-zA-Z0-9-]*)|(?P<sign>[()|?*+])""", re.VERBOSE)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}


class Grammar:
    def __init__(self, text):
        self.rules = {}
        for line in text.splitlines():
            if not line or line.startswith("#"):
                continue
            name, definition = line.split(" ::= ", 1)
            tokens, at = [], 0
            while at < len(definition):
                match = _TOKEN.match(definition, at)
                if not match:
                    raise ValueError(f"{name}: {definition[at:at + 30]}")
                at = match.end()
                if match.lastgroup != "space":
                    tokens.append((match.lastgroup, match.group()))
            self.rules[name], end = self._alternatives(tokens, 0)
            if end != len(tokens):
                raise ValueError(f"{name}: {tokens[end]}")
        for rule in self.rules.values():
            for name in _names(rule):
                if name not in self.rules:
                    raise ValueError(f"there is no rule {name}")

    def _alternatives(self, tokens, at):
        choices = []
        while True:
            parts = []
            while at < len(tokens) and tokens[at][1] not in ("|", ")"):
                kind, text = tokens[at]
                at += 1
                if text == "(":
                    part, at = self._alternatives(tokens, at)
                    if tokens[at][1] != ")":
                        raise ValueError("a bracket is not closed")
                    at += 1
                elif kind == "text":
                    part = ("text", re.sub(r"\\(.)", lambda m: _ESCAPES.get(m.group(1), m.group(1)), text[1:-1]))
                elif kind == "set":
                    part = ("set", re.compile(text))
                else:
                    part = ("rule", text)
                while at < len(tokens) and tokens[at][1] in "?*+":
                    part = (tokens[at][1], part)
                    at += 1
                parts.append(part)
            choices.append(("seq", parts))
            if at == len(tokens) or tokens[at][1] == ")":
                return ("alt", choices), at
            at += 1

    def accepts(self, text):
        sys.setrecursionlimit(100000)
        self._text, self._known = text, {}
        return len(text) in self._ends(("rule", "root"), 0)

    def _ends(self, part, at):
        """Where a part that begins at a place may end."""
        kind = part[0]
        if kind == "text":
            return {at + len(part[1])} if self._text.startswith(part[1], at) else set()
        if kind == "set":
            return {at + 1} if at < len(self._text) and part[1].match(self._text[at]) else set()
        if kind == "rule":
            key = (part[1], at)
            if key not in self._known:
                self._known[key] = set()
                self._known[key] = self._ends(self.rules[part[1]], at)
            return self._known[key]
        if kind == "alt":
            return set().union(*(self._ends(choice, at) for choice in part[1]))
        if kind == "seq":
            places = {at}
            for inner in part[1]:
                places = set().union(*(self._ends(inner, place) for place in places))
                if not places:
                    break
            return places
        found, new = (set() if kind == "+" else {at}), {at}
        while new:
            new = set().union(*(self._ends(part[1], place) for place in new)) - found
            found |= new
            if kind == "?":
                break
        return found


def _names(part):
    if part[0] == "rule":
        return [part[1]]
    if part[0] in ("alt", "seq"):
        return [name for inner in part[1] for name in _names(inner)]
    return _names(part[1]) if part[0] in "?*+" else []
