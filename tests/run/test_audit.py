"""`collmc audit`: it finds what is wrong in a program, and says nothing of one that is right.

The table of docs/auditing.md is measured here, on faults planted in the translations of the requests in
examples/requests and in programs for them by two hands (faults.py). `make golden` rewrites it.
"""

import collections
import concurrent.futures
import itertools
import json
import os
import re
import unittest

import faults
import harness
from harness import EndToEnd

REQUESTS = harness.SOURCE / "examples/requests"
OTHERS = harness.SOURCE / "tests/run/requests"  # programs for them by another hand, which nobody has touched since
PAGE = harness.SOURCE / "docs/auditing.md"
BEGIN, END = "<!-- measured: begin -->\n", "<!-- measured: end -->\n"

FOUND, ALARMS = 95, 2  # percent: at least, at most

# What the requests say of axes: the value of a histogram, of which the range is given; and whose bins are.
RANGES = {"ww": r"mT|mass", "ttbar": r"m_W|m_top|m_qq|m_b1_qq|W_had|top_had|dijet|trijet", "hgg": r"diphoton\.mass", "wz": r"Z\.mass", "vbf": r"mass"}
BINS = {"ww", "hgg"}


def asked_of(name):
    def asked(code):
        value = code.split(":", 1)[1].rsplit(",", 1)[0]
        in_name = code.split(":", 1)[0]
        ranged = re.search(RANGES[name], value) or (name == "ttbar" and re.search(RANGES[name], in_name))
        return bool(ranged), name in BINS
    return asked


