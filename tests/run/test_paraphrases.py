"""How much the translator without a model understands, measured on tests/paraphrases (its README.md has the format).

Each line is translated in its context, and the program is compared with the one that is right by what both find in
events: events after each cut, histograms, tables. As a test: docs/paraphrases.md is what is measured, no line is
translated wrong in silence, and the score does not fall below the bound. As a script:

    test_paraphrases.py --report            the page docs/paraphrases.md
    test_paraphrases.py --show ID...        these lines, what became of them, and where the numbers differ
"""

import collections
import csv
import json
import pathlib
import re
import subprocess
import sys
import tempfile

import harness
from harness import EndToEnd

CASES = harness.SOURCE / "tests/paraphrases"
PAGE = harness.SOURCE / "docs/paraphrases.md"

RIGHT = 60  # of the 80 lines of a set, at least

AXIS = re.compile(r", \d+ bins from \S+ to \S+( \w+)?")
HEADING = re.compile(r"\[[A-Z_]+\]")


class Outcome:
    """What became of a line: `right`, `told` (not translated, and it is said) or `wrong`; and what there is to see."""

    def __init__(self, case, verdict, program, detail=""):
        self.case, self.verdict, self.program, self.detail = case, verdict, program, detail


def request_of(case):
    """The text of the request, and the number of the line in it."""
    lines, section = [f"[SELECTION_CUTS]"], "SELECTION_CUTS"
    for line in case["context"]:
        lines.append(line)
        section = line.strip("[]") if HEADING.fullmatch(line) else section
    if case["section"] != section:
        lines.append(f"[{case['section']}]")
    number = sum(not HEADING.fullmatch(line) for line in lines) + 1
    return "\n".join([*lines, case["line"], *case.get("after", [])]) + "\n", number


def collmc(directory, *arguments):
    return subprocess.run([str(harness.BINARY), *map(str, arguments)], cwd=directory, capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=120, check=False)


def axis_of(axis):
    """Bins and range of one axis of a histogram; of one with edges, these."""
    if "edges" in axis:
        return [round(edge, 9) for edge in axis["edges"]]
    return axis["bins"], round(axis["lower"], 9), round(axis["upper"], 9)


def numbers_of(directory, program, sample):
    """What a program finds: events after each cut, histograms (axis and contents), columns of tables."""
    (directory / "it.cut").write_text(program, encoding="utf-8")
    run = collmc(directory, "it.cut", harness.EVENTS / f"{sample}.lhco.gz", "--no-plots", "--quiet", "-o", "results")
    if run.returncode != 0:
        raise ValueError(run.stderr)
    results = directory / "results"
    regions = json.loads((results / "cutflow.json").read_text())["regions"]
    counts = [cut["events"] for region in regions for cut in region["cuts"]]
    histograms = []
    if (results / "histograms.json").exists():
        for histogram in json.loads((results / "histograms.json").read_text()).values():
            axes = [axis_of(axis) for axis in histogram["axes"]]
            histograms.append((axes, histogram["storage"]["values"]))
    columns = []
    for table in sorted(results.glob("*.csv")):
        rows = list(csv.reader(table.open(encoding="utf-8")))[1:]
        columns.append([[float(value) if value else None for value in row[2:]] for row in rows])
    return counts, histograms, columns


def is_part(few, many):
    rest = iter(many)
    return all(count in rest for count in few)


def close(a, b):
    if a is None or b is None:
        return a is b
    return abs(a - b) <= 1e-6 * max(abs(a), abs(b), 1e-3)


def difference(expected, found):
    """In words; empty where the numbers are the same. Cuts may stand in one row or in several."""
    counts, histograms, tables = expected
    if counts[-1] != found[0][-1] or not (is_part(counts, found[0]) or is_part(found[0], counts)):
        return f"events {found[0]} instead of {counts}"
    if len(histograms) != len(found[1]):
        return f"{len(found[1])} histograms instead of {len(histograms)}"
    for (axes, values), (own_axes, own_values) in zip(histograms, found[1]):
        if axes != own_axes:
            return f"axes {own_axes} instead of {axes}"
        if values != own_values:
            return f"contents {own_values} instead of {values}"
    if len(tables) != len(found[2]):
        return f"{len(found[2])} tables instead of {len(tables)}"
    for rows, own_rows in zip(tables, found[2]):
        if len(rows) != len(own_rows):
            return f"{len(own_rows)} rows instead of {len(rows)}"
        for row, own in zip(rows, own_rows):
            if len(row) != len(own) or not all(map(close, row, own)):
                return f"row {own} instead of {row}"
    return ""


def with_axis(program, expected):
    """The program with the axes of the expected one, where the line leaves them open."""
    axes = [match.group(0) for match in AXIS.finditer(expected)]
    return AXIS.sub(lambda match: axes.pop(0) if axes else match.group(0), program)


