"""`collmc eval`: questions to scripted models, judged by numbers; and the suites of the repository."""

import json
import math
import os
import re
import signal
import subprocess
import time

import harness
from harness import EndToEnd
from model_server import Answer, ModelServer, Slow, Status

SUITES = harness.SOURCE / "examples/suites"


def suite(name):
    return json.loads((SUITES / f"{name}.json").read_text(encoding="utf-8"))["questions"]


def letters(text):
    """What is left of a request when its lines are numbered."""
    return re.sub("[^a-z]+", "", text.lower())


def text_of(question):
    return question["text"] if "text" in question else (SUITES / question["request"]).read_text(encoding="utf-8")


def wilson(successes, trials):
    """The roots of (p - s/n)^2 = z^2 p (1 - p) / n, by the quadratic formula."""
    z = 1.959963984540054
    a, b, c = 1 + z * z / trials, -(2 * successes / trials + z * z / trials), (successes / trials) ** 2
    root = math.sqrt(b * b - 4 * a * c)
    return (-b - root) / (2 * a), (-b + root) / (2 * a)


class Evaluation(EndToEnd):
    def evaluate(self, script, path, *options, models=("a",), code=0):
        with ModelServer(script) as server:
            entries = {name: {"url": server.url, "model": name, "price": {"input": 1, "output": 1},
                              "retry": {"times": 0}} for name in models}
            self.write("models.json", json.dumps({"models": entries}))
            named = [part for name in models for part in ("--model", name)]
            run = self.expect(code, "eval", path, *named, "--models", "models.json", "--format", "json", *options,
                              timeout=300)
            self.asked = server.requests
        return json.loads(run.out) if code == 0 else run

    def right_answers(self, name):
        """A script that gives each question of a suite its reference."""
        answers = {text_of(question).splitlines()[0]: (SUITES / question["reference"]).read_text(encoding="utf-8")
                   for question in suite(name)}

        def script(_, body):
            asked = body["messages"][1]["content"]
            return Answer(next(program for first, program in answers.items() if letters(first) in letters(asked)))
        return script

    def test_right_numbers(self):
        for name in ("analyses", "plots", "hzz4l"):
            with self.subTest(name):
                result = self.evaluate(self.right_answers(name), SUITES / f"{name}.json")
                self.assertEqual({trial["verdict"] for trial in result["trials"]}, {"right"}, result["trials"])
                self.assertEqual(len(result["trials"]), len(suite(name)))
                self.assertTrue(all(trial["first_attempt"] for trial in result["trials"]))
                self.assertEqual(result["rows"][-1]["right"], len(suite(name)))
        self.assertEqual(len(suite("analyses")) + len(suite("plots")), 23)

    def test_wrong_numbers(self):
        """A threshold, a comparison, an object: it runs, and is not right."""
        for name, wanted in (("analyses", "wrong_number"), ("plots", "wrong_number")):
            changes = [("30 GeV", "35 GeV"), ("25 GeV", "28 GeV"), ("MET.pt,", "0.9 * MET.pt,"), ("j.pt for", "0.9 * j.pt for"),
                       ("jets[0].pt,", "0.9 * jets[0].pt,"), ("sameSign", "oppositeSign"), ("size(jets), ", "size(jets) + 1, "),
                       ("j.btag", "j.btag + 1"), ("deltaR(jets[0], jets[1])", "1.1 * deltaR(jets[0], jets[1])"),
                       ("172.5", "100"), (": mT(", ": 1.1 * mT("), (": sum(", ": 1.1 * sum("), ("|eta| < 1", "|eta| < 1.2")]
            right = self.right_answers(name)

            def script(number, body):
                text = right(number, body).text
                for old, new in changes:
                    if old in text:
                        return Answer(text.replace(old, new))
                raise AssertionError(text)
            result = self.evaluate(script, SUITES / f"{name}.json", "--rounds", 0)
            wrong = [trial["question"] for trial in result["trials"] if trial["verdict"] != wanted]
            self.assertEqual(wrong, [], result["trials"])

    def test_kinds_of_failures(self):
        question = {"id": "q", "text": "Plot the missing ET of all frobnicated events.", "right": "histograms",
                    "events": str(harness.EVENTS / "ttbar.lhco.gz"), "reference": str(harness.SOURCE / "examples/adl/q1.cut")}
        path = self.write("suite.json", json.dumps({"name": "one", "questions": [question]}))
        right = (harness.SOURCE / "examples/adl/q1.cut").read_text(encoding="utf-8")
        for answer, verdict in ((Answer("I cannot."), "no_answer"), (Answer("region SR\n    select MET.pt >\n"), "syntax"),
                                (Answer("region SR\n    select MET.mass > 3 GeV\n"), "type"), (Status(500), "network"),
                                (Answer("# request 1 not translated: no\n"), "audit"), (Answer(right), "right"),
                                (Answer("region SR\n    select MET.pt > 1 GeV\n"), "wrong_number")):
            with self.subTest(verdict):
                result = self.evaluate([answer], path, "--rounds", 0)
                self.assertEqual(result["trials"][0]["verdict"], verdict, result)
                failures = result["rows"][0]["failures"]
                self.assertEqual(sum(failures.values()), verdict != "right")
                self.assertEqual(bool(result["trials"][0]["message"]), verdict != "right")

    # A request that is understood without a model, and a program for it.
    REQUEST = "- Jets with pT > 30 GeV\n- At least two jets\n- MET above 50 GeV\n- plot the dijet mass\n"
    PROGRAM = """object jets from Jet
    select pt > 30 GeV

region SR
    select size(jets) >= 2
    select MET.pt > 50 GeV
    histo m : (jets[0] + jets[1]).mass, 50 bins from 0 to 500 GeV
"""

    def understood(self, **more):
        """A suite with the one question above."""
        self.write("reference.cut", self.PROGRAM)
        question = {"id": "q", "text": self.REQUEST, "right": "histograms", "reference": "reference.cut",
                    "events": str(harness.EVENTS / "ttbar.lhco.gz")}
        return self.write("suite.json", json.dumps({"name": "one", "questions": [question | more]}))

    def test_audit(self):
        """What numbers and audit say of a program, where they agree and where they do not."""
        program = self.PROGRAM
        for name, text, verdict, counts in (
                ("as asked for", program, "right", (0, 0, 0)),
                ("another number", program.replace("MET.pt > 50", "MET.pt > 60"), "wrong_number", (1, 0, 0)),
                ("another direction", program.replace("MET.pt > 50", "MET.pt < 50"), "wrong_number", (1, 0, 0)),
                ("dropped", program.replace("    select MET.pt > 50 GeV\n", ""), "audit", (0, 1, 0)),
                ("invented", program.replace("    histo", "    select Jet[0].pt > 90 GeV when size(Jet) >= 1\n    histo"), "audit", (0, 0, 1)),
                # An axis that nobody asked for: the audit cannot know.
                ("nothing to see", program.replace("from 0 to 500", "from 0 to 80"), "wrong_number", (0, 0, 0)),
                ("right by its numbers", program + "    histo met : MET.pt, 4 bins from 0 to 80 GeV\n", "right", (0, 0, 1))):
            with self.subTest(name):
                result = self.evaluate([Answer(text)], self.understood(), "--rounds", 0)
                trial, row = result["trials"][0], result["rows"][-1]
                self.assertEqual(trial["verdict"], verdict, trial)
                self.assertEqual(tuple(trial["audit"][kind] for kind in ("differs", "missing", "invented")), counts, trial)
                self.assertEqual(trial["audit"]["clean"], counts == (0, 0, 0))
                self.assertEqual(bool(trial["audit"]["finding"]), counts != (0, 0, 0))
                self.assertEqual(bool(trial["message"]), verdict != "right")
                side = "right" if verdict == "right" else "wrong"
                self.assertEqual(row["audit"][side], {"clean": counts == (0, 0, 0), "flagged": counts != (0, 0, 0)})
                self.assertEqual(row["failures"]["audit"], verdict == "audit")

    def test_not_audited(self):
        """A request of which a line is not understood, and a program with errors: the audit says nothing."""
        for more, text, verdict in (({"text": self.REQUEST + "- frobnicate the jets\n"}, self.PROGRAM, "right"),
                                    ({}, self.PROGRAM.replace("MET.pt", "MET.pz"), "type")):
            result = self.evaluate([Answer(text)], self.understood(**more), "--rounds", 0)
            self.assertEqual(result["trials"][0]["verdict"], verdict, result)
            self.assertIsNone(result["trials"][0]["audit"])
            self.assertEqual(result["rows"][-1]["audit"],
                             {side: {"clean": 0, "flagged": 0} for side in ("right", "wrong")})

    def test_told_to_the_fixer(self):
        """As in a session of `collmc translate`, what the audit finds is sent back."""
        dropped = self.PROGRAM.replace("    select MET.pt > 50 GeV\n", "")
        result = self.evaluate([Answer(dropped), Answer(self.PROGRAM)], self.understood())
        trial = result["trials"][0]
        self.assertEqual((trial["verdict"], trial["rounds"], trial["first_attempt"]), ("right", 1, False))
        self.assertIn("MET above 50 GeV", self.asked[1]["body"]["messages"][-1]["content"])

    def test_without_numbers(self):
        """A question without a reference is judged by the audit, where the request is understood."""
        path = self.write("suite.json", json.dumps({"name": "one", "questions": [{"id": "q", "text": self.REQUEST, "right": "audit"}]}))
        for text, verdict in ((self.PROGRAM, "right"), (self.PROGRAM.replace("MET.pt > 50", "MET.pt > 60"), "audit"),
                              (self.PROGRAM.replace("    select MET.pt > 50 GeV\n", ""), "audit"),
                              ("# request 1 not translated: no\n", "audit"), ("region SR\n    select MET.pt >\n", "syntax")):
            result = self.evaluate([Answer(text)], path, "--rounds", 0)
            self.assertEqual(result["trials"][0]["verdict"], verdict, result)
        self.write("suite.json", json.dumps({"questions": [{"id": "q", "text": self.REQUEST + "- frobnicate\n", "right": "audit"}]}))
        run = self.evaluate([Answer(self.PROGRAM)], path, code=3)
        self.assertIn("question q cannot be judged by the audit", run.err)
        self.assertEqual(self.asked, [])

    def test_lines_of_trials(self):
        """What a person sees while it goes on."""
        extra = self.PROGRAM + "    histo met : MET.pt, 4 bins from 0 to 80 GeV\n"
        dropped = self.PROGRAM.replace("    select MET.pt > 50 GeV\n", "")
        self.understood()
        with ModelServer([Answer(extra), Answer(dropped), Answer(self.PROGRAM.replace("50 GeV", "60 GeV"))]) as server:
            self.write("models.json", json.dumps({"models": {"a": {"url": server.url, "model": "m"}}}))
            run = self.expect(0, "eval", "suite.json", "--model", "a", "--models", "models.json", "--trials", 3, "--rounds", 0)
        self.assert_golden("models/eval_lines.txt", run.err + re.sub(r"\d+\.\d(?= |$)", "0.0", run.out, flags=re.MULTILINE))

    def interrupted(self, script, path, until, signals=(signal.SIGINT,), **options):
        """Starts, waits until something is so, sends signals. The code, and what was written; nothing else is left."""
        scratch = self.dir / "scratch"
        scratch.mkdir(exist_ok=True)
        with ModelServer(script) as server:
            self.write("models.json", json.dumps({"models": {"a": {"url": server.url, "model": "m"}}}))
            command = [str(harness.BINARY), "eval", str(path), "--model", "a", "--models", "models.json", "--trials", "9"]
            process = subprocess.Popen(command, cwd=self.dir, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                       env=os.environ | {"TMPDIR": str(scratch)})
            deadline = time.monotonic() + 60
            while not until(server, scratch):
                self.assertIsNone(process.poll())
                self.assertLess(time.monotonic(), deadline)
                time.sleep(0.02)
            for number in signals:
                process.send_signal(number)
            out, err = process.communicate(timeout=60)
        self.assertEqual(list(scratch.iterdir()), [], "left behind")
        return process.returncode, out, err

    def test_interrupted(self):
        """What was measured is printed; a trial that was cut short does not count."""
        for number in (signal.SIGINT, signal.SIGTERM):
            code, out, err = self.interrupted([Answer(self.PROGRAM), Answer(self.PROGRAM), Slow(60)], self.understood(),
                                              lambda server, _: len(server.requests) == 3, (number,))
            self.assertEqual(code, 130)
            self.assertRegex(out, r"a +q +2/2 ")
            self.assertIn("interrupted after 2 trials", err)

    def test_ended_by_force(self):
        """While it waits for events that never come."""
        os.mkfifo(self.dir / "events.lhco")
        path = self.understood(events="events.lhco")
        writers = []
        self.addCleanup(lambda: [os.close(writer) for writer in writers])

        def is_read(_, scratch):
            try:  # there is a reader, or this fails
                writers.append(os.open(self.dir / "events.lhco", os.O_WRONLY | os.O_NONBLOCK))
            except OSError:
                return False
            self.assertNotEqual(list(scratch.glob("*/.results.partial-*")), [])
            return True
        code, out, _ = self.interrupted([Answer(self.PROGRAM)], path, is_read, (signal.SIGTERM,))
        self.assertEqual((code, out), (130, ""))

    def test_unwritable(self):
        """Places that cannot be written are no failure of a model."""
        path = self.understood()
        (self.dir / "file").write_text("")
        for options, env in ((("--transcripts", "file/x"), {}), (("--transcripts", "/dev/null"), {}), ((), {"TMPDIR": "/nowhere"})):
            with ModelServer([Answer(self.PROGRAM)]) as server:
                self.write("models.json", json.dumps({"models": {"a": {"url": server.url, "model": "m"}}}))
                run = self.expect(4, "eval", path, "--model", "a", "--models", "models.json", *options, env=os.environ | env)
            self.assertEqual(run.out, "")
            self.assertRegex(run.err, "file/x|/dev/null|TMPDIR")

    def test_rates(self):
        """Seven of ten right, two of them after a repair; the sums, and Wilson's interval."""
        path = self.write("suite.json", json.dumps({"name": "one", "questions": [
            {"id": "q", "text": "Plot the frobnicated missing ET.", "right": "histograms", "events": str(harness.EVENTS / "ttbar.lhco.gz"),
             "reference": str(harness.SOURCE / "examples/adl/q1.cut")}]}))
        right = (harness.SOURCE / "examples/adl/q1.cut").read_text(encoding="utf-8")
        broken = right.replace("MET.pt,", "MET.pz,")
        answers = [right] * 5 + [broken, right] * 2 + [right.replace("MET.pt,", "2 * MET.pt,")] * 3
        result = self.evaluate([Answer(text) for text in answers], path, "--trials", 10, "--transcripts", "kept")
        row = result["rows"][-1]
        self.assertEqual((row["trials"], row["right"], row["first_attempt"]), (10, 7, 5))
        self.assertEqual(row["failures"]["wrong_number"], 3)
        for found, expected in zip(row["interval"], wilson(7, 10)):
            self.assertAlmostEqual(found, expected, 12)
        self.assertAlmostEqual(row["rounds"], 0.2)
        self.assertAlmostEqual(row["tokens"], 12 * 1200 / 10)
        self.assertAlmostEqual(row["cost"], 12 * 1200e-6 / 10)
        seeds = [asked["body"]["seed"] for asked in self.asked]
        self.assertEqual(len(set(seeds)), len(seeds))
        self.assertEqual(len(list((self.dir / "kept").iterdir())), 20)

    def test_told(self):
        """The right answer to an impossible question is to say so."""
        for question in suite("limits"):
            for text, verdict in ((f"# request 1 not translated: {question['words'][0]} is not in the events\n", "right"),
                                  (f"region SR\n    # assumed: {question['words'][-1].upper()} as usual\n    histo m : MET.pt, 4 bins from 0 to 4 GeV\n", "right"),
                                  ("region SR\n    histo m : MET.pt, 40 bins from 0 to 400 GeV\n", "audit")):
                result = self.evaluate([Answer(text)], SUITES / "limits.json", "--only", question["id"])
                self.assertEqual([trial["verdict"] for trial in result["trials"]], [verdict], question)

    def test_tables(self):
        text = self.right_answers("hzz4l")
        with ModelServer(text) as server:
            entry = {"url": server.url, "model": "m"}
            self.write("models.json", json.dumps({"models": {"one": entry, "two": entry}}))
            arguments = ("eval", SUITES / "hzz4l.json", "--model", "one", "--model", "two", "--trials", 2, "--models", "models.json")
            table = self.expect(0, *arguments).out
            markdown = self.expect(0, *arguments, "--format", "markdown").out
        fixed = re.sub(r"\d+\.\d(?= |$)", "0.0", table, flags=re.MULTILINE)
        self.assert_golden("models/eval.txt", fixed)
        self.assertEqual(len(markdown.splitlines()), 6)
        self.assertTrue(all(line.count("|") == 12 for line in markdown.splitlines()))
        self.assertIn("34-100 %", table)

    def test_documentation(self):
        """The session of docs/evaluation.md."""
        page = (harness.SOURCE / "docs/evaluation.md").read_text(encoding="utf-8")
        command, said = re.search(r"^```session\n\$ collmc ([^\n]*)\n(.*?)^```$", page, re.MULTILINE | re.DOTALL).groups()
        right = self.right_answers("plots")
        wrong = iter(range(1000))

        def script(number, body):
            text = right(number, body).text
            return Answer(text if next(wrong) % 3 else text.replace("MET.pt,", "2 * MET.pt,").replace("jets[0].pt,", "MET.mass,"))
        with ModelServer(script) as server:
            self.write("models.json", json.dumps({"models": {"local": {"url": server.url, "model": "m"}}}))
            run = self.expect(0, *command.replace("examples", str(harness.SOURCE / "examples")).split(), "--models",
                              "models.json")
        told = "\n".join(line.rstrip() for line in re.sub(r"   \d\.\d(?=   |$)(?!.*   \d\.\d)", "   0.0", run.out, flags=re.MULTILINE).splitlines())
        if harness.UPDATE:
            text = page.replace(said, told + "\n")
            (harness.SOURCE / "docs/evaluation.md").write_text(text, encoding="utf-8")
            return
        self.assertEqual(told, said.rstrip("\n"))

    def test_mistakes(self):
        said = ""
        for name, content in {"not JSON": "{", "no questions": "{}", "no id": {"questions": [{"text": "x"}]},
                              "no text": {"questions": [{"id": "a", "right": "cutflow"}]},
                              "what is right": {"questions": [{"id": "a", "text": "x", "right": "pretty"}]},
                              "no reference": {"questions": [{"id": "a", "text": "x", "right": "cutflow"}]},
                              "no words": {"questions": [{"id": "a", "text": "x", "right": "told"}]},
                              "audit by the numbers": {"questions": [{"id": "a", "text": "frobnicate", "right": "audit"}]},
                              "no such request": {"questions": [{"id": "a", "request": "none.txt", "right": "told", "words": ["x"]}]},
                              "twice": {"questions": [{"id": "a", "text": "x", "right": "told", "words": ["x"]}] * 2}}.items():
            self.write("suite.json", content if isinstance(content, str) else json.dumps(content))
            self.write("models.json", json.dumps({"models": {"a": {"url": "http://127.0.0.1:1", "model": "m"}}}))
            run = self.expect(3, "eval", "suite.json", "--model", "a", "--models", "models.json")
            said += f"# {name}\n{run.err}\n"
        self.assert_golden("models/suites.txt", said)


if __name__ == "__main__":
    harness.main()
