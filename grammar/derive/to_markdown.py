"""The language as a page of the reference: docs/grammar.md."""

PARTS = {  # the first rule of each part
    "file": ("A file", "Blocks are a first line and the lines that belong to it. New lines are white space."),
    "analysis": ("Statements", ""),
    "value": ("Expressions", "From the loosest to the tightest."),
}


def write(grammar):
    lines = ["# Grammar", "",
             "The language in one page, derived from `grammar/Cut.g4`, which the compiler's parser is made from; `make golden` "
             "rewrites it.", "",
             "`a b` is a followed by b, `a | b` one of them, `a?` at most one, `a*` any number, `a+` at least one. Words of the "
             "language and", "signs stand in quotes. [The language](language.md) explains what they mean.", ""]
    order = {name: place for place, name in enumerate(grammar.rules)}
    first = [name for name in PARTS if name in order]
    rules = {name: [] for name in first}
    part = "file"
    for name in ["file", *[n for n in ("head", "block", "selection", "line", "published") if n in order]]:
        rules["file"].append(name)
    for name in grammar.rules:
        if name in rules["file"]:
            continue
        part = name if name in PARTS else "analysis" if part == "file" else part
        rules[part].append(name)
    for name in first:
        title, text = PARTS[name]
        lines += [f"## {title}", ""]
        if text:
            lines += [text, ""]
        width = max(len(rule) for rule in rules[name])
        lines += ["```", *[_rule(rule, grammar, width) for rule in rules[name]], "```", ""]
    lines += ["## Tokens", "", "```"]
    for name in ("NAME", "INT", "NUMBER", "STRING", "UNIT", "COMMENT"):
        lines.append(f"{name:<7} = {_expression(grammar.tokens[name], grammar)}")
    lines += ["```", "", "Reserved, and therefore no names:", "", "```"]
    lines += _filled(sorted(grammar.reserved), 110)
    return "\n".join([*lines, "```", ""])


def _filled(words, width):
    lines = [""]
    for word in words:
        if len(lines[-1]) + len(word) + 1 > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _rule(name, grammar, width):
    rule = grammar.rules[name]
    if rule[0] != "alt":
        return _broken(f"{name:<{width}} = {_expression(rule, grammar)}", width)
    text = f"{name:<{width}} = {_expression(rule, grammar)}"
    if len(text) <= 118:
        return text
    parts = [_expression(part, grammar) for part in rule[1]]
    return f"{name:<{width}} = " + f"\n{'':<{width}} | ".join(parts)


def _broken(text, width):
    if len(text) <= 118:
        return text
    at = text.rindex(" ", 0, 118)
    return text[:at] + "\n" + " " * (width + 3) + text[at + 1:]


def _expression(expression, grammar, binding=0):
    """`binding` of the place: 0 takes alternatives, 1 a sequence, 2 a single thing."""
    kind = expression[0]
    if kind == "ref":
        token = grammar.tokens.get(expression[1])
        return f'"{token[1]}"' if token and token[0] == "text" else expression[1]
    if kind == "text":
        return f'"{expression[1]}"' if '"' not in expression[1] else f"'{expression[1]}'"
    if kind == "set":
        return "[^" + expression[1][2:] if expression[1].startswith("~") else expression[1]
    if kind in ("opt", "star", "plus"):
        return _expression(expression[1], grammar, 2) + {"opt": "?", "star": "*", "plus": "+"}[kind]
    level = 0 if kind == "alt" else 1
    text = (" | " if kind == "alt" else " ").join(_expression(part, grammar, level + 1) for part in expression[1])
    return f"({text})" if binding > level else text
