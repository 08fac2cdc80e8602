"""The pages in hints/: each diagnostic has one, its programs do what it says, and `collmc explain` prints it.

```cut CODE   a program that gives this diagnostic and nothing else.
```cut        a program that gives none, not even a warning.
"""

import os
import pty
import re
import subprocess

import harness
import test_messages
from harness import EndToEnd

HINTS = harness.SOURCE / "hints"
BLOCK = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SAID = re.compile(r"^[\w ]+\[([EWNI]\d{4})\]", re.MULTILINE)
WORD = re.compile(r"`[^`]+`|[\w'-]+")


def doubling_functions():
    """What each needs is needed twice by the next."""
    lines = ["function f0(a : Jet) -> Energy = a.pt"]
    lines += [f"function f{i}(a : Jet) -> Energy = f{i - 1}(a) + f{i - 1}(a)" for i in range(1, 31)]
    return "\n".join(lines + ["region SR", "    select size(Jet) >= 1", "    select f30(Jet[0]) > 30 GeV"])


# Codes that no page can show, with the reason that the page gives, and how the code comes about.
UNSHOWN = {
    "E0011": ("bytes that are no text", lambda: b'region SR\n    select MET.pt > 30 GeV "caf\xe9"\n'),
    "E0012": ("too long", lambda: f"region SR\n    select {'(' * 501}MET.pt{')' * 501} > 30 GeV\n"),
    "E0016": ("needs 100 errors", lambda: "region SR\n" + "    select MET.pt >\n" * 100),
    "E0017": ("too long", lambda: "# a line of a program\n" * 50_000),
    "E0211": ("dozens of functions", doubling_functions),
    "E0901": ("not the program's fault", lambda: "region SR\n    select MET.pt > 30 GeV\n"),
}


# Codes that come with a run, a file or the machine and not with a program: test_messages.py brings them about.
OF_A_RUN = {*test_messages.OF_A_RUN, *test_messages.ELSEWHERE}


def titles():
    """Every code of the catalogue with its title."""
    text = (harness.SOURCE / "compiler/diagnostics/catalogue.cpp").read_text(encoding="utf-8")
    found = dict(re.findall(r'^ +\{"([EWNI]\d{4})", \w+, "([^"]*)"', text, re.MULTILINE))
    assert len(found) > 100
    return found


TITLES = titles()
PAGES = {page.stem: page.read_text(encoding="utf-8") for page in sorted(HINTS.glob("?????.md"))}


def paragraphs(page):
    """The prose of a page without its title, a paragraph or list at a time."""
    return [" ".join(part.split()) for part in BLOCK.sub("", page).split("\n\n")[1:] if part.strip()]


