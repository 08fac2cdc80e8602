"""Results that cannot be written, and runs that end before they are: no half-written result stands anywhere."""

import json
import os
import shutil
import signal
import subprocess
import time

import harness
from harness import EndToEnd


class Unwritable(EndToEnd):
    def setUp(self):
        super().setUp()
        self.cut = self.analysis("ww")
        self.events = harness.bundled("ww")

    def refuse(self, name, directory):
        run = self.expect(4, self.cut, self.events, "-o", directory)
        self.assertEqual(run.out, "")
        self.assert_golden(f"output/{name}.txt", run.err)

    def test_a_file_is_in_the_way(self):
        self.write("taken", "mine")
        self.refuse("file_in_the_way", self.dir / "taken")
        self.assertEqual((self.dir / "taken").read_text(), "mine")
        self.assert_no_leftovers("ww.cut", "taken")

    def test_below_a_file(self):
        self.write("taken", "mine")
        self.refuse("below_a_file", self.dir / "taken/results")

    def test_no_permission(self):
        """Run by an ordinary user, from a copy that he may read, as root may write everywhere."""
        (self.dir / "bin").mkdir()
        binary = shutil.copy(harness.BINARY, self.dir / "bin")
        for folder in ("share", "lib"):
            shutil.copytree(harness.BINARY.parent.parent / folder, self.dir / folder)
        events = shutil.copy(self.events, self.dir)
        (self.dir / "locked").mkdir(mode=0o555)
        self.dir.chmod(0o755)
        user = {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}
        completed = subprocess.run([binary, self.cut, events, "-o", self.dir / "locked/results"], cwd="/",
                                   capture_output=True, text=True, **user)
        self.assertEqual((completed.returncode, completed.stdout), (4, ""), completed.stderr)
        self.assert_golden("output/no_permission.txt", completed.stderr)


class MountedDisk(EndToEnd):
    def mount(self, options):
        self.disk = self.dir / "disk"
        self.disk.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", self.disk], capture_output=True,
                                 text=True)
        if mounted.returncode != 0:
            self.skipTest(f"cannot mount a file system here: {mounted.stderr.strip()}")
        self.addCleanup(subprocess.run, ["umount", self.disk], check=True)


class ReadOnlyDisk(MountedDisk):
    def test_read_only(self):
        self.mount("ro")
        run = self.expect(4, self.analysis("ww"), harness.bundled("ww"), "-o", self.disk / "results")
        self.assert_golden("output/read_only.txt", run.err)


class FullDisk(MountedDisk):
    """A file system of 64 KB: the results do not fit."""

    def setUp(self):
        super().setUp()
        self.mount("size=64k")

    def test_new_results(self):
        run = self.expect(4, self.analysis("ww"), harness.bundled("ww"), "-o", self.disk / "results")
        self.assert_golden("output/full_disk.txt", self.without_file_names(run.err))
        self.assertEqual(list(self.disk.iterdir()), [])

    def test_results_that_are_there_stay(self):
        analysis, results = self.analysis("ww"), self.disk / "results"
        self.expect(0, analysis, harness.bundled("ww"), "-o", results, "--events", "1:400", "--no-plots")
        before = {p.name: p.read_bytes() for p in results.iterdir()}
        self.expect(4, analysis, harness.bundled("ww"), "-o", results)
        self.assertEqual({p.name: p.read_bytes() for p in results.iterdir()}, before)

    def without_file_names(self, text):
        """Which of the files meets the end of the space first does not matter."""
        words = text.replace(str(self.dir), "DIR").split()
        return " ".join("DIR/disk/results/FILE" if w.startswith("DIR/disk/results/") else w for w in words) + "\n"


