"""Files that are none of what a command reads, places that cannot be written, outputs that nobody takes.

Whatever is given, a command ends with a documented exit code, in reasonable time, with a sentence that names the place, and
leaves nothing half-written.
"""

import os
import shutil
import subprocess
import sys

import harness

CODES = {0, 1, 2, 3, 4, 5}
DEEP = 100_000


def contents():
    """Names of files that are no good as analysis, request, events or JSON, and what they hold; None: a directory."""
    return {"empty": b"", "binary": bytes(range(256)) * 40, "latin": b'region SR\n    select MET.pt > 30 GeV "\xe9t\xe9"\n',
            "deep": b"region SR\n    select " + b"(" * DEEP + b"MET.pt" + b")" * DEEP + b" > 30 GeV\n",
            "lists": b"[" * DEEP, "directory": None}


class Robustness(harness.EndToEnd):
    def setUp(self):
        super().setUp()
        shutil.copy(harness.EXAMPLES / "ww.cut", self.dir / "ok.cut")
        shutil.copy(harness.EVENTS / "ww.lhco.gz", self.dir / "events.lhco.gz")
        self.write("request.txt", "- MET > 30 GeV\n- plot MET\n")
        self.write("models.json", '{"models": {"a": {"url": "http://127.0.0.1:9", "model": "m", "retry": {"times": 0}}}}')
        self.write("suite.json", '{"questions": [{"id": "q", "text": "plot MET", "right": "told", "words": ["x"]}]}')

    def names(self):
        return {str(path.relative_to(self.dir)) for path in self.dir.rglob("*")}

    def state(self):
        return {path: path.read_bytes() for path in self.dir.rglob("*") if path.is_file()}

    def end(self, *arguments, **options):
        """Runs a command that must end as documented and, where it fails, say where and change nothing."""
        before = self.state()
        run = self.collmc(*arguments, timeout=60, **options)
        self.assertIn(run.code, CODES, str(run)[:2000])
        if run.code:
            self.assertEqual(self.names(), {str(path.relative_to(self.dir)) for path in before} | self.directories, str(run)[:2000])
            self.assertTrue(run.err.strip() or run.out.strip(), str(run))
        return run

    @property
    def directories(self):
        return {str(path.relative_to(self.dir)) for path in self.dir.rglob("*") if path.is_dir()} & self.given

    given = frozenset()

    def inputs(self, suffix=""):
        """Writes all of contents(); the names, and some that name no file."""
        names = []
        for name, content in contents().items():
            path = self.dir / (name + suffix)
            path.mkdir() if content is None else path.write_bytes(content)
            names.append(path.name)
        self.given = frozenset({"directory" + suffix})
        return [*names, "missing" + suffix, "ok.cut/x" + suffix, "/dev/null"]

    def test_analyses(self):
        for name in self.inputs(".cut"):
            for command in ((name, "events.lhco.gz", "--no-plots", "-o", "results"), ("check", name), ("check", "--cost", "--disjoint", name),
                            ("fix", "--diff", name), ("fmt", "--check", name), ("diff", name, "ok.cut"), ("diff", "ok.cut", name),
                            ("explain", name), ("audit", "request.txt", name), (name, "--emit=typed"),
                            ("translate", "--offline", "--edit", name, "raise the MET cut to 50 GeV")):
                with self.subTest(command):
                    run = self.end(*command)
                    if name in ("missing.cut", "directory.cut", "ok.cut/x.cut"):
                        self.assertIn(run.code, (2, 3))
                        self.assertIn(name, run.err)

    def test_requests(self):
        for name in self.inputs(".txt"):
            for command in (("translate", "--offline", name), ("translate", "--offline", "--json", name), ("audit", name, "ok.cut"),
                            ("run", name, "events.lhco.gz", "--no-plots"), ("prompt", "translate", name)):
                with self.subTest(command):
                    run = self.end(*command)
                    if name in ("missing.txt", "directory.txt", "ok.cut/x.txt"):
                        self.assertEqual(run.code, 3)
                        self.assertRegex(run.err, f"{name}.*request|request {name}")
        self.assertRegex(self.expect(1, "translate", "--offline", "empty.txt").err, "empty.txt: the request asks for nothing")

    def test_large_requests(self):
        """No reading goes deeper than the stack, none lasts for ever, and the message names a remedy."""
        for sentence, said in (("absolute value of " * 20_000, "write a line for each wish"), ("(" * DEEP, "write a line for each wish"),
                               ("jets with " + "(" * 900 + "pt > 30 GeV" + ")" * 90, "not what follows"),
                               ("- MET > 30 GeV\n" * 310, "a request has at most 300 lines"), ("- MET > 30 GeV\n" * 100_000, "1,048,576 bytes")):
            self.write("request.txt", sentence)
            with self.subTest(sentence[:40]):
                run = self.end("translate", "--offline", "request.txt")
                self.assertIn(run.code, (1, 3))
                self.assertIn(said, run.err)

    def test_wishes(self):
        for wish in ("", "(" * 30_000, "require jets with " + "(" * 30_000 + "pt > 30 GeV", "absolute value of " * 5_000):
            with self.subTest(wish[:40]):
                self.end("translate", "--offline", "--edit", "ok.cut", wish)

    def test_events_and_results(self):
        self.expect(0, "ok.cut", "events.lhco.gz", "--no-plots", "-o", "results", "--quiet")
        for name in self.inputs():
            self.given = self.given | {"results"}
            for command in (("ok.cut", name, "--no-plots", "-o", "more"), ("ok.cut", name, "--explain-event", 1), ("pack", name, "-o", "x.lhcp"),
                            ("unpack", name, "-o", "x.lhco"), ("info", name), ("info", "--json", name), ("compare", name, "results"),
                            ("compare", "results", name)):
                with self.subTest(command):
                    run = self.end(*command)
                    # A file of other text may be one without events: then there is no event 1.
                    self.assertIn(run.code, (2, 3) if "--explain-event" in command else (3,))
                    self.assertIn("there is no event 1" if run.code == 2 else name, run.err)

    def test_json(self):
        for name in self.inputs(".json"):
            for command, what in ((("eval", name, "--model", "a", "--models", "models.json"), "suite"),
                                  (("eval", "suite.json", "--model", "a", "--models", name), "models"),
                                  (("translate", "request.txt", "--model", "a", "--models", name, "-o", "x.cut"), "models"),
                                  (("translate", "request.txt", "--replay", name, "-o", "x.cut"), "transcript")):
                with self.subTest(command):
                    run = self.end(*command)
                    self.assertEqual(run.code, 3)
                    self.assertIn(name, run.err)
                    if name in ("directory.json", "ok.cut/x.json"):
                        self.assertIn(what, run.err)
                    self.assertNotIn("analysis", run.err)

    def test_a_program_of_50_megabytes(self):
        (self.dir / "big.cut").write_bytes(b"region SR\n" + b"    select MET.pt > 30 GeV\n" * 1_900_000)
        for command in (("check", "big.cut"), ("fmt", "--check", "big.cut"), ("diff", "big.cut", "ok.cut"), ("fix", "--diff", "big.cut"),
                        ("big.cut", "events.lhco.gz", "--no-plots", "-o", "results")):
            with self.subTest(command):
                run = self.end(*command)
                self.assertIn(run.code, (1, 3))
                self.assertIn("big.cut", run.err)
                self.assertLess(len(run.err), 20_000)

    def test_places_that_cannot_be_written(self):
        """A file for a directory, and a folder of the kernel in which nothing can be made."""
        self.expect(0, "pack", "events.lhco.gz", "-o", "ok.lhcp", "--quiet")
        for place in ("ok.cut/x", "/proc/x"):
            for command in (("ok.cut", "events.lhco.gz", "--no-plots", "-o", place), ("pack", "events.lhco.gz", "-o", place),
                            ("unpack", "ok.lhcp", "-o", place), ("translate", "--offline", "request.txt", "-o", place + ".cut"),
                            ("eval", "suite.json", "--model", "a", "--models", "models.json", "--transcripts", place)):
                with self.subTest(command):
                    run = self.end(*command)
                    self.assertEqual(run.code, 4, str(run))
                    self.assertIn(place, run.err)

    def test_what_is_no_regular_file_is_left_alone(self):
        """Whoever may write to a device must not lose it."""
        self.expect(0, "pack", "events.lhco.gz", "-o", "ok.lhcp", "--quiet")
        for name in ("pipe.lhcp", "pipe.cut"):
            os.mkfifo(self.dir / name)
        for command in (("pack", "events.lhco.gz", "-o", "pipe.lhcp"), ("unpack", "ok.lhcp", "-o", "pipe.lhcp"),
                        ("translate", "--offline", "request.txt", "-o", "pipe.cut"), ("ok.cut", "events.lhco.gz", "--no-plots", "-o", "pipe.cut")):
            with self.subTest(command):
                run = self.collmc(*command, timeout=30)
                self.assertEqual(run.code, 4, str(run))
                self.assertIn(command[-1], run.err)
                self.assertTrue((self.dir / command[-1]).is_fifo())
        self.assertEqual([path for path in self.dir.iterdir() if path.name.startswith(".")], [])

    OF_ALL_KINDS = [("ok.cut", "events.lhco.gz", "--no-plots", "-o", "results"), ("check", "ok.cut", "--cost"),
                    ("check", "ok.cut", "--diagnostics=json"), ("check", "ok.cut", "--diagnostics=sarif"), ("diff", "ok.cut", "ok.cut"),
                    ("translate", "--offline", "request.txt"), ("translate", "--offline", "--json", "request.txt"), ("audit", "request.txt", "ok.cut"),
                    ("info", "events.lhco.gz"), ("doc",), ("explain", "E0201"), ("explain", "ok.cut"), ("grammar",), ("prompt", "translate"),
                    ("help", "run"), ("completion", "bash"), ("ok.cut", "--emit=plan"), ("ok.cut", "events.lhco.gz", "--explain-event", "1")]

    def test_outputs_that_nobody_takes(self):
        """A full disk behind the standard output is told; a reader that has gone, and closed streams, end nothing."""
        for command in self.OF_ALL_KINDS:
            shutil.rmtree(self.dir / "results", ignore_errors=True)
            usual = self.collmc(*command)
            for redirection, codes in (("> /dev/full", {4}), (">&-", {usual.code, 4}), ("2>&-", {usual.code}), ("2> /dev/full", {usual.code}),
                                       ("| true", {0})):
                with self.subTest(command, redirection=redirection):
                    shutil.rmtree(self.dir / "results", ignore_errors=True)
                    words = " ".join([str(harness.BINARY), *map(str, command)])
                    completed = subprocess.run(["bash", "-c", f"{words} {redirection}"], cwd=self.dir, capture_output=True, timeout=60,
                                               stdin=subprocess.DEVNULL)
                    if usual.code == 1 and redirection == "> /dev/full":
                        codes = {1, 4}
                    if redirection == "> /dev/full" and not usual.out:
                        codes = {usual.code}
                    self.assertIn(completed.returncode, codes, (usual.code, completed))
                    if completed.returncode == 4:
                        self.assertIn(b"standard output", completed.stderr)


if __name__ == "__main__":
    if not harness.BINARY.exists():
        sys.exit(f"{harness.BINARY} does not exist: build it, or name another with COLLMC=")
    harness.main()
