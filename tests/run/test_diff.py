"""`collmc diff`: what changed in meaning between two analyses, and nothing else.

Every example is compared with itself in other layout, with other names and in another order, which is no change; and with
itself after one small change of a known kind, which must be found as exactly that change.
"""

import json
import os
import random
import re
import shutil
import subprocess
import unittest

import harness
from harness import EndToEnd

EXAMPLES = sorted((harness.SOURCE / "examples").glob("*/*.cut"))
TOKEN = re.compile(r'"[^"]*"|#[^\n]*|\w+|\s+|.', re.DOTALL)
BLOCK = re.compile(r"^(?:object|candidate|define|function|table|variation|region|regions|analysis|experiment|reference|"
                   r"luminosity)\b", re.MULTILINE)
# What stands behind these words is a name in the results, which stays.
KEEPS_NEXT = {"as", "histo", "profile", "ntuple", "bins", "skim", "region", "row", "variation"}


def tokens(text):
    return [match.group(0) for match in TOKEN.finditer(text)]


def is_word(token):
    return re.fullmatch(r"[A-Za-z]\w*", token) is not None


def blocks(text):
    """The declarations of an analysis, with the comments above them."""
    starts = [match.start() for match in BLOCK.finditer(text)]
    return [text[:starts[0]]] + [text[a:b] for a, b in zip(starts, starts[1:] + [len(text)])]


def without_comments(text):
    return "".join(token for token in tokens(text) if not token.startswith("#"))


def own_names(text):
    """Names of objects, candidates, defines, functions, tables, variables and members."""
    code = without_comments(re.sub(r'"[^"]*"', "", text))
    names = set(re.findall(r"\b(?:object|candidate|define|function|table)\s+(\w+)", code))
    for group in re.findall(r"(?:\bfor|\bfrom(?: groups)?)\s+(\w+(?:\s*,\s*\w+)*)\s+(?:in|of)\b", code):
        names |= set(re.findall(r"\w+", group))
    for group in re.findall(r"\band\s+(\w+(?:\s*,\s*\w+)*)\s+in\s+\w", code):
        names |= set(re.findall(r"\w+", group))
    for parameters in re.findall(r"\bfunction\s+\w+\(([^)]*)\)", code):
        names |= set(re.findall(r"(\w+)\s*:", parameters))
    return names


def with_named_columns(text):
    """A column that goes by the name of its define gets that name in writing."""
    def columns(match):
        parts = re.split(r",(?![^()]*\))", match.group(2))
        return match.group(1) + ",".join(
            f"{part} as {part.strip()}" if re.fullmatch(r"\s*\w+\s*", part) else part for part in parts)
    return re.sub(r"(ntuple[^:\n]*:)((?:[^\n]*,\n)*[^\n]*)", columns, text)


def renamed(text):
    """Everything that has a name of its own is called otherwise; what the results are called stays."""
    text = with_named_columns(text)
    names = own_names(text)
    result, before, in_region_head = [], "", False
    for token in tokens(text):
        if is_word(token):
            in_region_head = (token in ("region", "regions")) or (in_region_head and token in ("from",)) or (
                in_region_head and before in ("region", "from", ","))
            keep = before in KEEPS_NEXT or (in_region_head and before in ("region", "from", ","))
            result.append(f"{token}_too" if token in names and not keep else token)
            before = token
        else:
            if token == ",":
                before = "," if in_region_head else before
            elif not token.isspace() and not token.startswith("#"):
                before, in_region_head = token, False
            result.append(token)
    return "".join(result)


def reflowed(text):
    """Each token on a line of its own where that is allowed, comments everywhere."""
    result = []
    for token in tokens(text):
        if token.startswith("#"):
            continue
        if token == ",":
            result.append(" ,\n    # and\n    ")
        elif token.isspace() and "\n" in token:
            result.append("  # here\n\n\t")
        else:
            result.append(token)
    return "# another head\n" + "".join(result)


