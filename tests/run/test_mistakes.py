"""How good the diagnostics are, measured on the corpus of single mistakes in tests/mistakes (mistakes.py has its format).

As a test: every case is what it says, docs/mistakes.md is what is measured, and nothing is below the bounds here. As a
script it prints the page, or helps with an experiment in which somebody, or a language model, repairs programs:

    test_mistakes.py --report                       the page docs/mistakes.md
    test_mistakes.py --show SOURCE/NAME...          these cases with what the checker says and where its edits lead
    test_mistakes.py --export DIR N SEED            DIR/NNN/{wrong.cut,diagnostics.jsonl}, and DIR.answers.json
    test_mistakes.py --score DIR ANSWERS            DIR/NNN/fixed.cut: how many compile and mean what was meant
"""

import collections
import contextlib
import io
import json
import pathlib
import random
import sys

import harness
import mistakes
from harness import EndToEnd

PAGE = harness.SOURCE / "docs/mistakes.md"

# What is not to be lost again, in percent of all cases, and for mistakes planted together.
PLACE, ONE, MEANT = 99, 97, 86
FOUND, EXTRA = 95, 5

SETS = 150  # of mistakes planted together
TOGETHER = 5


# ---- several mistakes in one program -----------------------------------------------------------------------------------

def draw_sets(findings):
    """Sets of mistakes that are found alone, in different lines of one example; the same sets in every run."""
    by_base = collections.defaultdict(list)
    for finding in findings:
        if finding.case.mutation and finding.place and not finding.case.warning:
            by_base[finding.case.mutation.base].append(finding)
    bases = {base: found for base, found in sorted(by_base.items()) if len(found) >= TOGETHER}
    sets = []
    for number, (base, found) in enumerate(bases.items()):
        dice, drawn = random.Random(f"{base} {len(found)}"), set()
        share = SETS * (number + 1) // len(bases) - SETS * number // len(bases)
        for _ in range(50 * share):
            chosen, lines = [], set()
            for finding in dice.sample(found, len(found)):
                if not lines & set(finding.case.mutation.lines):
                    chosen.append(finding)
                    lines |= set(finding.case.mutation.lines)
                if len(chosen) == TOGETHER:
                    break
            names = tuple(sorted(f.case.name for f in chosen))
            if len(chosen) == TOGETHER and names not in drawn and len(drawn) < share:
                drawn.add(names)
                sets.append(sorted(chosen, key=lambda f: f.case.mark))
    return sets


def measure_together(findings):
    """How many of the mistakes of each set are found as when alone, and the messages beyond those given when alone."""
    sets = draw_sets(findings)
    programs = [mistakes.strip_marks(mistakes.mutated([f.case.mutation for f in chosen])) for chosen in sets]
    planted = found_again = alone = extra = 0
    lost = set()
    bases = sorted({chosen[0].case.mutation.base for chosen in sets})
    usual = dict(zip(bases, mistakes.check_all([mistakes.example(base) for base in bases])))
    for chosen, (text, marks), found in zip(sets, programs, mistakes.check_all([text for text, _ in programs])):
        found = mistakes.beyond(found, usual[chosen[0].case.mutation.base])
        for finding, mark in zip(chosen, marks):
            planted += 1
            there = [d for d in found if d["code"] == finding.code and mistakes.on_mark(text, mark, d)]
            found_again += bool(there)
            if not there:
                lost.add(finding.case.name)
        expected = [diagnostic for finding in chosen for diagnostic in finding.diagnostics]
        alone += len(expected)
        extra += len(mistakes.beyond(found, expected))
    return {"sets": len(sets), "planted": planted, "found": found_again, "alone": alone, "extra": extra, "lost": lost}


# ---- the page ----------------------------------------------------------------------------------------------------------

def percent(part, whole):
    """In whole percent; with a decimal where it would read as all or none and is not."""
    if not whole:
        return "–"
    value = 100 * part / whole
    return f"{value:.1f} %" if round(value) in (0, 100) and value not in (0, 100) else f"{value:.0f} %"


def table(head, rows):
    lines = [f"| {' | '.join(head)} |", f"|{'|'.join(['---'] + ['---:'] * (len(head) - 1))}|"]
    return "\n".join(lines + [f"| {' | '.join(map(str, row))} |" for row in rows]) + "\n"


COLUMNS = ("cases", "right place", "one message", "edits lead to what was meant", "edits lead to a program")


