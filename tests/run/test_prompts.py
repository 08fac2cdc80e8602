"""prompts/ and the pages of hints/ that go into them: their programs compile, they are short, they are what is sent."""

import json
import re
import subprocess
import sys

import harness
from harness import EndToEnd
from model_server import Answer, ModelServer

BLOCK = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PROMPTS = [harness.SOURCE / f"prompts/{name}.md" for name in ("translate", "edit", "fix")]
HINTS = [harness.SOURCE / f"hints/{name}.md" for name in ("language", "events", "requests")]
REQUESTS = harness.SOURCE / "examples/requests"

# What the idioms of hints/requests.md stand in.
FRAME = """object electrons from Electron
object muons from Muon
{leptons}object jets from Jet
object bjets from jets
    select btagged
object light0 from jets
    reject btagged
candidate Z from l1, l2 in {base}
    select sameFlavor(l1, l2) and oppositeSign(l1, l2)
define dijet = jets[0] + jets[1]
"""
REGION = """
region SR
    select size(jets) >= 4 and size(bjets) >= 2 and size({base}) >= 3 and exists(Z)
"""


class Pages(EndToEnd):
    def check(self, text):
        run = self.collmc("check", self.write("program.cut", text))
        return run.code, f"{text}\n{run.out}{run.err}"

    def test_derived_parts_are_up_to_date(self):
        arguments = [] if harness.UPDATE else ["--check"]
        done = subprocess.run([sys.executable, str(harness.SOURCE / "prompts/derive.py"), *arguments], capture_output=True,
                              text=True)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_programs(self):
        found = 0
        for page in PROMPTS + HINTS:
            for kind, text in BLOCK.findall(page.read_text(encoding="utf-8")):
                if kind == "cut":
                    found += 1
                    code, said = self.check(text)
                    self.assertEqual(code, 0, said)
                    self.assertNotIn("warning", said)
        self.assertGreaterEqual(found, 2)

    def test_idioms(self):
        """Each piece of a program in the table of hints/requests.md compiles in its place."""
        found = 0
        for row in re.findall(r"^\| .*\|$", HINTS[2].read_text(encoding="utf-8"), re.MULTILINE)[1:]:
            cell = re.split(r"(?<!\\)\|", row)[2].replace("\\|", "|")
            pieces = re.findall(r"`([^`]+)`", cell)
            self.assertTrue(pieces, row)
            for piece in pieces:
                if re.search(r"\bbins from LOW|: \.\.\.$", piece):
                    continue
                found += 1
                with self.subTest(piece):
                    code, said = self.check(self.program_with(piece))
                    self.assertEqual(code, 0, said)
        self.assertGreater(found, 25)

    def program_with(self, piece):
        """A program in which a piece stands where it belongs: a block, a cut of objects, a line of a region, a value."""
        declared = re.match(r"object (\w+)", piece)
        base = "muons" if declared and declared.group(1) == "leptons" else "leptons"
        frame = FRAME.format(leptons="object leptons from electrons, muons\n" if base == "leptons" else "", base=base)
        for word, block in (("light", "object light from jets\n    reject btagged\n"),
                            ("others", "object others from leptons excluding Z\n"),
                            ("pairs", "object pairs from m1, m2 in muons\n")):
            if word in piece and not (declared and declared.group(1) == word):
                frame += block
        region = REGION.format(base=base)
        of_objects = re.match(r"(select|reject) ", piece) and re.search(r"\bthis\b|\|eta\||btagged", piece)
        if declared or of_objects:
            return f"{frame}{piece if declared else 'object some from Jet' + chr(10) + '    ' + piece}\n{region}"
        if "sameFlavor" in piece:
            return f"{frame}{region}    select all({piece} for a, b in leptons)\n"
        if piece.startswith("region"):
            return f"{frame}{piece}\n    histo m : MET.pt, 4 bins from 0 to 4 GeV\n"
        if re.match(r"(select|reject|histo|ntuple) ", piece):
            return f"{frame}{region}    {piece.replace('x, y as', 'MET.pt as x, MET.phi as')}\n"
        value = piece.replace("(a, b)", "(jets[0], jets[1])").replace("(x, ", "(dijet, ")
        return f"{frame}define value = {value}\n{region}"

    def test_length(self):
        """The whole prompt of a translation, a request included: at most 3,500 tokens of 4 characters."""
        for request in sorted(REQUESTS.glob("*.txt")):
            text = self.expect(0, "prompt", "translate", request).out
            self.assertLessEqual(len(text) / 4, 3500, request.name)
        for page in PROMPTS + HINTS:
            self.assertLessEqual(max(map(len, page.read_text(encoding="utf-8").splitlines())), 128, page)

    def test_names_of_the_library(self):
        """No page names a function or attribute that there is not."""
        known = set(re.findall(r"^  (\w+)", self.expect(0, "doc").out, re.MULTILINE))
        known |= set(re.findall(r"\b(\w+)\(", (harness.SOURCE / "docs/functions.md").read_text(encoding="utf-8")))
        for page in PROMPTS + HINTS:
            for name in re.findall(r"`[^`\n]*?\b([a-zA-Z]\w*)\(", page.read_text(encoding="utf-8")):
                if name not in ("in", "and", "not", "table"):
                    self.assertIn(name, known, page.name)


class Command(EndToEnd):
    def test_is_what_is_sent(self):
        program = self.write("program.cut", "object jets from Jet\n    select pt > 30\n\nregion SR\n    select size(jets) > 2\n")
        request = REQUESTS / "ww.txt"
        with ModelServer([Answer(program.read_text()), Answer("region SR\n    select MET.pt > 3 GeV\n")]) as server:
            self.write("models.json", json.dumps({"default": "m", "models": {"m": {
                "url": server.url, "model": "q", "grammar": "structured_outputs"}}}))
            self.expect(1, "translate", request, "-o", "out.cut", "--models", "models.json", "--rounds", 1)
            bodies = [asked["body"] for asked in server.requests]
        body = self.expect(0, "prompt", "translate", request, "--body", "m", "--models", "models.json").out
        self.assertEqual(json.loads(body), bodies[0])
        messages = json.loads(self.expect(0, "prompt", "translate", request, "--json").out)
        self.assertEqual(messages, bodies[0]["messages"])
        text = self.expect(0, "prompt", "translate", request).out
        self.assertEqual(text, messages[0]["content"] + "\n" + messages[1]["content"])
        self.assertEqual(self.expect(0, "prompt", "translate").out, messages[0]["content"])
        fix = json.loads(self.expect(0, "prompt", "fix", request, "--program", "program.cut", "--json").out)
        self.assertEqual(fix, bodies[1]["messages"])

    def test_is_put_together_from_pages(self):
        said = self.expect(0, "prompt", "translate").out
        for page in (PROMPTS[0], *HINTS):
            for line in page.read_text(encoding="utf-8").splitlines():
                if not line.startswith("<!--"):
                    self.assertIn(line, said)
        self.assertNotIn("<!--", said)

    def test_needs(self):
        self.assertIn("--program", self.expect(2, "prompt", "edit").err)
        self.expect(2, "prompt", "dance")
        self.assertIn("none.txt", self.expect(3, "prompt", "translate", "none.txt").err)


if __name__ == "__main__":
    harness.main()
