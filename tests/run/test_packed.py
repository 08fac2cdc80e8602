"""Packed events: pack, unpack, info, runs over packed events, and --cache. An independent reader of the format finds the
values of the text; a run finds the results of the text; what is damaged is named."""

import gzip
import json
import os
import re
import shutil
import struct
import subprocess
import time
import zlib

import harness
from harness import EndToEnd
import packed

SAMPLES = sorted(path.name for path in harness.EVENTS.glob("*.lhco.gz"))

ODD = """# odd ones, by hand
#  typ eta phi pt

0 1 0
0 2 7 0.25
1 4 1 1 20 1 1 0 1 0 0
0 3 7 -1.5e-3
BeginEvent
1 5 1 1 20 1 1 0 1 0 0
2 4 1.25 -3.1 10.123456789012345 1 1 0 1 0 0
3 6 0.7 1 20 0 0 0 0 0 0
4 4 1 1 20 1 -0.0 0 1 0 0
5 7.0 9 9 9 9 9 9 9 9 9
6 6 0 2 21 0 0 0 0 0 0
7 0 -1 3.1415 20 1 -0.00 0 999.9 0 0
8 -3 0 0 1 0 0 0 0
0 123456789 4294967296
1 2 1e-7 6.283 1e300 1e-300 -1 3 12.34 0 0
2 1 1e-7 0.1 900719925474099.3 0.11 1 3 12.34 0 0
3 3 5 0.1 0 0.11 1 2.5 12.34 0 0
0 5 0
""" + "".join(f"{row} {row % 7} 1.5 -1 {row % 977}.25 1 1 0 1 0 0\n" for row in range(1, 10001)) + "0 0.5 1.25 1e10\n"

COUNTS_MET = """region R
    select MET.pt > 30 GeV
    histo met : MET.pt, 10 bins from 0 to 100 GeV
    ntuple t : MET.pt as met, size(Jet) as jets, size(Electron) as electrons
"""


def text_events(text):
    """(number, trigger, weight, [(row, typ, values)]) of each event: the rows of LHCO text, read the plain way."""
    events = []
    for line in text.splitlines():
        numbers = line.partition("#")[0].split()
        if len(numbers) < 2 or not re.match(r"[-+.\d]", numbers[0]):
            continue
        if float(numbers[0]) == 0:
            if len(numbers) >= 3:
                header = [float(n) + 0.0 for n in numbers[1:4]] + [1.0] * (4 - len(numbers))
                events.append((*header[:3], []))
            continue
        rows = events[-1][3]
        rows.append((len(rows) + 1, float(numbers[1]), [float(n) + 0.0 for n in numbers[2:9]]))
    return events


def packed_events(path):
    return [(event.number, event.trigger, event.weight,
             [(row.row, row.typ, [getattr(row, name) for name in packed.COLUMNS[1:]]) for row in event.rows])
            for event in packed.File(path)]


def without_places(value):
    """A record of a run without what says where and when."""
    if isinstance(value, dict):
        return {key: without_places(v) for key, v in value.items()
                if key not in ("path", "bytes", "checksum", "command", "started", "seconds", "packed_from", "host",
                               "directory", "options")}
    if isinstance(value, list):
        return [without_places(v) for v in value]
    return value.replace("events.lhcp", "EVENTS").replace("events.lhco", "EVENTS") if isinstance(value, str) else value


