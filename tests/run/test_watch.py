"""--watch: a process that checks or runs again after each save, as editors make them, until it is interrupted."""

import json
import os
import pty
import queue
import shutil
import signal
import subprocess
import threading
import time

import harness
from harness import EndToEnd

GOOD = """object jets from Jet
    select pt > 30 GeV

region SR
    select size(jets) >= 2
"""
BAD = GOOD.replace("30 GeV", "30")
OTHER = GOOD.replace(">= 2", ">= 3")

PATIENCE = 60  # seconds until a test gives up; nothing waits for them to pass


class Watching:
    """A running `collmc ... --watch`, read line by line."""

    def __init__(self, test, *arguments):
        self.process = subprocess.Popen([harness.BINARY, *map(str, arguments), "--watch"], cwd=test.dir, text=True,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.lines = queue.Queue()
        for stream in (self.process.stdout, self.process.stderr):
            threading.Thread(target=self.read, args=[stream], daemon=True).start()
        test.addCleanup(self.end)

    def read(self, stream):
        for line in stream:
            self.lines.put(line)
        stream.close()

    def until(self, *wanted):
        """What is printed until all of these have been seen, each in a line, in whatever order."""
        seen, missing = "", set(wanted)
        while missing:
            try:
                line = self.lines.get(timeout=PATIENCE)
            except queue.Empty:
                raise AssertionError(f"{missing} did not come; so far:\n{seen}") from None
            seen += line
            missing = {text for text in missing if text not in line}
        return seen

    def interrupt(self, with_signal=signal.SIGINT):
        self.process.send_signal(with_signal)
        return self.process.wait(timeout=PATIENCE)

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


class Check(EndToEnd):
    def save_in_place(self, path, text):
        path.write_text(text)

    def save_by_renaming(self, path, text):
        """As vim and emacs do: the old file is kept under another name, or the new one is written under one."""
        other = path.with_suffix(".tmp")
        other.write_text(text)
        os.replace(other, path)

    def save_after_taking_away(self, path, text):
        os.rename(path, path.with_suffix(".bak"))
        path.write_text(text)

    def test_every_way_to_save(self):
        for save in (self.save_in_place, self.save_by_renaming, self.save_after_taking_away):
            with self.subTest(save.__name__):
                path = self.write("a.cut", GOOD)
                watching = Watching(self, "check", "a.cut")
                watching.until("a.cut: no errors")
                save(path, BAD)
                watching.until("a.cut saved", "error[E0301]")
                save(path, GOOD)
                watching.until("a.cut: no errors")
                self.assertEqual(watching.interrupt(), 130)

    def test_what_a_link_leads_to(self):
        (self.dir / "folder").mkdir()
        path = self.write("folder/real.cut", GOOD)
        (self.dir / "link.cut").symlink_to("folder/real.cut")
        watching = Watching(self, "check", "link.cut")
        watching.until("link.cut: no errors")
        self.save_by_renaming(path, BAD)
        watching.until("error[E0301]")
        os.remove(self.dir / "link.cut")
        (self.dir / "link.cut").symlink_to(self.write("folder/other.cut", GOOD))
        watching.until("link.cut: no errors")
        self.assertEqual(watching.interrupt(signal.SIGTERM), 130)

    def test_all_analyses(self):
        self.write("a.cut", GOOD)
        path = self.write("folder/b.cut", GOOD)
        watching = Watching(self, "check", "a.cut", "folder/b.cut")
        watching.until("a.cut: no errors", "folder/b.cut: no errors")
        self.save_by_renaming(path, BAD)
        watching.until("a.cut: no errors", "error[E0301]")
        self.assertEqual(watching.interrupt(), 130)

    def test_a_file_that_comes_later(self):
        watching = Watching(self, "check", "a.cut")
        watching.until("cannot read the analysis a.cut")
        self.write("a.cut", GOOD)
        watching.until("a.cut: no errors")
        self.assertEqual(watching.interrupt(), 130)

    def test_the_standard_output_of_json_is_json(self):
        path = self.write("a.cut", BAD)
        process = subprocess.Popen([harness.BINARY, "check", "a.cut", "--watch", "--diagnostics=json"], cwd=self.dir,
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        errors = []
        while len(errors) < 1 or errors[-1] != 0:
            record = json.loads(process.stdout.readline())
            if record["kind"] == "summary":
                errors.append(record["errors"])
                self.save_by_renaming(path, GOOD)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(timeout=PATIENCE), 130)
        process.stdout.close()

    def test_a_terminal_is_cleared(self):
        path = self.write("a.cut", GOOD)
        try:
            master, slave = pty.openpty()
        except OSError as no_terminal:
            self.skipTest(f"no pseudo-terminal can be had here: {no_terminal}")
        process = subprocess.Popen([harness.BINARY, "check", "a.cut", "--watch"], cwd=self.dir, stdin=slave,
                                   stdout=slave, stderr=slave)
        os.close(slave)
        with open(master, "r", encoding="utf-8", newline="") as terminal:
            first = self.read_until(terminal, "no errors")
            self.assertNotIn("\x1b[2J", first)
            self.save_by_renaming(path, BAD)
            self.assertIn("\x1b[H\x1b[2J", self.read_until(terminal, "E0301"))
            process.send_signal(signal.SIGINT)
            self.assertEqual(process.wait(timeout=PATIENCE), 130)

    def read_until(self, terminal, wanted):
        seen = ""
        while wanted not in seen:
            seen += terminal.read(1)
        return seen

    def test_a_reader_that_leaves_ends_it(self):
        path = self.write("a.cut", GOOD)
        process = subprocess.Popen([harness.BINARY, "check", "a.cut", "--watch"], cwd=self.dir, stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL, text=True)
        while "Ctrl-C" not in process.stdout.readline():
            pass
        process.stdout.close()
        self.save_in_place(path, OTHER)
        self.assertEqual(process.wait(timeout=PATIENCE), 0)


class Run(EndToEnd):
    def cuts(self):
        region = json.loads((self.dir / "out/cutflow.json").read_text())["regions"][0]
        return [cut["label"] for cut in region["cuts"]]

    def test_results_are_kept_while_there_are_errors(self):
        path = self.write("a.cut", GOOD)
        events = shutil.copy(harness.EVENTS / "ww.lhco.gz", self.dir / "events.lhco.gz")
        watching = Watching(self, "a.cut", events, "-o", "out", "--no-plots")
        watching.until("out/cutflow.json")
        self.assertEqual(self.cuts()[-1], "size(jets) >= 2")
        path.write_text(BAD)
        self.assertRegex(watching.until("error[E0301]", "the results of"), r"the results of \d\d:\d\d:\d\d are kept")
        self.assertEqual(self.cuts()[-1], "size(jets) >= 2")
        path.write_text(OTHER)
        watching.until("size(jets) >= 3", "out/cutflow.json")
        self.assertEqual(self.cuts()[-1], "size(jets) >= 3")
        shutil.copy(harness.EVENTS / "ttbar.lhco.gz", events)
        watching.until("events.lhco.gz saved", "out/cutflow.json")
        self.assertEqual(json.loads((self.dir / "out/run.json").read_text())["inputs"][0]["path"], str(events))
        self.assertEqual(watching.interrupt(), 130)
        self.assert_no_leftovers("a.cut", "events.lhco.gz", "out")

    def test_quiet(self):
        path = self.write("a.cut", GOOD)
        events = harness.EVENTS / "ww.lhco.gz"
        watching = Watching(self, "a.cut", events, "-o", "out", "--no-plots", "--quiet")
        while not (self.dir / "out/run.json").exists():
            self.assertIsNone(watching.process.poll())
            time.sleep(0.01)
        path.write_text(BAD)
        self.assertTrue(watching.until("error[E0301]").startswith("error[E0301]"))
        self.assertEqual(watching.interrupt(), 130)

    def test_the_standard_input_cannot_be_read_again(self):
        self.write("a.cut", GOOD)
        self.assertIn("only once", self.expect(2, "a.cut", "-", "--watch").err)


if __name__ == "__main__":
    harness.main()
