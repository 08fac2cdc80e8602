"""Warnings: how often each fires on programs that are right, what it catches, and how it is switched off.

docs/warnings.md is what is measured here (COLLMC_UPDATE_GOLDEN=1 rewrites it). A warning on a program that is right must
be explained: by a comment in the program that allows it and says why, or because the program stands in the
documentation to show it. One that is not fails the test: the check is wrong, or the program, or nobody has looked.
"""

import collections
import json
import pathlib
import re
import tempfile

import harness
import mistakes
import test_docs
import test_hints
from harness import EndToEnd

PAGE = harness.SOURCE / "docs/warnings.md"
CODES = {code: title for code, title in test_hints.TITLES.items() if code.startswith(("W08", "W10"))}


# ---- programs that are right -------------------------------------------------------------------------------------------

def examples():
    return {str(path.relative_to(harness.SOURCE)): (path.read_text(encoding="utf-8"), None)
            for path in sorted((harness.SOURCE / "examples").rglob("*.cut"))}


def documented():
    """Whole programs on the pages, with the warning that they stand there to show."""
    found = {}
    for page in test_docs.pages():
        if page == PAGE:  # it would count itself
            continue
        text = page.read_text(encoding="utf-8")
        for match in test_docs.BLOCK.finditer(text):
            code = match.group(2).strip()
            shows = code.startswith("W") and page.parent.name != "hints"
            if match.group(1) == "cut" and (not code or shows):
                line = text[:match.start()].count("\n") + 1
                found[f"{page.relative_to(harness.SOURCE)}:{line}"] = (match.group(3), code or None)
    return found


def library():
    """Each file of the library as an analysis: its functions under other names, so that they are new."""
    found = {}
    for path in sorted((harness.SOURCE / "stdlib").glob("*.cut")):
        text = path.read_text(encoding="utf-8")
        own = re.findall(r"^(?:function|define) (\w+)", text, re.MULTILINE)
        text = re.sub(r"^intrinsic .*\n", "", text, flags=re.MULTILINE)
        for name in own:
            text = re.sub(rf"\b{name}\b(?=\(| =)", f"own_{name}", text)
        if own:
            found[str(path.relative_to(harness.SOURCE))] = (f"{text}\nregion all_of_it\n", None)
    return found


# What is in the library is there for analyses: none of it is used where it is.
FOR_OTHERS = ("library", "W0809")

KINDS = {"examples": examples, "documentation": documented, "library": library}


class Count:
    """Of one code: programs of a kind that give it, those among them that are explained, and the others by name."""

    def __init__(self):
        self.fires = collections.Counter()
        self.explained = 0
        self.unexplained = []
        self.caught = 0


def sarif(texts):
    """The results of each text: code, whether it is allowed, what is said, and where."""
    with tempfile.TemporaryDirectory(prefix="collmc-warnings-") as directory:
        names = [f"{i}.cut" for i in range(len(texts))]
        for name, text in zip(names, texts):
            (pathlib.Path(directory) / name).write_text(text, encoding="utf-8")
        completed = mistakes.run(["check", "--diagnostics=sarif", *names], directory)
    found = {name: [] for name in names}
    for result in json.loads(completed.stdout)["runs"][0]["results"]:
        place = result["locations"][0]["physicalLocation"]
        found[place["artifactLocation"]["uri"]].append(
            (result["ruleId"], bool(result.get("suppressions")), result["message"]["text"].splitlines()[0],
             place["region"].get("startLine")))
    return list(found.values())


def count_right():
    counts, broken = {code: Count() for code in CODES}, []
    sizes = {}
    for kind, programs in KINDS.items():
        found = programs()
        sizes[kind] = len(found)
        for (name, (_, shows)), results in zip(found.items(), sarif([text for text, _ in found.values()])):
            for code, allowed, message, line in results:
                if code not in CODES:
                    broken.append(f"{name}: {code}: {message}")
                    continue
                if (kind, code) == FOR_OTHERS:
                    continue
                counts[code].fires[kind] += 1
                if allowed or code == shows:
                    counts[code].explained += 1
                else:
                    counts[code].unexplained.append(f"{name}, line {line}: {code}: {message}")
    return counts, sizes, broken


