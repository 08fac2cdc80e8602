"""The five analyses on the bundled events: every backend, number of threads and kind of input gives the same bytes, and
they are what the independent reference computes."""

import itertools
import json
import os
import unittest

import harness
import reference
from harness import EndToEnd

BACKENDS = ["vector", "scalar", "interpreter"]


class FiveAnalyses(EndToEnd):
    def check(self, name):
        analysis, packed = self.analysis(name), harness.bundled(name)
        plain = self.write("events.lhco", harness.bundled_text(harness.SAMPLES[name]))
        wanted = {"cutflow.json", "histograms.json"} | {f"{n}.csv" for n in self.expected(name).ntuples}
        first = None
        for backend, threads, events in itertools.product(BACKENDS, [1, 2], [plain, packed]):
            combination = f"{backend}-{threads}-{'gz' if events == packed else 'plain'}"
            with self.subTest(combination):
                directory = self.dir / combination
                self.expect(0, analysis, events, "-o", directory, "--backend", backend, "--threads", threads,
                            "--no-plots")
                files = {p.name: p.read_bytes() for p in directory.iterdir() if p.name != "run.json"}
                self.assertEqual(set(files), wanted)
                if first is None:
                    first = files
                    self.assertEqual(reference.compare(name, directory, [str(plain)]), [])
                for file in wanted:
                    self.assertTrue(files[file] == first[file], f"{file} of {combination} has other bytes")

    def expected(self, name):
        return reference.ANALYSES[name](reference.events_of(str(harness.bundled(name))))

    def test_ww(self):
        self.check("ww")

    def test_ttbar(self):
        self.check("ttbar")

    def test_hgg(self):
        self.check("hgg")

    def test_wz(self):
        self.check("wz")

    def test_vbf(self):
        self.check("vbf")


class Cutflows(EndToEnd):
    """The number of events after each cut, kept in a file so that the reference cannot drift together with the code."""

    def test_bundled_events(self):
        known = json.loads((harness.GOLDEN / "cutflows.json").read_text())["bundled"]
        for name, numbers in known.items():
            results = reference.ANALYSES[name](reference.events_of(str(harness.bundled(name))))
            self.assertEqual([events for _, events in results.cuts], numbers, name)

    def test_full_samples(self):
        """The samples of 10,000 events from which the bundled ones were cut, where COLLMC_SAMPLES names their folder."""
        folder = os.environ.get("COLLMC_SAMPLES")
        if not folder:
            self.skipTest("COLLMC_SAMPLES is not set")
        known = json.loads((harness.GOLDEN / "cutflows.json").read_text())["full samples"]
        for name, numbers in known.items():
            events = os.path.join(folder, f"{harness.SAMPLES[name]}.lhco.gz")
            for backend in BACKENDS:
                with self.subTest(f"{name} {backend}"):
                    self.expect(0, harness.EXAMPLES / f"{name}.cut", events, "-o", name, "--backend", backend,
                                "--no-plots")
                    cuts = json.loads((self.dir / name / "cutflow.json").read_text())["regions"][0]["cuts"]
                    self.assertEqual([cut["events"] for cut in cuts], numbers)
                    self.assertEqual(reference.compare(name, self.dir / name, [events]), [])


class SeveralInputs(EndToEnd):
    def test_parts_give_the_same_as_the_whole(self):
        text = harness.bundled_text("ww").splitlines(keepends=True)
        headers = [i for i, line in enumerate(text) if line.split()[:1] == [b"0"]]
        first, second = headers[700], headers[2900]
        parts = [self.write("a.lhco", b"".join(text[:first])), self.write("b.lhco", b"".join(text[first:second])),
                 self.write("c.lhco", b"".join(text[second:]))]
        analysis = self.analysis("ww")
        self.expect(0, analysis, harness.bundled("ww"), "-o", "whole", "--no-plots")
        self.expect(0, analysis, *parts, "-o", "parts", "--no-plots", "--threads", 2)
        for file in ("cutflow.json", "histograms.json", "mlp.csv"):
            self.assertTrue((self.dir / "whole" / file).read_bytes() == (self.dir / "parts" / file).read_bytes(), file)


if __name__ == "__main__":
    harness.main()
