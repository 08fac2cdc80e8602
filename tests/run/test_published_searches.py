"""The published searches of examples/searches: on random events that reach the ends of their cutflows, against the
reference; on all bundled events, against a golden cutflow."""

import json
import math
import re

import harness
import random_events
import searches
from events import events_of
from harness import EndToEnd

BACKENDS = ["vector", "scalar", "interpreter"]
FILES = harness.SOURCE / "examples/searches"


def axis_edges(axis):
    if axis["type"] == "variable":
        return axis["edges"]
    return [axis["lower"] + (axis["upper"] - axis["lower"]) * i / axis["bins"] for i in range(axis["bins"] + 1)]


def flat(values):
    return [v for part in values for v in flat(part)] if isinstance(values, list) else [values]


class Searches(EndToEnd):
    def regions(self, directory, variation=""):
        regions = json.loads((self.dir / directory / "cutflow.json").read_text())["regions"]
        names = (r["name"].partition("__") for r in regions)
        return {name: region["cuts"] for (name, _, own), region in zip(names, regions) if own == variation}

    def assert_same(self, expected, directory, variation=""):
        """Cutflows and grids of one world."""
        flows, grids = expected
        found = self.regions(directory, variation)
        for region, rows in flows.items():
            self.assertEqual([c["events"] for c in found[region]], [n for n, _ in rows], (region, variation))
            for cut, (_, weight) in zip(found[region], rows):
                self.assertTrue(math.isclose(cut["sumw"], weight, rel_tol=1e-12), (region, cut, weight))
        histograms = json.loads((self.dir / directory / "histograms.json").read_text())
        for name, fills in grids.items():
            region, _, own = name.partition("/")
            histogram = histograms[f"{region}__{variation}/{own}" if variation else name]
            axes = [(axis_edges(axis), axis["overflow"]) for axis in histogram["axes"]]
            values = flat(histogram["storage"]["values"])
            for found_bin, wanted in zip(values, searches.contents(fills, axes), strict=True):
                self.assertTrue(math.isclose(found_bin, wanted, rel_tol=1e-12), (name, variation, values))

    def test_every_search_has_a_reference(self):
        self.assertEqual({p.stem for p in FILES.glob("*.cut")}, set(searches.SEARCHES))

    def test_random_events(self):
        for number, name in enumerate(searches.SEARCHES):
            events = self.write(f"{name}.lhco", random_events.text(name, 1500, seed=number))
            expected = searches.cutflows(name, events_of(str(events)))
            varied = {variation: searches.cutflows(name, (searches.scaled(e, *what) for e in events_of(str(events))))
                      for variation, what in searches.SCALES.get(name, {}).items()}
            for backend in BACKENDS:
                with self.subTest(f"{name} {backend}"):
                    self.expect(0, FILES / f"{name}.cut", events, "-o", backend, "--backend", backend,
                                "--no-plots", "--quiet")
                    self.assert_same(expected, backend)
                    for variation, other in varied.items():
                        self.assert_same(other, backend, variation)

    def test_random_events_reach_the_end(self):
        """A region of which no event is left tests nothing."""
        for number, name in enumerate(searches.SEARCHES):
            events = self.write("events.lhco", random_events.text(name, 1500, seed=number))
            flows, grids = searches.cutflows(name, events_of(str(events)))
            for region, rows in flows.items():
                self.assertGreater(rows[-1][0], 0, f"{name} {region}")
            for grid, fills in grids.items():
                self.assertGreater(len(fills), 0, f"{name} {grid}")

    def test_backends_agree(self):
        for name in searches.SEARCHES:
            events = self.write("events.lhco", random_events.text(name, 300, seed=7))
            files = []
            for backend, threads in [("vector", 1), ("vector", 2), ("interpreter", 1)]:
                directory = self.dir / f"{name}-{backend}-{threads}"
                self.expect(0, FILES / f"{name}.cut", events, "-o", directory, "--backend", backend,
                            "--threads", threads, "--no-plots", "--quiet")
                files.append({p.name: p.read_bytes() for p in directory.iterdir() if p.name != "run.json"})
            for other in files[1:]:
                self.assertTrue(other == files[0], name)

    def test_golden_cutflows(self):
        """All regions and variations, on all bundled events."""
        events = sorted(harness.EVENTS.glob("*.lhco.gz"))
        for name in searches.SEARCHES:
            with self.subTest(name):
                self.expect(0, FILES / f"{name}.cut", *events, "-o", name, "--no-plots", "--quiet")
                lines = []
                for region in json.loads((self.dir / name / "cutflow.json").read_text())["regions"]:
                    lines.append(region["name"])
                    lines += [f"{c['events']:8d} {c['sumw']:12.4f}  {c['label']}" for c in region["cuts"]]
                self.assert_golden(f"searches/{name}.txt", "\n".join(lines) + "\n")

    def test_no_warnings(self):
        """But for what a search over all divisions or assignments costs."""
        for name in searches.SEARCHES:
            with self.subTest(name):
                said = self.expect(0, "check", FILES / f"{name}.cut").err
                self.assertEqual(set(re.findall(r"\b[EW]\d{4}\b", said)) - {"W1001"}, set(), said)


if __name__ == "__main__":
    harness.main()
