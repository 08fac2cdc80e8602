"""Weights, variations, grids, planes, profiles and skims, against the same numbers from plain Python."""

import csv
import gzip
import json
import math
from fractions import Fraction

import harness
from harness import EndToEnd

PROGRAM = """analysis "a search"
experiment "CMS"
reference "arXiv:1704.07781"
luminosity 35.9 /fb

object jets from Jet
    select pt > 30 GeV

define HT = sum(j.pt for j in jets)

variation jes_up : scale Jet by 1.03
variation jes_down : scale Jet by 0.97

region SR
    select size(jets) >= 2
    weight jets[0].pt / 100 GeV "leading jet"
    select jets[0].pt > 60 GeV
    histo jet_pt : j.pt for j in jets, 20 bins from 0 to 200 GeV
    histo plane : jets[0].pt, 20 bins from 0 to 200 GeV by MET.pt, edges 0, 30, 60, 100, 200 GeV
    profile response : HT by MET.pt, 10 bins from 0 to 200 GeV
    bins search
        by size(jets) : 2, 3, 5, 7
        by MET.pt     : 0, 30 GeV and above
        observed 97, 52, 30, 12, 9, 4
        background 103 +- 13, 46.2 + 7.2 - 6.0, 25 +- 3, 10 +- 2, 6 +- 1, 3.5 + 1.5 - 1
    skim kept
    ntuple rows : HT
"""
# Tables that variations change in every way: the weights alone, nothing, columns, rows.
TABLES = """object jets from Jet
    select pt > 30 GeV

table trigger(x : Energy) -> Real
    row [20, 60) GeV : 0.8 +- 0.1
    row [60, 100) GeV : 0.9 +- 0.05
    outside nearest

define HT_jets = HT(jets)

variation trigger_up : use trigger up
variation jes_up : scale Jet by 1.03
variation trigger_down : use trigger down
variation muons_up : scale Muon by 1.01

region A
    select size(jets) >= 2
    ntuple before : HT_jets
    weight trigger(jets[0].pt)
    ntuple rows : HT_jets, size(jets) as n
    ntuple guarded when trigger(jets[0].pt) > 0.82 : HT_jets
    ntuple columns : trigger(jets[0].pt) as efficiency

region B from A
    select jets[0].pt > 60 GeV
    histo HT : HT_jets, 20 bins from 0 to 400 GeV
    ntuple rows : HT_jets
"""
WEIGHTS = ["1", "0.5", "-0.25", "1.7e-3", "0.1"]


def weighted_text():
    """The bundled ttbar events, each with a weight in its header."""
    lines, number = [], 0
    for line in harness.bundled_text("ttbar").decode().splitlines():
        if line.split()[:1] == ["0"]:
            line += "  " + WEIGHTS[number % len(WEIGHTS)]
            number += 1
        lines.append(line)
    return "\n".join(lines) + "\n"


class Event:
    def __init__(self, header):
        self.text = header + "\n"
        self.weight = float(header.split()[3])
        self.jets, self.met = [], 0.0

    def add(self, row):
        self.text += row + "\n"
        _, kind, _, _, pt = [float(x) for x in row.split()[:5]]
        if kind == 4:
            self.jets.append(pt)
        if kind == 6:
            self.met = pt


def read(text):
    events = []
    for line in text.splitlines():
        if line.split()[:1] == ["#"]:
            continue
        if line.split()[0] == "0":
            events.append(Event(line))
        else:
            events[-1].add(line)
    for event in events:
        event.jets.sort(reverse=True)
    return events


def exact(numbers):
    """Their sum, rounded once."""
    return float(sum(map(Fraction, numbers), Fraction(0)))


def sums(weights):
    weights = list(weights)
    return math.fsum(weights), exact(Fraction(w) ** 2 for w in weights)


