"""Every code of the compiler has what a diagnostic needs: a text and a JSON record that are golden, a page, an edit.

The JSON records are in golden/records/, one file a code: the first of the test programs that brings the code about. All
records that any test program brings about are checked against docs/diagnostic.schema.json.
"""

import collections
import json
import pathlib
import re

import harness
import jsonschema
from test_hints import BLOCK, PAGES, UNSHOWN
from test_messages import ELSEWHERE, OF_A_RUN, RunCase, catalogue

TESTS = harness.SOURCE / "tests"
FOLDERS = [TESTS / "golden/syntax/errors", TESTS / "golden/semantics/errors", TESTS / "golden/semantics/presence",
           TESTS / "golden/semantics/warnings", TESTS / "run/bad_programs"]

# Codes whose remedy is no edit of the program's text, and why.
WITHOUT_EDIT = {
    "E0011": "the editor knows which encoding the file has",
    "E0012": "where to cut a long expression into defines is the author's choice",
    "E0016": "tells only that there are more",
    "E0017": "a file too large for a program was hardly written as one",
    "E0018": "the right name is not known",
    "E0019": "the power that was meant is not known",
    "E0107": "every use would have to be renamed, and the bare attribute means the object's own",
    "E0208": "what the block needs stands in a region, which may be any",
    "E0211": "where to write a formula with fewer levels is the author's choice",
    "E0304": "the formula is wrong as a whole",
    "E0315": "the number that was meant is not known",
    "E0316": "the object and the kind are both as written, and do not fit",
    "E0317": "which program wrote the events is not in the analysis",
    "E0401": "a combination of fewer objects is another analysis",
    "E0402": "which of two criteria was meant is not known",
    "E0403": "the quantity that was meant is not known",
    "E0408": "the object that was meant is not known",
    "E0410": "which of the objects was meant is not known",
    "E0601": "the recursion has to be written as a formula",
    "E0606": "the formula is missing",
    "W0807": "the cut that was forgotten is not known",
    "W0812": "whether the cut is half-open or the axis longer is not known",
    "W0814": "which of the two collections gives up the overlap is physics",
    "W0815": "whether the weight or the output is missing is not known",
    "W0819": "which other object was meant is not known",
    "W0822": "which regions are to have the cut is not known",
    "W0824": "which of the two tags is dropped is physics",
    "W0826": "whether the event or the object is meant is physics",
    "W0827": "the kinds may be meant",
    "W0836": "where it is shown, the reason is missing",
    "W1001": "which combinations are not needed is physics",
    "W1002": "what the object or the combination is chosen by instead is physics",
}

def of_programs():
    """Codes that come with a program."""
    return sorted(set(catalogue()) - set(OF_A_RUN) - set(ELSEWHERE))


class Validated(harness.EndToEnd):
    """Records that are held to the schema."""

    @classmethod
    def setUpClass(cls):
        with open(harness.SOURCE / "docs/diagnostic.schema.json", encoding="utf-8") as file:
            schema = json.load(file)
        jsonschema.Draft202012Validator.check_schema(schema)
        cls.validator = jsonschema.Draft202012Validator(schema)

    def lines(self, text):
        lines = [json.loads(line) for line in text.splitlines()]
        for line in lines:
            error = jsonschema.exceptions.best_match(self.validator.iter_errors(line))
            self.assertIsNone(error, f"{error}\n{json.dumps(line, indent=1)}")
        return lines