def row(name, findings):
    whole = len(findings)
    return [name, whole, *(percent(sum(values), whole) for values in (
        [f.place for f in findings], [f.one for f in findings], [f.meant for f in findings],
        [f.compiles for f in findings]))]


def open_cases(title, names):
    by_source = collections.defaultdict(list)
    for name in names:
        source, case = name.split("/")
        by_source[source].append(f"`{case}`")
    lines = [f"* {source}: {', '.join(sorted(by_source[source]))}\n"
             for source in mistakes.SOURCES if source in by_source]
    return f"\n**{title}**\n\n{''.join(lines)}" if lines else ""


def page(findings, together):
    groups = [(source, [f for f in findings if f.case.source == source]) for source in mistakes.SOURCES]
    by_code = collections.defaultdict(list)
    for finding in findings:
        by_code[finding.code].append(finding)
    return f"""# How good the messages are

Measured on {len(findings)} programs with one mistake each, in `tests/mistakes/`. They were written as people and
language models make mistakes, before it was known what the checker says to them. Of each it is known where the mistake
is and which program was meant, so it can be measured whether the message stands at the right place, whether it is the
only one, and whether the edits that it offers lead to the program that was meant. `make golden` rewrites this page; a
test fails where it is stale.

{table(["source", *COLUMNS], [row(s, f) for s, f in groups if f] + [row("**all**", findings)])}
* *mutation*: a change of one of the examples. *physics*: units, dimensions, objects that an event need not have.
  *adl*, *python*, *cplusplus*, *madanalysis*: habits from another language or tool. *unfinished*: what is on the screen
  while somebody writes, or where an answer was cut off.
* *Right place*: a message whose main place is on the mistake. Where something is missing, on the line where it is
  missing or at the next word.
* *One message*: exactly one.
* *Edits lead to what was meant*: in each of up to {mistakes.ROUNDS} rounds all sure and likely edits are made, or one of
  those that are offered as a choice; one of the programs reached computes what was meant, labels of cuts aside.
* *Edits lead to a program*: one of the programs reached compiles.

## By diagnostic

The message on the mistake; where there is none, the first one.

{table(["code", *COLUMNS], [row(code, found) for code, found in sorted(by_code.items())])}
## Several mistakes in one program

{together["sets"]} examples with {TOGETHER} mistakes each, drawn from those that are found when they are alone:

| | |
|---|---:|
| mistakes | {together["planted"]} |
| found with the same diagnostic at the same place as when alone | {percent(together["found"], together["planted"])} |
| messages that they get when alone | {together["alone"]} |
| other messages | {percent(together["extra"], together["alone"])} |

## Open cases
{open_cases("No message at the right place", [f.case.name for f in findings if not f.place])
 + open_cases("More than one message", [f.case.name for f in findings if len(f.diagnostics) > 1])
 + open_cases("Edits do not lead to what was meant", [f.case.name for f in findings if not f.meant])
 + open_cases("Not found, or found otherwise, among other mistakes", together["lost"])}"""


def measured():
    findings = mistakes.measure(mistakes.read_corpus(), mistakes.Meanings())
    return findings, measure_together(findings)


# ---- the test ----------------------------------------------------------------------------------------------------------

class Mistakes(EndToEnd):
    @classmethod
    def setUpClass(cls):
        cls.findings, cls.together = measured()

    def share(self, values):
        return 100 * sum(values) / len(self.findings)

    def test_page(self):
        text = page(self.findings, self.together)
        if harness.UPDATE:
            PAGE.write_text(text, encoding="utf-8")
        self.assertEqual(PAGE.read_text(encoding="utf-8"), text, f"{PAGE} is stale; make golden rewrites it")

    def test_bounds(self):
        self.assertGreaterEqual(self.share([f.place for f in self.findings]), PLACE)
        self.assertGreaterEqual(self.share([f.one for f in self.findings]), ONE)
        self.assertGreaterEqual(self.share([f.meant for f in self.findings]), MEANT)
        if self.together["planted"]:
            self.assertGreaterEqual(100 * self.together["found"] / self.together["planted"], FOUND)
            self.assertLessEqual(100 * self.together["extra"] / self.together["alone"], EXTRA)

    def test_a_mistake_is_not_accepted(self):
        """A wrong program gets an error, or where it is legal a warning."""
        for finding in self.findings:
            with self.subTest(finding.case.name):
                errors = [d for d in finding.diagnostics if mistakes.is_error(d)]
                self.assertEqual(bool(errors), not finding.case.warning)

    def test_the_checker_does_not_break_down(self):
        for finding in self.findings:
            with self.subTest(finding.case.name):
                self.assertFalse([d for d in finding.diagnostics if d["code"].startswith("exit")])

    def test_every_case_is_another(self):
        seen = {}
        for finding in self.findings:
            other = seen.setdefault(finding.case.wrong, finding.case.name)
            self.assertEqual(other, finding.case.name, "the same program twice")