class Search(EndToEnd):
    @classmethod
    def setUpClass(cls):
        cls.text = weighted_text()
        cls.events = read(cls.text)
        cls.passing = []  # event, jets, weight
        for event in cls.events:
            jets = [pt for pt in event.jets if pt > 30]
            if len(jets) >= 2 and jets[0] > 60:
                cls.passing.append((event, jets, event.weight * (jets[0] / 100)))

    def run_search(self, *options, events=None, program=PROGRAM):
        self.write("search.cut", program)
        self.write("events.lhco", self.text)
        self.expect(0, "search.cut", events or "events.lhco", *options)
        self.results = self.dir / "search.results"
        self.regions = {r["name"]: r for r in json.loads((self.results / "cutflow.json").read_text())["regions"]}
        self.histograms = json.loads((self.results / "histograms.json").read_text())

    def test_cutflow(self):
        self.run_search("--no-plots")
        two = [(e, [pt for pt in e.jets if pt > 30]) for e in self.events]
        two = [(e, jets) for e, jets in two if len(jets) >= 2]
        expected = [
            [e.weight for e in self.events],
            [e.weight for e, _ in two],
            [e.weight * (jets[0] / 100) for e, jets in two],
            [w for _, _, w in self.passing],
        ]
        cuts = self.regions["SR"]["cuts"]
        self.assertEqual([c["events"] for c in cuts], [len(w) for w in expected])
        self.assertEqual([(c["sumw"], c["sumw2"]) for c in cuts], [sums(w) for w in expected])
        self.assertEqual([c.get("weight", False) for c in cuts], [False, False, True, False])
        # The error of a ratio of sums of the same events: sum of (v - eff w)^2, v = 0 where an event is lost.
        for row, weights, totals in ((3, expected[3], expected[2]),):
            value, down, up = cuts[row]["of_previous"]
            eff = sum(weights) / sum(totals)
            passed = {id(e) for e, _, _ in self.passing}
            variance = sum(((w if id(e) in passed else 0) - eff * w) ** 2
                           for (e, _), w in zip(two, totals)) / sum(totals) ** 2
            self.assertAlmostEqual(value, eff, 12)
            self.assertAlmostEqual(up, math.sqrt(variance), 12)
            self.assertEqual(down, up)
        value, _, up = cuts[2]["of_all"]
        total = sum(expected[0])
        factor = {id(e): jets[0] / 100 for e, jets in two}
        variance = sum((e.weight * factor.get(id(e), 0) - value * e.weight) ** 2 for e in self.events) / total ** 2
        self.assertAlmostEqual(up, math.sqrt(variance), 12)

    def test_histograms(self):
        self.run_search("--no-plots")
        edges = [10 * i for i in range(21)]
        slot = lambda edges, x: sum(x >= e for e in edges)
        filled = [[] for _ in range(22)]
        for _, jets, w in self.passing:
            for pt in jets:
                filled[slot(edges, pt)].append(w)
        self.assert_contents("jet_pt", [sums(w) for w in filled])

        met_edges = [0, 30, 60, 100, 200]
        plane = [[[] for _ in range(6)] for _ in range(22)]
        for event, jets, w in self.passing:
            plane[slot(edges, jets[0])][slot(met_edges, event.met)].append(w)
        storage = self.histograms["SR/plane"]["storage"]
        self.assertEqual(storage["values"], [[sums(w)[0] for w in line] for line in plane])
        self.assertEqual(storage["variances"], [[sums(w)[1] for w in line] for line in plane])

        edges = [20 * i for i in range(11)]
        profile = [[] for _ in range(12)]
        for event, jets, w in self.passing:
            total = 0.0
            for pt in jets:
                total += pt
            profile[slot(edges, event.met)].append((w, total))
        storage = self.histograms["SR/response"]["storage"]
        self.assertEqual(storage["sum_of_weights"], [math.fsum(w for w, _ in entries) for entries in profile])
        for entries, mean, variance in zip(profile, storage["values"], storage["variances"]):
            if len(entries) < 2:
                continue
            sumw, sumw2 = sum(w for w, _ in entries), sum(w * w for w, _ in entries)
            expected = sum(w * y for w, y in entries) / sumw
            self.assertAlmostEqual(mean / expected, 1, 9)
            spread = sum(w * (y - expected) ** 2 for w, y in entries) / (sumw - sumw2 / sumw)
            if spread > 0:  # negative weights can do otherwise
                self.assertAlmostEqual(variance / spread, 1, 6)
            else:
                self.assertEqual(variance, 0)

    def assert_contents(self, name, expected):
        storage = self.histograms[f"SR/{name}"]["storage"]
        self.assertEqual(list(zip(storage["values"], storage["variances"])), expected)

    def test_grid(self):
        self.run_search("--no-plots")
        bins = [[] for _ in range(6)]
        outside = 0
        for event, jets, w in self.passing:
            number = sum(len(jets) >= e for e in (2, 3, 5, 7)) - 1
            if number == 3:
                outside += 1
            else:
                bins[2 * number + (event.met >= 30)].append(w)
        [grid] = self.regions["SR"]["bins"]
        self.assertEqual([(b["events"], b["sumw"], b["sumw2"]) for b in grid["bins"]],
                         [(len(w), *sums(w)) for w in bins])
        self.assertEqual(grid["outside"], outside)
        self.assertGreater(outside, 0)
        self.assertEqual([b["observed"] for b in grid["bins"]], [97, 52, 30, 12, 9, 4])
        self.assertEqual(grid["bins"][1]["background"], [46.2, 6.0, 7.2])
        self.assertEqual(grid["bins"][1]["upper"], [3, None])
        self.assertEqual(self.histograms["SR/search"]["storage"]["values"],
                         [[sums(bins[2 * i])[0], sums(bins[2 * i + 1])[0]] for i in range(3)])

    def test_variations(self):
        self.run_search("--no-plots")
        for name, factor in (("jes_up", 1.03), ("jes_down", 0.97)):
            region = self.regions[f"SR__{name}"]
            self.assertEqual((region["region"], region["variation"]), ("SR", name))
            weights = []
            for event in self.events:
                jets = sorted((pt * factor for pt in event.jets if pt * factor > 30), reverse=True)
                if len(jets) >= 2 and jets[0] > 60:
                    weights.append(event.weight * (jets[0] / 100))
            last = region["cuts"][-1]
            self.assertEqual((last["events"], last["sumw"], last["sumw2"]), (len(weights), *sums(weights)))
            self.assertTrue((self.results / f"rows__{name}.csv").exists())
            self.assertIn(f"SR__{name}/plane", self.histograms)
        record = json.loads((self.results / "run.json").read_text())
        self.assertEqual(record["variations"], ["jes_up", "jes_down"])

    def test_nominal(self):
        self.run_search("--no-plots")
        everything = (self.regions["SR"], self.histograms["SR/plane"], (self.results / "rows.csv").read_bytes())
        self.run_search("--no-plots", "--nominal")
        self.assertEqual(list(self.regions), ["SR"])
        self.assertEqual(everything,
                         (self.regions["SR"], self.histograms["SR/plane"], (self.results / "rows.csv").read_bytes()))
        self.assertEqual({p.name for p in self.results.iterdir()},
                         {"cutflow.json", "histograms.json", "rows.csv", "kept.lhco", "run.json"})

    def test_ntuple(self):
        self.run_search("--no-plots", "--nominal")
        with open(self.results / "rows.csv", newline="") as file:
            rows = list(csv.reader(file))
        self.assertEqual(rows[0], ["event", "weight", "HT"])
        self.assertEqual([float(row[1]) for row in rows[1:]], [w for _, _, w in self.passing])

    def table(self, name):
        with open(self.results / name, newline="") as file:
            return list(csv.DictReader(file))

    def test_tables_of_variations(self):
        """A variation of the weights alone is a column; one of rows or columns has a file."""
        self.run_search("--no-plots", program=TABLES)
        names = sorted(p.name for p in self.results.glob("*.csv"))
        begins = [[name, *(self.results / name).read_text().splitlines()[:3]] for name in names]
        self.assert_golden("search/tables.txt", "".join("\n    ".join(lines) + "\n" for lines in begins))
        efficiencies = {"": (0.8, 0.9), "__trigger_up": (0.9, 0.95), "__trigger_down": (0.7, 0.85),
                        "__muons_up": (0.8, 0.9)}
        for name, lowest in (("A_rows.csv", 30), ("B_rows.csv", 60)):
            rows = self.table(name)
            expected = [(e, max(e.jets)) for e in self.events if sum(pt > 30 for pt in e.jets) >= 2]
            expected = [(e, pt) for e, pt in expected if pt > lowest]
            self.assertEqual(len(rows), len(expected))
            for row, (event, pt) in zip(rows, expected):
                for variation, efficiency in efficiencies.items():
                    self.assertAlmostEqual(float(row["weight" + variation]), event.weight * efficiency[pt >= 60], 12)
        kept = {p.name: p.read_bytes() for p in self.results.iterdir() if p.name != "run.json"}
        for options in (["--backend", "interpreter"], ["--backend", "scalar"], ["--threads", 3]):
            self.run_search("--no-plots", *options, program=TABLES)
            for name, contents in kept.items():
                self.assertEqual((self.results / name).read_bytes(), contents, (name, options))
        self.run_search("--no-plots", "--nominal", program=TABLES)
        self.assertEqual(sorted(p.name for p in self.results.glob("*.csv")),
                         [name for name in names if "__" not in name])

    def test_skim(self):
        self.run_search("--no-plots", "--nominal")
        header = self.text[:self.text.index("\n") + 1]
        self.assertEqual(header.split()[0], "#")
        self.assertEqual((self.results / "kept.lhco").read_text(),
                         header + "".join(e.text for e, _, _ in self.passing))
        record = json.loads((self.results / "run.json").read_text())
        self.assertEqual(record["skims"], {"kept.lhco": len(self.passing)})

    def test_analysing_the_skim_again(self):
        """Also what chance decides depends on the event alone."""
        first_cut = "    select size(jets) >= 2\n"
        program = PROGRAM.replace(first_cut, "    select chance(0.3)\n" + first_cut)
        self.run_search("--no-plots", "--nominal", program=program)
        first = (self.results / "kept.lhco").read_bytes()
        last = self.regions["SR"]["cuts"][-1]
        (self.dir / "skim.lhco").write_bytes(first)
        self.run_search("--no-plots", "--nominal", events="skim.lhco", program=program)
        self.assertEqual((self.results / "kept.lhco").read_bytes(), first)
        self.assertEqual([c["events"] for c in self.regions["SR"]["cuts"]], [last["events"]] * 5)
        self.assertEqual(self.regions["SR"]["cuts"][-1]["sumw"], last["sumw"])
        self.assertTrue(100 < last["events"] < 0.4 * len(self.passing))

    def test_the_same_bits_however_it_runs(self):
        """Threads, back ends, gzip, and the events in three files."""
        self.run_search("--no-plots", "--threads", 1)
        names = [p.name for p in self.results.iterdir() if p.name != "run.json"]
        expected = {name: (self.results / name).read_bytes() for name in names}
        (self.dir / "events.lhco.gz").write_bytes(gzip.compress(self.text.encode()))
        header, *pieces = split_events(self.text)
        third = len(pieces) // 3
        self.write("a.lhco", header + "".join(pieces[:third]))
        self.write("b.lhco", "".join(pieces[third:2 * third]))
        self.write("c.lhco", header + "".join(pieces[2 * third:]))
        for arguments in (["events.lhco.gz", "--threads", 4], ["a.lhco", "b.lhco", "c.lhco"],
                          ["events.lhco", "--backend", "interpreter"], ["events.lhco", "--backend", "scalar"]):
            with self.subTest(arguments):
                self.expect(0, "search.cut", *arguments, "--no-plots", "-o", "other")
                for name in names:
                    self.assertEqual((self.dir / "other" / name).read_bytes(), expected[name], name)

    def test_a_weight_that_is_no_number_is_told(self):
        self.write("a.cut", "object jets from Jet\n    select pt > 200 GeV\n"
                            "region R\n    weight MET.pt / HT(jets) \"ratio\"\n"
                            "    histo met : MET.pt, 4 bins from 0 to 200 GeV\n")
        run = self.expect(0, "a.cut", harness.bundled("ttbar"))
        self.assert_golden("search/infinite_weight.txt", run.err)

    def test_terminal_and_plots(self):
        self.write("search.cut", PROGRAM)
        self.write("events.lhco", self.text)
        run = self.expect(0, "search.cut", "events.lhco", "--dpi", 40)
        self.assert_golden("search/terminal.txt", run.out)
        self.assertEqual({p.name for p in (self.dir / "search.results/plots").iterdir()},
                         {"SR_jet_pt.png", "SR_plane.png", "SR_response.png"})


def split_events(text):
    """What stands before the first event, then each event."""
    pieces = [""]
    for line in text.splitlines(keepends=True):
        if line.split()[:1] == ["0"]:
            pieces.append("")
        pieces[-1] += line
    return pieces


if __name__ == "__main__":
    harness.main()
