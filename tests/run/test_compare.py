"""`collmc compare`: where the results of two runs differ, and by how much more than chance.

Numbers are computed anew, in plain Python; everything compared with itself agrees bit for bit, and swapping the two swaps
the signs of all differences.
"""

import json
import math
import shutil

import harness
from harness import EndToEnd

WW = harness.EVENTS / "ww.lhco.gz"
WEIGHTED = """\
object jets from Jet
    select pt > 30 GeV

region SR
    select size(jets) >= 1
    weight 0.5 + MET.pt / 100 GeV
    select MET.pt > 20 GeV
    histo met : MET.pt, 20 bins from 0 to 100 GeV
    histo plane : MET.pt, 5 bins from 0 to 100 GeV by jets[0].pt, 4 bins from 0 to 200 GeV
    profile mean : jets[0].pt by MET.pt, 5 bins from 0 to 100 GeV
    bins grid
        by MET.pt : 20, 40, 80 GeV and above
"""


def upper_gamma(a, x):
    """The regularised upper incomplete gamma function for half-integer and integer a, by its recurrence."""
    if a == int(a):
        term, total = math.exp(-x), 0.0
        for k in range(int(a)):
            total += term
            term *= x / (k + 1)
        return total
    q, s = math.erfc(math.sqrt(x)), 0.5
    while s < a:
        q += math.exp(s * math.log(x) - x - math.lgamma(s + 1))
        s += 1
    return q


def grouped(first, second):
    """Two counted histograms with neighbours put together until 5 events are expected in both."""
    total1, total2 = sum(first), sum(second)
    share, groups, a, b = min(total1, total2) / (total1 + total2), [], 0, 0
    for n, m in zip(first, second):
        a, b = a + n, b + m
        if (a + b) * share >= 5:
            groups.append([a, b])
            a = b = 0
    if groups:
        groups[-1][0] += a
        groups[-1][1] += b
    return groups or [[a, b]]


class Comparing(EndToEnd):
    def results(self, name, text, *options, events=WW):
        self.expect(0, self.write(f"{name}.cut", text), events, "--no-plots", "--quiet", "-o", name, *options)
        return name

    def ww(self, name, *options, change=("", ""), events=WW):
        text = (harness.EXAMPLES / "ww.cut").read_text(encoding="utf-8").replace(*change)
        return self.results(name, text, *options, events=events)

    def halves(self, text=None):
        text = text or (harness.EXAMPLES / "ww.cut").read_text(encoding="utf-8")
        return self.results("one", text, "--events", "1:2000"), self.results("two", text, "--events", "2001:")

    def found(self, code, *arguments):
        found = json.loads(self.expect(code, "compare", *arguments, "--json").out)
        self.assertEqual(found["schema"], "collmc.compare/1")
        self.assertEqual(found["agree"], code == 0)
        return found


class Text(Comparing):
    def test_same_events(self):
        self.ww("before")
        self.ww("after", change=("MET.pt > 30 GeV", "MET.pt > 50 GeV"))
        said = ""
        for code, arguments in ((0, ("before", "before")), (1, ("before", "after")), (1, ("before", "after", "--exact"))):
            said += f"$ collmc compare {' '.join(arguments)}\n{self.expect(code, 'compare', *arguments).out}\n"
        self.assert_golden("compare/same_events.txt", said)

    def test_independent_samples(self):
        self.ww("ww")
        self.ww("wjets", events=harness.EVENTS / "wjets.lhco.gz")
        said = ""
        for arguments in (("ww", "wjets"), ("ww", "wjets", "--counts")):
            said += f"$ collmc compare {' '.join(arguments)}\n{self.expect(1, 'compare', *arguments).out}\n"
        self.assert_golden("compare/independent.txt", said)

    def test_weights(self):
        self.halves(WEIGHTED)
        said = ""
        for arguments in (("one", "two"), ("one", "two", "--same-events")):
            run = self.collmc("compare", *arguments)
            said += f"$ collmc compare {' '.join(arguments)}\n{run.out}[exit {run.code}]\n\n"
        self.assert_golden("compare/weights.txt", said)

    def test_json(self):
        self.ww("before")
        self.ww("after", change=("b veto", "no b jet"))
        self.write("paper.json", '{"regions": [{"name": "WW", "cuts": [{"label": "all events", "events": 40000},'
                                 ' {"label": "exactly one lepton", "sumw": 14000.5, "error": 99.5}]}]}')
        self.assert_golden("compare/published.json", self.expect(1, "compare", "before", "paper.json", "--json").out
                           .replace(str(WW), "WW"))
        self.expect(0, "compare", "before", "paper.json", "--common")
        renamed = self.found(0, "before", "after")
        self.assertIn(["b veto", "no b jet"], [[cut["first"]["label"], cut["second"]["label"]]
                                               for cut in renamed["regions"][0]["cuts"]])
        self.assertEqual([remark["what"] for remark in renamed["remarks"]], ["programs"])


