"""The grammars that are derived from grammar/Cut.g4 and the parser that is made from it speak one language.

Lark is the second opinion: its parser knows nothing of ours, and being LALR(1) it finds ambiguities as well.
"""

import json
import random
import re
import subprocess
import sys

import lark

import harness
from harness import EndToEnd

sys.path.insert(0, str(harness.SOURCE / "grammar/derive"))
import antlr
import vocabulary

GRAMMAR = antlr.Grammar()
EDITORS = harness.SOURCE / "grammar/editors"
# What the syntax phase reports beside the form: text, sizes, numbers of rows and cells, order of blocks.
NOT_OF_THE_FORM = {"E0011", "E0012", "E0016", "E0017", "E0020", "E0021"}


def programs():
    paths = [*sorted((harness.SOURCE / "examples").glob("*/*.cut")),
             *sorted((harness.SOURCE / "tests/golden/plan").glob("*.cut"))]
    return {str(path.relative_to(harness.SOURCE)): path.read_text(encoding="utf-8") for path in paths}


class Second:
    """The parser that Lark makes from the derived grammar."""

    def __init__(self):
        text = (harness.SOURCE / "grammar/cut.lark").read_text(encoding="utf-8")
        self.parser = lark.Lark(text, parser="lalr", lexer="basic", propagate_positions=True)

    def accepts(self, text):
        try:
            self.parser.parse(text)
            return True
        except lark.exceptions.UnexpectedInput:
            return False

    def tokens(self, text):
        return list(self.parser.lex(text))