class Format(EndToEnd):
    """What stands in a file, by the independent reader."""

    def check(self, text, *options):
        self.write("events.lhco", text)
        self.expect(0, "pack", "events.lhco", "-o", "events.lhcp", *options)
        self.assertEqual(packed_events(self.dir / "events.lhcp"), text_events(text))
        return packed.File(self.dir / "events.lhcp")

    def test_samples(self):
        for sample in SAMPLES:
            with self.subTest(sample):
                text = gzip.decompress((harness.EVENTS / sample).read_bytes()).decode()
                self.check(text)
                self.assertLess((self.dir / "events.lhcp").stat().st_size, len(text) / 4)

    def test_odd_events(self):
        file = self.check(ODD)
        self.assertEqual(file.comments, "# odd ones, by hand\n#  typ eta phi pt\n")
        source, = file.sources
        self.assertEqual((source.path, source.size, source.events, source.skipped_lines),
                         ("events.lhco", len(ODD), 6, 1))
        block, = file.blocks
        self.assertEqual((block["flags"], block["without_met"], block["many_mets"]), (11, 4, 2))

    def test_compressed(self):
        self.check(ODD, "--compress")
        small = (self.dir / "events.lhcp").stat().st_size
        self.check(ODD)
        self.assertLess(small, (self.dir / "events.lhcp").stat().st_size)

    def test_several_files_make_one(self):
        ww, wz = (harness.EVENTS / f"{name}.lhco.gz" for name in ("ww", "wz"))
        self.expect(0, "pack", ww, wz, "-o", "both.lhcp")
        expected = [event for path in (ww, wz) for event in text_events(gzip.decompress(path.read_bytes()).decode())]
        self.assertEqual(packed_events(self.dir / "both.lhcp"), expected)
        self.assertEqual([s.path for s in packed.File(self.dir / "both.lhcp").sources], [str(ww), str(wz)])
        # Packed again, with another compression, it says the same of its sources.
        self.expect(0, "pack", "both.lhcp", "-o", "again.lhcp", "--compress")
        self.assertEqual(packed_events(self.dir / "again.lhcp"), expected)
        self.assertEqual([vars(s) for s in packed.File(self.dir / "again.lhcp").sources],
                         [vars(s) for s in packed.File(self.dir / "both.lhcp").sources])

    def test_unpack(self):
        self.check(ODD)
        self.expect(0, "unpack", "events.lhcp", "-o", "unpacked.lhco")
        unpacked = (self.dir / "unpacked.lhco").read_text()
        self.assertEqual(text_events(unpacked), text_events(ODD))
        self.assertTrue(unpacked.startswith("# odd ones, by hand\n#  typ eta phi pt\n   0"), unpacked[:200])
        self.assertEqual(self.expect(0, "unpack", "events.lhcp", "-o", "-").out, unpacked)
        self.expect(0, "pack", "unpacked.lhco", "-o", "again.lhcp")
        blocks = [(self.dir / name).read_bytes() for name in ("events.lhcp", "again.lhcp")]
        end = packed.File(self.dir / "events.lhcp").blocks[-1]
        end = end["offset"] + end["size"]
        self.assertEqual(blocks[0][:end], blocks[1][:end])
        self.assert_no_leftovers("events.lhco", "events.lhcp", "unpacked.lhco", "again.lhcp")

    def test_unpacked_samples_look_like_delphes(self):
        text = gzip.decompress((harness.EVENTS / "ww.lhco.gz").read_bytes()).decode()
        self.check(text)
        unpacked = self.expect(0, "unpack", "events.lhcp", "-o", "-").out
        rows = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
        same = set(rows) & set(unpacked.splitlines())
        self.assertGreater(len(same), len(set(rows)) * 0.9)

    def test_unreadable_rows(self):
        bad = ODD.replace("3 3 5 0.1", "3 3 five 0.1")
        self.write("events.lhco", bad)
        run = self.expect(3, "pack", "events.lhco", "-o", "events.lhcp")
        self.assertIn("events.lhco:", run.err)
        self.assertIn("`five`", run.err)
        self.assert_no_leftovers("events.lhco")
        run = self.expect(0, "pack", "events.lhco", "-o", "events.lhcp", "--on-bad-event=skip")
        self.assertIn("1 event left out", run.err)
        self.write("a.cut", COUNTS_MET)
        text = self.expect(0, "a.cut", "events.lhco", "--no-plots", "--on-bad-event=skip")
        run = self.expect(0, "a.cut", "events.lhcp", "--no-plots")
        self.assertEqual(text.err, run.err.replace("events.lhcp: ", "events.lhco: "))


