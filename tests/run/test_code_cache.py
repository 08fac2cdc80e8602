"""Machine code is kept for the next run, which gives the same results; and nothing is taken that is not whole and the user's."""

import os
import pathlib
import shutil
import subprocess
import unittest

import harness
from harness import EndToEnd


class CodeCache(EndToEnd):
    def setUp(self):
        super().setUp()
        self.folder = self.dir / "kept"
        self.environment = dict(os.environ, COLLMC_CODE_CACHE=str(self.folder))
        self.ww = self.analysis("ww")

    def phases(self, *arguments, **environment):
        """The phases of a compilation."""
        run = self.expect(0, *(arguments or [self.ww]), "--emit=timings", env=dict(self.environment, **environment))
        return [line.split()[0] for line in run.out.splitlines()]

    def is_taken(self, *arguments, **environment):
        """Whether the code came from the cache."""
        phases = self.phases(*arguments, **environment)
        self.assertEqual("generate" in phases, "load" in phases)
        return "generate" not in phases

    def entries(self):
        return sorted(self.folder.glob("*.code")) if self.folder.exists() else []

    def entry(self):
        entries = self.entries()
        self.assertEqual(len(entries), 1)
        return entries[0]

    def edit(self, old, new):
        path = pathlib.Path(self.ww)
        text = path.read_text(encoding="utf-8")
        self.assertIn(old, text)
        path.write_text(text.replace(old, new), encoding="utf-8")

    def test_the_second_run_takes_the_code(self):
        self.assertEqual(self.phases()[4:], ["cache", "load", "generate", "optimise", "emit", "link", "keep"])
        self.assertEqual(self.phases()[4:], ["cache"])
        self.assertEqual(self.folder.stat().st_mode & 0o777, 0o700)
        self.assertEqual(self.entry().stat().st_mode & 0o777, 0o600)

    def test_the_second_run_loads_no_generator(self):
        def loaded(which):
            run = self.expect(0, self.ww, "--emit=timings", env=dict(self.environment, LD_DEBUG="files"))
            return which in run.err
        self.assertTrue(loaded("codegen.so"))
        self.assertFalse(loaded("codegen.so"))
        self.assertTrue(loaded("libstdc++"))

    def test_results_are_the_same_bytes(self):
        """Of all examples, on events of several kinds."""
        events = [harness.EVENTS / f"{name}.lhco.gz" for name in ("ttbar", "hzz4l", "wz", "hgg")]
        analyses = sorted((harness.SOURCE / "examples").glob("*/*.cut"))
        self.assertGreater(len(analyses), 25)
        for analysis in analyses:
            for backend in ("vector", "scalar"):
                with self.subTest(f"{analysis.stem} {backend}"):
                    found = []
                    for keep in ([], [], ["--no-code-cache"]):
                        results = self.dir / "results"
                        self.expect(0, analysis, *events, "--events=1:9000", "--no-plots", "--quiet", "--backend", backend,
                                    "-o", results, *keep, env=self.environment)
                        found.append({path.name: path.read_bytes() for path in results.iterdir()
                                      if path.name not in ("run.json", "plots")})
                        shutil.rmtree(results)
                    self.assertGreater(len(found[0]), 1)
                    self.assertTrue(found[0] == found[1] == found[2])
                    self.assertTrue(self.is_taken(analysis, "--backend", backend))

    def test_code_does_not_know_names_and_bins(self):
        self.phases()
        self.edit("WW semileptonic", "another title")
        self.edit("40 bins from 30 to 150 GeV", "10 bins from 0 to 100 GeV")
        self.edit("exactly one lepton", "one lepton")
        self.assertTrue(self.is_taken())

    def test_another_analysis_or_backend_has_other_code(self):
        self.phases()
        self.assertFalse(self.is_taken(self.ww, "--backend=scalar"))
        self.assertTrue(self.is_taken(self.ww, "--backend=scalar"))
        self.assertTrue(self.is_taken())
        self.edit("pt > 30 GeV", "pt > 31 GeV")
        self.assertFalse(self.is_taken())
        self.assertEqual(len(self.entries()), 3)

    def test_another_build_has_other_code(self):
        prefix = self.dir / "prefix"
        for folder in ("bin", "lib", "share"):
            shutil.copytree(harness.BINARY.parent.parent / folder, prefix / folder,
                            ignore=lambda at, names: [n for n in names if at.endswith("bin") and n != "collmc"])

        def is_taken():
            run = subprocess.run([prefix / "bin/collmc", self.ww, "--emit=timings"], env=self.environment, check=True,
                                 capture_output=True, text=True)
            return "generate" not in run.stdout
        self.phases()
        self.assertFalse(is_taken())
        self.assertTrue(is_taken())
        for file in ("bin/collmc", "lib/collmc/codegen.so"):
            os.utime(prefix / file, (1, 1))
            self.assertFalse(is_taken(), file)
            self.assertTrue(is_taken(), file)

    def test_switched_off(self):
        self.assertNotIn("cache", self.phases(self.ww, "--no-code-cache"))
        self.assertNotIn("cache", self.phases(COLLMC_CODE_CACHE="off", HOME=str(self.dir)))
        self.assertNotIn("cache", self.phases(COLLMC_CODE_CACHE="", HOME=str(self.dir)))
        self.assertFalse(self.folder.exists())
        self.assertFalse((self.dir / ".cache").exists())
        self.phases()
        self.assertFalse(self.is_taken(self.ww, "--no-code-cache"))

    def test_stages_are_generated_anew(self):
        for stage in ("llvm", "asm"):
            for _ in range(2):
                run = self.expect(0, self.ww, f"--emit={stage}", env=self.environment)
                self.assertIn("analyse_block", run.out)
        self.assertFalse(self.folder.exists())

    def test_where_code_is_kept(self):
        del self.environment["COLLMC_CODE_CACHE"]
        home, caches = self.dir / "home", self.dir / "caches"
        home.mkdir()
        for environment, folder in (({"XDG_CACHE_HOME": str(caches)}, caches), ({}, home / ".cache"),
                                    ({"XDG_CACHE_HOME": "relative"}, home / ".cache")):
            shutil.rmtree(folder, ignore_errors=True)
            base = {key: value for key, value in self.environment.items() if key != "XDG_CACHE_HOME"}
            self.environment = dict(base, HOME=str(home), **environment)
            self.assertFalse(self.is_taken())
            self.assertTrue(self.is_taken())
            self.assertEqual(len(list((folder / "collmc/code").glob("*.code"))), 1)
        self.assertFalse((self.dir / "relative").exists())

    def test_damaged_code_is_replaced(self):
        self.phases()
        whole = self.entry().read_bytes()
        for damaged in (b"", whole[:100], whole[:-1], whole + b"x", whole[:5000] + b"\xcc" + whole[5001:],
                        b"\0" * len(whole)):
            self.entry().write_bytes(damaged)
            self.assertFalse(self.is_taken())
            self.assertEqual(self.entry().read_bytes(), whole)
            self.assertTrue(self.is_taken())

    def test_code_of_others_is_not_run(self):
        self.phases()
        self.entry().chmod(0o622)
        self.assertFalse(self.is_taken())
        self.assertEqual(self.entry().stat().st_mode & 0o777, 0o600)
        self.assertTrue(self.is_taken())
        self.folder.chmod(0o777)
        self.assertFalse(self.is_taken())
        self.folder.chmod(0o700)
        self.assertTrue(self.is_taken())
        elsewhere = self.dir / "elsewhere.code"
        kept = self.entry()
        kept.rename(elsewhere)
        kept.symlink_to(elsewhere)
        self.assertFalse(self.is_taken())
        self.assertFalse(kept.is_symlink())

    @unittest.skipUnless(os.geteuid() == 0, "only root can give files away")
    def test_code_that_belongs_to_others_is_not_run(self):
        self.phases()
        os.chown(self.entry(), 12345, 12345)
        self.assertFalse(self.is_taken())
        self.assertEqual(self.entry().stat().st_uid, 0)

    def test_without_a_place_there_is_no_cache(self):
        self.write("file", "not a folder")
        for place in ("file", "file/code", "/proc/nowhere/code", "/dev/full"):
            with self.subTest(place):
                self.assertFalse(self.is_taken(COLLMC_CODE_CACHE=str(self.dir / place)))

    def test_runs_at_once(self):
        command = [harness.BINARY, self.ww, harness.bundled("ww"), "--no-plots", "--quiet", "-o"]
        runs = [subprocess.Popen([*command, self.dir / f"results{i}"], env=self.environment, stderr=subprocess.PIPE)
                for i in range(6)]
        for run in runs:
            self.assertEqual(run.communicate()[1], b"")
            self.assertEqual(run.returncode, 0)
        tables = {(self.dir / f"results{i}/mlp.csv").read_bytes() for i in range(6)}
        self.assertEqual(len(tables), 1)
        self.assertEqual([path.name for path in self.folder.iterdir()], [self.entry().name])
        self.assertTrue(self.is_taken())


if __name__ == "__main__":
    harness.main()