class Derived(EndToEnd):
    @classmethod
    def setUpClass(cls):
        cls.second = Second()

    def syntax_errors(self, texts):
        """For each text the codes of what the compiler's parser says against its form."""
        names = []
        for i, text in enumerate(texts):
            names.append(self.write(f"{i:04}.cut", text).name)
        run = self.collmc("check", "--diagnostics=json", *names)
        codes = {name: [] for name in names}
        for line in run.out.splitlines():
            record = json.loads(line)
            if record["kind"] == "diagnostic" and record["phase"] == "syntax":
                if record["severity"] == "error" and record["code"] not in NOT_OF_THE_FORM:
                    codes[record["primary"]["file"]].append(record["code"])
        return [codes[name] for name in names]

    def test_derived_files_are_up_to_date(self):
        arguments = [] if harness.UPDATE else ["--check"]
        done = subprocess.run([sys.executable, str(harness.SOURCE / "grammar/derive"), *arguments],
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_programs(self):
        texts = programs()
        self.assertGreater(len(texts), 40)
        for name, text in texts.items():
            with self.subTest(name):
                self.second.parser.parse(text)
        for path in (harness.SOURCE / "stdlib").glob("*.cut"):
            with self.subTest(path.name):
                self.second.parser.parse(path.read_text(encoding="utf-8"))

    def test_sentences(self):
        """What the derived grammar can say, the parser reads."""
        sentences = [Sentence(seed).text for seed in range(600)]
        self.assertGreater(len({s for s in sentences if len(s) > 40}), 300)
        for sentence, codes in zip(sentences, self.syntax_errors(sentences)):
            self.assertTrue(self.second.accepts(sentence), sentence)
            self.assertEqual(codes, [], sentence)

    def test_changed_programs(self):
        """A token left out, doubled, exchanged or replaced: both parsers refuse it, or neither does."""
        numbers = random.Random(20)
        originals = list(programs().values())
        words = [token for text in originals for token in self.second.tokens(text)]
        changed = []
        for _ in range(600):
            text = numbers.choice(originals)
            tokens = self.second.tokens(text)
            at = numbers.randrange(len(tokens) - 1)
            token, following = tokens[at], tokens[at + 1]
            between = text[token.end_pos:following.start_pos]
            replacement = numbers.choice([
                "", f"{token} {token}", numbers.choice(words), f"{following}{between}{token}"])
            end = following.end_pos if replacement.startswith(f"{following}{between}") else token.end_pos
            changed.append(text[:token.start_pos] + f" {replacement} " + text[end:])
        refused, disagreed = 0, []
        for text, codes in zip(changed, self.syntax_errors(changed)):
            accepted = self.second.accepts(text)
            refused += not accepted
            if (codes == []) != accepted:
                disagreed.append(f"{codes}\n{text}")
        self.assertEqual(disagreed[:1], [], f"{len(disagreed)} of {len(changed)}")
        self.assertGreater(refused, 300)

    def test_wrong_programs(self):
        """What the parser reads only to report it is not in the derived grammar."""
        found = 0
        # A second `experiment`, `/ub`, a space inside of `+-` and a power over 0 are no matter of the form.
        beyond = {"experiment_twice", "luminosity_ub", "plus_space_minus", "power_over_zero"}
        for path in sorted((harness.SOURCE / "tests/golden/syntax").rglob("*.cut")):
            if path.stem in beyond:
                continue
            text = path.read_bytes().decode("utf-8", "replace")
            codes = self.syntax_errors([text])[0]
            if codes:
                found += 1
                with self.subTest(path.name):
                    self.assertFalse(self.second.accepts(text))
        self.assertGreater(found, 20)

    def test_textmate_colours(self):
        """Each token of the examples has the scope of its kind."""
        grammar = json.loads((EDITORS / "textmate/cut.tmLanguage.json").read_text(encoding="utf-8"))
        patterns = [(re.compile(p["match"]), p.get("name", ""), p.get("captures", {})) for p in grammar["patterns"]]
        wanted = {"STRING": "string", "NUMBER": "constant.numeric", "INT": "constant.numeric",
                  "UNIT": "keyword.other.unit", "THIS": "variable.language", "PI": "constant.language"}
        seen = set()
        for name, text in programs().items():
            scopes = [scope for line in text.splitlines(keepends=True) for scope in scopes_of(line, patterns)]
            for token in self.second.tokens(text):
                seen.add(token.type)
                reserved = token.isalpha() and str(token) in GRAMMAR.reserved
                expected = wanted.get(token.type, "keyword" if reserved else "")
                for at in range(token.start_pos, token.end_pos):
                    self.assertTrue(scopes[at].startswith(expected), f"{name}: `{token}` at {at} is {scopes[at]!r}")
            for comment in re.finditer(r"^\s*#.*$", text, re.MULTILINE):
                self.assertTrue(scopes[comment.end() - 1].startswith("comment"))
        self.assertGreater(len(seen), 50)

    def test_words_of_other_editors(self):
        words = set(GRAMMAR.reserved)
        vim = (EDITORS / "vim/syntax/cut.vim").read_text(encoding="utf-8")
        known = {word for line in re.findall(r"^syntax keyword \w+ (.*)$", vim, re.MULTILINE) for word in line.split()}
        self.assertEqual(words - known, set())
        colours = (EDITORS / "lezer/highlight.js").read_text(encoding="utf-8")
        listed = {word for text in re.findall(r'^  "([a-zA-Z ]+)":', colours, re.MULTILINE) for word in text.split()}
        self.assertEqual(words - listed, set())
        derived = set(re.findall(r'word<"(\w+)">', (EDITORS / "lezer/cut.grammar").read_text(encoding="utf-8")))
        self.assertEqual(derived, words)

    def test_library(self):
        """The names that editors colour are those that `collmc doc` knows."""
        known = set(re.findall(r"^  (\w+) ", self.expect(0, "doc").out, re.MULTILINE))
        self.assertEqual(set(vocabulary.functions()) - known, set())
        self.assertEqual(set(vocabulary.constants()) - known, set())


class Sentence:
    """A random program of the derived grammar; what it means is nonsense."""

    def __init__(self, seed):
        self.numbers = random.Random(seed)
        self.budget = 400
        self.words, self.metadata = [], ["experiment", "reference"]
        self.say(("ref", "file"))
        self.text = " ".join(self.words)

    def say(self, expression):
        kind = expression[0]
        if expression == ("ref", "luminosity"):  # of its units the form knows nothing
            self.words.append("luminosity 139 /fb")
        elif expression == ("ref", "metadata"):  # nor that each stands once
            self.words += [self.metadata.pop(), '"SUS-16-033"'] if self.metadata else []
        elif expression == ("ref", "errors"):  # nor that the signs of `+-` touch
            self.words.append(self.numbers.choice(["+- 0.02", "+ 0.03 - 0.02"]))
        elif kind == "ref":
            name = expression[1]
            self.budget -= 1
            self.say(GRAMMAR.rules[name]) if name in GRAMMAR.rules else self.words.append(self.token(name))
        elif kind == "seq":
            for part in expression[1]:
                self.say(part)
        elif kind == "alt":
            # The shortest alternatives end what has grown enough.
            self.say(min(expression[1], key=depth) if self.budget < 0 else self.numbers.choice(expression[1]))
        elif kind == "opt":
            if self.budget > 0 and self.numbers.random() < 0.5:
                self.say(expression[1])
        else:
            for _ in range(1 if kind == "plus" else 0):
                self.say(expression[1])
            while self.budget > 0 and self.numbers.random() < 0.4:
                self.say(expression[1])

    def token(self, name):
        kind, text = GRAMMAR.tokens[name][0], GRAMMAR.tokens[name][1]
        if kind == "text":
            return text
        if name == "UNIT":
            return self.numbers.choice(GRAMMAR.units)
        return {"NAME": f"n{self.numbers.randrange(100)}", "INT": str(self.numbers.randrange(1, 50)),
                "NUMBER": f"{self.numbers.randrange(100)}.5", "STRING": '"$p_T$ label"'}[name]


def depth(expression, seen=()):
    """How many tokens the shortest sentence of an expression has, at least roughly."""
    kind = expression[0]
    if kind == "ref":
        name = expression[1]
        if name in seen:
            return 1000
        return depth(GRAMMAR.rules[name], (*seen, name)) if name in GRAMMAR.rules else 1
    if kind == "seq":
        return sum(depth(part, seen) for part in expression[1])
    if kind == "alt":
        return min(depth(part, seen) for part in expression[1])
    return depth(expression[1], seen) if kind == "plus" else 0


def scopes_of(line, patterns):
    """The scope of each character, as an editor finds it: the first match from the left, the first pattern of several."""
    scopes = [""] * len(line)
    at = 0
    while at < len(line):
        matches = [(found.start(), i, found) for i, (pattern, _, _) in enumerate(patterns)
                   if (found := pattern.search(line, at)) and found.end() > found.start()]
        if not matches:
            break
        _, which, found = min(matches, key=lambda match: match[:2])
        _, name, captures = patterns[which]
        scopes[found.start():found.end()] = [name] * (found.end() - found.start())
        for group, capture in captures.items():
            begin, end = found.span(int(group))
            if begin >= 0 and "name" in capture:
                scopes[begin:end] = [capture["name"]] * (end - begin)
        at = found.end()
    return scopes


if __name__ == "__main__":
    harness.main()