class OldVersions(EndToEnd):
    """A file that a collmc of version 1 of the format has packed."""

    def test_version_1(self):
        folder = harness.SOURCE / "tests/data/packed"
        text, old = folder / "version_1.lhco", folder / "version_1.lhcp"
        self.assertEqual(packed.File(old).version, 1)
        self.assertEqual(packed_events(old), text_events(text.read_text()))
        self.assertEqual(text_events(self.expect(0, "unpack", old, "-o", "-").out), text_events(text.read_text()))
        self.assertIn("version 1", self.expect(0, "info", old).out)
        self.write("a.cut", COUNTS_MET)
        results = []
        for events in (text, old):
            self.expect(0, "a.cut", events, "--no-plots", "-o", "out")
            results.append({path.name: path.read_bytes() for path in (self.dir / "out").iterdir()
                            if path.name != "run.json"})
        self.assertEqual(*results)

    def test_packed_again_it_is_new(self):
        folder = harness.SOURCE / "tests/data/packed"
        blocks = []
        for name in ("version_1.lhco", "version_1.lhcp"):
            self.expect(0, "pack", folder / name, "-o", "new.lhcp")
            new = packed.File(self.dir / "new.lhcp")
            self.assertEqual(new.version, 2)
            blocks.append(new.data[:new.blocks[-1]["offset"] + new.blocks[-1]["size"]])
        self.assertEqual(*blocks)


class Info(EndToEnd):
    def test_text_and_packed_say_the_same(self):
        self.write("events.lhco", ODD)
        self.write("events.lhco.gz", gzip.compress(ODD.encode()))
        self.expect(0, "pack", "events.lhco", "-o", "events.lhcp")
        told = {}
        for name in ("events.lhco", "events.lhco.gz", "events.lhcp"):
            told[name] = json.loads(self.expect(0, "info", name, "--json").out)
            self.assertEqual(told[name]["schema"], "collmc.info/1")
        self.assertEqual([t["format"] for t in told.values()], ["text", "gzip", "packed"])
        for key in ("events", "dialect", "comments", "warnings", "event_columns", "rows"):
            self.assertEqual(told["events.lhco"][key], told["events.lhcp"][key], key)
            self.assertEqual(told["events.lhco"][key], told["events.lhco.gz"][key], key)
        info = told["events.lhcp"]
        self.assertEqual(info["packed_from"][0]["checksum"], told["events.lhco"]["checksum"])
        self.assertEqual(info["events"], 6)
        self.assertEqual(info["rows"]["Jet"]["columns"]["pt"],
                         {"least": 0.25, "greatest": 976.25, "decimals": None})
        self.assertEqual(info["rows"]["MET"]["most_in_an_event"], 1428)

    def test_page(self):
        shutil.copy(harness.EVENTS / "ww.lhco.gz", self.dir)
        self.expect(0, "pack", "ww.lhco.gz", "-o", "ww.lhcp")
        self.assert_golden("info_packed.txt", self.expect(0, "info", "ww.lhcp").out)
        self.assert_golden("info_text.txt", self.expect(0, "info", "ww.lhco.gz").out)


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


