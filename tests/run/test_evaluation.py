"""`collmc eval`: questions to scripted models, judged by numbers; and the suites of the repository."""

import json
import math
import os
import re

import harness
from harness import EndToEnd
from model_server import Answer, ModelServer, Status

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
        question = {"id": "q", "text": "Plot the missing ET of all events.", "right": "histograms",
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

    def test_rates(self):
        """Seven of ten right, two of them after a repair; the sums, and Wilson's interval."""
        path = self.write("suite.json", json.dumps({"name": "one", "questions": [
            {"id": "q", "text": "Plot the missing ET.", "right": "histograms", "events": str(harness.EVENTS / "ttbar.lhco.gz"),
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
        fixed = re.sub(r"\d+\.\d(?= )", "0.0", table.replace("0.1 ", "0.0 "))
        self.assert_golden("models/eval.txt", fixed)
        self.assertEqual(len(markdown.splitlines()), 6)
        self.assertTrue(all(line.count("|") == 11 for line in markdown.splitlines()))
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
        told = "\n".join(line.rstrip() for line in re.sub(r"   \d\.\d(?=   |$)(?!.*   \d\.\d)", "   0.0", run.out).splitlines())
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
                              "no such request": {"questions": [{"id": "a", "request": "none.txt", "right": "told", "words": ["x"]}]},
                              "twice": {"questions": [{"id": "a", "text": "x", "right": "told", "words": ["x"]}] * 2}}.items():
            self.write("suite.json", content if isinstance(content, str) else json.dumps(content))
            self.write("models.json", json.dumps({"models": {"a": {"url": "http://127.0.0.1:1", "model": "m"}}}))
            run = self.expect(3, "eval", "suite.json", "--model", "a", "--models", "models.json")
            said += f"# {name}\n{run.err}\n"
        self.assert_golden("models/suites.txt", said)


if __name__ == "__main__":
    harness.main()
