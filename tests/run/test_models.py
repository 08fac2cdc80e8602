"""Language models that are asked for a program: a scripted server answers in every way that servers have.

Each test says how such a session ends: exit code, what is said, what is left on disk.
"""

import json
import re
import shutil
import ssl
import stat
import subprocess
import time
import unittest

import harness
from model_server import Answer, Huge, MidStream, ModelServer, Raw, Responses, Slow, Status, Tool, Whole
from model_session import KEY, NO_NAME, ONE_JET, REQUEST, RIGHT, Session


class Answers(Session):
    """What a server may answer, and how the session ends."""

    def test_right(self):
        run = self.translate([Answer(RIGHT)], 0)
        self.assert_right()
        self.assertIn("translated; the program has no errors", run.err)
        self.assertEqual(len(self.asked), 1)
        self.assertEqual(self.asked[0]["path"], "/v1/chat/completions")
        self.assertEqual(self.asked[0]["headers"]["Authorization"], f"Bearer {KEY}")
        self.assertEqual(self.records("exchange")[0]["cost"], (1000 + 3 * 200) * 1e-6)
        self.assertEqual(stat.S_IMODE((self.dir / "analysis.transcript.jsonl").stat().st_mode), 0o600)

    def test_one_object_instead_of_a_stream(self):
        self.translate([Whole(RIGHT)], 0)
        self.assert_right()
        self.translate([Whole(RIGHT)], 0, settings={"stream": False})
        self.assertEqual(self.asked[0]["body"]["stream"], False)
        self.assertNotIn("stream_options", self.asked[0]["body"])

    def test_fenced(self):
        for text in (f"```cut\n{RIGHT}```\n", f"```\n{RIGHT}```", f"Of course!\n\n```python\n{RIGHT}```\nDone.\n",
                     f"First a sketch:\n```cut\nregion SR\n```\nand all of it:\n```cut\n{RIGHT}```\nSelect what you like.\n",
                     f"```cut\r\n{RIGHT}```\r\n".replace("\n", "\r\n").replace("\r\r", "\r")):
            with self.subTest(text):
                self.translate([Answer(text)], 0)
                self.assert_right()

    def test_prose(self):
        self.translate([Answer(f"Here is the analysis that you asked for.\n\n{RIGHT}\nI select two jets, as asked.\n")], 0)
        self.assert_right()

    def test_reasoning(self):
        for text in (f"<think>object jets from Jet\nregion SR\n    select size(jets) >= 9\n</think>\n{RIGHT}",
                     f"so two jets it is.\n</think>\n\n```cut\n{RIGHT}```"):
            with self.subTest(text):
                self.translate([Answer(text)], 0)
                self.assert_right()

    def test_reasoning_that_never_ends(self):
        self.translate([Answer("<think>perhaps\nregion SR\n", finish="length"), Answer(RIGHT)], 0)
        self.assert_right()
        self.assertEqual(len(self.asked), 2)

    def test_truncated(self):
        """Never taken for the whole, even where what there is has no errors."""
        begun = RIGHT[:RIGHT.index("    histo") + 20]
        self.translate([Answer(begun, finish="length"), Answer(RIGHT)], 0)
        self.assert_right()
        self.assertIn("cut off at its end", self.asked[1]["body"]["messages"][1]["content"])
        run = self.translate([Answer(begun, finish="length"), Answer(begun + "x", finish="length")], 1)
        self.assertIn("its end is missing", run.err)
        self.assertTrue((self.dir / "analysis.cut.draft").exists())

    def test_empty(self):
        for text in ("", " \n", "I am sorry, I cannot do that.", "```\n```"):
            with self.subTest(text):
                run = self.translate([Answer(text)], 5)
                self.assertIn("no program in 4 answers", run.err)
                self.assertEqual(len(self.asked), 4)
                self.assertFalse((self.dir / "analysis.cut").exists())
        self.translate([Answer(""), Answer(RIGHT)], 0)
        self.assert_right()
        self.assertNotEqual(self.asked[0]["body"]["seed"], self.asked[1]["body"]["seed"])

    def test_refusal(self):
        text = "# request 1 not translated: a jet has no charge\n"
        run = self.translate([Answer(text)], 1, request="cut on the jet charge\n")
        self.assertEqual(self.text(), text)
        self.assertIn("the comments say why", run.err)

    def test_a_line_that_is_not_translated(self):
        text = RIGHT + "    # request 6 not translated: a jet has no charge\n"
        self.translate([Answer(text)], 1)
        self.assertEqual(self.text(), text)

    def test_tool_calls(self):
        self.translate([Tool(RIGHT)], 0, settings={"grammar": "custom_tool"})
        self.assert_right()
        self.translate([Responses(RIGHT)], 0, settings={"grammar": "custom_tool", "api": "responses"})
        self.assert_right()
        self.assertEqual(self.asked[0]["path"], "/v1/responses")

    def test_nested_arrays(self):
        import test_constrained_grammar
        arrays = test_constrained_grammar.Arrays().of(RIGHT)
        self.translate([Answer(json.dumps(arrays))], 0, settings={"grammar": "json_schema"})
        self.assert_right()