class Damage(EndToEnd):
    """Each kind of damage is an error with its place and a remedy, and nothing is written."""

    def setUp(self):
        super().setUp()
        # Under a name that is the same everywhere: it is part of the file.
        shutil.copy(harness.bundled("ww"), self.dir / "ww.lhco.gz")
        self.expect(0, "pack", "ww.lhco.gz", "-o", "events.lhcp", "--quiet")
        (self.dir / "ww.lhco.gz").unlink()
        self.good = (self.dir / "events.lhcp").read_bytes()
        self.file = packed.File(self.dir / "events.lhcp")
        self.analysis("ww")

    def with_trailer(self, data, **changes):
        """The bytes with some fields of the trailer, and its checksum of the directory, changed."""
        fields = list(struct.unpack("<QQIIQ8s", data[-40:]))
        for name, value in changes.items():
            fields[("offset", "size", "crc", "version", "file_size").index(name)] = value
        return data[:-40] + struct.pack("<QQIIQ8s", *fields)

    def messages(self, bytes_of):
        text = ""
        for title, data in bytes_of.items():
            self.write("events.lhcp", data)
            text += f"== {title}\n"
            for command in (["ww.cut", "events.lhcp", "--no-plots"], ["info", "events.lhcp"],
                            ["unpack", "events.lhcp", "-o", "out.lhco"], ["pack", "events.lhcp", "-o", "out.lhcp"]):
                run = self.expect(3, *command)
                self.assertEqual(run.out, "")
                text += f"$ collmc {' '.join(command)}\n{run.err}"
            self.assert_no_leftovers("events.lhcp", "ww.cut")
        return text

    def test_damage(self):
        good = self.good
        directory = self.file.blocks[-1]["offset"] + self.file.blocks[-1]["size"]
        second = self.file.blocks[1]
        self.assertEqual(len(self.file.blocks), 2)
        offset, = struct.unpack_from("<I", good, second["offset"] + 24 * (10 + 8 * 4 + 3))  # pt of jets

        def changed(at):
            return good[:at] + bytes([good[at] ^ 16]) + good[at + 1:]

        self.assert_golden("packed_damage.txt", self.messages({
            "cut off in the middle": good[:len(good) // 2],
            "cut off by a byte": good[:-1],
            "only a header": good[:64],
            "only the first bytes": good[:10],
            "a changed byte in a column": changed(second["offset"] + offset + 5),
            "a changed byte in a table": changed(second["offset"] + 30),
            "a changed byte in the directory": changed(directory + 60),
            "a trailer that leads elsewhere": self.with_trailer(good, offset=7),
            "a directory that contradicts itself": self.nonsense(good, directory),
            "another version": good[:8] + struct.pack("<I", 7) + good[12:],
        }))

    @staticmethod
    def nonsense(good, directory):
        """A block with more events than a block can have, and the checksum made to match."""
        data = bytearray(good)
        blocks = len(good) - 40 - 2 * 64
        struct.pack_into("<I", data, blocks + 16, 1 << 20)
        struct.pack_into("<I", data, len(data) - 24, zlib.crc32(bytes(data[directory:-40])))
        return bytes(data)

    def test_what_is_no_packed_file(self):
        self.write("events.lhco", ODD)
        text = ""
        for command in (["unpack", "events.lhco", "-o", "out.lhco"], ["unpack", "missing.lhcp", "-o", "out.lhco"],
                        ["unpack", ".", "-o", "out.lhco"], ["info", "missing.lhcp"], ["info", "ww.cut"],
                        ["pack", "missing.lhco", "-o", "out.lhcp"], ["pack", "ww.cut", "-o", "out.lhcp"]):
            run = self.expect(3, *command)
            text += f"$ collmc {' '.join(command)}\n{run.err}"
        text += self.expect(2, "pack", "events.lhco", "-o", "-").err
        text += self.expect(2, "pack", "events.lhco").err
        text += self.expect(4, "pack", "events.lhco", "-o", "no/such/folder.lhcp").err
        self.assert_golden("packed_errors.txt", text)
        self.assert_no_leftovers("events.lhco", "events.lhcp", "ww.cut")

    def test_pipes(self):
        for packer in (["cat"], ["gzip", "-c"]):
            with self.subTest(packer):
                with subprocess.Popen([*packer, "events.lhcp"], cwd=self.dir, stdout=subprocess.PIPE) as pipe:
                    done = subprocess.run([str(harness.BINARY), "ww.cut", "-", "--no-plots"], cwd=self.dir,
                                          stdin=pipe.stdout, capture_output=True, text=True, timeout=60)
                    pipe.stdout.close()
                self.assertEqual(done.returncode, 3)
                self.assertIn("name the file itself", done.stderr)

    def test_a_column_that_is_not_read_may_be_damaged(self):
        """... and the run does not look at it."""
        block = self.file.blocks[0]
        offset, size = struct.unpack_from("<II", self.good, block["offset"] + 24 * (10 + 8 * 4 + 7))  # had/em of jets
        self.assertGreater(size, 0)
        at = block["offset"] + offset
        self.write("events.lhcp", self.good[:at] + bytes([self.good[at] ^ 1]) + self.good[at + 1:])
        self.expect(0, "ww.cut", "events.lhcp", "--no-plots")
        self.expect(3, "info", "events.lhcp")


class Cached(EndToEnd):
    def setUp(self):
        super().setUp()
        self.analysis("ww")
        self.text = gzip.decompress(harness.bundled("ww").read_bytes())
        self.folder = self.dir / "cache/collmc"

    def run_cached(self, *arguments, size="1G", code=0, program="ww.cut", **environment):
        shutil.rmtree(self.dir / "out", ignore_errors=True)
        environment = dict(os.environ, XDG_CACHE_HOME=str(self.dir / "cache"), COLLMC_CACHE_SIZE=size, **environment)
        run = self.expect(code, program, *arguments, "--cache", "--no-plots", "-o", "out", env=environment)
        if code == 0:
            run.files = {p.name: p.read_bytes() for p in (self.dir / "out").iterdir() if p.name != "run.json"}
            run.record = json.loads((self.dir / "out/run.json").read_text())
        return run

    def copies(self):
        return sorted(self.folder.glob("*/*.lhcp"))

    def uncached(self, *arguments):
        shutil.rmtree(self.dir / "out", ignore_errors=True)
        self.expect(0, "ww.cut", *arguments, "--no-plots", "-o", "out")
        record = json.loads((self.dir / "out/run.json").read_text())
        return {p.name: p.read_bytes() for p in (self.dir / "out").iterdir() if p.name != "run.json"}, record

    def test_the_same_results_and_record(self):
        self.write("ww.lhco", self.text)
        files, record = self.uncached("ww.lhco")
        for _ in range(2):
            run = self.run_cached("ww.lhco")
            self.assertEqual(run.files, files)
            self.assertEqual(run.record["inputs"], record["inputs"])
            self.assertEqual(len(self.copies()), 1)
        self.assertEqual(packed_events(self.copies()[0]), text_events(self.text.decode()))

    def test_the_copy_is_read(self):
        """Damage that only shows when it is read is told, with what to do."""
        self.write("ww.lhco", self.text)
        self.run_cached("ww.lhco")
        copy, = self.copies()
        data = bytearray(copy.read_bytes())
        data[packed.File(copy).blocks[0]["offset"] + 24 * 3] ^= 1
        copy.write_bytes(bytes(data))
        run = self.run_cached("ww.lhco", code=3)
        self.assertIn(copy.name, run.err)
        self.assertIn("a copy that --cache keeps: remove it", run.err)

    def test_a_changed_source_is_never_served_stale(self):
        path = self.write("ww.lhco", self.text)
        self.run_cached("ww.lhco")
        half = self.text[:self.text.rfind(b"\n   0 ", 0, len(self.text) // 2) + 1]
        same_size = self.text.replace(b"   4    4 ", b"   4    1 ")
        self.assertEqual(len(same_size), len(self.text))
        self.assertNotEqual(same_size, self.text)
        for content in (half, same_size, self.text):
            stat = path.stat()
            with open(path, "r+b") as file:  # the same inode
                file.truncate()
                file.write(content)
            os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))  # the same time of modification
            self.assertEqual(self.run_cached("ww.lhco").files, self.uncached("ww.lhco")[0])
        self.assertEqual(len(self.copies()), 3)

    def test_a_settled_file_is_not_hashed_again(self):
        path = self.write("ww.lhco", self.text)
        self.run_cached("ww.lhco")
        self.assertEqual(list(self.folder.glob("*/*.crc64")), [], "the file was written just now")
        time.sleep(3.2)
        self.run_cached("ww.lhco")
        known, = self.folder.glob("*/*.crc64")
        identity, checksum = known.read_text().splitlines()
        stat = path.stat()
        self.assertEqual(identity, f"{stat.st_dev} {stat.st_ino} {stat.st_size} {stat.st_mtime_ns} {stat.st_ctime_ns}")
        # What is remembered is believed: with another hash there, no copy is found and the text is packed again.
        known.write_text(f"{identity}\n{'0' * 16}\n")
        self.copies()[0].unlink()
        self.run_cached("ww.lhco")
        self.assertIn(checksum, self.copies()[0].name)
        # A change makes another identity.
        path.write_bytes(self.text.replace(b"   4    4 ", b"   4    1 "))
        self.assertEqual(self.run_cached("ww.lhco").files, self.uncached("ww.lhco")[0])

    def test_a_copy_under_another_name(self):
        self.write("ww.lhco", self.text)
        self.run_cached("ww.lhco")
        shutil.copy(self.dir / "ww.lhco", self.dir / "other.lhco")
        self.run_cached("other.lhco")
        self.assertEqual(len(self.copies()), 1)

    def test_a_damaged_copy_is_made_again(self):
        self.write("ww.lhco", self.text)
        first = self.run_cached("ww.lhco").files
        copy, = self.copies()
        good = copy.read_bytes()
        copy.write_bytes(good[:5000])
        self.assertEqual(self.run_cached("ww.lhco").files, first)
        self.assertEqual(self.copies()[0].read_bytes(), good)

    def test_size_bound(self):
        for name in ("a", "b", "c"):
            self.write(f"{name}.lhco", f"# {name}\n".encode() + self.text)
        self.run_cached("a.lhco")
        size = self.copies()[0].stat().st_size
        bound = str(int(size * 2.5))
        a, = self.copies()
        self.run_cached("b.lhco", size=bound)
        b, = set(self.copies()) - {a}
        os.utime(a, (1e9, 1e9))
        os.utime(b, (2e9 - 1e9, 1.1e9))
        self.run_cached("a.lhco", size=bound)  # used now, so b is the oldest
        self.run_cached("c.lhco", size=bound)
        self.assertIn(a, self.copies())
        self.assertNotIn(b, self.copies())
        self.assertEqual(len(self.copies()), 2)
        self.assertEqual(self.run_cached("b.lhco", size="0").files, self.uncached("b.lhco")[0])
        self.assertEqual(self.copies(), [])
        run = self.run_cached("b.lhco", size="lots", code=2)
        self.assertIn("COLLMC_CACHE_SIZE", run.err)

    def test_two_processes_at_once(self):
        self.write("ww.lhco", self.text * 3)
        environment = dict(os.environ, XDG_CACHE_HOME=str(self.dir / "cache"))
        for _ in range(3):
            shutil.rmtree(self.folder, ignore_errors=True)
            processes = [subprocess.Popen([str(harness.BINARY), "ww.cut", "ww.lhco", "--cache", "--no-plots", "--quiet",
                                           "-o", f"out{i}"], cwd=self.dir, env=environment, stderr=subprocess.PIPE)
                         for i in range(3)]
            for process in processes:
                self.assertEqual(process.communicate()[1], b"")
                self.assertEqual(process.returncode, 0)
            self.assertEqual(len(self.copies()), 1)
            self.assertEqual(list(self.folder.glob("*/.collmc-partial-*")), [])
            cutflows = {(self.dir / f"out{i}/cutflow.json").read_bytes() for i in range(3)}
            self.assertEqual(len(cutflows), 1)

    def test_what_is_not_cached(self):
        self.write("ww.lhco", self.text)
        self.write("skim.cut", COUNTS_MET.replace("    histo", "    skim kept\n    histo"))
        self.run_cached("ww.lhco", program="skim.cut")
        self.assertEqual(self.copies(), [])
        self.expect(0, "pack", "ww.lhco", "-o", "ww.lhcp", "--quiet")
        self.run_cached("ww.lhcp")
        self.assertEqual(self.copies(), [])
        bad = self.text.replace(b"   1    4 ", b"   1   4x ", 1)
        self.write("bad.lhco", bad)
        self.assertIn("4x", self.run_cached("bad.lhco", code=3).err)
        run = self.run_cached("bad.lhco", "--on-bad-event=skip")
        self.assertIn("1 event left out", run.err)
        self.assertEqual(self.copies(), [])

    def test_no_place_for_copies(self):
        self.write("ww.lhco", self.text)
        environment = {k: v for k, v in os.environ.items() if k not in ("HOME", "XDG_CACHE_HOME")}
        run = self.expect(0, "ww.cut", "ww.lhco", "--cache", "--no-plots", env=environment)
        self.assertIn("neither XDG_CACHE_HOME nor HOME", run.err)


if __name__ == "__main__":
    harness.main()
