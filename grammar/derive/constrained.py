"""The formatted form of the language as a grammar of characters, for servers that hold a model's answer to a grammar.

It is a part of the language: one statement a line, however long it is, with the white space of `collmc fmt`; comments on
lines of their own or behind statements. Reserved words are no names. What may be called and which attributes there are
is closed: the library's. Where a program declares a function or a table, calls are open from there on; where it declares
members (a candidate, combinations), names behind a dot are. So there are up to four copies of a rule, by mode:

    expr     calls and attributes closed          expr_f    calls open
    expr_m   names behind dots open               expr_fm   both open

An expression is as in antlr.py; ("ref", NAME) of a name in TOKENS is a token with a pattern of its own, and ("text", t)
is t with its white space. Every statement ends with EOL, which takes comments and empty lines along.
"""

import json

import vocabulary

# White space around tokens: that of the token, unless the rule has its own.
_SPACED = {"COMMA": ", ", "COLON": " : ", "ASSIGN": " = ", "ARROW": " -> ", "PLUS": " + ", "MINUS": " - ",
           "STAR": " * ", "SLASH": " / ", "LESS": " < ", "LESS_EQUAL": " <= ", "GREATER": " > ",
           "GREATER_EQUAL": " >= ", "EQUAL": " == ", "NOT_EQUAL": " != ", "THIS": "this", "PI": "pi"}
_IN_RULE = {
    "luminosity": {"SLASH": " /"},
    "ordering": {"ORDER": " order ", "BY": "by ", "HIGHEST": "highest", "LOWEST": "lowest", "FIRST": " first"},
    "candidate": {"GROUPS": "groups "},
    "then": {"LOWEST": "lowest ", "HIGHEST": "highest "},
    "type": {"LESS": "<", "GREATER": ">"},
    "cell": {"MINUS": "-"}, "outside": {"NEAREST": "nearest"},
    "errors": {"PLUS": " + ", "MINUS": " - "},
    "variation": {"SCALE": "scale ", "USE": "use ", "UP": " up", "DOWN": " down"},
    "axis": {"EDGES": "edges "}, "range": {"FROM": "from "},
    "column": {"FIRST": "first ", "LPAREN": " ("},
    "binsBy": {"AND": " and ", "ABOVE": "above"},
    "regions": {"FROM": "from "},
    "negation": {"NOT": "not "},
    "factor": {"MINUS": "-"}, "bound": {"MINUS": "-"}, "power": {"MINUS": "-", "SLASH": "/"},
    "argument": {"BIT": "bit "},
}
# Statements by what they stand in: at the margin, in a block, in the `bins` of a region.
_MARGIN = ("analysis", "object", "candidate", "function", "table", "variation", "regions", "region")
_BELOW_BINS = ("binsBy",)
_OPENS = {"candidate": "m", "function": "f", "table": "f"}
_LAYERED = ("block", "selection", "line", "published", "file", "head", "metadata", "luminosity")
MODES = ("", "f", "m", "fm")


def attributes():
    """What schema and language give objects, momenta and collections."""
    schema = json.loads((vocabulary.STDLIB / "schema/lhco.json").read_text(encoding="utf-8"))
    found = {"pt", "eta", "phi", "mass", "energy", "px", "py", "pz", "p", "rapidity"}

    def walk(node):
        if isinstance(node, dict) and "name" in node and "type" in node:
            found.add(node["name"])
        for part in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
            walk(part)

    walk(schema)
    return sorted(found)


def _any_of(words):
    """The longer first: some matchers take the first that fits."""
    return "(?:" + "|".join(sorted(words, key=lambda word: (-len(word), word))) + ")"