class Harness(EndToEnd):
    """What measures is itself measured on programs where the answer is known."""

    PROGRAM = "object jets from Jet\n    select pt > 30 GeV\n\nregion SR\n    select size(jets) >= 2\n"

    def finding(self, wrong, meant=PROGRAM, **fields):
        text, marks = mistakes.strip_marks(wrong)
        case = mistakes.Case("x/x", "x", text, marks[0], [meant], **fields)
        return mistakes.measure([case], mistakes.Meanings())[0]

    def test_an_edit_that_is_right(self):
        finding = self.finding(self.PROGRAM.replace("30 GeV", "«30»"))
        self.assertEqual((finding.place, finding.one, finding.meant, finding.compiles), (True,) * 4)
        self.assertEqual(finding.steps, 1)

    def test_a_message_elsewhere(self):
        self.assertFalse(self.finding("«object» " + self.PROGRAM.replace("30 GeV", "30")[7:]).place)

    def test_an_edit_that_gives_another_program(self):
        finding = self.finding(self.PROGRAM.replace("30 GeV", "«30»"), self.PROGRAM.replace("30", "40"))
        self.assertEqual((finding.place, finding.meant, finding.compiles), (True, False, True))

    def test_what_is_meant_must_compile(self):
        with self.assertRaises(mistakes.BadCase):
            self.finding(self.PROGRAM.replace("30 GeV", "«30»"), "region")

    def test_meaning(self):
        def same(program, wrong):
            case = mistakes.Case("x/x", "x", wrong, (0, 0), [self.PROGRAM])
            meanings = mistakes.Meanings()
            meanings.learn([program, self.PROGRAM])
            return meanings.same(program, case)
        self.assertTrue(same(self.PROGRAM.replace("pt > 30 GeV", "30 GeV < pt").replace(">= 2", '>= 2 "two jets"'), ""))
        self.assertFalse(same(self.PROGRAM.replace("30", "31"), ""))
        self.assertFalse(same("region", ""))
        self.assertTrue(same(self.PROGRAM.replace("SR", "other"), "region"))
        self.assertFalse(same(self.PROGRAM.replace("SR", "other"), "region SR"))

    def test_edits(self):
        def edit(first, last, expect, insert):
            return {"bytes": [first, last], "expect": expect, "insert": insert}
        self.assertEqual(mistakes.apply("abc", [edit(0, 1, "a", "x"), edit(3, 3, "", "y")]), "xbcy")
        self.assertEqual(mistakes.apply("abc", [edit(1, 1, "", "x"), edit(1, 1, "", "y")]), "axybc")
        self.assertIsNone(mistakes.apply("abc", [edit(0, 2, "ab", "x"), edit(1, 3, "bc", "y")]))
        self.assertIsNone(mistakes.apply("abc", [edit(0, 1, "b", "x")]))

    def test_mutations_together(self):
        base = "examples/collm/ww.cut"
        first = mistakes.read_mutation(base, "-     select pt > 30 GeV\n+     select pt > «30»\n")
        second = mistakes.read_mutation(base, "- define W_had = jets[0] + jets[1]\n+\n"
                                              '@ select «W_had».mass in [60, 100] GeV "hadronic W"\n')
        text, marks = mistakes.strip_marks(mistakes.mutated([first, second]))
        self.assertEqual([text.encode()[a:b] for a, b in marks], [b"30", b"W_had"])
        self.assertNotIn("define W_had", text)
        with self.assertRaises(mistakes.BadCase):
            mistakes.read_mutation(base, "- select pt > 99 GeV\n+ select pt > «99»\n")

    def test_an_experiment(self):
        """What is exported tells nothing of the answer; the answers themselves score in full, the wrong programs nothing."""
        directory = self.dir / "sample"
        with contextlib.redirect_stdout(io.StringIO()):
            export(directory, 4, 7)
        answers = self.dir / "sample.answers.json"
        cases = {case.name: case for case in mistakes.read_corpus()}
        numbers = json.loads(answers.read_text())
        self.assertEqual(len(numbers), 4)
        for fixed, expected in (("wrong", "0 mean"), ("meant", "4 mean")):
            for number, name in numbers.items():
                folder = directory / number
                program = cases[name].meant[0] if fixed == "meant" else cases[name].wrong
                (folder / "fixed.cut").write_text(program, encoding="utf-8")
                self.assertEqual({p.name for p in folder.iterdir()}, {"wrong.cut", "diagnostics.jsonl", "fixed.cut"})
                self.assertNotIn(mistakes.OPEN, (folder / "wrong.cut").read_text(encoding="utf-8"))
            with contextlib.redirect_stdout(io.StringIO()) as said:
                score(directory, answers)
            self.assertIn(expected, said.getvalue())