def reordered(text, generator):
    """Independent declarations in another order: a block moves up past one that it does not mention."""
    parts = blocks(text)
    for _ in range(3 * len(parts)):
        i = generator.randrange(1, len(parts) - 1)
        first, second = parts[i], parts[i + 1]
        movable = re.compile(r"(?:object|candidate|define|function|table|region)\s+(\w+)")
        declares, other = movable.match(first), movable.match(second)
        if declares and other and declares.group(1) not in re.findall(r"\w+", second):
            parts[i], parts[i + 1] = second, first
    return "".join(part if part.endswith("\n") else part + "\n" for part in parts)


class Pair(EndToEnd):
    def diff(self, before, after, *options):
        return self.collmc("diff", self.write("before.cut", before), self.write("after.cut", after), *options)

    def found(self, before, after, may_be_wrong=False):
        """The differences as JSON; nothing where an analysis may have errors and has some."""
        run = self.diff(before, after, "--json")
        if may_be_wrong and run.code == 3:
            return None
        self.assertIn(run.code, (0, 1), str(run))
        found = json.loads(run.out)
        self.assertEqual(run.code, 0 if found["same_meaning"] else 1)
        self.assertEqual(found["schema"], "collmc.diff/1")
        return found

    def assert_same(self, before, after):
        found = self.found(before, after)
        self.assertTrue(found["same_meaning"], json.dumps(found, indent=1))
        self.assertEqual([change for part in found["parts"] for change in part["changes"]], [])


def inlined(text):
    """Numbers and conditions that a define names are written out where they are used."""
    text = without_comments(with_named_columns(text))
    for name in re.findall(r"^define (\w+) =", text, re.MULTILINE):
        match = re.search(rf"^define {name} = ([^\n]*(?:\n    [^\n]*)*)\n", text, re.MULTILINE)
        value = f"({match.group(1).strip()})"
        if re.search(r"\b(leading|chance)\(|\bfor\b|\bwhen\b|\belse\b", value):
            continue
        rest = text[:match.start()] + text[match.end():]
        changed = "".join(value if token == name and not keeps else token for token, keeps in with_keeps(rest))
        if not re.search(rf"\b(?:in|from|excluding) {re.escape(value)}", changed):
            text = changed
    return text


def with_keeps(text):
    """Tokens, and whether each is a name in the results or that of a member."""
    before, found = "", []
    for token in tokens(text):
        found.append((token, before in KEEPS_NEXT or before == "."))
        if not token.isspace():
            before = token
    return found


class NoChange(Pair):
    """No change in meaning, for every example."""

    def each(self, change):
        for path in EXAMPLES:
            with self.subTest(path.name):
                text = path.read_text(encoding="utf-8")
                self.assert_same(text, change(text))

    def test_itself(self):
        self.each(lambda text: text)

    def test_layout_and_comments(self):
        self.each(reflowed)

    def test_names(self):
        for path in EXAMPLES:
            text = path.read_text(encoding="utf-8")
            if own_names(text):
                self.assertNotEqual(with_named_columns(text), renamed(text))
        self.each(renamed)

    def test_order_of_declarations(self):
        generator = random.Random(20)
        self.each(lambda text: reordered(text, generator))

    def test_defines_written_out(self):
        self.each(inlined)