class Constrained:
    """`rules` by name, the first is the whole; `tokens` are NAME, STRING, INT, NUMBER, UNIT, EOL, FUNCTION, ATTRIBUTE,
    as regular expressions without look-around."""

    def __init__(self, grammar):
        self.grammar = grammar
        self.rules = {}
        self._make_program()
        self.tokens = {
            "NAME": name_pattern(grammar.reserved),
            "STRING": r'"[^"\x00-\x1f]*"',
            "INT": r"(?:0|[1-9][0-9]*)",
            "NUMBER": r"(?:0|[1-9][0-9]*)(?:\.[0-9]+(?:[eE][+-]?[0-9]+)?|[eE][+-]?[0-9]+)",
            "UNIT": " (?:" + "|".join(grammar.units) + ")",
            "EOL": r"(?:   #[^\x00-\x1f]*)?\n(?:\n?(?:    (?:    )?)?#[^\x00-\x1f]*\n)*\n?",
            "COMMENTS": r"(?:#[^\x00-\x1f]*\n)+\n?",
            "FUNCTION": _any_of(vocabulary.functions()) + r"\(",
            "ATTRIBUTE": r"\." + _any_of(attributes()),
            "MEMBER": r"\." + name_pattern(grammar.reserved),
        }

        self._drop_unused()

    def _drop_unused(self):
        used, waiting = set(), ["program"]
        while waiting:
            name = waiting.pop()
            if name not in used and name in self.rules:
                used.add(name)
                waiting += _references(self.rules[name])
        self.rules = {name: rule for name, rule in self.rules.items() if name in used}

    # ---- the lines of a program ----

    def _make_program(self):
        blocks = self.grammar.rules["block"][1]
        whole = ("seq", [("opt", ("ref", "COMMENTS")), ("opt", self._layer("head", "")), ("ref", "blocks")])
        # Comments alone say why there is no program.
        self.rules["program"] = ("alt", [whole, ("ref", "COMMENTS")])
        for mode in MODES:
            # Blocks that leave the mode as it is, as many as there are; then one that opens something, and the rest.
            same = [self._line("define", mode, 0), self._layer("selection", mode)]
            opening = []
            for block in blocks:
                for within, lines in self._block(block[1], mode):
                    if within == mode:
                        same.append(lines)
                    else:
                        opening.append(("seq", [lines, ("opt", ("ref", _named("blocks", within)))]))
            self.rules[_named("block", mode)] = ("alt", same)
            one = ("ref", _named("block", mode))
            if not opening:
                self.rules[_named("blocks", mode)] = ("plus", one)
                continue
            self.rules[_named("opening", mode)] = ("alt", opening)
            last = ("ref", _named("opening", mode))
            self.rules[_named("blocks", mode)] = ("alt", [("seq", [("plus", one), ("opt", last)]), last])

    def _block(self, parts, mode):
        """The mode behind a block, with the lines of the block; an object may be of two kinds."""
        parts = list(parts)
        if parts[-1] == ("star", ("ref", "define")):
            parts.pop()  # those stand at the margin
        kind = parts[0][1]
        if kind != "object":
            within = _with(mode, _OPENS.get(kind, ""))
            yield within, ("seq", [self._lines(part, within) for part in parts])
            return
        for combinations in (False, True):
            within = _with(mode, "m") if combinations else mode
            self._object(within, combinations)
            first = ("seq", [("ref", _named("combinations" if combinations else "object", within)), ("ref", "EOL")])
            yield within, ("seq", [first, *(self._lines(part, within) for part in parts[1:])])

    def _object(self, mode, combinations):
        """Combinations are told from other objects, since they have members."""
        name = _named("combinations" if combinations else "object", mode)
        if name in self.rules:
            return
        self.rules[name] = None
        *start, kinds, excluding, ordering = self.grammar.rules["object"][1]
        pairs, others = kinds[1][1]
        what = pairs if combinations else ("opt", others)
        self.rules[name] = self._spaced(("seq", [*start, what, excluding, ordering]), "object", mode, True)

    def _layer(self, rule, mode):
        """A rule whose parts are statements, one a line."""
        name = _named(rule, mode)
        if name not in self.rules:
            self.rules[name] = None
            self.rules[name] = self._lines(self.grammar.rules[rule], mode)
        return ("ref", name)

    def _lines(self, expression, mode):
        kind = expression[0]
        if kind == "ref":
            name = expression[1]
            if name == "ROW":
                return ("text", "    row ")
            if name in ("entry", "entries"):
                return ("seq", [self._ref(name, mode), ("ref", "EOL")])
            if name in _LAYERED and name not in ("metadata", "luminosity"):
                return self._layer(name, mode)
            return self._line(name, mode, 0 if name in _MARGIN or name in ("metadata", "luminosity") else 4)
        if kind in ("seq", "alt"):
            return (kind, [self._lines(part, mode) for part in expression[1]])
        return (kind, self._lines(expression[1], mode))

    def _line(self, rule, mode, indent):
        statement = self._ref(rule, mode)
        if rule in ("observed", "background"):  # below `bins` they stand deeper
            statement = ("alt", [self._begun(statement, " " * 8, "_8"), self._begun(statement, " " * 4, "_4")])
        elif rule in _BELOW_BINS:
            statement = self._begun(statement, " " * 8, "_8")
        elif indent:
            statement = self._begun(statement, " " * indent, f"_{indent}")
        return ("seq", [statement, ("ref", "EOL")])

    def _begun(self, expression, start, suffix):
        """A copy of a rule whose first text begins otherwise: with white space, or (None) without any."""
        kind = expression[0]
        if kind == "text":
            return ("text", expression[1].lstrip() if start is None else start + expression[1])
        if kind == "alt":
            return (kind, [self._begun(part, start, suffix) for part in expression[1]])
        if kind == "seq":
            return (kind, [self._begun(expression[1][0], start, suffix), *expression[1][1:]])
        name = expression[1] + suffix
        if name not in self.rules:
            self.rules[name] = None
            self.rules[name] = self._begun(self.rules[expression[1]], start, suffix)
        return ("ref", name)

    # ---- statements and expressions ----

    def _ref(self, rule, mode):
        if rule == "name":
            return ("ref", "NAME")
        if rule == "attribute":
            return ("ref", "MEMBER" if "m" in mode else "ATTRIBUTE")
        if not self._depends(rule):
            mode = ""
        name = _named(snake(rule), mode)
        if name not in self.rules:
            self.rules[name] = None  # a place in the order
            definition = self.grammar.rules[rule]
            if rule == "function":
                definition = definition[1][0]  # what is intrinsic is the library's
            if rule == "call" and "f" not in mode:
                self.rules[name] = self._closed_call(mode)
            elif rule == "errors":
                self.rules[name] = ("alt", [
                    ("seq", [("text", " +- "), self._ref("number", mode)]),
                    ("seq", [("text", " + "), self._ref("number", mode), ("text", " - "), self._ref("number", mode)])])
            elif rule == "cell":
                self.rules[name] = ("alt", [("text", "-"), self._begun(self._ref("relation", mode), None, "_tight")])
            else:
                statement = definition[0] == "seq" and definition[1][0][0] == "ref" and rule not in _INSIDE
                self.rules[name] = self._spaced(definition, rule, mode, statement or rule in _STATEMENTS)
        return ("ref", name)

    def _closed_call(self, mode):
        parts = self.grammar.rules["call"][1]
        assert parts[:2] == [("ref", "name"), ("ref", "LPAREN")], parts
        return ("seq", [("ref", "FUNCTION"), *self._spaced(("seq", parts[2:]), "call", mode, False)[1]])

    def _depends(self, rule, seen=None):
        """Whether an expression can stand in it, so that the mode matters."""
        seen = seen if seen is not None else set()
        if rule in ("call", "attribute", "index"):  # the last one for parsers that look one token ahead
            return True
        if rule in seen or rule not in self.grammar.rules:
            return False
        seen.add(rule)
        return any(self._depends(name, seen) for name in _references(self.grammar.rules[rule]))

    def _spaced(self, expression, rule, mode, first):
        """`first`: the expression begins a statement, whose first word has no space in front."""
        kind = expression[0]
        if kind == "ref":
            name = expression[1]
            if name[0].islower():
                return self._ref(name, mode)
            return self._token(name, rule, first)
        if kind == "seq":
            parts = [self._spaced(part, rule, mode, first and i == 0) for i, part in enumerate(expression[1])]
            return (kind, _joined(parts))
        if kind == "alt":
            return (kind, [self._spaced(part, rule, mode, first) for part in expression[1]])
        return (kind, self._spaced(expression[1], rule, mode, False))

    def _token(self, name, rule, first):
        if name in ("NAME", "INT", "NUMBER", "UNIT"):
            return ("ref", name)
        if name == "STRING":
            return ("seq", [("text", " "), ("ref", "STRING")])
        if first:
            word = self.grammar.word(name)
            return ("text", word if rule in ("analysis", "metadata") else f"{word} ")
        if name in _IN_RULE.get(rule, {}):
            return ("text", _IN_RULE[rule][name])
        if name in _SPACED:
            return ("text", _SPACED[name])
        word = self.grammar.word(name)
        return ("text", f" {word} " if word.isalpha() else word)