class Audit(EndToEnd):
    def audit(self, name, text, number=0):
        """The findings, or None where the program does not check."""
        path = self.write(f"program{number}.cut", text)
        run = self.collmc("audit", REQUESTS / f"{name}.txt", path, "--format=json")
        self.assertIn(run.code, (0, 1, 3), str(run))
        return json.loads(run.out) if run.code < 3 else None

    def audits(self, programs):
        """The findings for each (request, program), in their order; as many at a time as there are cores."""
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            return list(pool.map(self.audit, *zip(*programs), itertools.count()))

    def programs(self):
        for name in harness.SAMPLES:
            translated = self.expect(0, "translate", "--offline", REQUESTS / f"{name}.txt").out
            yield name, "translation", translated
            yield name, "by hand", (harness.EXAMPLES / f"{name}.cut").read_text(encoding="utf-8")
            yield name, "by another hand", (OTHERS / f"{name}.cut").read_text(encoding="utf-8")

    def measure(self):
        planted, found, escaped = collections.Counter(), collections.Counter(), []
        right, alarms = 0, []
        for name, origin, text in self.programs():
            faulty = list(faults.faults(text, asked_of(name)))
            for (kind, what, _), audit in zip(faulty, self.audits([(name, program) for _, _, program in faulty])):
                if audit is None:
                    continue  # the checker finds it
                planted[kind] += 1
                found[kind] += not audit["clean"]
                if audit["clean"]:
                    escaped.append(f"{name}, {origin}: {kind}: {what}")
            same = [("as written", text), *faults.rewritings(text)]
            for (rewriting, _), audit in zip(same, self.audits([(name, program) for _, program in same])):
                if audit is None:
                    continue
                right += 1
                if not audit["clean"]:
                    wrong = [f for f in audit["findings"] if f["verdict"] in ("differs", "missing", "invented")]
                    alarms.append(f"{name}, {origin}: {rewriting}: {wrong}")
        return planted, found, escaped, right, alarms

    def table(self, planted, found, right, alarms):
        lines = ["| fault | planted | found |", "|---|---:|---:|"]
        lines += [f"| {kind} | {planted[kind]} | {found[kind]} |" for kind in planted]
        lines += [f"| **all** | {planted.total()} | {found.total()} ({100 * found.total() / planted.total():.1f} %) |", "",
                  f"Of {right} programs that are right, translations, programs by two hands and rewritings of all, it finds "
                  f"fault with {len(alarms)}."]
        return "\n".join(lines) + "\n"

    def test_measured(self):
        planted, found, escaped, right, alarms = self.measure()
        self.assertGreater(planted.total(), 200)
        self.assertGreater(right, 60)
        share = 100 * found.total() / planted.total()
        self.assertGreaterEqual(share, FOUND, f"{share:.1f} %, these escape:\n" + "\n".join(escaped))
        self.assertLessEqual(100 * len(alarms) / right, ALARMS, "\n".join(alarms))
        page = PAGE.read_text(encoding="utf-8")
        before, rest = page.split(BEGIN)
        whole = before + BEGIN + self.table(planted, found, right, alarms) + END + rest.split(END)[1]
        if harness.UPDATE:
            PAGE.write_text(whole, encoding="utf-8")
        self.assertEqual(PAGE.read_text(encoding="utf-8"), whole, "docs/auditing.md is stale: COLLMC_UPDATE_GOLDEN=1 writes it")

    def verdicts(self, request, program):
        path, analysis = self.write("request.txt", request), self.write("program.cut", program)
        run = self.collmc("audit", path, analysis, "--format=json")
        found = json.loads(run.out)
        self.assertEqual(run.code, 0 if found["clean"] else 1)
        self.assertEqual(found["schema"], "collmc.audit/1")
        self.assertEqual(sum(found["counts"].values()), len(found["findings"]))
        return [(f["request"], f["verdict"], f["line"]) for f in found["findings"]]

    def test_lines_that_are_not_understood(self):
        """Their numbers are looked for; a person has to look at the rest."""
        request = "- MET > 30 GeV\n- frobnicated jets with pT > 45 GeV\n"
        program = "region SR\n    select MET.pt > 30 GeV\n"
        self.assertEqual(self.verdicts(request, program), [(1, "agrees", 2), (2, "missing", None)])
        program += "    select any(j.pt > 45 GeV for j in Jet)\n"
        self.assertEqual(self.verdicts(request, program), [(1, "agrees", 2), (2, "unchecked", 3)])
        program += "    select MET.phi > 1\n"
        self.assertEqual(self.verdicts(request, program), [(1, "agrees", 2), (2, "unchecked", 3), (None, "invented", 4)])

    def test_words_of_lines_that_are_not_understood(self):
        """How many statements answer one, what a comment says of them, and whether more or less is asked for."""
        request = "- MET > 30 GeV\n- frobnicated jets with pT > 45 GeV and |eta| < 2.1\n- Exactly one muon\n"
        program = ("object jets from Jet\n    select pt > 45 GeV{}\n    select |eta| < 2.1{}\nregion SR\n"
                   "    select MET.pt > 30 GeV\n    select size(jets) >= 1{}\n    select size(Muon) == 1\n")
        tag = "   # request 2"

        def found(text):
            return sorted((number or 9, verdict) for number, verdict, _ in self.verdicts(request, text))
        others = [(1, "agrees"), (3, "agrees")]
        # Its two numbers stand in two statements; what else it needs is not known to answer it, unless a comment says so.
        self.assertEqual(found(program.format("", "", "")), sorted(others + [(2, "unchecked")] * 2 + [(9, "invented")]))
        self.assertEqual(found(program.format(tag, tag, tag)), sorted(others + [(2, "unchecked")] * 3))
        # A comment does not make it right.
        for old, new in (("45 GeV", "40 GeV"), ("2.1", "2.4")):
            self.assertIn((2, "differs"), found(program.format(tag, tag, tag).replace(old, new)))
            self.assertIn((2, "missing"), found(program.format("", "", "").replace(old, new)))

        request = "- frobnicated missing momentum {} 50 GeV\n"
        program = "region SR\n    {} GeV\n"
        for line in ("above", "of at least", ">", "exceeding"):
            for right in ("select MET.pt > 50", "reject MET.pt <= 50"):
                self.assertEqual([verdict for _, verdict, _ in self.verdicts(request.format(line), program.format(right))], ["unchecked"])
            for wrong in ("select MET.pt < 50", "reject MET.pt > 50"):
                self.assertEqual([verdict for _, verdict, _ in self.verdicts(request.format(line), program.format(wrong))], ["differs"])
        # What turns the meaning around, or is no simple cut, is left to a person.
        for line, text in (("must not be above", "select MET.pt < 50"), ("is vetoed if above", "select MET.pt < 50"),
                           ("above", "select not MET.pt < 50"), ("above", "reject any(j.pt > 50 GeV for j in Jet) or MET.pt > 50"),
                           ("between 20 and", "select MET.pt < 50")):
            verdicts = [verdict for _, verdict, _ in self.verdicts(request.format(line), program.format(text))]
            self.assertNotIn("differs", verdicts, (line, text))

    def test_a_line_that_goes_on(self):
        """The axis of a plot in a sentence of its own."""
        request = "- MET > 30 GeV\n- Plot the missing ET. 25 frobnicated bins from 10 to 210 GeV.\n"
        program = "region SR\n    select MET.pt > 30 GeV\n    histo met : MET.pt, {} bins from {} to {} GeV\n"
        self.assertNotIn("missing", [verdict for _, verdict, _ in self.verdicts(request, program.format(25, 10, 210))])
        for axis in ((20, 10, 210), (25, 0, 210), (25, 10, 200)):
            self.assertIn("missing", [verdict for _, verdict, _ in self.verdicts(request, program.format(*axis))])

    def test_events_of_outputs(self):
        """Which events fill a plot or a table, by its condition and by the cuts that have acted."""
        request = "- At least two jets with pT > 30 GeV\n- MET above 50 GeV\n- plot the dijet mass\n- Write the pT of the leading jet and the missing ET to a csv file\n"
        program = """object jets from Jet
    select pt > 30 GeV

region SR
    select size(jets) >= 2
    select MET.pt > 50 GeV
    histo m : (jets[0] + jets[1]).mass, 50 bins from 0 to 500 GeV
    ntuple t{} : jets[0].pt as pt_j1, MET.pt as met
"""
        self.agree(request, program.format(""), [program.format(" when size(jets) >= 3"), program.format(" when MET.phi > 1")])
        self.agree(request, program.format(" when size(jets) >= 1"), program.format(" when size(Muon) >= 1"))
        cut, plot, table = (line + "\n" for line in program.format("").splitlines()[-3:])
        start = program[:program.index(cut)]
        later = "\nregion tight from SR\n"
        self.agree(request, start + later + cut + plot + table,
                   [start + plot + later + cut + table, start + table + later + cut + plot, start + plot + cut + table])
        # Cuts that stand in both regions have acted in both.
        own = start.replace("region SR", "region other") + cut
        self.agree(request, own + "\n" + start[start.index("region"):] + cut + plot + table,
                   own + "\n" + start[start.index("region"):] + plot + table)

    def test_other_ways_to_write_it(self):
        request = "- Jets with pT > 30 GeV and |eta| < 2.5\n- At least two jets\n- No b-tagged jets\n- plot the dijet mass, 0 to 200 GeV\n"
        program = """object good from Jet
    reject pt <= 30 GeV
    select |eta| < 2.5 and pt > 30 GeV
region pre
    select 2 <= size(good)
region SR from pre
    reject any(j.btagged for j in good)
    histo m : (good[0] + good[1]).mass, 25 bins from 0 to 200 GeV
"""
        found = dict((number, verdict) for number, verdict, _ in self.verdicts(request, program))
        self.assertEqual({found[1], found[2], found[4]}, {"agrees"})

    def agree(self, request, program, other):
        """Whether the audit has no fault to find with the program; and finds one in the other, which is nearly the same."""
        with self.subTest(program):
            self.assertEqual({verdict for _, verdict, _ in self.verdicts(request, program)}, {"agrees"})
        for text in [other] if isinstance(other, str) else other:
            with self.subTest(text):
                self.assertNotEqual({verdict for _, verdict, _ in self.verdicts(request, text)}, {"agrees"})

    def test_sums(self):
        request = "- At least four jets with pT > 20 GeV\n- plot the mass of the four leading jets\n"
        jets = "object jets from Jet\n    select pt > 20 GeV\ndefine a = jets[3] + jets[1]\n"
        plot = "region SR\n    select size(jets) >= 4\n    histo m : {}.mass, 50 bins from 0 to 500 GeV\n"
        self.agree(request, jets + plot.format("(jets[2] + (a + jets[0]))"),
                   [jets + plot.format("(jets[2] + (a + jets[1]))"), jets + plot.format("(jets[2] + a)")])

    def test_distances(self):
        """An interval and a distance from its middle; the ends as they are."""
        request = "- Exactly two muons with pT > 20 GeV\n- dimuon mass within 15 GeV of 91.1876 GeV\n"
        muons = "object muons from Muon\n    select pt > 20 GeV\nregion SR\n    select size(muons) == 2\n    select {}\n"
        pair = "(muons[0] + muons[1]).mass"
        for text in (f"|{pair} - 91.1876 GeV| <= 15 GeV", f"{pair} in [76.1876, 106.1876] GeV", f"|91.1876 GeV - {pair}| <= 15 GeV",
                     f"{pair} - 91.1876 GeV in [-15, 15] GeV", f"{pair} >= 76.1876 GeV and {pair} <= 106.1876 GeV"):
            self.agree(request, muons.format(text),
                       [muons.format(f"{pair} in (76.1876, 106.1876) GeV"), muons.format(f"|{pair} - 91.2 GeV| <= 15 GeV"),
                        muons.format(f"{pair} in [76.1, 106.1876] GeV")])
        request = request.replace("within 15 GeV of 91.1876 GeV", "between 76 and 106 GeV")
        self.agree(request, muons.format(f"|{pair} - 91 GeV| <= 15 GeV"), muons.format(f"|{pair} - 91 GeV| < 15 GeV"))

    def test_counts(self):
        """One that passes, and the size of what passes."""
        request = "- Jets with pT > 30 GeV\n- {}\n"
        jets = "object jets from Jet\n    select pt > 30 GeV\nregion SR\n    {}\n"
        some, none = request.format("At least one b-tagged jet"), request.format("No b-tagged jets")
        for found in ("any(j.btagged for j in jets)", "count(j.btagged for j in jets) >= 1", "not all(not j.btagged for j in jets)"):
            self.agree(some, jets.format("select " + found), jets.format("reject " + found))
            self.agree(none, jets.format("reject " + found), jets.format("select " + found))
        self.agree(none, jets.format("select all(not j.btagged for j in jets)"),
                   [jets.format("select all(j.btagged for j in jets)"), jets.format("reject any(j.btagged for j in Jet)"),
                    jets.format("reject count(j.btagged for j in jets) > 1")])

    def test_presence(self):
        """A guard that asks only for the objects which are read says nothing where they are there anyway."""
        request = "- At least two jets with pT > 30 GeV\n- Subleading jet pT > 50 GeV\n- plot the pT of the leading jet\n"
        program = """object jets from Jet
    select pt > 30 GeV
region SR
    select size(jets) >= 2
    select jets[1].pt > 50 GeV{}
    histo pt{} : jets[0].pt, 50 bins from 0 to 300 GeV
"""
        self.agree(request, program.format(" when size(jets) >= 2", " when size(jets) > 0"),
                   [program.format(" when size(jets) >= 3", ""), program.format("", " when size(jets) >= 3"),
                    program.format(" when size(jets) == 2", ""), program.format(" when MET.pt > 3 GeV", ""),
                    program.format("", " when size(Electron) >= 1"),
                    program.format(" when size(jets) >= 2", "").replace("    select size(jets) >= 2\n    select", "    select")
                           .replace("histo pt", "histo pt when size(jets) >= 1")])
        # Without the cut on their number, events with fewer jets pass, where the request's reading rejects them.
        request = "- MET > 30 GeV\n- Leading jet pT > 50 GeV\n"
        program = "region SR\n    select MET.pt > 30 GeV\n    select {}\n"
        self.agree(request, program.format("size(Jet) >= 1 and Jet[0].pt > 50 GeV"), program.format("Jet[0].pt > 50 GeV when size(Jet) >= 1"))

    def test_errors(self):
        request = self.write("request.txt", "MET > 30 GeV\n")
        self.expect(3, "audit", request, self.write("program.cut", "region SR\n    select MET.pt > 30\n"))
        self.expect(3, "audit", request, self.dir / "missing.cut")
        self.expect(3, "audit", self.dir / "missing.txt", self.write("program.cut", "region SR\n    select MET.pt > 30 GeV\n"))
        run = self.expect(0, "audit", request, self.dir / "program.cut")
        self.assertIn("1 agree, 0 differ, 0 missing, 0 invented, 0 unchecked", run.out)


if __name__ == "__main__":
    unittest.main()
