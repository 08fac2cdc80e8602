"""The constrained form for servers that take a Lark grammar: no look-around, no templates, nothing that is ignored."""

from constrained import Constrained


def write(grammar):
    constrained = Constrained(grammar)
    used = set()
    words = {}
    lines = ["// Derived from Cut.g4 by `make golden`; not written by hand. One statement a line, as `collmc fmt` writes it.",
             "", "start: program", ""]
    lines += [f"{name}: {_expression(rule, words, used)}" for name, rule in constrained.rules.items()]
    lines.append("")
    lines += [f"{name}: \"{text}\"" if "\\" not in text else f"{name}: /{text}/" for text, name in words.items()]
    # What begins with a name and a bracket goes before names, a number before a whole number.
    priority = {"FUNCTION": ".2", "NUMBER": ".1"}
    lines += [f"{name}{priority.get(name, '')}: /{_slashes(pattern)}/"
              for name, pattern in constrained.tokens.items() if name in used]
    return "\n".join([*lines, ""])


def _slashes(pattern):
    return pattern.replace("/", "\\/")


_SIGNS = {"(": "LEFT", ")": "RIGHT", "[": "OPEN", "]": "CLOSE", ",": "COMMA", ":": "COLON", "=": "EQ", "-": "MINUS",
          "+": "PLUS", "*": "TIMES", "/": "OVER", "^": "POWER", "|": "BAR", "<": "LESS", ">": "GREATER", "!": "EXCL",
          ".": "DOT", " ": ""}


def _terminal(text, words):
    """The name of the token that is this text: its letters, its signs by name, S where there is space."""
    if text not in words:
        name = "".join(c.upper() if c.isalpha() else "_S_" if c == " " else f"_{_SIGNS[c]}_" for c in text)
        if set(text) == {" "}:
            name = f"INDENT_{len(text)}"
        words[text] = "T_" + "_".join(part for part in name.split("_") if part)
    return words[text]


def _expression(expression, words, used, binding=0):
    """`binding` of the place: 0 takes alternatives, 1 a sequence, 2 a single thing."""
    kind = expression[0]
    if kind == "text":
        return _terminal(expression[1], words)
    if kind == "ref":
        used.add(expression[1])
        return expression[1]
    if kind in ("opt", "star", "plus"):
        return _expression(expression[1], words, used, 2) + {"opt": "?", "star": "*", "plus": "+"}[kind]
    level = 0 if kind == "alt" else 1
    text = (" | " if kind == "alt" else " ").join(_expression(p, words, used, level + 1) for p in expression[1])
    return f"({text})" if binding > level else text
