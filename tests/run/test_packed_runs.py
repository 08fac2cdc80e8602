"""Runs over packed events have the results of runs over their text."""

import gzip
import json
import re
import shutil
import subprocess

import harness
from harness import EndToEnd
from packed_text import COUNTS_MET, ODD, text_events, without_places

SAMPLES = sorted(path.name for path in harness.EVENTS.glob("*.lhco.gz"))


class Runs(EndToEnd):
    """A run over packed events has the results of the run over their text."""

    def results(self, *arguments):
        shutil.rmtree(self.dir / "out", ignore_errors=True)
        run = self.expect(0, *arguments, "--no-plots", "-o", "out")
        files = {path.name: path.read_bytes() for path in (self.dir / "out").iterdir() if path.name != "run.json"}
        record = without_places(json.loads((self.dir / "out/run.json").read_text()))
        return files, record, run

    def assert_same(self, program, text, packed_file, *options):
        files, record, run = self.results(program, text, *options)
        packed_files, packed_record, packed_run = self.results(program, packed_file, *options)
        for name in files:
            if not name.endswith(".lhco"):
                self.assertEqual(files[name], packed_files[name], name)
            else:
                self.assertEqual(text_events(files[name].decode()), text_events(packed_files[name].decode()), name)
        self.assertEqual(packed_files.keys(), files.keys())
        if "--events" in options:
            return  # how much is read beyond the range, and told of, is a matter of chunks
        names = {str(text): "EVENTS", str(packed_file): "EVENTS"}
        told, packed_told = (self.with_names(r.err + r.out, names) for r in (run, packed_run))
        self.assertEqual(told, packed_told)
        self.assertEqual(json.loads(self.with_names(json.dumps(record), names)),
                         json.loads(self.with_names(json.dumps(packed_record), names)))

    @staticmethod
    def with_names(text, names):
        for name, to in names.items():
            text = text.replace(name, to)
        return text

    def test_examples(self):
        self.pack_samples()
        programs = sorted((harness.SOURCE / "examples").glob("*/*.cut"))
        self.assertGreater(len(programs), 30)
        for i, program in enumerate(programs):
            sample = self.sample_for(program, i)
            with self.subTest(program.name, sample=sample):
                self.assert_same(program, harness.EVENTS / f"{sample}.lhco.gz", f"{sample}.lhcp", "--dialect",
                                 self.dialect_of(program))

    def pack_samples(self):
        for sample in SAMPLES:
            self.expect(0, "pack", harness.EVENTS / sample, "-o", sample.replace(".lhco.gz", ".lhcp"), "--quiet")

    @staticmethod
    def sample_for(program, index):
        named = harness.SAMPLES.get(program.stem, program.stem)
        names = [sample.removesuffix(".lhco.gz") for sample in SAMPLES]
        return named if named in names else names[index % len(names)]

    @staticmethod
    def dialect_of(program):
        match = re.search(r"^\s*(?:dialect|for)\s+(\w+)", program.read_text(), re.MULTILINE)
        return match.group(1).lower() if match and match.group(1).lower() in ("delphes", "pgs") else "delphes"

    def test_backends_and_threads(self):
        self.write("events.lhco", ODD * 3)
        self.write("a.cut", COUNTS_MET)
        self.expect(0, "pack", "events.lhco", "-o", "events.lhcp")
        for options in (["--backend=scalar"], ["--backend=interpreter"], ["--threads=1"], ["--threads=3"],
                        ["--events", "3:9"], ["--events", "4:"], ["--events", ":2"], ["--events", "18:18"]):
            with self.subTest(options):
                self.assert_same("a.cut", "events.lhco", "events.lhcp", *options)

    def test_ranges_over_many_blocks(self):
        text = gzip.decompress((harness.EVENTS / "ww.lhco.gz").read_bytes())
        self.write("many.lhco", text * 4)
        self.expect(0, "pack", "many.lhco", "-o", "many.lhcp")
        self.analysis("ww")
        for events in ("1:1", "2048:2049", "5000:9500", "16000:", "15999:20000"):
            with self.subTest(events):
                files, _, run = self.results("ww.cut", "many.lhco", "--events", events)
                packed_files, _, packed_run = self.results("ww.cut", "many.lhcp", "--events", events)
                self.assertEqual(files, packed_files)

    def test_mixed_inputs(self):
        for name in ("ww", "wz"):
            self.expect(0, "pack", harness.EVENTS / f"{name}.lhco.gz", "-o", f"{name}.lhcp", "--quiet")
        self.analysis("ww")
        ww, wz = harness.EVENTS / "ww.lhco.gz", harness.EVENTS / "wz.lhco.gz"
        expected = self.results("ww.cut", ww, wz, "--events", "3000:5000")[0]
        for inputs in (["ww.lhcp", wz], [ww, "wz.lhcp"], ["ww.lhcp", "wz.lhcp"]):
            self.assertEqual(self.results("ww.cut", *inputs, "--events", "3000:5000")[0], expected)

    def test_content_tells_what_a_file_is(self):
        self.expect(0, "pack", harness.bundled("ww"), "-o", "events.lhco.gz", "--quiet")
        self.analysis("ww")
        self.assertEqual(self.results("ww.cut", "events.lhco.gz")[0], self.results("ww.cut", harness.bundled("ww"))[0])
        with open(self.dir / "events.lhco.gz", "rb") as file:
            command = [str(harness.BINARY), "ww.cut", "-", "--no-plots", "--quiet", "-o", "stdin"]
            done = subprocess.run(command, cwd=self.dir, stdin=file, capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_skims(self):
        self.write("events.lhco", ODD * 2)
        self.expect(0, "pack", "events.lhco", "-o", "events.lhcp")
        self.write("a.cut", COUNTS_MET.replace("    histo", "    skim kept\n    histo"))
        self.assert_same("a.cut", "events.lhco", "events.lhcp")
        self.assert_same("a.cut", "events.lhco", "events.lhcp", "--events", "2:9")
        kept = (self.dir / "out/kept.lhco").read_text()
        self.assertTrue(kept.startswith("# odd ones, by hand\n"), kept[:100])

    def test_explained_event(self):
        self.expect(0, "pack", harness.bundled("hgg"), "-o", "events.lhcp", "--quiet")
        self.analysis("hgg")
        text = self.expect(0, "hgg.cut", harness.bundled("hgg"), "--explain-event", "56").out
        run = self.expect(0, "hgg.cut", "events.lhcp", "--explain-event", "56").out
        self.assertEqual(run.replace("events.lhcp", str(harness.bundled("hgg"))), text)

    def test_the_record_names_the_source(self):
        self.expect(0, "pack", harness.bundled("ww"), "-o", "events.lhcp", "--quiet")
        self.analysis("ww")
        self.results("ww.cut", "events.lhcp")
        entry, = json.loads((self.dir / "out/run.json").read_text())["inputs"]
        self.assertRegex(entry["checksum"], r"^xxh64-directory:[0-9a-f]{16}$")
        source, = entry["packed_from"]
        self.assertEqual((source["path"], source["events"]), (str(harness.bundled("ww")), 4000))

    def test_comparison_knows_the_events(self):
        self.expect(0, "pack", harness.bundled("ww"), "-o", "events.lhcp", "--quiet")
        self.analysis("ww")
        self.expect(0, "ww.cut", "events.lhcp", "--no-plots", "-o", "one")
        self.expect(0, "ww.cut", harness.bundled("ww"), "--no-plots", "-o", "two")
        run = self.expect(0, "compare", "one", "two", "--json")
        self.assertIn("the same checksums", run.out)

    def test_dialects(self):
        self.expect(0, "pack", harness.bundled("ww"), "-o", "events.lhcp", "--quiet")
        self.write("a.cut", "object b from Jet\n    select btagged(bit 1)\nregion R\n    select size(b) > 0\n")
        self.expect(0, "a.cut", "events.lhcp", "--no-plots")
        self.write("pgs.lhco", "0 1 2\n1 4 0 6.1 40 5 3 2 1 0 0\n")
        self.expect(0, "pack", "pgs.lhco", "-o", "pgs.lhcp")
        run = self.expect(3, "a.cut", "pgs.lhcp", "--no-plots")
        self.assertIn("PGS", run.err)


if __name__ == "__main__":
    harness.main()
