"""What a command says beside its output, for programs: JSON lines and SARIF of checks and of runs, and nothing else."""

import fcntl
import json
import os
import pty
import re
import resource
import shutil
import signal
import struct
import subprocess
import termios

import harness
from harness import EndToEnd
from test_bad_events import EVENT, HEADER, PROGRAM

NO_MET = "".join(EVENT.splitlines(keepends=True)[:-1])
MET = EVENT.splitlines(keepends=True)[-1]
BAD_ROW = EVENT.replace("60.00", "6o.00")
WEIGHTED = PROGRAM.replace("    histo", "    weight 1 / (size(jets) - 2)\n    histo")

# Every code that comes with a run, a machine or a file and not with a program: what brings it about.
OF_A_RUN = {
    "E0902": {"events": None},
    "E0903": {"program": PROGRAM.replace("    histo", "    select size(bjets) == 0\n    histo").replace(
        "region", "object bjets from Jet\n    select btagged(bit 1)\nregion"), "options": ["--dialect", "pgs"]},
    "E0904": {"options": ["-o", "/proc/nowhere"]},
    "E0906": {"options": ["--explain-event", "9"]},
    "W1101": {"events": EVENT + BAD_ROW, "options": ["--on-bad-event=skip"]},
    "W1102": {"events": EVENT + NO_MET},
    "W1103": {"events": EVENT + MET},
    "W1104": {"events": EVENT + MET.replace("6 ", "7 ", 1)},
    "W1105": {"events": "BeginEvent\n" + EVENT},
    "W1106": {"program": WEIGHTED},
    "W1107": {"options": ["--events", "5:"]},
    "W1108": {"options": ["--plot-format", "png"], "environment": {"PATH": "/nonexistent"}},
    "W1110": {"options": ["--cache"], "environment": {"XDG_CACHE_HOME": "/proc/nowhere"}},
    "W1109": {"files": {"a.results/cutflow.json": "notes of mine"}},
}
# Those that other tests bring about, or none can.
ELSEWHERE = {
    "E0901": "test_command.py",
    "E1201": "test_translate.py", "E1202": "test_translate.py", "E1203": "test_translate.py", "E1204": "test_translate.py",
    "E0905": "needs a processor of 2012",
    "I0001": "test_a_mistake_of_ours",
    "N1101": "test_an_interrupted_run",
}


def catalogue():
    """Severity of each code."""
    words = {"E": "error", "W": "warning", "P": "perf", "N": "note", "I": "internal"}
    text = (harness.SOURCE / "compiler/diagnostics/catalogue.cpp").read_text(encoding="utf-8")
    return {code: words[letter] for code, letter in re.findall(r'\{"([EWNI]\d{4})", (\w),', text)}


class Messages(EndToEnd):
    def records(self, text):
        """The lines of an output that holds nothing but JSON lines with one summary, at the end."""
        lines = [json.loads(line) for line in text.splitlines()]
        self.assertEqual([line["kind"] for line in lines], ["diagnostic"] * (len(lines) - 1) + ["summary"], text)
        for severity, name in (("error", "errors"), ("warning", "warnings"), ("perf", "perf"), ("note", "notes")):
            self.assertEqual(lines[-1][name], sum(line.get("severity") == severity for line in lines), text)
        return lines[:-1]


class Check(Messages):
    def test_several_files_have_one_summary(self):
        self.write("bad.cut", "region SR\n    select MET.pt > 30\n")
        self.write("good.cut", "region SR\n    select MET.pt > 30 GeV\n")
        run = self.expect(1, "check", "--diagnostics=json", "good.cut", "bad.cut", "bad.cut")
        self.assertEqual([record["code"] for record in self.records(run.out)], ["E0301", "E0301"])
        self.assertEqual(run.err, "")

    def test_a_file_that_cannot_be_read_hides_no_other(self):
        self.write("bad.cut", "region SR\n    select MET.pt > 30\n")
        run = self.expect(3, "check", "--diagnostics=json", "nowhere.cut", "bad.cut")
        unreadable, error = self.records(run.out)
        self.assertEqual((unreadable["code"], unreadable["args"]["file"], unreadable["primary"]),
                         ("E0902", "nowhere.cut", None))
        self.assertEqual((error["code"], run.err), ("E0301", ""))

    def test_tables_are_refused(self):
        self.write("good.cut", "region SR\n    select MET.pt > 30 GeV\n")
        for option in ("--cost", "--disjoint"):
            run = self.expect(2, "check", "--diagnostics=json", option, "good.cut")
            self.assertEqual(run.out, "")

    def test_a_mistake_of_ours(self):
        """Out of memory stands for it: what was said before is still there, and the summary counts it."""
        lines = "".join(f"    define a{i} = {i} + 1 * 2 * 3 * 4 * 5 * 6 * 7\n" for i in range(18_000))
        self.write("large.cut", "region SR\n" + lines)
        self.write("bad.cut", "region SR\n    select MET.pt > 30\n")

        def limit():
            resource.setrlimit(resource.RLIMIT_AS, (150 << 20, 150 << 20))

        environment = dict(os.environ, TMPDIR=str(self.dir))
        run = self.expect(70, "check", "--diagnostics=json", "bad.cut", "large.cut", preexec_fn=limit, env=environment)
        error, ours = self.records(run.out)
        self.assertEqual((error["code"], ours["code"], ours["severity"]), ("E0301", "I0001", "internal"))
        with open(ours["args"]["file"], encoding="utf-8") as file:
            self.assertIn("define a17999", file.read())
        run = self.expect(70, "check", "--diagnostics=sarif", "large.cut", preexec_fn=limit, env=environment)
        invocation = json.loads(run.out)["runs"][0]["invocations"][0]
        self.assertFalse(invocation["executionSuccessful"])
        self.assertEqual(invocation["toolExecutionNotifications"][0]["descriptor"]["id"], "I0001")
        run = self.expect(70, "check", "large.cut", preexec_fn=limit, env=environment)
        self.assertRegex(run.err, "^collmc: this is our fault, not yours: .*\nplease report it with the file ")