class Properties(Comparing):
    def test_itself(self):
        for path in [*sorted(harness.EXAMPLES.glob("*.cut")), self.write("weighted.cut", WEIGHTED)]:
            with self.subTest(path.name):
                self.expect(0, path, harness.EVENTS / "ttbar.lhco.gz", "--events", "1:300", "--no-plots", "--quiet", "-o",
                            "results", "--dialect", "delphes")
                for options in ((), ("--exact",), ("--independent",), ("--counts", "--independent"),
                                ("--tolerance", "0"), ("--sigma", "0.001")):
                    found = self.found(0, "results", "results", *options)
                    self.assertTrue(all(region["equal"] for region in found["regions"]))
                    self.assertTrue(all(histogram["equal"] for histogram in found["histograms"]))

    def assert_swapped(self, there, back):
        self.assertEqual((there["agree"], there["events"], there["quantity"]),
                         (back["agree"], back["events"], back["quantity"]))
        self.assertEqual([region["first"] for region in there["regions"]], [region["second"] for region in back["regions"]])
        for one, two in zip(there["regions"], back["regions"]):
            for a, b in zip(one["cuts"], two["cuts"]):
                self.assertEqual((a["first"], a["second"], a["differs"]), (b["second"], b["first"], b["differs"]))
                if a["difference"]:
                    self.assertAlmostEqual(a["difference"]["pull"], -b["difference"]["pull"], places=9)
                    self.assertEqual(a["difference"]["up"], b["difference"]["down"])
        for a, b in zip(there["histograms"], back["histograms"]):
            self.assertEqual((a["first"], a["first_side"], a["differs"], a["ndf"]),
                             (b["second"], b["second_side"], b["differs"], b["ndf"]))
            self.assertAlmostEqual(a["chi2"], b["chi2"], places=9)
            if a["largest"]:
                self.assertAlmostEqual(abs(a["largest"]["pull"]), abs(b["largest"]["pull"]), places=9)

    def test_swapped(self):
        self.ww("ww")
        self.ww("wjets", events=harness.EVENTS / "wjets.lhco.gz")
        self.halves(WEIGHTED)
        for first, second in (("ww", "wjets"), ("one", "two")):
            for options in ((), ("--counts",), ("--same-events",), ("--sigma", "1"), ("--tolerance", "0.1")):
                with self.subTest(f"{first} {second} {options}"):
                    there, back = (json.loads(self.collmc("compare", *pair, *options, "--json").out)
                                   for pair in ((first, second), (second, first)))
                    self.assert_swapped(there, back)

    def test_halves_of_a_sample_agree(self):
        found = self.found(0, *self.halves())
        self.assertEqual((found["events"], found["chosen_by"], found["quantity"]),
                         ("independent", "records", "efficiencies"))
        self.assertIn("share no event", found["because"])
        self.found(0, *self.halves(WEIGHTED))

    def test_chi2_is_that_of_the_formula(self):
        one, two = self.halves()
        found = {histogram["first"]: histogram for histogram in self.found(0, one, two)["histograms"]}
        files = [json.loads((self.dir / name / "histograms.json").read_text()) for name in (one, two)]
        self.assertGreater(len(found), 5)
        for key, histogram in found.items():
            first, second = ([int(n) for n in file[key]["storage"]["values"]] for file in files)
            N, M, groups = sum(first), sum(second), grouped(first, second)
            chi2 = sum((N * m - M * n) ** 2 / (n + m) for n, m in groups) / N / M
            self.assertAlmostEqual(histogram["chi2"], chi2, places=9)
            self.assertEqual((histogram["ndf"], histogram["bins"]), (len(groups) - 1, len(groups)))
            self.assertAlmostEqual(histogram["probability"], upper_gamma(histogram["ndf"] / 2, chi2 / 2), places=9)
            pull = max(((N * m - M * n) / math.sqrt(N * M * (n + m)) for n, m in groups), key=abs)
            self.assertAlmostEqual(histogram["largest"]["pull"], pull, places=9)
            self.assertAlmostEqual(histogram["total"]["pull"], (M - N) / math.sqrt(N + M), places=9)

    def test_pulls_are_those_of_the_errors(self):
        one, two = self.halves()
        cuts = self.found(0, one, two)["regions"][0]["cuts"]
        self.assertNotIn("efficiency", cuts[0]["first"])
        for cut in cuts[1:]:
            (a, a_down, a_up), (b, b_down, b_up) = cut["first"]["efficiency"], cut["second"]["efficiency"]
            self.assertEqual(a, cut["first"]["events"] / 2000)
            error = math.hypot(b_down, a_up) if b > a else math.hypot(b_up, a_down)
            self.assertAlmostEqual(cut["difference"]["pull"], (b - a) / error, places=9)
        for cut in self.found(0, one, two, "--counts")["regions"][0]["cuts"]:
            n, m = cut["first"]["events"], cut["second"]["events"]
            self.assertAlmostEqual(cut["difference"]["pull"], (m - n) / math.sqrt(n + m), places=9)