def count_caught(counts):
    """In how many cases of a single mistake the warning stands on the mistake, and how many of these are legal."""
    cases = mistakes.read_corpus()
    wrong = mistakes.check_all([case.wrong for case in cases])
    meant = mistakes.check_all([case.meant[0] for case in cases])
    for case, said, ordinary in zip(cases, wrong, meant):
        codes = {d["code"] for d in mistakes.beyond(said, ordinary) if mistakes.on_mark(case.wrong, case.mark, d)}
        for code in codes & set(CODES):
            counts[code].caught += 1
    return sum(case.warning for case in cases)


# ---- the page ----------------------------------------------------------------------------------------------------------

HEAD = """# Warnings

A warning is about a program that compiles and is probably not what was meant. Each has a page with a wrong and a right
program, `collmc explain CODE`, and can be switched off where it does not help.

## Letting one stand

In the file, with the reason, which is for the next reader:

```cut
object jets from Jet
    select pt > 30 GeV

# allows W0809: kept for the b-tagged regions to come
object bjets from jets
    select btagged

region dijet
    select size(jets) >= 2
    select size(jets) >= 1   # allows W0801: a row of the published cutflow
```

The comment stands on the line above the statement or behind it, and is for that statement with its block: above a `region`, for
the region. At the head of the file, above or among the lines of `analysis`, or with an empty line between it and the first
statement, it is for the file. It may name several codes: `# allows W0801, W0812: REASON`. Without a reason it allows nothing,
and one that allows nothing is a warning itself, so that none outlives its cause. Errors cannot be allowed.

## Options

`collmc check`, `collmc fix` and a run have both.

| option | |
|---|---|
| `--ignore W0809,W0812` | these are not shown; also for those of a run, such as W1104 |
| `--warnings=none` | none is shown |
| `--warnings=error` | a warning about the program ends the command with exit code 1, as an error would, and nothing is run. Those of a run stay what they are |

```console
$ collmc check --warnings=error examples/searches/razor_1812_06302.cut
examples/searches/razor_1812_06302.cut: no errors, 2 warnings allowed
```

For programs, `--diagnostics=sarif` has what is allowed as a result with a suppression (kind `inSource`, the reason as its
justification), and the summary of `--diagnostics=json` its number as `allowed`, where there is something.

"""


def page(counts, sizes, legal):
    rows = []
    total = Count()
    for code, title in CODES.items():
        count = counts[code]
        rows.append(f"| [{code}](../hints/{code}.md) | {title} | " + " | ".join(
            str(count.fires[kind]) for kind in KINDS) + f" | {count.explained} | {len(count.unexplained)} | {count.caught} |")
        total.fires.update(count.fires)
        total.explained += count.explained
        total.caught += count.caught
        total.unexplained += count.unexplained
    rows.append("| | **all** | " + " | ".join(str(total.fires[kind]) for kind in KINDS)
                + f" | {total.explained} | {len(total.unexplained)} | {total.caught} |")
    return HEAD + f"""## How often they fire

Counted on programs that are right: {sizes["examples"]} examples, {sizes["documentation"]} programs of the documentation and of the pages of
diagnostics, {sizes["library"]} files of the library. A warning there is explained if a comment in the program allows it, or if
the program stands there to show it; none may be unexplained. Of the library W0809 is not counted: its functions are there for
others. The last column counts programs of `tests/mistakes/` where the warning stands on the mistake ({legal} of them are legal, so
only a warning can tell). `make golden` rewrites this page; a test fails where it is stale.

| code | | {" | ".join(KINDS)} | explained | unexplained | mistakes caught |
|---|---|{"---:|" * (len(KINDS) + 3)}
""" + "\n".join(rows) + "\n"