class Mutations(Pair):
    """One small change of a known kind, in every example; at more places with COLLMC_DIFF_PLACES."""

    PLACES = int(os.environ.get("COLLMC_DIFF_PLACES", 1))

    def statements(self, text, head, word):
        """(block name, line number) of the lines of blocks that begin with a word."""
        found, block = [], None
        for number, line in enumerate(text.splitlines()):
            start = re.match(r"(\w+)\s+(\w+)", line)
            if start:
                block = start.group(2) if start.group(1) == head else None
            elif block and re.match(rf"    {word}\b", line):
                found.append((block, number))
        return found

    def each(self, head, word, mutate, check):
        """`mutate(lines, number)` changes lines in place and gives False where it cannot; what no longer compiles is
        left out, as are more than PLACES of a file. `check(found, block, line before, line after)`."""
        generator, tried = random.Random(7), 0
        for path in EXAMPLES:
            text = path.read_text(encoding="utf-8")
            places = self.statements(text, head, word)
            done = 0
            for block, number in generator.sample(places, len(places)):
                lines = text.splitlines()
                before = lines[number]
                if done == self.PLACES or mutate(lines, number) is False:
                    continue
                found = self.found(text, "\n".join(lines) + "\n", may_be_wrong=True)
                if found is None:
                    continue
                done += 1
                with self.subTest(f"{path.name}: {before.strip()}"):
                    check(found, block, before, lines[number] if number < len(lines) else "")
            tried += done
        self.assertGreater(tried, 10)

    def only_change(self, found, kind, block):
        """The one change there is, of this declaration."""
        told = [part for part in found["parts"] if part["changes"]]
        self.assertEqual([(part["kind"], part["name"]) for part in told], [(kind, block)], json.dumps(found, indent=1))
        self.assertEqual(len(told[0]["changes"]), 1, json.dumps(found, indent=1))
        return told[0]["changes"][0]

    def test_dropped_cut(self):
        def mutate(lines, number):
            del lines[number]

        def check(found, block, before, _):
            change = self.only_change(found, "region", block)
            self.assertEqual((change["what"], change["action"], change["after"]), ("cut", "dropped", None))
            self.assertIn(change["effect"], ("more", "rows"))
            condition = re.sub(r'^\s*(select|reject)\s+|\s*"[^"]*"\s*$|\s+#.*$', "", before)
            self.assertIn(condition, change["before"]["text"])
        self.each("region", "(?:select|reject)", mutate, check)

    def test_threshold(self):
        def mutate(lines, number):
            lines[number], changed = re.subn(r"(> )(\d+(?:\.\d+)?)(?= GeV)", lambda m: m.group(1) + str(float(m.group(2)) * 1.5),
                                             lines[number], count=1)
            return changed == 1 and not re.search(r"\bor\b|when|reject", lines[number])

        def check(found, block, before, after):
            change = self.only_change(found, "region", block)
            self.assertEqual((change["what"], change["action"], change["sense"]), ("cut", "changed", "tighter"))
            self.assertIn(change["effect"], ("fewer", "rows"))
            self.assertEqual(len(change["details"]), 1, change)
            self.assertEqual(found["selection"][0]["region"] if found["selection"] else block, block)
        self.each("region", "(?:select|reject)", mutate, check)

    def test_direction(self):
        def mutate(lines, number):
            lines[number], changed = re.subn(r" > ", " < ", lines[number], count=1)
            return changed == 1

        def check(found, block, before, after):
            change = self.only_change(found, "region", block)
            self.assertEqual((change["what"], change["action"]), ("cut", "changed"))
            self.assertEqual(len(change["details"]), 1, change)
            if not re.search(r"\bin\b|size\(", after):
                self.assertIn("reversed", change["details"][0]["remark"])
        self.each("region", "(?:select|reject)", mutate, check)

    def test_closed_end(self):
        def mutate(lines, number):
            lines[number], changed = re.subn(r" > ", " >= ", lines[number], count=1)
            return changed == 1

        def check(found, block, before, after):
            if not [part for part in found["parts"] if part["changes"]]:
                self.fail("nothing was found")
            change = self.only_change(found, "region", block)
            self.assertEqual((change["what"], change["action"]), ("cut", "changed"))
            self.assertEqual(len(change["details"]), 1, change)
        self.each("region", "select", mutate, check)

    def test_swapped_cuts(self):
        def mutate(lines, number):
            if number + 1 >= len(lines) or not re.match(r"    (select|reject)\b", lines[number + 1]):
                return False
            if re.search(r'[(,]\s*$', lines[number]) or lines[number + 1].startswith("        "):
                return False
            lines[number], lines[number + 1] = lines[number + 1], lines[number]

        def check(found, block, before, after):
            change = self.only_change(found, "region", block)
            self.assertEqual((change["what"], change["action"], change["effect"]), ("cut", "moved", "rows"))
            self.assertEqual(found["selection"], [])
        self.each("region", "(?:select|reject)", mutate, check)

    def test_cut_of_an_object(self):
        def mutate(lines, number):
            lines[number], changed = re.subn(r"(pt > )(\d+)(?= GeV)", lambda m: m.group(1) + str(int(m.group(2)) + 7),
                                             lines[number], count=1)
            return changed == 1

        def check(found, block, before, after):
            change = self.only_change(found, "object", block)
            self.assertEqual((change["what"], change["action"], change["sense"], change["effect"]),
                             ("cut", "changed", "tighter", "fewer"))
            self.assertEqual([detail["what"].split(".")[-1] for detail in change["details"]], ["pt"])
        self.each("object", "select", mutate, check)

    def test_bins(self):
        def mutate(lines, number):
            lines[number], changed = re.subn(r"\d+ bins from", "17 bins from", lines[number], count=1)
            return changed == 1 and " by " not in lines[number]

        def check(found, block, before, after):
            change = self.only_change(found, "region", block)
            name = re.match(r"\s+\w+ (\w+)", before).group(1)
            self.assertEqual((change["action"], change["name"], change["effect"]), ("changed", name, "none"))
            self.assertRegex(" ".join(detail["what"] for detail in change["details"]), "^binning( of axis 1)?$")
            self.assertIn("17 bins", change["details"][0]["after"])
        self.each("region", "histo", mutate, check)

    def test_label(self):
        def mutate(lines, number):
            lines[number], changed = re.subn(r'"([^"]*)"\s*$', r'"another \1"', lines[number])
            return changed == 1

        def check(found, block, before, after):
            change = self.only_change(found, "region", block)
            self.assertEqual((change["action"], change["results"]), ("changed", "labels"))
            self.assertTrue(found["same_meaning"])
        self.each("region", "(?:histo|select)", mutate, check)

    def test_added_histogram(self):
        def mutate(lines, number):
            lines.insert(number, "    histo added_here : MET.pt, 10 bins from 0 to 100 GeV")

        def check(found, block, before, after):
            change = self.only_change(found, "region", block)
            self.assertEqual((change["what"], change["action"], change["name"], change["effect"]),
                             ("histo", "added", "added_here", "none"))
            self.assertEqual(found["selection"], [])
        self.each("region", "(?:select|histo)", mutate, check)

    def test_dropped_histogram(self):
        def mutate(lines, number):
            del lines[number]

        def check(found, block, before, after):
            change = self.only_change(found, "region", block)
            self.assertEqual((change["what"], change["action"]), ("histo", "dropped"))
        self.each("region", "histo", mutate, check)


