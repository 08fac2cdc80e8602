"""The constrained form as a JSON schema, for servers that take nothing else. A program is then nested arrays of texts;
all texts one behind the other are the program.

    rule : A B? C    [A, B or "", C]          A (op A)*    A, or [A, [op, A], ...]          A | B    either
"""

import json

from constrained import Constrained


def write(grammar):
    constrained = Constrained(grammar)
    definitions = {}
    for name, rule in constrained.rules.items():
        definitions[name] = _schema(rule)
    used = json.dumps(definitions)
    for name, pattern in constrained.tokens.items():
        if f'"#/$defs/{name}"' in used:
            definitions[name] = {"type": "string", "pattern": f"^(?:{pattern})$"}
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(schema)}" for name, schema in definitions.items())
    return f"""{{
 "$schema": "https://json-schema.org/draft/2020-12/schema",
 "title": "A program in nested arrays: its texts one behind the other are the program. Derived by `make golden`.",
 "$ref": "#/$defs/program",
 "$defs": {{
{lines}
 }}
}}
"""


def _schema(expression):
    kind = expression[0]
    if kind == "text":
        return {"const": expression[1]}
    if kind == "ref":
        return {"$ref": f"#/$defs/{expression[1]}"}
    if kind == "opt":
        return {"anyOf": [{"const": ""}, *_choices(expression[1])]}
    if kind == "alt":
        return {"anyOf": _choices(expression)}
    if kind in ("star", "plus"):
        return {"type": "array", "items": _schema(expression[1]), **({"minItems": 1} if kind == "plus" else {})}
    parts = expression[1]
    if len(parts) == 1:
        return _schema(parts[0])
    if len(parts) == 2 and parts[1][0] == "star":
        several = {"type": "array", "prefixItems": [_schema(parts[0])], "items": _schema(parts[1][1]), "minItems": 2}
        return {"anyOf": [_schema(parts[0]), several]}
    return {"type": "array", "prefixItems": [_schema(part) for part in parts], "items": False,
            "minItems": len(parts)}


def _choices(expression):
    if expression[0] == "alt":
        texts = [part[1] for part in expression[1] if part[0] == "text"]
        others = [choice for part in expression[1] if part[0] != "text" for choice in _choices(part)]
        return ([{"enum": texts}] if len(texts) > 1 else [{"const": text} for text in texts]) + others
    return [_schema(expression)]
