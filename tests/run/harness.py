"""What the end-to-end tests share: running the binary, golden files, bundled events.

The binary is $COLLMC (ctest sets it; build/bin/collmc otherwise). With COLLMC_UPDATE_GOLDEN=1 golden files are rewritten
instead of compared.
"""

import gzip
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(__file__).resolve().parent.parent.parent
BINARY = pathlib.Path(os.environ.get("COLLMC", SOURCE / "build/bin/collmc")).resolve()
SCRATCH = pathlib.Path(os.environ.get("COLLMC_SCRATCH", tempfile.gettempdir())).resolve()
GOLDEN = SOURCE / "tests/run/golden"
EXAMPLES = SOURCE / "examples/collm"
EVENTS = SOURCE / "examples/data"
UPDATE = os.environ.get("COLLMC_UPDATE_GOLDEN") == "1"

# Each analysis with the bundled events it is meant for.
SAMPLES = {"ww": "ww", "ttbar": "ttbar", "hgg": "hgg", "wz": "wz", "vbf": "vbfhtautau"}

# Every test generates its code; test_code_cache.py keeps some in folders of its own.
os.environ["COLLMC_CODE_CACHE"] = "off"

sys.path.insert(0, str(SOURCE / "tests/reference"))
sys.dont_write_bytecode = True


class Run:
    """The outcome of one command."""

    def __init__(self, command, completed):
        self.command = command
        self.code = completed.returncode
        self.out = completed.stdout
        self.err = completed.stderr

    def __str__(self):
        return f"$ {' '.join(self.command)}\n[exit {self.code}]\n--- stdout\n{self.out}--- stderr\n{self.err}"


class EndToEnd(unittest.TestCase):
    """A test with a working directory of its own, in which the binary runs."""

    maxDiff = None

    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="collmc-test-")
        self.addCleanup(directory.cleanup)
        self.dir = pathlib.Path(directory.name)

    def collmc(self, *arguments, timeout=120, **options):
        command = [str(BINARY), *map(str, arguments)]
        completed = subprocess.run(command, cwd=self.dir, capture_output=True, text=True, errors="replace",
                                   stdin=subprocess.DEVNULL, timeout=timeout, **options)
        return Run(["collmc", *command[1:]], completed)

    def expect(self, code, *arguments, **options):
        """Runs the binary and demands an exit code."""
        run = self.collmc(*arguments, **options)
        self.assertEqual(run.code, code, str(run))
        return run

    def write(self, name, content):
        path = self.dir / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content, encoding="utf-8")
        return path

    def analysis(self, name):
        """A copy of an example analysis in the working directory, so that its results land there."""
        return shutil.copy(EXAMPLES / f"{name}.cut", self.dir)

    def assert_golden(self, name, text):
        path = GOLDEN / name
        text = text.replace(str(self.dir), "DIR").replace(str(BINARY), "collmc").replace(str(SOURCE), "SOURCE")
        if UPDATE:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            return
        self.assertTrue(path.exists(), f"{path} does not exist; COLLMC_UPDATE_GOLDEN=1 writes it:\n{text}")
        self.assertEqual(path.read_text(encoding="utf-8"), text, f"differs from {path}")

    def assert_no_leftovers(self, *allowed):
        """Nothing but these names (and what the test wrote) lies in the working directory, hidden files included."""
        found = {p.name for p in self.dir.iterdir()}
        self.assertEqual(found - set(allowed), set(), "left behind")


def bundled(name):
    """Path of the bundled events for an analysis."""
    return EVENTS / f"{SAMPLES[name]}.lhco.gz"


def bundled_text(sample):
    return gzip.decompress((EVENTS / f"{sample}.lhco.gz").read_bytes())


def large_file(megabytes=210):
    """The bundled ttbar events, repeated: made once and kept in the build directory."""
    path = SCRATCH / f"collmc-large-{megabytes}.lhco"
    text = bundled_text("ttbar")
    repetitions = megabytes * 1000000 // len(text) + 1
    if not path.exists() or path.stat().st_size != repetitions * len(text):
        partial = path.with_suffix(f".{os.getpid()}")
        with open(partial, "wb") as file:
            for _ in range(repetitions):
                file.write(text)
        partial.rename(path)
    return path


def main():
    if not BINARY.exists():
        sys.exit(f"{BINARY} does not exist: build it, or name another with COLLMC=")
    unittest.main(verbosity=1)