class Pages(EndToEnd):
    def test_every_diagnostic_has_a_page(self):
        self.assertEqual(set(TITLES) - set(PAGES), set(), "these codes have no page in hints/")
        self.assertEqual(set(PAGES) - set(TITLES), set(), "these pages are of no code in the catalogue")

    def test_form(self):
        for code, page in PAGES.items():
            with self.subTest(code):
                lines = page.splitlines()
                self.assertEqual(lines[0], f"# {code}: {TITLES[code]}")
                self.assertLessEqual(len(lines), 38, "a page is read in one look")
                self.assertLessEqual(max(map(len, lines)), 128)
                words = len(WORD.findall(" ".join(paragraphs(page))))
                self.assertTrue(50 <= words <= 180, f"{words} words beside its programs")
                kinds = [info for info, _ in BLOCK.findall(page)]
                self.assertLessEqual(set(kinds), {"cut", f"cut {code}"})
                if code in UNSHOWN or code in OF_A_RUN:
                    self.assertIn("No program is shown, because" if not kinds else "No wrong program is shown, because",
                                  " ".join(paragraphs(page)))
                else:
                    self.assertEqual(kinds.count(f"cut {code}"), 1)
                    self.assertIn("cut", kinds)

    def test_programs_are_announced(self):
        """In a terminal, where fences do not show, the words above a program say whether it is right."""
        for code, page in PAGES.items():
            parts = page.split("\n\n")
            for above, part in zip(parts, parts[1:]):
                if part.startswith("```cut"):
                    with self.subTest(code, part=part):
                        self.assertRegex(above, "^Wrong" if part.startswith(f"```cut {code}") else "^Right")

    def test_no_page_repeats_another(self):
        seen = {}
        for code, page in PAGES.items():
            programs = [text for _, text in BLOCK.findall(page)]
            for part in programs + [p for p in paragraphs(page) if len(p) > 40]:
                self.assertEqual(seen.setdefault(part, code), code, part)

    def test_programs(self):
        checked = 0
        for code, page in PAGES.items():
            for info, text in BLOCK.findall(page):
                checked += 1
                with self.subTest(code, program=text):
                    run = self.collmc("check", self.write("program.cut", text))
                    self.assertEqual(set(SAID.findall(run.err)), {code} if info != "cut" else set(), run.err)
                    self.assertEqual(run.code, 1 if info != "cut" and code.startswith("E") else 0, run.err)
        self.assertGreater(checked, 2 * (len(TITLES) - len(UNSHOWN) - len(OF_A_RUN)))

    def test_what_cannot_be_shown(self):
        for code, (reason, program) in UNSHOWN.items():
            with self.subTest(code, reason=reason):
                environment = dict(os.environ, COLLMC_SHARE="/nonexistent") if code == "E0901" else None
                run = self.collmc("check", self.write("program.cut", program()), env=environment)
                self.assertIn(code, SAID.findall(run.err), run.err[:2000])


class Explain(EndToEnd):
    def test_index(self):
        """hints/README.md is what `collmc explain --markdown` prints, and has every page."""
        page = self.expect(0, "explain", "--markdown").out
        if harness.UPDATE:
            (HINTS / "README.md").write_text(page, encoding="utf-8")
        self.assertEqual((HINTS / "README.md").read_text(encoding="utf-8"), page,
                         "hints/README.md is stale: COLLMC_UPDATE_GOLDEN=1 writes it")
        self.assertEqual(sorted(re.findall(r"^\| \[(\w+)\]", page, re.MULTILINE)), sorted(TITLES))

    def test_list(self):
        text = self.expect(0, "explain").out
        self.assertEqual(dict(re.findall(r"^  (\w{5})  (.*)$", text, re.MULTILINE)), TITLES)
        self.assertIn("\nTypes and dimensions\n", text)

    def test_every_page_prints(self):
        """Clean text: no fence, no escape, lines that fit; all words of the page are there."""
        for code, page in PAGES.items():
            with self.subTest(code):
                run = self.expect(0, "explain", code)
                self.assertEqual(run.err, "")
                self.assertTrue(run.out.startswith(f"{code}: {TITLES[code]}\n\n"))
                self.assertNotRegex(run.out, "```|\x1b|\n\n\n")
                text, below = (run.out + "To switch it off").split("To switch it off")[:2]
                self.assertEqual(text.split(), re.sub(r"^(# |```.*$)", "", page, flags=re.MULTILINE).split())
                self.assertEqual(f"--ignore {code}" in below, code[0] in "WN")
                self.assertEqual(f"    # allows {code}: REASON" in below,
                                 code.startswith(("W08", "W10")) and code not in ("W0835", "W0836"))
                for _, text in BLOCK.findall(page):
                    indented = "".join(f"    {line}".rstrip() + "\n" for line in text.splitlines())
                    self.assertIn(f"\n\n{indented}", run.out)
                prose = [line for line in run.out.splitlines() if not line.startswith("    ")]
                self.assertLessEqual(max(map(len, prose)), 100)

    def test_golden(self):
        self.assert_golden("explain/E0201.txt", self.expect(0, "explain", "E0201").out)
        self.assert_golden("explain/E0008.txt", self.expect(0, "explain", "E0008").out)

    def test_markdown(self):
        self.assertEqual(self.expect(0, "explain", "--markdown", "E0301").out, PAGES["E0301"])

    def test_several_codes_in_any_case(self):
        both = self.expect(0, "explain", "w0808", "e0301").out
        self.assertEqual(both, self.expect(0, "explain", "W0808").out + "\n" + self.expect(0, "explain", "E0301").out)

    def test_unknown_code(self):
        run = self.expect(2, "explain", "e0203x")
        self.assertEqual(run.out, "")
        self.assertIn("`e0203x`", run.err)
        self.assertIn("E0203", run.err)
        self.assertIn("`collmc explain` lists them", self.expect(2, "explain", "jets").err)
        # What is known is explained all the same.
        self.assertIn("E0301: ", self.expect(2, "explain", "E9999", "E0301").out)

    def test_bash_completes_codes(self):
        self.write("completion", self.expect(0, "completion", "bash").out)
        script = "source ./completion; COMP_WORDS=(collmc explain e031); COMP_CWORD=2; _collmc; echo ${COMPREPLY[@]}"
        completed = subprocess.run(["bash", "--norc", "-c", script], cwd=self.dir, capture_output=True, text=True)
        self.assertEqual(completed.stdout.split(), [code for code in TITLES if code.startswith("E031")], completed.stderr)

    def test_without_its_pages(self):
        run = self.expect(3, "explain", "E0201", env=dict(os.environ, COLLMC_SHARE="/nonexistent"))
        self.assertIn("/nonexistent/hints/E0201.md", run.err)
        self.assertIn("not installed completely", run.err)