class Records(Validated):
    def of_test_programs(self):
        """The diagnostics of each code, in the order of the folders and of the files."""
        records = collections.defaultdict(list)
        for folder in FOLDERS:
            programs = sorted(folder.glob("*.cut"))
            self.assertGreater(len(programs), 9, folder)
            for record in self.lines(self.collmc("check", "--diagnostics=json", *programs).out)[:-1]:
                records[record["code"]].append(record)
        for code in set(of_programs()) - set(records) - set(UNSHOWN):
            self.write("page.cut", self.wrong_program(code))
            found = self.lines(self.collmc("check", "--diagnostics=json", "page.cut").out)[:-1]
            records[code] = [record for record in found if record["code"] == code]
        return records

    def wrong_program(self, code):
        """That of the page of a code."""
        return next(text for info, text in BLOCK.findall(PAGES[code]) if info == f"cut {code}")

    def unreadable_ones(self):
        """Writes the programs that are too long to be read, or no text; gives their codes."""
        codes = sorted(set(UNSHOWN) & set(of_programs()))
        for code in codes:
            program = UNSHOWN[code][1]()
            self.write(f"{code}.cut", program)
        return codes

    def golden(self, code, record):
        text = json.dumps(record, indent=1, ensure_ascii=False) + "\n"
        self.assert_golden(f"records/{code}.json", text)

    def test_of_programs(self):
        records = self.of_test_programs()
        for code in self.unreadable_ones():
            as_json = self.lines(self.collmc("check", "--diagnostics=json", f"{code}.cut").out)[:-1]
            records[code] = [record for record in as_json if record["code"] == code]
            text = self.collmc("check", f"{code}.cut").err
            begin = text.index(f"[{code}]")
            self.assert_golden(f"records/{code}.txt", text[text.rindex("\n", 0, begin) + 1 if "\n" in text[:begin] else 0:])
        self.assertEqual([code for code in of_programs() if code not in records], [],
                         "no program among the tests brings these about")
        for code in of_programs():
            with self.subTest(code):
                self.golden(code, records[code][0])

    def test_edits(self):
        """A code offers edits in a test program, and they are golden (tests/golden/edits); or there is a reason."""
        records = self.of_test_programs()
        golden = "".join(path.read_text(encoding="utf-8") for path in sorted((TESTS / "golden/edits").glob("*.txt")))
        tested = set(re.findall(r"^  ([EW]\d{4}) (?:safe|likely|changes_selection): ", golden, re.MULTILINE))
        with_edits = {code for code, found in records.items() if any(record["fixes"] for record in found)}
        for code in sorted(with_edits - tested):
            with self.subTest(code):
                self.write("page.cut", self.wrong_program(code))
                choice = f"{code}:{records[code][0]['primary']['line']}:1"
                self.assert_golden(f"records/{code}.diff", self.expect(0, "fix", "--choose", choice, "page.cut").out)
                self.assertEqual(self.expect(0, "check", "page.cut").err, "")
        self.assertEqual(sorted(set(of_programs()) - with_edits), sorted(WITHOUT_EDIT))

    def test_text(self):
        golden = [*TESTS.glob("golden/**/*.txt"), *TESTS.glob("run/golden/**/*.txt")]
        text = "".join(path.read_text(encoding="utf-8") for path in golden)
        shown = set(re.findall(r"^(?:performance )?(?:error|warning|note)\[([EWN]\d{4})\]", text, re.MULTILINE))
        self.assertEqual(sorted(set(of_programs()) - shown), [], "no golden file shows the message as text")

    def test_pages(self):
        pages = {path.stem for path in (harness.SOURCE / "hints").glob("?????.md")}
        self.assertEqual(pages, set(catalogue()))

    def test_no_record_is_left_over(self):
        written = {path.stem for path in pathlib.Path(harness.GOLDEN / "records").glob("*.json")}
        self.assertEqual(written, set(of_programs()) | set(OF_A_RUN))


class OfARequest(Validated):
    """The messages about a request in words."""

    # Each line with the code that says why it is not understood.
    LINES = [("MET > 30 GeV", None), ("Two frobnicated jets", "E1201"), ("cut on the jet charge", "E1203"),
             ("Jets are not required", "E1204"), ("mass of that pair above 50 GeV", "E1202")]

    def records_of(self, *command):
        lines = "".join(f"- {line}\n" for line, _ in self.LINES)
        self.write("request.txt", lines)
        return self.expect(1, *command)

    def check(self, records):
        expected = [(code, number) for number, (_, code) in enumerate(self.LINES, 1) if code]
        self.assertEqual([(record["code"], record["args"]["request"]) for record in records], expected)
        self.assertEqual({record["phase"] for record in records}, {"translate"})

    def test_translated(self):
        run = self.records_of("translate", "--offline", "--json", "request.txt")
        records = json.loads(run.out)["diagnostics"]
        self.lines("".join(json.dumps(record) + "\n" for record in records))
        self.check(records)

    def test_run(self):
        run = self.records_of("run", "request.txt", harness.EVENTS / "ww.lhco.gz", "--diagnostics=json")
        records = self.lines(run.err)
        self.check(records[:-1])
        self.assertEqual(records[-1]["errors"], len(records) - 1)

    def test_number_of_a_line(self):
        """The schema says what it is."""
        record = json.loads(self.records_of("translate", "--offline", "--json", "request.txt").out)["diagnostics"][0]
        for wrong in (0, "2", 1.5, True, ["2"]):
            self.assertFalse(self.validator.is_valid(record | {"args": record["args"] | {"request": wrong}}), wrong)


class OfARun(RunCase):
    """The messages of a run, as text and as JSON."""

    def test_every_message_of_a_run(self):
        for code, case in OF_A_RUN.items():
            with self.subTest(code):
                self.prepare(**case)
                run = self.run_case("text", **case)
                self.assert_golden(f"records/{code}.txt", run.err)
                self.prepare(**case)
                run = self.run_case("json", **case)
                record = next(line for line in self.records(run.err) if line["phase"] == "driver")
                self.assert_golden(f"records/{code}.json", json.dumps(record, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    harness.main()
