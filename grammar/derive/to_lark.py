"""The language as a grammar for Lark, an independent parser: LALR(1), so it has no ambiguity."""

import re


def pattern(expression):
    """A token as a regular expression."""
    kind = expression[0]
    if kind == "text":
        return re.escape(expression[1])
    if kind == "set":
        return ("[^" if expression[1].startswith("~") else "[") + expression[1].lstrip("~")[1:]
    if kind == "seq":
        return "".join(f"(?:{pattern(part)})" if part[0] == "alt" else pattern(part) for part in expression[1])
    if kind == "alt":
        return "|".join(pattern(part) for part in expression[1])
    sign = {"opt": "?", "star": "*", "plus": "+"}[kind]
    return f"(?:{pattern(expression[1])}){sign}"


def write(grammar):
    lines = ["// Derived from Cut.g4 by `make golden`; not written by hand.", "", "start: file", ""]
    for name, rule in grammar.rules.items():
        lines.append(f"{snake(name)}: {_expression(rule)}")
    lines.append("")
    for name, token in grammar.tokens.items():
        if name in ("COMMENT", "SPACE"):
            continue
        literal = token[0] == "text"
        # Words are reserved: they go before names. The longest sign comes first by itself.
        word = literal and token[1].isalpha() or name == "UNIT"
        priority = ".2" if word else ".1" if name == "NUMBER" else ""
        body = pattern(token)
        if word:
            body = f"(?:{body})(?![a-zA-Z0-9_])"
        lines.append(f"{name}{priority}: /{body.replace('/', chr(92) + '/')}/")
    lines += ["", r"COMMENT: /#[^\r\n]*/", r"SPACE: /\s+/", "%ignore COMMENT", "%ignore SPACE", ""]
    return "\n".join(lines)


def snake(name):
    return re.sub(r"([A-Z])", lambda m: "_" + m.group(1).lower(), name)


def _expression(expression, binding=0):
    """`binding` of the place: 0 takes alternatives, 1 a sequence, 2 a single thing."""
    kind = expression[0]
    if kind == "ref":
        return expression[1] if expression[1][0].isupper() else snake(expression[1])
    if kind in ("opt", "star", "plus"):
        return _expression(expression[1], 2) + {"opt": "?", "star": "*", "plus": "+"}[kind]
    level = 0 if kind == "alt" else 1
    text = (" | " if kind == "alt" else " ").join(_expression(part, level + 1) for part in expression[1])
    return f"({text})" if binding > level else text