class Repair(Session):
    def test_safe_edits_need_no_model(self):
        self.translate([Answer(RIGHT.replace(">= 2", "≥ 2").replace("40 GeV ", "40 GeV;"))], 0)
        self.assertEqual(len(self.asked), 1)
        self.assertIn("size(jets) >= 2", self.text())

    def test_repaired(self):
        self.translate([Answer(NO_NAME), Answer(ONE_JET), Answer(RIGHT)], 0)
        self.assert_right()
        first, second, third = (asked["body"] for asked in self.asked)
        self.assertEqual((first["temperature"], first["top_p"]), (0, 1))
        self.assertEqual((second["temperature"], second["top_p"]), (0.9, 0.9))
        page = (harness.SOURCE / "hints/E0101.md").read_text(encoding="utf-8")
        other = (harness.SOURCE / "hints/E0201.md").read_text(encoding="utf-8")
        self.assertIn(page, second["messages"][0]["content"])
        self.assertNotIn("# E0007", second["messages"][0]["content"])
        self.assertIn(other, third["messages"][0]["content"])
        self.assertIn('"code":"E0101"', second["messages"][1]["content"])
        self.assertEqual([record["accepted"] for record in self.records("program")], [True, True, True])

    def test_worse_is_not_accepted(self):
        worse = ONE_JET + "    select jetss[0].pt > 3\n"
        run = self.translate([Answer(ONE_JET), Answer(worse), Answer(worse + "    select q > 1\n"), Answer(NO_NAME)], 1)
        self.assertEqual([record["accepted"] for record in self.records("program")], [True, False, False, False])
        self.assertEqual(self.text("analysis.cut.draft"), ONE_JET)
        self.assertIn("the best program has 1 error after 3 rounds of repair; it is in analysis.cut.draft", run.err)
        self.assertIn("E0201", run.err)
        self.assertFalse((self.dir / "analysis.cut").exists())

    def test_many_errors(self):
        """A program with a hundred errors: the question to the fixer is bounded, and says that there are more."""
        wrong = RIGHT + "".join(f"    select jets[0].pt > none{i}\n    select MET.pt >\n" for i in range(40))
        self.translate([Answer(wrong), Answer(RIGHT)], 0)
        question = self.asked[1]["body"]["messages"]
        self.assertIn("more", question[1]["content"].splitlines()[-1])
        self.assertLess(len(question[0]["content"]) + len(question[1]["content"]) - len(wrong), 30_000)
        self.assertLessEqual(question[0]["content"].count("\n# E"), 5)

    def test_oscillating(self):
        other = ONE_JET.replace("two jets", "one jet")
        run = self.translate(lambda number, _: Answer(ONE_JET if number % 2 == 0 else other), 1)
        self.assertIn("repeats a program", run.err)
        self.assertEqual(len(self.asked), 3)

    def test_rounds(self):
        wrong = lambda number, _: Answer(ONE_JET.replace("SR", f"SR{number}"))
        for rounds in (0, 1, 5):
            self.translate(wrong, 1, "--rounds", rounds)
            self.assertEqual(len(self.asked), rounds + 1)

    def test_budget(self):
        wrong = lambda number, _: Answer(ONE_JET.replace("SR", f"SR{number}"))
        run = self.translate(wrong, 1, "--most-tokens", 3000)
        self.assertIn("budget", run.err)
        self.assertEqual(len(self.asked), 1)
        run = self.translate(wrong, 1, "--most-cost", 0.002)
        self.assertEqual(len(self.asked), 2)
        run = self.translate(wrong, 5, "--most-tokens", 100)
        self.assertEqual(len(self.asked), 0)

    def test_wrong_in_each_way(self):
        """Each program that shows a diagnostic: its page goes to the fixer, and the session ends."""
        pages = {path.stem: path.read_text(encoding="utf-8") for path in sorted((harness.SOURCE / "hints").glob("E????.md"))}
        wrong = {code: found.group(1) for code, page in pages.items()
                 if (found := re.search(rf"^```cut {code}\n(.*?)^```", page, re.MULTILINE | re.DOTALL))}
        self.assertGreater(len(wrong), 60)
        self.write("request.txt", REQUEST)
        answers = {}

        def script(number, body):
            asked = body["messages"][1]["content"]
            code = re.search(r"^# (E\d{4})$", asked, re.MULTILINE).group(1)
            answers[code] = answers.get(code, []) + [body]
            return Answer(wrong[code] if len(answers[code]) == 1 else RIGHT)

        silent = []
        with ModelServer(script) as server:
            self.settings(server)
            for code in wrong:
                self.write("request.txt", f"# {code}\n{REQUEST}")
                run = self.collmc("translate", "request.txt", "-o", "analysis.cut", "--models", "models.json",
                                  env=self.environment())
                self.assertIn(run.code, (0, 1, 5), f"{code}: {run}")
                if len(answers[code]) > 1 and pages[code] in answers[code][1]["messages"][0]["content"]:
                    self.assert_right()
                else:
                    silent.append(code)
                    programs = self.records("program")
                    # Repaired without the model, or so wrong that no program was seen in it.
                    self.assertTrue(programs[0].get("edits", 0) > 0 or not programs[0]["found"], f"{code}: {programs[0]}")
        self.assertLess(len(silent), 25, silent)