class Measured(EndToEnd):
    @classmethod
    def setUpClass(cls):
        cls.counts, cls.sizes, cls.broken = count_right()
        cls.legal = count_caught(cls.counts)

    def test_programs_are_right(self):
        self.assertEqual(self.broken, [], "these are refused")
        self.assertGreater(self.sizes["examples"], 30)
        self.assertGreater(self.sizes["documentation"], 150)
        self.assertGreater(self.sizes["library"], 3)

    def test_every_warning_is_explained(self):
        self.assertEqual([text for count in self.counts.values() for text in count.unexplained], [])

    def test_page(self):
        text = page(self.counts, self.sizes, self.legal)
        if harness.UPDATE:
            PAGE.write_text(text, encoding="utf-8")
        self.assertEqual(PAGE.read_text(encoding="utf-8"), text, f"{PAGE} is stale; make golden rewrites it")


# ---- switching off -----------------------------------------------------------------------------------------------------

IDLE = """object jets from Jet
    select pt > 30 GeV

region dijet
    select size(jets) >= 2
    select size(jets) >= 1
    select MET.pt > 30 GeV
"""
UNUSED = "object leptons from Electron, Muon\n\n" + IDLE
ALLOWED = IDLE.replace("    select size(jets) >= 1", "    # allows W0801: a row of the paper\n    select size(jets) >= 1")