class Rules(Comparing):
    def cutflow(self, name, *events):
        rows = [{"label": f"cut {i}", "events": n} for i, n in enumerate(events)]
        return self.write(name, json.dumps({"regions": [{"name": "SR", "cuts": rows}]})).name

    def test_tolerance(self):
        a, b = self.cutflow("a.json", 1000, 100), self.cutflow("b.json", 1000, 101)
        self.found(0, a, b)
        self.found(1, a, b, "--same-events")
        self.found(0, a, b, "--same-events", "--sigma", "3")
        self.found(1, a, b, "--tolerance", "1e-12")
        self.found(0, a, b, "--tolerance", "0.01")
        self.found(1, a, b, "--exact")
        self.found(1, self.cutflow("twice.json", 2000, 200), a, "--tolerance", "0.01", "--counts")
        self.found(0, self.cutflow("twice.json", 2000, 200), a, "--tolerance", "0.01")

    def test_sigma(self):
        a, b = self.cutflow("a.json", 1000, 100), self.cutflow("b.json", 500, 80)
        pull = self.found(1, a, b)["regions"][0]["cuts"][1]["difference"]["pull"]
        self.assertTrue(3 < pull < 4, pull)
        self.found(0, a, b, "--sigma", "4")

    def test_other_bins(self):
        self.ww("before")
        self.ww("after", change=("mT_W, 40 bins", "mT_W, 20 bins"))
        found = self.found(0, "before", "after")
        self.assertEqual([h["first"] for h in found["histograms"] if h["merged"]], ["WW/mT_W"])
        self.found(1, "before", "after", "--exact")
        self.ww("other", change=("mT_W, 40 bins", "mT_W, 30 bins"))
        histogram = self.found(1, "before", "other")["histograms"][0]
        self.assertEqual(histogram["not_compared"], "40 bins from 30 to 150 GeV, and 30 bins from 30 to 150 GeV")

    def test_a_single_file_has_the_record_beside_it(self):
        self.ww("ww")
        found = self.found(0, "ww/cutflow.json", "ww/cutflow.json")
        self.assertEqual((found["events"], found["first"]["histograms"]), ("same", False))
        shutil.copy(self.dir / "ww/cutflow.json", self.dir / "copy.json")
        found = self.found(0, "ww", "copy.json")
        self.assertEqual((found["events"], found["chosen_by"]), ("independent", "no record"))
        self.assertEqual([remark["what"] for remark in found["remarks"]], ["histograms"])

    def test_other_versions_and_options(self):
        self.ww("a")
        self.ww("b")
        path = self.dir / "b/run.json"
        record = json.loads(path.read_text())
        record["collmc"], record["options"]["on-bad-event"] = "0.0.9", "skip"
        path.write_text(json.dumps(record))
        out = self.expect(0, "compare", "a", "b").out
        self.assertIn("run by other versions: collmc " + json.loads((self.dir / "a/run.json").read_text())["collmc"]
                      + " and 0.0.9\n", out)
        self.assertIn("other options: on-bad-event fail and skip\n", out)


class BadInput(Comparing):
    def test_messages(self):
        self.ww("ww")
        whole = (self.dir / "ww/cutflow.json").read_text()
        self.write("cut.json", whole[:len(whole) // 2])
        self.write("empty.json", "")
        self.write("words.json", "region SR\n")
        self.write("other.json", '{"a": 1}')
        self.write("rows.json", '{"regions": [{"name": "SR", "cuts": [{"label": "all"}]}]}')
        self.write("newer.json", (self.dir / "ww/histograms.json").read_text().replace('"uhi_schema": 1', '"uhi_schema": 2'))
        (self.dir / "nothing").mkdir()
        for name in ("lost", "future"):
            shutil.copytree(self.dir / "ww", self.dir / name)
        (self.dir / "lost/histograms.json").unlink()
        record = (self.dir / "future/run.json")
        record.write_text(record.read_text().replace("collmc.run/1", "collmc.run/9"))
        said = ""
        for path in ("nowhere", "nothing", "empty.json", "cut.json", "words.json", "other.json", "rows.json", "newer.json",
                     "lost", "future", "ww/run.json"):
            run = self.expect(3, "compare", "ww", path)
            self.assertEqual(run.out, "")
            said += run.err
        said += self.expect(3, "compare", "ww/cutflow.json", "ww/histograms.json").err
        said += self.expect(3, "compare", "nowhere", "nothing").err
        self.assert_golden("compare/bad_input.txt", said)

    def test_as_records(self):
        run = self.expect(3, "compare", "nowhere", "nowhere", "--json")
        records = [json.loads(line) for line in run.out.splitlines()]
        self.assertEqual([record["code"] for record in records[:2]], ["E0902", "E0902"])
        self.assertEqual(run.err, "")


if __name__ == "__main__":
    harness.main()