# ---- the script --------------------------------------------------------------------------------------------------------

def show(names):
    cases = [case for case in mistakes.read_corpus() if case.name in names or case.source in names]
    for finding in mistakes.measure(cases, mistakes.Meanings()):
        data = finding.case.wrong.encode()
        first, last = finding.case.mark
        marked = data[:first] + "«".encode() + data[first:last] + "»".encode() + data[last:]
        print(f"{'=' * 30} {finding.case.name}: {finding.case.what}\n{marked.decode()}")
        for diagnostic in finding.diagnostics:
            primary = diagnostic["primary"] or {}
            print(f"  {diagnostic['severity']}[{diagnostic['code']}] line {primary.get('line')}, column "
                  f"{primary.get('column')} `{primary.get('text')}`: {diagnostic['message']}")
            for fix in diagnostic["fixes"]:
                edits = ", ".join(f"`{e['expect']}` -> `{e['insert']}`" for e in fix["edits"])
                print(f"      {fix['applicability']}: {fix['title']}: {edits}")
        print(f"  place {finding.place}, one {finding.one}, meant {finding.meant}, compiles {finding.compiles}\n")


def export(directory, count, seed):
    """A sample of the cases, for somebody to repair who sees the wrong program and the messages and nothing else."""
    directory = pathlib.Path(directory)
    cases = mistakes.read_corpus()
    chosen = random.Random(seed).sample(cases, min(count, len(cases)))
    answers = {}
    for number, case in enumerate(chosen, 1):
        folder = directory / f"{number:03}"
        folder.mkdir(parents=True)
        (folder / "wrong.cut").write_text(case.wrong, encoding="utf-8")
        checked = mistakes.run(["check", "--diagnostics=json", "wrong.cut"], folder)
        (folder / "diagnostics.jsonl").write_text(checked.stdout, encoding="utf-8")
        answers[folder.name] = case.name
    answers_path = directory.with_name(directory.name + ".answers.json")
    answers_path.write_text(json.dumps(answers, indent=1) + "\n", encoding="utf-8")
    print(f"{len(answers)} cases in {directory}; the answers are in {answers_path}")


def score(directory, answers):
    answers = json.loads(pathlib.Path(answers).read_text(encoding="utf-8"))
    cases = {case.name: case for case in mistakes.read_corpus()}
    meanings, repaired = mistakes.Meanings(), {}
    for number, name in answers.items():
        path = pathlib.Path(directory) / number / "fixed.cut"
        repaired[number] = path.read_text(encoding="utf-8") if path.exists() else None
    meanings.learn([text for text in repaired.values() if text is not None]
                   + [program for name in answers.values() for program in cases[name].meant])
    totals = collections.Counter()
    for number, name in sorted(answers.items()):
        text = repaired[number]
        compiles = text is not None and meanings.compiles(text)
        meant = compiles and meanings.same(text, cases[name])
        totals.update(answered=text is not None, compiles=compiles, meant=meant)
        outcome = "meant" if meant else "compiles" if compiles else "missing" if text is None else "refused"
        print(f"{number}  {name:45} {outcome}")
    print(f"{len(answers)} cases: {totals['answered']} answered, {totals['compiles']} compile "
          f"({percent(totals['compiles'], len(answers))}), {totals['meant']} mean what was meant "
          f"({percent(totals['meant'], len(answers))})")


def main(arguments):
    if arguments[:1] == ["--report"]:
        print(page(*measured()), end="")
    elif arguments[:1] == ["--show"]:
        show(arguments[1:])
    elif arguments[:1] == ["--export"] and len(arguments) == 4:
        export(arguments[1], int(arguments[2]), int(arguments[3]))
    elif arguments[:1] == ["--score"] and len(arguments) == 3:
        score(arguments[1], arguments[2])
    elif arguments and arguments[0] in ("--help", "--export", "--score"):
        sys.exit(__doc__)
    else:
        harness.main()


if __name__ == "__main__":
    main(sys.argv[1:])
