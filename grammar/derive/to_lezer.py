"""The language as a Lezer grammar: an incremental parser that goes on after errors, for CodeMirror and other editors.

INT and NUMBER are one token there. Rules whose names begin with a capital letter are nodes of the tree.
"""

import re

# What an editor shows, folds, or lists in an outline; the other rules leave no nodes.
NODES = {
    "analysis", "metadata", "luminosity", "object", "candidate", "criterion", "then", "define", "function", "table",
    "outside", "variation", "selection", "cut", "guard", "weight", "histogram", "profile", "axis", "ntuple", "column",
    "skim", "bins", "binsBy", "observed", "background", "regions", "entry", "entries", "source", "group", "interval",
    "relation", "call", "comprehension", "parentheses", "attribute", "index", "literal", "unit", "parameter", "type",
}

# Rules whose first name is declared by them.
DECLARING = {"object", "candidate", "define", "signature", "variation", "region", "histogram", "profile", "ntuple", "skim",
             "bins", "entries"}


def write(grammar):
    rules = []
    for name, rule in grammar.rules.items():
        if name == "file":
            rules.append(f"@top File {{ {_expression(rule, grammar)} }}")
        elif name == "name":
            continue
        else:
            body = _expression(rule, grammar)
            if name in DECLARING:
                body = body.replace("Name", "Declared", 1)
            rules.append(f"{_rule(name)} {{ {body} }}")
    return f"""// Derived from Cut.g4 by `make golden`; not written by hand.

{chr(10).join(rules)}
Declared {{ Name }}

word<term> {{ @specialize[@name={{term}}]<Name, term> }}

@skip {{ space | Comment }}

@tokens {{
  space {{ $[ \\t\\r\\n\\f\\u00a0\\u2000-\\u200b\\u202f\\u3000\\ufeff]+ }}
  Comment {{ "#" ![\\r\\n]* }}
  Name {{ $[a-zA-Z] $[a-zA-Z0-9_]* }}
  Number {{ @digit+ ("." @digit+)? ($[eE] $[+\\-]? @digit+)? }}
  String {{ '"' !["\\r\\n]* '"' }}
{_signs(grammar)}
}}

@detectDelim

@external propSource highlighting from "./highlight.js"
"""


def _rule(name):
    return name[0].upper() + name[1:] if name in NODES else name


def _sign(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _signs(grammar):
    signs = [token[1] for token in grammar.tokens.values() if token[0] == "text" and not token[1].isalpha()]
    return "  " + " ".join(_sign(sign) for sign in sorted(signs))


def _token(name, grammar):
    if name in ("INT", "NUMBER"):
        return "Number"
    if name == "UNIT":
        return "(" + " | ".join(f'word<"{unit}">' for unit in grammar.units) + ")"
    if name in ("NAME", "STRING"):
        return name.capitalize()
    text = grammar.tokens[name][1]
    return f'word<"{text}">' if text.isalpha() else _sign(text)


def _expression(expression, grammar, binding=0):
    """`binding` of the place: 0 takes alternatives, 1 a sequence, 2 a single thing."""
    kind = expression[0]
    if kind == "ref":
        name = expression[1]
        if name == "name":
            return "Name"
        return _token(name, grammar) if name.isupper() else _rule(name)
    if kind in ("opt", "star", "plus"):
        return _expression(expression[1], grammar, 2) + {"opt": "?", "star": "*", "plus": "+"}[kind]
    level = 0 if kind == "alt" else 1
    parts = [_expression(part, grammar, level + 1) for part in expression[1]]
    if kind == "alt":  # one token stands for INT and NUMBER
        parts = list(dict.fromkeys(parts))
    text = (" | " if kind == "alt" else " ").join(parts)
    return f"({text})" if binding > level and len(parts) > 1 else text
