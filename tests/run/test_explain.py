"""--explain-event: what the analysis sees in one event, and where the event fails."""

import json

import harness
from harness import EndToEnd

PROGRAM = """object jets from Jet
    select pt > 30 GeV
object muons from Muon
candidate Z from m1, m2 in muons
    select oppositeSign(m1, m2)
    closest mass to 91.2 GeV
variation jes_up : scale Jet by 1.1
region SR
    select size(jets) >= 1
    weight jets[0].pt / 100 GeV "boost"
    select jets[0].pt > 40 GeV and MET.pt > 20 GeV "hard"
    reject MET.pt / HT(jets) - HT(jets) / HT(jets) > 0 "balanced"
    select exists(Z)
    select Z.mass > 50 GeV
"""
HEADER = "  #  typ      eta    phi      pt    jmas  ntrk  btag   had/em  dum1  dum2\n"
EVENTS = HEADER + """  0  101  0  0.5
  1 4 0.10 1.00 80.00 5.00 3 1 1.0 0 0
  2 4 1.50 -2.00 20.00 4.00 3 0 1.0 0 0
  3 2 0.50 2.00 45.00 0.11 1 0 1.0 0 0
  4 2 -0.50 -1.00 40.00 0.11 -1 0 1.0 0 0
  5 6 0.00 0.30 25.00 0 0 0 0 0 0
  0  102  0
  1 4 0.10 1.00 35.00 5.00 3 1 1.0 0 0
  2 6 0.00 0.30 25.00 0 0 0 0 0 0
  0  103  0
  1 6 0.00 0.30 25.00 0 0 0 0 0 0
  0  104  0
  1 4 0.10 1.00 80.00 5.00 3 1 1.0 0 0
  2 6 0.00 0.30 25.00 0 0 0 0 0 0
"""


class Explain(EndToEnd):
    def setUp(self):
        super().setUp()
        self.write("a.cut", PROGRAM)
        self.write("events.lhco", EVENTS)

    def explain(self, number, *options):
        return self.expect(0, "a.cut", "events.lhco", "--explain-event", number, *options).out

    def test_an_event_that_passes(self):
        self.assert_golden("explain/passes.txt", self.explain(1))
        self.assertFalse((self.dir / "a.results").exists())

    def test_events_that_fail(self):
        for number, cut in ((2, "hard"), (3, "size(jets) >= 1"), (4, "exists(Z)")):
            self.assertIn(f"the event fails at: {cut}\n", self.explain(number))
        self.assert_golden("explain/fails.txt", self.explain(2))

    def test_it_agrees_with_the_cutflow(self):
        """Every event of a sample, one at a time, passes as many cuts as the run counts."""
        analysis, events = self.analysis("wz"), harness.bundled("wz")
        last = 30
        self.expect(0, analysis, events, "--no-plots", "--events", f"1:{last}")
        cuts = json.loads((self.dir / "wz.results/cutflow.json").read_text())["regions"][0]["cuts"]
        passed = [0] * len(cuts)
        for number in range(1, last + 1):
            page = self.expect(0, analysis, events, "--explain-event", number).out
            table = page.split("region WZ")[1].splitlines()
            for row, line in enumerate(table[3:-1]):
                passed[row] += " passed" in line
        self.assertEqual(passed, [cut["events"] for cut in cuts])

    def test_no_such_event(self):
        run = self.expect(2, "a.cut", "events.lhco", "--explain-event", 5)
        self.assertEqual(run.err, "collmc: error: there is no event 5: the input has 4 events\n")

    def test_bad_rows_before_it(self):
        self.write("events.lhco", EVENTS.replace("45.00", "oops"))
        run = self.expect(3, "a.cut", "events.lhco", "--explain-event", 2)
        self.assertIn("events.lhco:5:", run.err)
        self.assertIn("102 in its header", self.explain(1, "--on-bad-event", "skip"))


class Dialects(EndToEnd):
    """An analysis that reads working points of b tags is for files of one program."""

    PROGRAM = """object bjets from Jet
    select btagged(tight)
region R
    select size(bjets) >= 1
"""

    def setUp(self):
        super().setUp()
        self.write("a.cut", self.PROGRAM)
        either = HEADER + "  0 1 0\n  1 4 0.10 1.00 80.00 5.00 3 2 1.0 0 0\n"
        self.write("unclear.lhco", either)
        self.write("pgs.lhco", either + "  0 2 0\n  1 4 0.10 5.00 80.00 5.00 3 2 1.0 0 0\n")
        self.write("delphes.lhco", either + "  0 2 0\n  1 4 0.10 -1.00 80.00 5.00 3 1 1.0 0 0\n")

    def test_accepted(self):
        run = self.expect(0, "a.cut", "pgs.lhco")
        self.assertIn("(PGS conventions)", run.out)
        record = json.loads((self.dir / "a.results/run.json").read_text())
        self.assertEqual(record["inputs"][0]["dialect"], "PGS")

    def test_refused(self):
        said = ""
        for file in ("delphes.lhco", "unclear.lhco"):
            run = self.expect(3, "a.cut", file)
            said += f"$ collmc a.cut {file}\n{run.err}\n"
        run = self.expect(3, "a.cut", "pgs.lhco", "--dialect", "delphes")
        said += f"$ collmc a.cut pgs.lhco --dialect delphes\n{run.err}\n"
        self.assert_golden("bad_events/dialects.txt", said)
        self.assertFalse((self.dir / "a.results").exists())

    def test_said_by_hand(self):
        self.expect(0, "a.cut", "unclear.lhco", "--dialect", "pgs")
        record = json.loads((self.dir / "a.results/run.json").read_text())
        self.assertEqual(record["options"]["dialect"], "pgs")
        cuts = json.loads((self.dir / "a.results/cutflow.json").read_text())["regions"][0]["cuts"]
        self.assertEqual([c["events"] for c in cuts], [1, 1])

    def test_other_analyses_do_not_ask(self):
        self.write("a.cut", "region R\n    select size(Jet) >= 1\n")
        self.expect(0, "a.cut", "unclear.lhco", "pgs.lhco", "delphes.lhco")

    def test_explained_events_are_refused_too(self):
        self.expect(3, "a.cut", "delphes.lhco", "--explain-event", 1)
        self.expect(0, "a.cut", "delphes.lhco", "--explain-event", 1, "--dialect", "pgs")


if __name__ == "__main__":
    harness.main()
