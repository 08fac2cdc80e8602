"""A file of more than 200 MB: bounded memory, an interrupt that ends at once, a progress line on a terminal only."""

import json
import os
import pty
import select
import signal
import subprocess
import time
import unittest

import harness
from harness import EndToEnd

MEMORY_LIMIT_MB = 120  # of two threads; the file has 210
# The file so many times over keeps the interpreter busy for seconds on any machine.
TOO_LONG_TO_WAIT_FOR = 40


class LargeFile(EndToEnd):
    @classmethod
    def setUpClass(cls):
        cls.events = harness.large_file()

    def setUp(self):
        super().setUp()
        self.analysis("ww")

    def start(self, *arguments, **options):
        process = subprocess.Popen([harness.BINARY, *arguments], cwd=self.dir, **options)
        self.addCleanup(process.kill)
        return process

    @unittest.skipIf("COLLMC_SANITIZED" in os.environ, "a sanitizer needs memory of its own")
    def test_memory_does_not_grow_with_the_file(self):
        process = self.start("ww.cut", self.events, "--no-plots", "--threads", "2", stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual(process.returncode, 0)
        self.assertLess(usage.ru_maxrss / 1024, MEMORY_LIMIT_MB)
        cuts = json.loads((self.dir / "ww.results/cutflow.json").read_text())["regions"][0]["cuts"]
        repetitions = self.events.stat().st_size // len(harness.bundled_text("ttbar"))
        self.assertEqual(cuts[0]["events"], 2000 * repetitions)

    @unittest.skipIf("COLLMC_SANITIZED" in os.environ, "a sanitizer needs memory of its own")
    def test_memory_of_packed_events_does_not_grow_with_the_file(self):
        """Nor does that of packing them."""
        packed = harness.SCRATCH / "collmc-large.lhcp"
        for command in (["pack", self.events, "-o", packed, "--quiet"],
                        ["ww.cut", *[packed] * 10, "--no-plots", "--quiet", "--threads", "2"]):
            process = self.start(*command)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            self.assertEqual(process.returncode, 0)
            self.assertLess(usage.ru_maxrss / 1024, MEMORY_LIMIT_MB, command)
        cuts = json.loads((self.dir / "ww.results/cutflow.json").read_text())["regions"][0]["cuts"]
        repetitions = self.events.stat().st_size // len(harness.bundled_text("ttbar"))
        self.assertEqual(cuts[0]["events"], 10 * 2000 * repetitions)

    def test_interrupt_of_packing(self):
        process = self.start("pack", *[self.events] * TOO_LONG_TO_WAIT_FOR, "-o", "all.lhcp",
                             stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        time.sleep(0.5)
        self.assertIsNone(process.poll(), "the packing was over too soon for this test")
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 130, err)
        self.assert_no_leftovers("ww.cut")

    def test_interrupt(self):
        for signal_number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(signal_number.name):
                process = self.start("ww.cut", *[self.events] * TOO_LONG_TO_WAIT_FOR, "--backend", "interpreter",
                                     stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
                time.sleep(0.5)
                self.assertIsNone(process.poll(), "the run was over too soon for this test")
                process.send_signal(signal_number)
                begin = time.monotonic()
                _, err = process.communicate(timeout=30)
                self.assertLess(time.monotonic() - begin, 1.0)
                self.assertEqual(process.returncode, 130, err)
                self.assert_no_leftovers("ww.cut")

    def test_interrupt_while_waiting_for_input(self):
        os.mkfifo(self.dir / "pipe.lhco")
        process = self.start("ww.cut", "pipe.lhco", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with open(self.dir / "pipe.lhco", "wb") as pipe:
            pipe.write(harness.bundled_text("ww"))
            pipe.flush()
            time.sleep(0.2)
            process.send_signal(signal.SIGINT)
            begin = time.monotonic()
            process.wait(timeout=30)
            self.assertLess(time.monotonic() - begin, 1.0)
        self.assertEqual(process.returncode, 130)
        self.assert_no_leftovers("ww.cut", "pipe.lhco")

    def test_progress_on_a_terminal(self):
        try:
            master, slave = pty.openpty()
        except OSError as no_terminal:
            self.skipTest(f"no pseudo-terminal can be had here: {no_terminal}")
        process = self.start("ww.cut", *[self.events] * TOO_LONG_TO_WAIT_FOR, "--no-plots", "--backend",
                             "interpreter", stdout=subprocess.DEVNULL, stderr=slave)
        os.close(slave)
        shown, deadline = b"", time.monotonic() + 20
        while time.monotonic() < deadline and shown.count(b"left") < 3:
            if select.select([master], [], [], 0.2)[0]:
                shown += os.read(master, 4096)
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)
        os.close(master)
        text = shown.decode()
        self.assertIn("\r", text)
        self.assertRegex(text, r"[\d,]+ events +[\d.]+ M events/s +\d+ % +\d+:\d\d left")

    def test_no_progress_without_a_terminal(self):
        process = self.start("ww.cut", self.events, "--no-plots", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        out, err = process.communicate(timeout=300)
        self.assertEqual((process.returncode, err), (0, b""))
        self.assertNotIn(b"\r", out)
        self.assertNotIn(b"\x1b", out)


if __name__ == "__main__":
    harness.main()
