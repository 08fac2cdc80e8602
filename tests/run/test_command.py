"""The command line: options, help, completion, exit codes, and what stands in run.json."""

import csv
import hashlib
import json
import os
import re
import shutil
import subprocess

import harness
from harness import EndToEnd


class Options(EndToEnd):
    def cutflow(self, directory="ww.results"):
        return json.loads((self.dir / directory / "cutflow.json").read_text())["regions"][0]["cuts"]

    def test_default_directory_is_beside_the_analysis(self):
        analysis = self.analysis("ww")
        run = self.expect(0, analysis, harness.bundled("ww"), "--no-plots", "--threads", 1)
        self.assertEqual({p.name for p in (self.dir / "ww.results").iterdir()},
                         {"cutflow.json", "histograms.json", "mlp.csv", "run.json"})
        self.assert_golden("command/ww_terminal.txt", without_times(run.out))
        self.assertEqual(run.err, "")

    def test_quiet(self):
        run = self.expect(0, self.analysis("ww"), harness.bundled("ww"), "--no-plots", "--quiet")
        self.assertEqual((run.out, run.err), ("", ""))

    def test_event_range(self):
        """Counted from 1, both ends included; parts of a range add up."""
        analysis = self.analysis("ww")
        events = harness.bundled("ww")
        self.expect(0, analysis, events, "--no-plots", "-o", "all")
        self.expect(0, analysis, events, "--no-plots", "-o", "first", "--events", "1:1500")
        self.expect(0, analysis, events, "--no-plots", "-o", "rest", "--events", "1501:")
        whole, first, rest = (self.cutflow(d) for d in ("all", "first", "rest"))
        self.assertEqual(first[0]["events"], 1500)
        self.assertEqual([c["events"] for c in whole], [a["events"] + b["events"] for a, b in zip(first, rest)])
        rows = [(self.dir / d / "mlp.csv").read_text().splitlines() for d in ("all", "first", "rest")]
        self.assertEqual(rows[0], rows[1] + rows[2][1:])

    def test_plots(self):
        self.expect(0, self.analysis("ww"), harness.bundled("ww"), "--plot-format", "png,pdf,svg", "--dpi", 60)
        histograms = json.loads((self.dir / "ww.results/histograms.json").read_text())
        magic = {"png": b"\x89PNG", "pdf": b"%PDF", "svg": b"<?xml"}
        for key in histograms:
            for suffix, begin in magic.items():
                plot = self.dir / "ww.results/plots" / f"{key.replace('/', '_')}.{suffix}"
                self.assertEqual(plot.read_bytes()[:len(begin)], begin, plot)

    def test_normalized_plots_leave_the_results_alone(self):
        analysis = self.analysis("ww")
        self.expect(0, analysis, harness.bundled("ww"), "-o", "plain", "--plot-format", "svg")
        self.expect(0, analysis, harness.bundled("ww"), "-o", "normal", "--plot-format", "svg", "--normalize")
        for file in ("cutflow.json", "histograms.json", "mlp.csv"):
            self.assertEqual((self.dir / "plain" / file).read_bytes(), (self.dir / "normal" / file).read_bytes())
        self.assertNotEqual((self.dir / "plain/plots/WW_met.svg").read_bytes(),
                            (self.dir / "normal/plots/WW_met.svg").read_bytes())

    def test_without_gnuplot(self):
        """Plots need gnuplot; without it the rest is still there, and a warning says how to get it."""
        run = self.expect(0, self.analysis("ww"), harness.bundled("ww"), env={"PATH": "/nonexistent"})
        self.assertIn("gnuplot", run.err)
        self.assertTrue((self.dir / "ww.results/cutflow.json").exists())

    def test_standard_input(self):
        analysis = self.analysis("ww")
        self.expect(0, analysis, harness.bundled("ww"), "--no-plots", "-o", "file")
        completed = subprocess.run([harness.BINARY, analysis, "-", "--no-plots", "-o", "stdin"], cwd=self.dir,
                                   input=harness.bundled_text("ww"), capture_output=True)
        self.assertEqual(completed.returncode, 0, completed.stderr)
        self.assertEqual(self.cutflow("file"), self.cutflow("stdin"))

    def test_standard_input_begins_where_it_stands(self):
        """Another program may have read the begin of a file that is the standard input."""
        text = harness.bundled_text("ww")
        begin = text.index(b"\n   0 ", len(text) // 2) + 1
        self.write("events.lhco", text.decode())
        (self.dir / "rest.lhco").write_bytes(text[begin:])
        analysis = self.analysis("ww")
        self.expect(0, analysis, "rest.lhco", "--no-plots", "-o", "file")
        with open(self.dir / "events.lhco", "rb", buffering=0) as file:
            file.seek(begin)
            subprocess.run([harness.BINARY, analysis, "-", "--no-plots", "-o", "stdin"], cwd=self.dir, stdin=file,
                           capture_output=True, check=True)
        self.assertEqual(self.cutflow("file"), self.cutflow("stdin"))

    def test_weights(self):
        """The fourth number of an event's header is its weight: sums and errors follow."""
        lines = harness.bundled_text("ww").decode().splitlines()
        weighted = [line + "  0.5" if line.split()[:1] == ["0"] else line for line in lines]
        self.write("weighted.lhco", "\n".join(weighted))
        self.expect(0, self.analysis("ww"), "weighted.lhco", "--no-plots")
        for cut in self.cutflow():
            self.assertEqual((cut["sumw"], cut["sumw2"]), (cut["events"] / 2, cut["events"] / 4))
        histogram = json.loads((self.dir / "ww.results/histograms.json").read_text())["WW/met"]
        self.assertEqual(sum(histogram["storage"]["values"]), self.cutflow()[-1]["sumw"])

    def test_csv_reads_back_exactly(self):
        self.expect(0, self.analysis("ww"), harness.bundled("ww"), "--no-plots")
        with open(self.dir / "ww.results/mlp.csv", newline="") as file:
            rows = list(csv.reader(file))
        self.assertEqual(rows[0], ["event", "weight", "mT_W", "m_jj", "met", "pt_lep", "dR_jj", "dphi_WW"])
        for row in rows[1:]:
            for text in row:
                self.assertEqual(float(text), float(repr(float(text))))
                self.assertLessEqual(len(text), 24)


class RunRecord(EndToEnd):
    def test_run_json(self):
        analysis = self.analysis("ww")
        events = shutil.copy(harness.bundled("ww"), self.dir)
        self.expect(0, analysis, events, "--no-plots", "--threads", 2)
        record = json.loads((self.dir / "ww.results/run.json").read_text())
        text = (self.dir / "ww.cut").read_bytes()
        flat = json.dumps(record)
        self.assertIn(hashlib.sha256(text).hexdigest(), flat)
        self.assertIn(json.dumps(text.decode())[1:-1], flat)
        [entry] = record["inputs"]
        self.assertEqual(entry["events"], 4000)
        self.assertEqual(entry["bytes"], harness.bundled("ww").stat().st_size)
        self.assertIn("crc64", json.dumps(entry))
        self.assertIn("0.1.0", flat)
        self.assertIn("cutflow.json", record["files"])


class CommandLine(EndToEnd):
    def test_version(self):
        self.assertRegex(self.expect(0, "--version").out, r"^collmc \d+\.\d+\.\d+\n$")

    def test_help(self):
        for arguments in (["help"], ["--help"], ["-h"], []):
            with self.subTest(arguments):
                run = self.expect(0, *arguments)
                self.assertIn("collmc ANALYSIS.cut", run.out)

    def test_help_names_every_option(self):
        """Of runs and of subcommands; the manual, the page and the completions know them all."""
        manual = (harness.SOURCE / "docs/command-line.md").read_text()
        page = (harness.SOURCE / "docs/collmc.1").read_text().replace("\\-", "-")
        completions = {shell: self.expect(0, "completion", shell).out for shell in ("bash", "zsh", "fish")}
        for command, least in ((["help", "run"], 10), (["check", "--help"], 4), (["fix", "--help"], 5),
                               (["compare", "--help"], 8), (["translate", "--help"], 9), (["eval", "--help"], 8),
                               (["prompt", "--help"], 4), (["grammar", "--help"], 1)):
            options = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", self.expect(0, *command).out)) - {"--help"}
            self.assertGreaterEqual(len(options), least)
            for option in options:
                self.assertIn(option, manual, "in docs/command-line.md")
                self.assertIn(option, page, "in docs/collmc.1")
                for shell, script in completions.items():
                    self.assertIn(option[2:], script, f"in the completion for {shell}")

    def test_wrong_usage(self):
        cases = {
            "no events": ["ww.cut"],
            "unknown option": ["ww.cut", "events.lhco", "--fast"],
            "bad range": ["ww.cut", "events.lhco", "--events", "5"],
            "empty range": ["ww.cut", "events.lhco", "--events", "9:3"],
            "bad backend": ["ww.cut", "events.lhco", "--backend", "gpu"],
            "bad threads": ["ww.cut", "events.lhco", "--threads", "0"],
            "swapped": ["events.lhco", "ww.cut"],
            "two analyses": ["ww.cut", "wz.cut", "events.lhco"],
            "unknown stage": ["ww.cut", "--emit", "tokens"],
            "unknown dialect": ["ww.cut", "events.lhco", "--dialect", "CMS"],
            "event zero": ["ww.cut", "events.lhco", "--explain-event", "0"],
            "an event and a stage": ["ww.cut", "events.lhco", "--explain-event", "1", "--emit", "plan"],
            "unknown shell": ["completion", "tcsh"],
            "one to compare": ["compare", "ww.results"],
            "the same and independent": ["compare", "a", "b", "--same-events", "--independent"],
            "exact with a tolerance": ["compare", "a", "b", "--exact", "--tolerance", "0.1"],
            "a tolerance of all": ["compare", "a", "b", "--tolerance", "1"],
            "no sigma": ["compare", "a", "b", "--sigma", "0"],
            "nothing to fix": ["fix"],
            "a choice that is none": ["fix", "ww.cut", "--choose", "second"],
            "a choice for two": ["fix", "ww.cut", "wz.cut", "--choose", "34:1"],
            "watching the standard input": ["ww.cut", "-", "--watch"],
        }
        said = ""
        for name, arguments in cases.items():
            run = self.expect(2, *arguments)
            self.assertEqual(run.out, "", name)
            said += f"# {name}\n$ collmc {' '.join(arguments)}\n{run.err}\n"
        self.assert_golden("command/usage_errors.txt", said)

    def test_check(self):
        for name in harness.SAMPLES:
            run = self.expect(0, "check", self.analysis(name))
            self.assertEqual(run.err, "", name)

    def test_completions_are_valid(self):
        for shell, checker in (("bash", "bash"), ("zsh", "zsh"), ("fish", "fish")):
            with self.subTest(shell):
                script = self.write(f"completion.{shell}", self.expect(0, "completion", shell).out)
                self.assertIn("plot-format", script.read_text())
                if shutil.which(checker):
                    subprocess.run([checker, "-n", script], check=True)

    def test_bash_completion_completes(self):
        self.write("completion", self.expect(0, "completion", "bash").out)
        self.write("ww.cut", "")
        completed = subprocess.run(
            ["bash", "--norc", "-c", "source ./completion; COMP_WORDS=(collmc --back); COMP_CWORD=1; "
             "$(complete -p collmc | sed 's/.*-F \\([^ ]*\\).*/\\1/') collmc --back collmc; echo ${COMPREPLY[@]}"],
            cwd=self.dir, capture_output=True, text=True)
        self.assertEqual(completed.stdout.strip(), "--backend", completed.stderr)


class StandardOutput(EndToEnd):
    def test_a_reader_that_leaves_is_no_failure(self):
        self.analysis("ww")
        process = subprocess.Popen([harness.BINARY, "ww.cut", "--emit=llvm"], cwd=self.dir, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        process.stdout.read(10)
        process.stdout.close()
        self.assertEqual((process.stderr.read(), process.wait()), (b"", 0))
        process.stderr.close()

    def test_a_full_disk_behind_it_is(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            completed = subprocess.run([harness.BINARY, "help"], stdout=full, stderr=subprocess.PIPE, text=True)
        self.assertEqual(completed.returncode, 4)
        self.assertIn("cannot write to the standard output", completed.stderr)


class Relocatable(EndToEnd):
    def test_an_installation_without_its_library_is_told_as_such(self):
        self.analysis("ww")
        run = self.expect(3, "check", "ww.cut", env={**os.environ, "COLLMC_SHARE": "/nonexistent"})
        self.assertIn("not installed completely", run.err)

    def installed(self, *folders):
        """A copy of the binary with these folders beside it."""
        prefix = self.dir / "prefix"
        (prefix / "bin").mkdir(parents=True)
        shutil.copy(harness.BINARY, prefix / "bin/collmc")
        for folder in folders:
            shutil.copytree(harness.BINARY.parent.parent / folder, prefix / folder)
        return prefix / "bin/collmc"

    def test_the_binary_finds_its_files_anywhere(self):
        """bin/, lib/ and share/ moved together work, also through a symbolic link."""
        installed = self.installed("lib", "share")
        (self.dir / "link").symlink_to(installed)
        for binary in (installed, self.dir / "link"):
            for command in (["check", harness.EXAMPLES / "ww.cut"], [harness.EXAMPLES / "ww.cut", "--emit=timings"]):
                completed = subprocess.run([binary, *command], cwd="/", capture_output=True)
                self.assertEqual(completed.returncode, 0, completed.stderr)

    def test_only_machine_code_needs_its_generator(self):
        installed = self.installed("share")
        for command, code in ((["check"], 0), (["--backend=interpreter", "--emit=timings"], 0), (["--emit=timings"], 3)):
            completed = subprocess.run([installed, *command, harness.EXAMPLES / "ww.cut"], capture_output=True, text=True)
            self.assertEqual(completed.returncode, code, completed.stderr)
        self.assertIn("not installed completely", completed.stderr)
        self.assertIn("lib/collmc/codegen.so", completed.stderr)


def without_times(text):
    return re.sub(r"\d+(\.\d+)? (m?s)\b", r"T \2", text)


if __name__ == "__main__":
    harness.main()