class Terminal(EndToEnd):
    def on_a_terminal(self, *arguments, columns=60, **environment):
        """What the binary writes to a terminal of this width."""
        master, slave = pty.openpty()
        os.environ.pop("NO_COLOR", None)
        subprocess.run(["stty", "cols", str(columns), "rows", "40"], stdin=slave, check=True)
        with subprocess.Popen([harness.BINARY, *arguments], cwd=self.dir, stdin=slave, stdout=slave, stderr=slave,
                              env=dict(os.environ, **environment)) as process:
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
        return process.returncode, text.decode().replace("\r\n", "\n")

    def test_page(self):
        code, text = self.on_a_terminal("explain", "E0201")
        self.assertEqual(code, 0)
        self.assertTrue(text.startswith(f"\x1b[1mE0201: {TITLES['E0201']}\x1b[0m\n\n"), text)
        self.assertIn("\x1b[1;31mWrong\x1b[0m", text)
        self.assertIn("\x1b[1;32mRight\x1b[0m", text)
        prose = [line for line in re.sub("\x1b[^m]*m", "", text).splitlines() if not line.startswith("    ")]
        self.assertLessEqual(max(map(len, prose)), 60)

    def test_no_color(self):
        _, text = self.on_a_terminal("explain", "E0201", NO_COLOR="1")
        self.assertNotIn("\x1b", text)

    def test_diagnostics_name_the_pages(self):
        """On a terminal only, where a person reads; at most three codes, each once."""
        self.write("p.cut", "region SR\n    select MET.pt > 30\n    select MET.pt > 40\n    select met.pt > 1 GeV\n"
                            "    select size(Jet)\n    select Jet.pt > 2 GeV\n")
        code, text = self.on_a_terminal("check", "p.cut")
        self.assertEqual(code, 1)
        self.assertEqual(text.splitlines()[-1], "more about it: collmc explain E0301 E0101 E0307")
        self.assertNotIn("collmc explain", self.expect(1, "check", "p.cut").err)
        self.write("good.cut", "region SR\n    select MET.pt > 30 GeV\n")
        self.assertNotIn("collmc explain", self.on_a_terminal("check", "good.cut")[1])

    def test_records_name_the_page(self):
        self.write("p.cut", "region SR\n    select MET.pt > 30\n")
        self.assertIn('"hint":"hints/E0301.md"', self.expect(1, "check", "--diagnostics=json", "p.cut").out)
        self.assertTrue((harness.BINARY.parent.parent / "share/collmc/hints/E0301.md").exists())


if __name__ == "__main__":
    harness.main()
