"""--cache: packed copies of texts, which are never served stale."""

import gzip
import json
import os
import shutil
import subprocess
import time

import harness
from harness import EndToEnd
import packed
from packed_text import COUNTS_MET, packed_events, text_events


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
