"""The example analyses: every backend, number of threads and kind of input gives the same bytes, and they are what the
independent reference computes."""

import itertools
import json
import os
import pathlib

import harness
import reference
from events import events_of
from harness import EndToEnd

BACKENDS = ["vector", "scalar", "interpreter"]
EXAMPLES = harness.SOURCE / "examples"

# The other examples, each with the bundled events it is run on.
FUNCTIONALITY = {"q1": "ww", "q2": "ttbar", "q3": "ttbar", "q4": "ttbar", "q5": "wz", "q6": "ttbar", "q7": "ttbar",
                 "q8": "wz"}
PLOTS = {"p09": "ttbar", "p10": "wz", "p11": "ww", "p12": "hzz4l", "p13": "wz", "p14": "qcd", "p15": "ttbar",
         "p16": "zprime_tt", "p17": "ttbar", "p18": "ttbar"}
ATLAS = {"hzz4l": "hzz4l"}
SAMPLES = FUNCTIONALITY | PLOTS | ATLAS
FOLDERS = {name: folder for folder, names in (("adl", FUNCTIONALITY), ("plots", PLOTS), ("atlas", ATLAS))
           for name in names}

REAL_EVENTS = "Run2012B_SingleMu_1000.lhco.gz"  # CMS open data; not part of the project


def example(name):
    return EXAMPLES / FOLDERS[name] / f"{name}.cut"


def samples():
    """The folder of the full samples, or None."""
    folder = os.environ.get("COLLMC_SAMPLES")
    return pathlib.Path(folder) if folder else None


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


class Examples(EndToEnd):
    """The functionality tasks, the plotting questions and the ATLAS measurement."""

    def check(self, name, events):
        for backend in BACKENDS:
            with self.subTest(f"{name} {pathlib.Path(events).name} {backend}"):
                self.expect(0, example(name), events, "-o", name, "--backend", backend, "--no-plots")
                self.assertEqual(reference.compare(name, self.dir / name, [str(events)]), [])

    def test_every_example_has_a_reference(self):
        files = {p.stem for folder in ("adl", "plots", "atlas") for p in (EXAMPLES / folder).glob("*.cut")}
        self.assertEqual(files, set(SAMPLES))
        self.assertEqual(files | set(harness.SAMPLES), set(reference.ANALYSES))

    def test_bundled_events(self):
        for name, sample in SAMPLES.items():
            self.check(name, harness.EVENTS / f"{sample}.lhco.gz")

    def test_full_samples(self):
        if samples() is None:
            self.skipTest("COLLMC_SAMPLES is not set")
        for name, sample in SAMPLES.items():
            self.check(name, samples() / f"{sample}.lhco.gz")

    def test_real_events(self):
        """The functionality tasks on events of the CMS detector, which know nothing of the simulation's habits."""
        if samples() is None or not (samples() / REAL_EVENTS).exists():
            self.skipTest(f"there is no {REAL_EVENTS} in COLLMC_SAMPLES")
        for name in FUNCTIONALITY | PLOTS:
            self.check(name, samples() / REAL_EVENTS)

    def test_no_warnings(self):
        for name in SAMPLES:
            with self.subTest(name):
                self.assertEqual(self.expect(0, "check", example(name)).err, "")


class Cutflows(EndToEnd):
    """The number of events after each cut, kept in a file so that the reference cannot drift together with the code."""

    def test_bundled_events(self):
        known = json.loads((harness.GOLDEN / "cutflows.json").read_text())["bundled"]
        self.assertEqual(set(known), set(reference.ANALYSES))
        for name, numbers in known.items():
            sample = (harness.SAMPLES | SAMPLES)[name]
            results = reference.ANALYSES[name](events_of(str(harness.EVENTS / f"{sample}.lhco.gz")))
            self.assertEqual(results.events, numbers, name)

    def test_full_samples(self):
        """The samples of 10,000 events from which the bundled ones were cut, where COLLMC_SAMPLES names their folder."""
        if samples() is None:
            self.skipTest("COLLMC_SAMPLES is not set")
        known = json.loads((harness.GOLDEN / "cutflows.json").read_text())["full samples"]
        for name, numbers in known.items():
            analysis = example(name) if name in FOLDERS else harness.EXAMPLES / f"{name}.cut"
            events = samples() / f"{(harness.SAMPLES | SAMPLES)[name]}.lhco.gz"
            for backend in BACKENDS:
                with self.subTest(f"{name} {backend}"):
                    self.expect(0, analysis, events, "-o", name, "--backend", backend, "--no-plots")
                    cuts = json.loads((self.dir / name / "cutflow.json").read_text())["regions"][0]["cuts"]
                    self.assertEqual([cut["events"] for cut in cuts], numbers)
                    self.assertEqual(reference.compare(name, self.dir / name, [str(events)]), [])


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