class Network(Session):
    def test_429_then_right(self):
        run = self.translate([Status(429, "slow down", retry_after=0), Answer(RIGHT)], 0)
        self.assert_right()
        self.assertIn("trying again in 0 s", run.err)
        self.assertEqual(self.records("exchange")[0]["tries"], 2)

    def test_retry_after_is_honoured(self):
        start = time.monotonic()
        self.translate([Status(429, retry_after=1), Answer(RIGHT)], 0,
                       settings={"retry": {"times": 2, "first_wait": 0.01, "longest_wait": 5}})
        self.assertGreater(time.monotonic() - start, 1)
        date = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + 3600))
        self.translate([Status(503, retry_after=date), Answer(RIGHT)], 0)  # but not for ever
        self.assert_right()

    def test_500_for_ever(self):
        run = self.translate([Status(500, "out of order")], 5)
        self.assertEqual(len(self.asked), 3)
        self.assertIn("answers 500: out of order", run.err)
        self.assertEqual(self.records("exchange")[0]["failure"], "busy")
        self.assertEqual(self.records("end")[0]["end"], "failed")

    def test_a_wrong_key(self):
        run = self.translate([Status(401, "wrong key: ", echo_key=True)], 5)
        self.assertEqual(len(self.asked), 1)
        self.assertIn("Bearer ***", run.err)
        self.assertIn("see that the key is right", run.err)

    def test_closed_mid_stream(self):
        run = self.translate([MidStream(RIGHT)], 5)
        self.assertEqual(len(self.asked), 3)
        self.assertIn("closed the connection in the middle", run.err)
        self.translate([MidStream(RIGHT), Answer(RIGHT)], 0)
        self.assert_right()
        # Without a length the end looks proper, but nothing said that it was the end.
        self.translate([Raw('data: {"choices": [{"delta": {"content": "region SR"}}]}\n\n')], 5)
        self.assertEqual(len(self.asked), 3)

    def test_failure_after_a_program(self):
        run = self.translate([Answer(ONE_JET), Status(400, "no such field")], 5)
        self.assertIn("the best program has 1 error; it is in analysis.cut.draft", run.err)
        self.assertEqual(self.text("analysis.cut.draft"), ONE_JET)

    def test_invalid_json(self):
        for answer in (Raw("data: {not json\n\n"), Raw("{not json", "application/json"), Raw("<html>hello</html>", "text/html"),
                       Raw(""), Raw('{"choices": 3}', "application/json"), Raw('data: "x"\n\n'), Raw(b"data: \xff\xfe\n\n")):
            with self.subTest(answer.text):
                run = self.translate([answer], 5)
                self.assertIn("no answer of this protocol", run.err)
                self.assertEqual(len(self.asked), 1)

    def test_an_error_in_the_stream(self):
        run = self.translate([Raw('data: {"error": {"message": "out of memory"}}\n\n')], 5)
        self.assertIn("out of memory", run.err)

    def test_50_megabytes(self):
        run = self.translate([Huge(50)], 5)
        self.assertIn("no program is that long", run.err)
        self.assertLess((self.dir / "analysis.transcript.jsonl").stat().st_size, 100_000)

    def test_slow(self):
        run = self.translate([Slow(20)], 5, settings={"timeout": {"silent": 1}})
        self.assertIn("in time", run.err)
        self.assertEqual(self.records("exchange")[0]["failure"], "timeout")
        run = self.translate([Slow(20)], 5, settings={"timeout": {"total": 1}})
        self.assertIn("in time", run.err)

    def test_nobody_there(self):
        self.write("request.txt", REQUEST)
        with ModelServer([]) as server:
            self.settings(server)
        run = self.expect(5, "translate", "request.txt", "--models", "models.json", env=self.environment())
        self.assertIn("is not reached", run.err)
        self.assertEqual(run.out, "")

    def test_redirections_are_not_followed(self):
        class Away(Status):
            def serve(self, handler):
                handler.begin(302, "text/plain", 0, {"Location": "http://example.org/"})
        run = self.translate([Away(302)], 5)
        self.assertIn("answers 302", run.err)
        self.assertEqual(len(self.asked), 1)

    def test_a_small_context(self):
        run = self.translate([Answer(RIGHT)], 5, settings={"context": 4096})
        self.assertIn("do not fit into its context of 4096", run.err)
        self.assertEqual(len(self.asked), 0)

    @unittest.skipUnless(shutil.which("openssl"), "needs openssl to make a certificate")
    def test_certificates(self):
        """A server whose certificate nobody knows gets nothing; with its authority in ca_file it is trusted."""
        made = subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out",
                               "ca.pem", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"],
                              cwd=self.dir, capture_output=True)
        self.assertEqual(made.returncode, 0, made.stderr)
        self.write("request.txt", REQUEST)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.dir / "ca.pem", self.dir / "key.pem")
        with ModelServer([Answer(RIGHT)], context) as server:
            for more, code, asked in (({}, 5, 0), ({"ca_file": str(self.dir / "ca.pem")}, 0, 1)):
                self.settings(server, retry={"times": 0}, **more)
                run = self.expect(code, "translate", "request.txt", "-o", "analysis.cut", "--models", "models.json",
                                  env=self.environment())
                self.assertEqual(len(server.requests), asked)
                self.assertEqual("certificate" in run.err, code == 5, run.err)
        self.assert_right()

    def test_a_proxy(self):
        with ModelServer([Answer(RIGHT)]) as proxy:
            self.write("request.txt", REQUEST)
            entry = {"url": "http://nowhere.invalid/v1", "model": "m", "proxy": proxy.url.removesuffix("/v1")}
            self.write("models.json", json.dumps({"default": "test", "models": {"test": entry}}))
            self.expect(0, "translate", "request.txt", "-o", "analysis.cut", "--models", "models.json")
            self.assertTrue(proxy.requests[0]["path"].startswith("http://nowhere.invalid/v1/"))


if __name__ == "__main__":
    harness.main()
