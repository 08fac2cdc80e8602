"""The constrained form as GBNF, for llama.cpp and those who read its grammars."""

import re

from constrained import Constrained


def write(grammar):
    constrained = Constrained(grammar)
    lines = ["# Derived from Cut.g4 by `make golden`; not written by hand. One statement a line, as `collmc fmt` writes it.",
             "root ::= program"]
    lines += [f"{_name(name)} ::= {_expression(rule)}" for name, rule in constrained.rules.items()]
    used = set(re.findall(r"\bt-[a-z]+", "\n".join(lines)))
    lines += [f"{_name(name)} ::= {pattern(text)}" for name, text in constrained.tokens.items() if _name(name) in used]
    return "\n".join([*lines, ""])


def _name(name):
    return "t-" + name.lower() if name.isupper() else name.replace("_", "-")


def _expression(expression, binding=0):
    kind = expression[0]
    if kind == "text":
        return literal(expression[1])
    if kind == "ref":
        return _name(expression[1])
    if kind in ("opt", "star", "plus"):
        return _expression(expression[1], 2) + {"opt": "?", "star": "*", "plus": "+"}[kind]
    level = 0 if kind == "alt" else 1
    text = (" | " if kind == "alt" else " ").join(_expression(part, level + 1) for part in expression[1])
    return f"({text})" if binding > level else text


def literal(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


_PART = re.compile(r"(?P<set>\[(?:\\.|[^\]\\])*\])|(?P<escaped>\\.)|(?P<sign>\(\?:|[()|?*+])|(?P<letter>.)")


def pattern(text):
    """A regular expression of the tokens (classes, groups, alternatives, repetitions) in GBNF."""
    out, run = [], ""
    parts = list(_PART.finditer(text))
    for i, part in enumerate(parts):
        kind, value = part.lastgroup, part.group()
        if kind == "escaped":
            kind, value = "letter", {"n": "\n"}.get(value[1], value[1])
        if kind == "letter":
            repeated = i + 1 < len(parts) and parts[i + 1].group() in ("?", "*", "+")
            if repeated and run:
                out.append(literal(run))
                run = ""
            run += value
            if repeated:
                out.append(literal(run))
                run = ""
            continue
        if run:
            out.append(literal(run))
            run = ""
        if kind == "sign" and value in ("?", "*", "+"):
            out[-1] += value
        else:
            out.append("(" if value == "(?:" else value)
    if run:
        out.append(literal(run))
    return " ".join(out)