def measure(case):
    text, number = request_of(case)
    with tempfile.TemporaryDirectory(prefix="collmc-test-") as name:
        directory = pathlib.Path(name)
        (directory / "request.txt").write_text(text, encoding="utf-8")
        run = collmc(directory, "translate", "request.txt", "--offline", "-o", "out.cut")
        out = directory / "out.cut"
        program = out.read_text(encoding="utf-8") if out.exists() else ""
        refused = {int(n) for n in re.findall(r"# request (\d+) not translated", program)}
        if not program or number in refused:
            right = case["outcome"] != "translate"
            return Outcome(case, "right" if right else "told", program, run.stderr)
        if refused:
            return Outcome(case, "told", program, run.stderr)
        if case["outcome"] == "refuse":
            return Outcome(case, "wrong", program, "translated, although events of this format cannot tell")
        if case["outcome"] == "assume" and "# assumed" not in program:
            return Outcome(case, "wrong", program, "the assumption is not named")
        if case.get("axis") == "free":
            program = with_axis(program, case["expect"])
        try:
            found = numbers_of(directory, program, case["sample"])
        except ValueError as error:
            return Outcome(case, "wrong", program, str(error))
        differs = difference(numbers_of(directory, case["expect"], case["sample"]), found)
        if not differs:
            return Outcome(case, "right", program)
        return Outcome(case, "wrong", program, differs)


class Set:
    """Lines that were written together: what became of them at first sight, and which of them led to changes since."""

    def __init__(self, file, at_first_sight, spent):
        self.file, self.at_first_sight, self.spent = file, at_first_sight, spent

    def cases(self):
        return json.loads((CASES / self.file).read_text(encoding="utf-8"))


SETS = [
    Set("first.json", "54 were right, 24 told and 2 wrong in silence (p14, p76)",
        {"p11", "p14", "p33", "p53", "p54", "p68", "p73", "p76", "p78"}),
    Set("second.json", "64 were right, 15 told and 1 wrong in silence (r50, a line that can be read in several ways)", {"r50"}),
]


KINDS = {"object": "objects", "cut": "cuts", "plot": "plots", "output": "outputs"}

WORDS = {"right": "right", "told": "not understood, and told", "wrong": "wrong in silence"}


HEAD = """\
# How much is understood without a model

Measured on sets of 80 lines of requests in other words than those of the examples, in `tests/paraphrases/`. They were
written from the requests and the documentation of the language, without sight of the translator and its vocabulary.
Each is translated in its context; the program is right if it finds in events what the right program finds. `make golden`
rewrites this page; a test fails where it is stale, and where a line is translated wrong in silence.
"""


def section(set_, outcomes):
    counts = collections.Counter((o.case["kind"], o.verdict) for o in outcomes)
    total = collections.Counter(o.verdict for o in outcomes)
    name = set_.file.removesuffix(".json")
    lines = [
        "",
        f"## `{name}`",
        "",
        f"When the translator first met them, {set_.at_first_sight}. Lines that led to changes are marked;",
        "they say nothing of further lines.",
        "",
        "| lines about | lines | " + " | ".join(WORDS.values()) + " |",
        "|---|---:|---:|---:|---:|",
    ]
    for kind, name in KINDS.items():
        row = [counts[kind, verdict] for verdict in WORDS]
        lines.append(f"| {name} | {sum(row)} | {row[0]} | {row[1]} | {row[2]} |")
    lines.append(f"| **all** | {len(outcomes)} | " + " | ".join(str(total[verdict]) for verdict in WORDS) + " |")
    lines += ["", "| | line | |", "|---|---|---|"]
    for o in outcomes:
        text = o.case["line"].replace("|", "\\|")
        mark = " (led to a change)" if o.case["id"] in set_.spent else ""
        lines.append(f"| {o.case['id']} | {text} | {WORDS[o.verdict]}{mark} |")
    return "\n".join(lines) + "\n"


def page(outcomes):
    """Of the outcomes of each set."""
    return HEAD + "".join(section(set_, outcomes[set_.file]) for set_ in SETS)


def measure_all():
    return {set_.file: [measure(case) for case in set_.cases()] for set_ in SETS}


class Paraphrases(EndToEnd):
    def test_measured(self):
        outcomes = measure_all()
        text = page(outcomes)
        if harness.UPDATE:
            PAGE.write_text(text, encoding="utf-8")
        for file, of_set in outcomes.items():
            with self.subTest(file):
                self.assertEqual([o.case["id"] for o in of_set if o.verdict == "wrong"], [], "translated wrong in silence")
                self.assertGreaterEqual(sum(o.verdict == "right" for o in of_set), RIGHT)
        self.assertEqual(PAGE.read_text(encoding="utf-8"), text, f"{PAGE} is stale; make golden rewrites it")


def main():
    if sys.argv[1:2] == ["--report"]:
        print(page(measure_all()), end="")
    elif sys.argv[1:2] == ["--show"]:
        for case in (case for set_ in SETS for case in set_.cases()):
            if case["id"] in sys.argv[2:]:
                outcome = measure(case)
                print(f"== {case['id']} {outcome.verdict}\n{request_of(case)[0]}\n{outcome.program}\n{outcome.detail}")
                print(f"-- right is\n{case['expect']}")
    else:
        harness.main()


if __name__ == "__main__":
    main()
