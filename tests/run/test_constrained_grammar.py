"""The grammars that a model's answer is held to, and `collmc grammar`, which prints them.

They are of the formatted form, a statement a line; three matchers that share nothing say what is in them: Lark's parser, a
small one for GBNF (gbnf.py), and jsonschema for the nested arrays that Lark's tree is written as.
"""

import json
import random
import re
import sys

import jsonschema
import lark

import gbnf
import harness
from harness import EndToEnd

sys.path.insert(0, str(harness.SOURCE / "grammar/derive"))
import antlr
import vocabulary
from constrained import Constrained

FOLDER = harness.SOURCE / "grammar/constrained"
CONSTRAINED = Constrained(antlr.Grammar())


def one_line_a_statement(text):
    """A formatted program with its long statements on one line each."""
    lines = []
    for line in text.split("\n"):
        goes_on = line.startswith("     ") and not re.match(r" {8}(by \S.* : |observed |background |#)", line)
        if goes_on and lines and not line.strip().startswith("#"):
            lines[-1] += ("" if lines[-1].endswith("(") else " ") + line.strip()
        else:
            lines.append(line)
    return "\n".join(lines)


def programs():
    return {path.name: one_line_a_statement(path.read_text(encoding="utf-8"))
            for path in sorted((harness.SOURCE / "examples").glob("*/*.cut"))}


class Lark:
    def __init__(self):
        # Python's expressions take the first alternative that fits, a server's lexer the longest: so a name ends here
        # where no letter follows.
        text = re.sub(r"^NAME: /(.*)/$", r"NAME: /\1(?![a-zA-Z0-9_])/", (FOLDER / "cut.lark").read_text(encoding="utf-8"),
                      flags=re.MULTILINE)
        self.parser = lark.Lark(text, parser="lalr", lexer="contextual", keep_all_tokens=True, maybe_placeholders=False)

    def accepts(self, text):
        try:
            self.parser.parse(text)
            return True
        except lark.exceptions.UnexpectedInput:
            return False


class Arrays:
    """A program as the JSON schema has it: found by reading the text along the derived rules."""

    def __init__(self):
        self.validator = jsonschema.Draft202012Validator(json.loads((FOLDER / "cut.schema.json").read_text(encoding="utf-8")))
        self.tokens = {name: re.compile(pattern) for name, pattern in CONSTRAINED.tokens.items()}

    def of(self, text):
        """The arrays of a program, or None where it is none."""
        sys.setrecursionlimit(100000)
        self.text, self.known = text, {}
        return self._read(("ref", "program"), 0).get(len(text))

    def _read(self, expression, at):
        """The arrays of an expression that begins at a place, by where it ends."""
        kind = expression[0]
        if kind == "text":
            return {at + len(expression[1]): expression[1]} if self.text.startswith(expression[1], at) else {}
        if kind == "ref":
            key = (expression[1], at)
            if key not in self.known:
                if expression[1] in self.tokens:
                    match = self.tokens[expression[1]].match(self.text, at)
                    self.known[key] = {match.end(): match.group()} if match else {}
                else:
                    self.known[key] = self._read(CONSTRAINED.rules[expression[1]], at)
            return self.known[key]
        if kind == "alt":
            found = {}
            for part in expression[1]:
                for end, value in self._read(part, at).items():
                    found.setdefault(end, value)
            return found
        if kind == "opt":
            return {at: "", **self._read(expression[1], at)}
        if kind in ("star", "plus"):
            found, new = ({at: []} if kind == "star" else {}), {at: []}
            while new:
                new = {end: [*before, value] for place, before in new.items()
                       for end, value in self._read(expression[1], place).items() if end not in found}
                found.update(new)
            return found
        parts = expression[1]
        states = {at: []}
        for part in parts:
            states = {end: [*before, value] for place, before in states.items()
                      for end, value in self._read(part, place).items()}
        if len(parts) == 1:
            return {end: value[0] for end, value in states.items()}
        if len(parts) == 2 and parts[1][0] == "star":  # a chain
            return {end: [value[0], *value[1]] if value[1] else value[0] for end, value in states.items()}
        return states


def flat(arrays):
    return arrays if isinstance(arrays, str) else "".join(map(flat, arrays))