class Command(Pair):
    SAME = "region SR\n    select MET.pt > 30 GeV\n"
    OTHER = "region SR\n    select MET.pt > 40 GeV\n"
    WRONG = "region SR\n    select MET.pt > 30\n"

    def test_exit_codes(self):
        self.assertEqual(self.diff(self.SAME, self.SAME).code, 0)
        self.assertEqual(self.diff(self.SAME, self.OTHER).code, 1)
        self.assertEqual(self.diff(self.SAME, self.SAME + '    histo h : MET.pt, 2 bins from 0 to 1 GeV "a"\n').code, 1)
        labels = self.diff(self.SAME, self.SAME.replace("GeV", 'GeV "MET"'))
        self.assertEqual((labels.code, labels.out.splitlines()[-1]), (0, "1 label changed; no change in meaning"))
        self.expect(2, "diff", self.write("before.cut", self.SAME))
        missing = self.expect(3, "diff", "before.cut", "nowhere.cut")
        self.assertIn("cannot read the analysis nowhere.cut", missing.err)

    def test_errors_of_both(self):
        """Both are checked before they are compared."""
        run = self.diff(self.WRONG, self.WRONG)
        self.assertEqual((run.code, run.out), (3, ""))
        self.assertIn("before.cut:2", run.err)
        self.assertIn("after.cut:2", run.err)
        self.assertIn("2 errors", run.err)
        run = self.diff(self.SAME, self.WRONG, "--json")
        self.assertEqual(run.code, 3)
        self.assertEqual({json.loads(line)["schema"] for line in run.out.splitlines()}, {"collmc.diagnostic/1"})

    def test_a_file_that_is_not_there(self):
        """git gives /dev/null for it."""
        added = self.collmc("diff", "/dev/null", self.write("after.cut", self.SAME))
        self.assertEqual(added.code, 1, str(added))
        self.assertIn("region SR: added", added.out)
        dropped = self.collmc("diff", "after.cut", "/dev/null")
        self.assertIn("region SR: dropped", dropped.out)
        self.assertEqual(self.collmc("diff", "/dev/null", "/dev/null").code, 0)
        for name in harness.SAMPLES:  # with objects, candidates and definitions of their own
            for order in (("/dev/null", self.analysis(name)), (self.analysis(name), "/dev/null")):
                self.assertEqual(self.expect(1, "diff", *order).err, "")

    def test_json_says_what_the_text_says(self):
        found = self.found(self.SAME, self.OTHER)
        text = self.diff(self.SAME, self.OTHER).out
        self.assertEqual(found["summary"], text.splitlines()[-1])
        self.assertEqual(found["selection"], [{"region": "SR", "effect": "fewer"}])
        change = found["parts"][0]["changes"][0]
        self.assertEqual(change["before"], {"text": "MET.pt > 30 GeV", "line": 2})
        self.assertEqual(change["details"][0],
                         {"what": "MET.pt", "before": "> 30 GeV", "after": "> 40 GeV", "sense": "tighter"})

    @unittest.skipIf(shutil.which("git") is None, "there is no git")
    def test_in_git(self):
        """The lines of docs/comparing.md."""
        page = (harness.SOURCE / "docs/comparing.md").read_text(encoding="utf-8")
        difftool = re.search(r"^(git difftool .*) main --", page, re.MULTILINE).group(1)
        setup = re.search(r"^git config diff.cut.command.*\necho.*$", page, re.MULTILINE).group(0)
        environment = dict(os.environ, PATH=f"{harness.BINARY.parent}:{os.environ['PATH']}", HOME=str(self.dir),
                           GIT_CONFIG_NOSYSTEM="1", GIT_AUTHOR_NAME="n", GIT_AUTHOR_EMAIL="e@x", GIT_COMMITTER_NAME="n",
                           GIT_COMMITTER_EMAIL="e@x", GIT_PAGER="cat")

        def bash(script):
            run = subprocess.run(["bash", "-ec", script], cwd=self.dir, env=environment, capture_output=True, text=True,
                                 timeout=60)
            self.assertEqual(run.returncode, 0, script + run.stdout + run.stderr)
            return run.stdout
        self.write("sr.cut", self.SAME)
        bash("git init -q . && git add sr.cut && git commit -qm one")
        self.write("sr.cut", self.OTHER)
        expected = "MET.pt > 30 GeV → MET.pt > 40 GeV"
        self.assertIn(expected, bash(f"{difftool} HEAD -- '*.cut'"))
        self.assertIn(expected, bash(f"{setup}\ngit diff"))
        bash("git commit -qam two")
        self.assertIn(expected, bash("git log -p --ext-diff -1"))
        self.write("sr.cut", self.WRONG)  # one with errors is told, and ends nothing
        self.assertIn("sr.cut", bash("git diff"))


if __name__ == "__main__":
    harness.main()
