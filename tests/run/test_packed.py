"""Packed events: pack, unpack, info. An independent reader of the format finds the values of the text."""

import gzip
import json
import shutil

import harness
from harness import EndToEnd
import packed
from packed_text import COUNTS_MET, ODD, packed_events, text_events

SAMPLES = sorted(path.name for path in harness.EVENTS.glob("*.lhco.gz"))


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


if __name__ == "__main__":
    harness.main()