class Membership(EndToEnd):
    @classmethod
    def setUpClass(cls):
        cls.programs = programs()
        cls.lark, cls.arrays = Lark(), Arrays()
        cls.gbnf = gbnf.Grammar((FOLDER / "cut.gbnf").read_text(encoding="utf-8"))

    def test_examples(self):
        self.assertGreater(len(self.programs), 35)
        for name, text in self.programs.items():
            with self.subTest(name):
                self.lark.parser.parse(text)
                self.assertTrue(self.gbnf.accepts(text))
                arrays = self.arrays.of(text)
                self.assertIsNotNone(arrays)
                self.assertEqual(flat(arrays), text)
                self.arrays.validator.validate(arrays)

    def in_each(self, text):
        arrays = self.arrays.of(text)
        return {"lark": self.lark.accepts(text), "gbnf": self.gbnf.accepts(text),
                "json-schema": arrays is not None and self.arrays.validator.is_valid(arrays)}

    def test_closed(self):
        """Words, attributes and the library's functions; members and own functions where there are any."""
        head = "object jets from Jet\n\nregion SR\n    select size(jets) >= 2\n"
        candidate = "candidate pair from a, b in Jet\n\nregion SR\n    select exists(pair)\n"
        own = "function twice(x : Energy) -> Energy = 2 * x\n\nregion SR\n"
        for text, expected in (
                (head + "    select jets[0].pt > 30 GeV\n", True),
                (head + "    select jets[0].pT > 30 GeV\n", False),
                (head + "    select jets[0].pt() > 30 GeV\n", False),
                (head + "    select deltaR(jets[0], jets[1]) > 0.4\n", True),
                (head + "    select delta_r(jets[0], jets[1]) > 0.4\n", False),
                (head + "    select MET.pt > 30 GeV   # request 4\n", True),
                (head + "    # assumption: MET is the file's\n    select MET.pt > 30 GeV\n", True),
                (head + "    select MET.pt > 30\n", True),  # what it means is the checker's
                (head + "    select MET.pt > 30 Gev\n", False),
                (head + "    select MET.pt > 30 GeV and from > 2\n", False),
                (head + "    select fromage > 2\n", True),
                (head + "  select MET.pt > 30 GeV\n", False),
                (head + "    select MET.pt > 30 GeV select size(jets) >= 3\n", False),
                (head + "    import os\n", False),
                ("```\n" + head, False),
                ("Here is the program:\n" + head, False),
                (candidate + "    select pair.a.pt > 30 GeV\n", True),
                (candidate + "    select twice(MET.pt) > 30 GeV\n", False),
                (own + "    select twice(MET.pt) > 30 GeV\n", True),
                (own + "    select MET.a.pt > 30 GeV\n", False),
                ("# request 1 not translated: a jet has no charge\n", True),
                ("", False)):
            with self.subTest(text):
                self.assertEqual(set(self.in_each(text).values()), {expected}, self.in_each(text))

    def test_reserved_words_are_no_names(self):
        for word in CONSTRAINED.grammar.reserved:
            with self.subTest(word):
                self.assertFalse(any(self.in_each(f"region {word}\n    select MET.pt > 1 GeV\n").values()))
                for near in (word + "s" if word + "s" not in CONSTRAINED.grammar.reserved else word + "_s", "x" + word):
                    self.assertTrue(all(self.in_each(f"region {near}\n    select MET.pt > 1 GeV\n").values()), near)

    def test_changed_programs(self):
        """A token left out, doubled, exchanged or replaced: what the compiler's parser refuses is in no grammar."""
        numbers = random.Random(4)
        token = re.compile(r'"[^"]*"|[a-zA-Z_]\w*|\d+(?:\.\d+)?|[<>=!]=|->|\+-|\S')
        short = [text for text in self.programs.values() if len(text) < 3000]
        words = [found.group() for text in short for found in token.finditer(re.sub(r"#.*", "", text))]
        changed = []
        while len(changed) < 500:
            text = re.sub(r" *#[^\n]*\n", "\n", numbers.choice(short)).lstrip("\n")
            found = list(token.finditer(text))
            at = numbers.randrange(len(found) - 1)
            one, two = found[at], found[at + 1]
            replacement, end = numbers.choice([
                ("", one.end()), (f"{one.group()} {one.group()}", one.end()), (numbers.choice(words), one.end()),
                (two.group() + text[one.end():two.start()] + one.group(), two.end())])
            changed.append(text[:one.start()] + replacement + text[end:])
        refused = 0
        for text, codes in zip(changed, self.syntax_errors(changed)):
            within = self.in_each(text)
            self.assertEqual(len(set(within.values())), 1, f"{within}\n{text}")
            if codes:
                refused += 1
                self.assertFalse(any(within.values()), f"{codes} {within}\n{text}")
        self.assertGreater(refused, 250)

    def syntax_errors(self, texts):
        names = [self.write(f"{i:04}.cut", text).name for i, text in enumerate(texts)]
        codes = {name: [] for name in names}
        for line in self.collmc("check", "--diagnostics=json", *names).out.splitlines():
            record = json.loads(line)
            if record["kind"] == "diagnostic" and record["phase"] == "syntax" and record["severity"] == "error":
                # The size and order of blocks are no matter of the form.
                if record["code"] not in ("E0012", "E0017", "E0020", "E0021"):
                    codes[record["primary"]["file"]].append(record["code"])
        return list(codes.values())


class Command(EndToEnd):
    def test_formats(self):
        for name, file in (("gbnf", "cut.gbnf"), ("lark", "cut.lark"), ("json-schema", "cut.schema.json")):
            self.assertEqual(self.expect(0, "grammar", "--format", name).out, (FOLDER / file).read_text(encoding="utf-8"))
        self.assertEqual(self.expect(0, "grammar").out, (FOLDER / "cut.gbnf").read_text(encoding="utf-8"))
        self.assertIn("--format", self.expect(2, "grammar", "--format", "bnf").err)

    def test_the_library_is_in_them(self):
        text = self.expect(0, "grammar").out
        for name in vocabulary.functions():
            self.assertIn(f'"{name}"', text)


if __name__ == "__main__":
    harness.main()