class Replacing(EndToEnd):
    def test_what_others_wrote_stays(self):
        """A second run replaces the files of the first, removes those it no longer makes, and touches nothing else."""
        analysis, results = self.analysis("ww"), self.dir / "ww.results"
        self.expect(0, analysis, harness.bundled("ww"))
        self.write("ww.results/notes.txt", "mine")
        self.write("ww.results/plots/drawn_by_hand.png", "mine too")
        self.assertTrue((results / "plots/WW_met.png").exists())
        self.expect(0, analysis, harness.bundled("ww"), "--no-plots", "--events", "1:1000")
        self.assertEqual((results / "notes.txt").read_text(), "mine")
        self.assertEqual((results / "plots/drawn_by_hand.png").read_text(), "mine too")
        self.assertFalse((results / "plots/WW_met.png").exists())
        self.assertEqual(whole_results(results), 1000)

    def test_a_failed_run_changes_nothing(self):
        analysis, results = self.analysis("ww"), self.dir / "ww.results"
        self.expect(0, analysis, harness.bundled("ww"))
        before = {p: p.read_bytes() for p in results.rglob("*") if p.is_file()}
        self.write("bad.lhco", harness.bundled_text("ww") + b"   1    4  broken row\n")
        self.expect(3, analysis, "bad.lhco")
        self.assertEqual({p: p.read_bytes() for p in results.rglob("*") if p.is_file()}, before)


class Killed(EndToEnd):
    """kill -9 at any moment: what stands in the results directory is whole, and the next run cleans up."""

    def test_killed_in_the_event_loop(self):
        analysis = self.analysis("ww")
        os.mkfifo(self.dir / "pipe.lhco")
        process = subprocess.Popen([harness.BINARY, analysis, "pipe.lhco"], cwd=self.dir, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        self.addCleanup(process.kill)
        with open(self.dir / "pipe.lhco", "wb") as pipe:
            pipe.write(harness.bundled_text("ww"))
            pipe.flush()
            time.sleep(0.2)  # the process waits for more
            self.assertIsNone(process.poll())
            process.kill()
            process.wait()
        self.assertFalse((self.dir / "ww.results").exists())
        self.expect(0, analysis, harness.bundled("ww"), "--no-plots")
        self.assertEqual(whole_results(self.dir / "ww.results"), 4000)
        self.assert_no_leftovers("ww.cut", "pipe.lhco", "ww.results")

    def test_killed_at_any_moment(self):
        analysis, results = self.analysis("ww"), self.dir / "ww.results"
        self.expect(0, analysis, harness.bundled("ww"), "--events", "1:1000")
        begin = time.monotonic()
        self.expect(0, analysis, harness.bundled("ww"), "-o", "elsewhere")
        whole_run = time.monotonic() - begin
        seen, finished, step = set(), False, 0
        while not finished:
            process = subprocess.Popen([harness.BINARY, analysis, harness.bundled("ww")], cwd=self.dir,
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
            time.sleep(whole_run * step / 25)
            finished = process.poll() == 0
            if not finished:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            if (results / "run.json").exists():
                seen.add(whole_results(results))
            step += 1
        self.assertEqual(seen, {1000, 4000})
        self.expect(0, analysis, harness.bundled("ww"))
        self.assertEqual(whole_results(results), 4000)
        self.assertEqual([p for p in self.dir.rglob(".*")], [], "hidden files are left")


def whole_results(directory):
    """The number of events of a results directory in which every file is there, whole, and of the same run."""
    run = json.loads((directory / "run.json").read_text())
    for name in run["files"]:
        content = (directory / name).read_bytes()
        assert content, f"{name} is empty"
        if name.endswith(".json"):
            json.loads(content)
        if name.endswith(".png"):
            assert content.endswith(b"IEND\xaeB`\x82"), f"{name} is cut off"
    cuts = json.loads((directory / "cutflow.json").read_text())["regions"][0]["cuts"]
    rows = (directory / "mlp.csv").read_text().count("\n") - 1
    assert rows == cuts[-1]["events"], "mlp.csv is of another run than cutflow.json"
    return cuts[0]["events"]


if __name__ == "__main__":
    harness.main()