class Options(EndToEnd):
    def check(self, code, text, *options):
        return self.expect(code, "check", self.write("a.cut", text).name, *options)

    def codes(self, run):
        return re.findall(r"^\w+\[(\w+)\]", run.err, re.MULTILINE)

    def test_ignored(self):
        self.assertEqual(self.codes(self.check(0, UNUSED)), ["W0809", "W0801"])
        self.assertEqual(self.codes(self.check(0, UNUSED, "--ignore", "W0809")), ["W0801"])
        self.assertEqual(self.codes(self.check(0, UNUSED, "--ignore=w0809,W0801")), [])
        self.assertEqual(self.codes(self.check(0, UNUSED, "--ignore", "W0809", "--ignore", "W0801")), [])
        self.assertEqual(self.check(0, UNUSED, "--warnings=none").err, "")
        self.assertEqual(self.check(0, UNUSED, "--warnings=default").err, self.check(0, UNUSED).err)
        records = [json.loads(line) for line in
                   self.check(0, UNUSED, "--ignore=W0801", "--diagnostics=json").out.splitlines()]
        self.assertEqual([record.get("code") for record in records], ["W0809", None])
        self.assertEqual(records[-1]["warnings"], 1)

    def test_errors_are_never_hidden(self):
        text = UNUSED.replace("30 GeV", "30")
        for options in (["--warnings=none"], ["--warnings=error"], ["--ignore=W0801"]):
            self.assertIn("E0301", self.codes(self.check(1, text, *options)))

    def test_as_errors(self):
        run = self.check(1, UNUSED, "--warnings=error")
        self.assertEqual(self.codes(run), ["W0809", "W0801"])
        self.assertTrue(run.err.endswith("2 warnings\ncollmc: warnings count as errors (--warnings=error)\n"), run.err)
        self.assertEqual(run.out, "")
        self.assertEqual(self.check(1, UNUSED, "--warnings=error", "--ignore=W0809").out, "")
        self.check(0, UNUSED, "--warnings=error", "--ignore=W0809,W0801")
        self.check(0, ALLOWED, "--warnings=error")
        self.check(1, UNUSED, "--warnings=error", "--diagnostics=json")
        log = json.loads(self.check(1, UNUSED, "--warnings=error", "--diagnostics=sarif").out)
        self.assertEqual(log["runs"][0]["invocations"][0]["exitCode"], 1)

    def test_a_run(self):
        self.write("a.cut", UNUSED)
        events = harness.bundled("ww")
        self.expect(1, "a.cut", events, "--warnings=error")
        self.assertFalse((self.dir / "a.results").exists())
        self.assertIn("W0809", self.expect(0, "a.cut", events).err)
        run = self.expect(0, "a.cut", events, "--warnings=error", "--ignore=W0809,W0801")
        self.assertEqual(run.err, "")
        options = json.loads((self.dir / "a.results/run.json").read_text())["options"]
        self.assertEqual((options["ignore"], options["warnings"]), ("W0809,W0801", "error"))

    def test_a_warning_of_a_run(self):
        self.write("a.cut", IDLE.replace("    select size(jets) >= 1\n", ""))
        events = harness.bundled("ww")
        arguments = ["a.cut", events, "--events", "900000:", "--warnings=error"]
        self.assertIn("no event lies in the range", self.expect(0, *arguments).err)
        self.assertEqual(self.expect(0, *arguments, "--ignore=W1107").err, "")
        self.assertEqual(self.expect(0, *arguments[:-1], "--warnings=none").err, "")
        self.assertIn("no event lies in the range", (self.dir / "a.results/run.json").read_text(), "it is on record")

    def test_a_repair(self):
        """What is ignored or allowed is not repaired."""
        self.write("a.cut", UNUSED)
        deletion = ("--choose", "W0801:8:1", "--diff")
        self.assertIn("\n-    select size(jets) >= 1\n", self.expect(0, "fix", "a.cut", *deletion).out)
        self.expect(2, "fix", "a.cut", *deletion, "--ignore=W0801")
        self.expect(1, "fix", "a.cut", *deletion, "--warnings=error")
        self.expect(0, "fix", "a.cut", *deletion, "--warnings=error", "--ignore=W0809")
        self.write("a.cut", ALLOWED)
        run = self.expect(2, "fix", "a.cut", "--choose", "W0801:7:1", "--diff")
        self.assertNotIn("W0801]", run.err)

    def test_wrong_codes(self):
        for code, said in (("E0301", "E0301 (an energy compared with a bare number) is an error; only warnings and "
                                     "notes can be ignored"),
                           ("W0850", "no diagnostic is called `W0850`; did you mean "), ("jets", "lists them"),
                           ("I0001", "is an error")):
            with self.subTest(code):
                for command in (["check", "a.cut"], ["fix", "a.cut"], ["a.cut", "events.lhco"]):
                    run = self.expect(2, *command, f"--ignore=W0801,{code}")
                    self.assertIn(said, run.err)
                    self.assertEqual(run.out, "")
        self.expect(2, "check", "a.cut", "--warnings=all")

    def test_every_warning_can_be_ignored(self):
        self.write("a.cut", UNUSED)
        for code in test_hints.TITLES:
            if code[0] in "WN":
                self.expect(0, "check", "a.cut", "--ignore", code)
        pages = test_hints.PAGES
        for code in CODES:
            with self.subTest(code):
                [wrong] = [text for info, text in test_hints.BLOCK.findall(pages[code]) if info == f"cut {code}"]
                self.assertEqual(self.check(0, wrong, "--ignore", code).err, "")
                self.check(1, wrong, "--warnings=error")

    def test_every_warning_can_be_allowed(self):
        for code in CODES:
            if code in ("W0835", "W0836"):
                continue
            with self.subTest(code):
                [wrong] = [text for info, text in test_hints.BLOCK.findall(test_hints.PAGES[code]) if info == f"cut {code}"]
                run = self.check(0, f"# allows {code}: the page shows it\n\n{wrong}", "--warnings=error")
                self.assertEqual(run.err, "")
                self.assertRegex(run.out, r"a\.cut: no errors, \d+ warnings? allowed")