class RunCase(Messages):
    """One of the cases of OF_A_RUN."""

    def prepare(self, program=PROGRAM, events=EVENT, files=(), **_):
        """The files of a case, and no others."""
        for path in self.dir.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        self.write("a.cut", program)
        if events is not None:
            self.write("events.lhco", HEADER + events)
        for name, content in dict(files).items():
            self.write(name, content)

    def run_case(self, message_format, options=("--no-plots",), environment=(), **_):
        return self.collmc("a.cut", "events.lhco", f"--diagnostics={message_format}", *options,
                           env=dict(os.environ, **dict(environment)))


class Run(RunCase):
    def test_results_on_one_stream_and_messages_on_the_other(self):
        self.prepare()
        text = self.expect(0, "a.cut", "events.lhco", "--no-plots")
        run = self.run_case("json")
        self.assertEqual((run.code, run.out), (0, text.out))
        self.assertEqual(self.records(run.err), [])

    def test_errors_of_the_program(self):
        self.prepare(program=PROGRAM.replace("30 GeV", "30"))
        run = self.run_case("json")
        self.assertEqual((run.code, run.out), (1, ""))
        self.assertEqual([record["code"] for record in self.records(run.err)], ["E0301"])

    def test_every_message_of_a_run(self):
        severities = catalogue()
        for code, case in OF_A_RUN.items():
            with self.subTest(code):
                self.prepare(**case)
                as_text = self.run_case("text", **case)
                self.prepare(**case)
                run = self.run_case("json", **case)
                self.assertEqual((run.code, run.out), (as_text.code, as_text.out))
                of_run = [record for record in self.records(run.err) if record["phase"] == "driver"]
                self.assertEqual([record["code"] for record in of_run], [code], str(run))
                self.assertEqual(of_run[0]["severity"], severities[code])
                word = {"error": "error: ", "warning": "warning: "}[severities[code]]
                self.assertTrue(as_text.err.endswith(f"collmc: {word}{of_run[0]['message']}\n"), as_text.err)

                self.prepare(**case)
                run = self.run_case("sarif", **case)
                invocation = json.loads(run.err)["runs"][0]["invocations"][0]
                notification = invocation["toolExecutionNotifications"][0]
                self.assertEqual(notification["descriptor"]["id"], code)
                self.assertEqual((invocation["exitCode"], invocation["executionSuccessful"]),
                                 (as_text.code, as_text.code == 0))

    def test_every_such_code_is_tested(self):
        families = ("E09", "E12", "W11", "N11", "I00")
        codes = [code for code in catalogue() if code.startswith(families)]
        self.assertEqual(sorted([*OF_A_RUN, *ELSEWHERE]), sorted(codes))

    def test_an_interrupted_run(self):
        self.prepare()
        os.mkfifo(self.dir / "pipe")
        with subprocess.Popen([harness.BINARY, "a.cut", "pipe", "--diagnostics=json"], cwd=self.dir,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            with open(self.dir / "pipe", "w", encoding="utf-8") as pipe:  # opens when the run reads
                process.send_signal(signal.SIGINT)
                out, err = process.communicate(timeout=60)
                del pipe
        self.assertEqual((process.returncode, out), (130, ""))
        if err:  # a run that waits for its input is ended after a moment, in the middle of anything
            self.assertEqual([record["code"] for record in self.records(err)], ["N1101"])

    def test_standard_output_that_is_full(self):
        self.prepare()
        with open("/dev/full", "w", encoding="utf-8") as full:
            completed = subprocess.run([harness.BINARY, "a.cut", "events.lhco", "--no-plots", "--diagnostics=json"],
                                       cwd=self.dir, stdout=full, stderr=subprocess.PIPE, text=True)
        self.assertEqual(completed.returncode, 4)
        self.assertEqual([record["code"] for record in self.records(completed.stderr)], ["E0904"])


class Terminal(EndToEnd):
    def on_a_terminal(self, columns, *arguments):
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        with subprocess.Popen([harness.BINARY, *arguments], cwd=self.dir, stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=slave, env=dict(os.environ, NO_COLOR="1")):
            os.close(slave)
            text = b""
            while True:
                try:
                    piece = os.read(master, 4096)
                except OSError:  # the other side is closed
                    break
                if not piece:
                    break
                text += piece
        os.close(master)
        return text.decode().replace("\r\n", "\n")

    def test_messages_fit(self):
        self.write("a.cut", "object jets from Jet\nregion SR\n    select MET.pt > 30 GeV " + '"a cut with a long label"'
                   "\n    histo m : (jets[0] + jets[1]).mass, 40 bins from 0 to 500 GeV \"mass of two jets, $m_{jj}$\"\n")
        for columns in (44, 60, 80, 100):
            text = self.on_a_terminal(columns, "check", "a.cut")
            self.assertEqual([line for line in text.splitlines() if len(line) > columns], [], text)
            self.assert_golden(f"messages/terminal_{columns}.txt", text)


if __name__ == "__main__":
    harness.main()