# Rules that begin with a word and are no statements.
_INSIDE = ("guard", "ordering", "comprehension", "argument", "range", "interval", "attribute", "index", "errors",
           "negation", "relation", "primary", "parentheses", "unit", "literal", "atom", "axis", "column", "power", "call",
           "bound", "factor", "comparator")
_STATEMENTS = ("criterion", "cut", "metadata", "outside")


def _joined(parts):
    """Texts one behind the other are one text."""
    out = []
    for part in parts:
        if out and out[-1][0] == part[0] == "text":
            out[-1] = ("text", out[-1][1] + part[1])
        else:
            out.append(part)
    return out


def _named(name, mode):
    return f"{name}_{mode}" if mode else name


def _with(mode, more):
    return "".join(letter for letter in "fm" if letter in mode + more)


def _references(expression):
    kind = expression[0]
    if kind == "ref":
        return [expression[1]]
    if kind in ("seq", "alt"):
        return [name for part in expression[1] for name in _references(part)]
    return _references(expression[1]) if kind in ("opt", "star", "plus") else []


def snake(name):
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name)


def name_pattern(reserved):
    """A regular expression for names that are no reserved words, without look-around: by the tree of those words."""
    tree = {}
    for word in reserved:
        node = tree
        for letter in word:
            node = node.setdefault(letter, {})
        node["end"] = True

    def after(node):
        """What may follow a prefix that is a node of the tree."""
        letters = sorted(letter for letter in node if letter != "end")
        if not letters:
            return "[a-zA-Z0-9_]+"
        choices = [letter + after(node[letter]) for letter in letters]
        choices.append(_class("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_", letters)
                       + "[a-zA-Z0-9_]*")
        return f"(?:{'|'.join(choices)})" + ("" if "end" in node else "?")

    letters = sorted(tree)
    choices = [letter + after(tree[letter]) for letter in letters]
    choices.append(_class("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", letters) + "[a-zA-Z0-9_]*")
    return f"(?:{'|'.join(choices)})"


def _class(alphabet, but):
    """A class of the characters of an alphabet but for some, in ranges."""
    ranges, kept = [], sorted(set(alphabet) - set(but))
    for letter in kept:
        if ranges and ord(letter) == ord(ranges[-1][1]) + 1:
            ranges[-1][1] = letter
        else:
            ranges.append([letter, letter])
    return "[" + "".join(a if a == b else f"{a}-{b}" if ord(b) > ord(a) + 1 else a + b for a, b in ranges) + "]"