class Allowed(EndToEnd):
    def sarif(self, text):
        run = self.expect(0, "check", self.write("a.cut", text).name, "--diagnostics=sarif")
        return json.loads(run.out)["runs"][0]["results"]

    def test_for_programs(self):
        self.assertNotIn("suppressions", self.sarif(IDLE)[0])
        [result] = self.sarif(ALLOWED)
        [suppression] = result["suppressions"]
        self.assertEqual((result["ruleId"], suppression["kind"], suppression["justification"]),
                         ("W0801", "inSource", "a row of the paper"))
        self.assertEqual(suppression["location"]["physicalLocation"]["region"]["startLine"], 6)
        lines = self.expect(0, "check", "a.cut", "--diagnostics=json").out.splitlines()
        self.assertEqual([json.loads(line).get("allowed") for line in lines], [1])
        self.write("a.cut", IDLE)
        self.assertNotIn("allowed", self.expect(0, "check", "a.cut", "--diagnostics=json").out)

    def test_idle_ones_are_told(self):
        run = self.expect(0, "check", self.write("a.cut", ALLOWED.replace("W0801", "W0801, W0809")).name)
        self.assert_golden("warnings/idle_code.txt", run.err)
        run = self.expect(0, "check", self.write("a.cut", ALLOWED.replace("W0801", "W0809")).name)
        self.assert_golden("warnings/idle.txt", run.err)
        self.assertIn("W0835", self.expect(0, "check", "a.cut", "--ignore=W0801").err)
        self.write("a.cut", ALLOWED)
        self.assertEqual(self.expect(0, "check", "a.cut", "--ignore=W0801").err, "", "ignored today, allowed tomorrow")
        self.assertEqual(self.expect(0, "a.cut", "--emit=tree").err, "", "nothing was checked")

    def test_with_errors_nobody_knows(self):
        run = self.expect(1, "check", self.write("a.cut", ALLOWED.replace("30 GeV", "30")).name)
        self.assertNotIn("W0835", run.err)

    def test_unreadable_ones(self):
        said = ""
        for comment in ("# allows W0801", "# allows W0081: why", "# allows E0301: why", "# allows W1105: why",
                        "# noqa: W0801 as in the paper", "# allows W0835: why"):
            text = ALLOWED.replace("# allows W0801: a row of the paper", comment)
            said += self.expect(0, "check", self.write("a.cut", text).name, "--ignore=W0801").err
        self.assert_golden("warnings/unreadable.txt", said)

    def test_edits(self):
        text = ALLOWED.replace("# allows W0801: a row", "# allow W0801 a row")
        self.write("a.cut", text)
        listed = self.expect(0, "fix", "--diff", "a.cut").err
        choice = re.search(r"--choose (\S*W0836\S*)|--choose (\S+)  write it so", listed)
        self.expect(0, "fix", "a.cut", "--choose", next(filter(None, choice.groups())))
        self.assertEqual((self.dir / "a.cut").read_text(), ALLOWED)

    def test_formatting_keeps_them_at_their_statements(self):
        """Formatted, a program gives the same warnings and allows the same."""
        for text in (ALLOWED, ALLOWED.replace("    # allows W0801: a row of the paper\n", "").replace(
                "size(jets) >= 1", "size(jets)>=1 # allows W0801: a row"),
                     "# allows W0801: all rows are of the paper\n\n" + IDLE,
                     IDLE.replace("region dijet", "region dijet # allows W0801: a row")):
            loose = text.replace("    ", "  ")
            path = self.write("a.cut", loose)
            before = self.sarif(loose)
            self.expect(0, "fmt", "a.cut")
            after = self.sarif(path.read_text())
            self.assertEqual([result["suppressions"][0]["justification"] for result in before],
                             [result["suppressions"][0]["justification"] for result in after])
            self.assertEqual(len(after), 1)

    def test_differences(self):
        """An analysis with errors shows no warning that it allows."""
        self.write("before.cut", IDLE)
        self.write("after.cut", ALLOWED.replace("MET.pt > 30 GeV", "MET.pt > 30"))
        run = self.expect(3, "diff", "before.cut", "after.cut")
        self.assertNotIn("W0801: a row", run.err)


if __name__ == "__main__":
    harness.main()
