"""Events that cannot be read, or only in part: what is said, the exit code, and what is written."""

import gzip
import json

import harness
from harness import EndToEnd

HEADER = "   #  typ      eta      phi      pt    jmas   ntrk   btag  had/em   dum1   dum2\n"
EVENT = """   0             1        0
   1    1    0.500    1.000   40.00    0.00    1.0    0.0    0.00    0.0    0.0
   2    4    1.000   -2.000   60.00    5.00    7.0    0.0    2.00    0.0    0.0
   3    4    0.200    2.500   50.00    5.00    7.0    0.0    2.00    0.0    0.0
   4    6    0.000    0.500   45.00    0.00    0.0    0.0    0.00    0.0    0.0
"""
# One electron, two jets and MET: the event passes the first three cuts.
PROGRAM = """analysis "bad events"
object electrons from Electron
object jets from Jet
region SR
    select size(electrons) == 1
    select size(jets) >= 2
    select MET.pt > 30 GeV
    histo met : MET.pt, 20 bins from 0 to 200 GeV
    ntuple out : MET.pt as met
"""


class BadEvents(EndToEnd):
    def setUp(self):
        super().setUp()
        self.write("a.cut", PROGRAM)

    def refuse(self, name, content, file="events.lhco", code=3):
        """The run ends with this code, the golden message, and without results."""
        if content is not None:
            self.write(file, content)
        run = self.expect(code, "a.cut", file)
        self.assert_golden(f"bad_events/{name}.txt", run.err)
        self.assertFalse((self.dir / "a.results").exists(), "results were written")
        self.assert_no_leftovers("a.cut", file)

    def accept(self, name, content, *options, events):
        """The run succeeds with this number of events; what it says besides the table is golden."""
        self.write("events.lhco", content)
        run = self.expect(0, "a.cut", "events.lhco", "--no-plots", *options)
        self.assert_golden(f"bad_events/{name}.txt", run.err)
        self.assertEqual(self.cutflow()[0], events, str(run))
        return run

    def cutflow(self):
        cuts = json.loads((self.dir / "a.results/cutflow.json").read_text())["regions"][0]["cuts"]
        return [cut["events"] for cut in cuts]

    # ---------------------------------------------------------------------------------------------- whole files

    def test_missing(self):
        self.refuse("missing", None)

    def test_directory(self):
        (self.dir / "events.lhco").mkdir()
        self.refuse("directory", None)

    def test_empty(self):
        self.refuse("empty", b"")

    def test_empty_gz(self):
        self.refuse("empty_gz", gzip.compress(b""), "events.lhco.gz")

    def test_no_events(self):
        self.refuse("no_events", HEADER + "# nothing but comments\n")

    def test_truncated_gz(self):
        whole = gzip.compress((HEADER + EVENT * 5000).encode(), mtime=0)
        self.refuse("truncated_gz", whole[:len(whole) // 2], "events.lhco.gz")

    def test_corrupt_gz(self):
        whole = bytearray(gzip.compress(harness.bundled_text("ww"), mtime=0))
        whole[len(whole) // 2] ^= 0xFF
        self.refuse("corrupt_gz", bytes(whole), "events.lhco.gz")

    def test_root(self):
        self.refuse("root", b"root\x00\x00\xf7\x8c\x00\x00\x00d" + bytes(500))

    def test_hdf5(self):
        self.refuse("hdf5", b"\x89HDF\r\n\x1a\n" + bytes(500))

    def test_lhe(self):
        self.refuse("lhe", '<LesHouchesEvents version="1.0">\n<header>\n</header>\n<event>\n')

    def test_binary(self):
        self.refuse("binary", bytes(range(256)) * 50)

    def test_extended_lhco(self):
        """Rows numbered by class and type, signed types: it looks like LHCO and is not."""
        self.refuse("extended_lhco", """
# SAMPLE OF TWO EVENTS

     #        TYP    ETA    PHI       PT     JMAS  NTRK  BTAG  HAD/EM  DUM1  DUM2

   0.7             1.7             0       +1.00000E-03
   1.4 +4.0000021   +INF +0.000  250.000    0.000   0.0   0.0 999.999   0.0   0.0
   3.3 -5.0000006 -0.512 +1.047  166.200   17.100  -1.0   0.0   0.000   1.0   2.0
""")

    # --------------------------------------------------------------------------------------------------- bad rows

    def test_bad_row(self):
        self.refuse("bad_row", HEADER + EVENT + EVENT.replace("60.00", "6o.00") + EVENT)

    def test_bad_row_far_down(self):
        """The line number is that of the file, however the file is divided among threads."""
        good = HEADER + EVENT * 60000
        self.refuse("bad_row_far_down", good + EVENT.replace("60.00", "6o.00") + EVENT * 40000)
        self.assertIn(str(good.count("\n") + 3), (harness.GOLDEN / "bad_events/bad_row_far_down.txt").read_text())

    def test_short_row(self):
        self.refuse("short_row", HEADER + EVENT.replace("7.0    0.0    2.00    0.0    0.0\n   3", "7.0\n   3"))

    def test_not_a_number(self):
        self.refuse("nan_row", HEADER + EVENT.replace("60.00", "  nan"))

    def test_skip(self):
        bad = EVENT.replace("60.00", "6o.00")
        run = self.accept("skip", HEADER + EVENT + bad + EVENT + bad, "--on-bad-event=skip", events=2)
        self.assertIn("2", run.err + run.out)
        self.assertIn("bad", json.dumps(json.loads((self.dir / "a.results/run.json").read_text())))

    # ------------------------------------------------------------------------------------- unusual, but readable

    def test_no_met(self):
        no_met = "".join(EVENT.splitlines(keepends=True)[:-1])
        self.accept("no_met", HEADER + EVENT + no_met + no_met, events=3)
        self.assertEqual(self.cutflow(), [3, 3, 3, 1])

    def test_two_mets(self):
        low = EVENT.splitlines(keepends=True)[-1].replace("45.00", "10.00")
        self.accept("two_mets", HEADER + EVENT + EVENT + low, events=2)
        self.assertEqual(self.cutflow(), [2, 2, 2, 1])  # the last row counts

    def test_unknown_types(self):
        odd = EVENT.splitlines(keepends=True)[2].replace("   2    4", "   9    7")
        self.accept("unknown_types", HEADER + EVENT + odd, events=1)

    def test_keyword_lines(self):
        text = "# a banner\n" * 40 + "".join(
            f"  BeginEvent {i}\n  0\n  BeginReco\n{EVENT}  EndReco\n  EndEvent {i}\n" for i in range(1, 51))
        self.accept("keyword_lines", text, events=50)

    def test_spelling_of_text(self):
        """CRLF, tabs, a byte-order mark, no newline at the end, signs and exponents change nothing."""
        plain = HEADER + EVENT * 3
        variants = {
            "crlf": plain.replace("\n", "\r\n"),
            "tabs": plain.replace("    ", "\t"),
            "byte-order mark": "\ufeff" + plain,
            "no newline at the end": plain.rstrip("\n"),
            "signs and exponents": plain.replace("60.00", "+6e1").replace("0.000", "-0.000"),
        }
        for name, text in variants.items():
            with self.subTest(name):
                self.write("events.lhco", text)
                run = self.expect(0, "a.cut", "events.lhco", "--no-plots")
                self.assertEqual((self.cutflow(), run.err), ([3, 3, 3, 3], ""))

    def test_several_gz_members(self):
        self.write("events.lhco.gz", gzip.compress((HEADER + EVENT).encode()) + gzip.compress(EVENT.encode() * 2))
        self.expect(0, "a.cut", "events.lhco.gz", "--no-plots")
        self.assertEqual(self.cutflow()[0], 3)


if __name__ == "__main__":
    harness.main()
