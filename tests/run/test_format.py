"""collmc fmt: what it does to files; and the programs of the repository are in the form that it writes."""

import json
import os
import re
import stat
import subprocess

import harness
from harness import EndToEnd
from test_docs import BLOCK, pages

UGLY = 'object jets from Jet select pt>30 GeV # hard\nregion R select size( jets )>=2\n'
NICE = 'object jets from Jet\n    select pt > 30 GeV   # hard\n\nregion R\n    select size(jets) >= 2\n'
WRONG = "object jets from Jet select pt > 30 GeV;\n"


class Files(EndToEnd):
    def state(self, name):
        status = (self.dir / name).stat()
        return status.st_ino, status.st_mtime_ns, status.st_mode

    def test_in_place(self):
        self.write("a.cut", UGLY).chmod(0o640)
        run = self.expect(0, "fmt", "a.cut")
        self.assertEqual((run.out, run.err), ("a.cut: formatted\n", ""))
        self.assertEqual((self.dir / "a.cut").read_text(), NICE)
        self.assertEqual(stat.S_IMODE((self.dir / "a.cut").stat().st_mode), 0o640)
        self.assert_no_leftovers("a.cut")

    def test_what_is_in_form_is_not_touched(self):
        self.write("a.cut", NICE)
        before = self.state("a.cut")
        for arguments in ([], ["--check"], ["--diff"], ["--check", "--diff"]):
            run = self.expect(0, "fmt", "a.cut", *arguments)
            self.assertEqual((run.out, run.err), ("", ""))
        self.assertEqual(self.state("a.cut"), before)

    def test_check_and_diff_write_nothing(self):
        self.write("a.cut", UGLY)
        self.write("b.cut", NICE)
        self.write("c.cut", "define a=1\n")
        before = self.state("a.cut")
        self.assertEqual(self.expect(1, "fmt", "--check", "a.cut", "b.cut", "c.cut").out,
                         "a.cut: would change\nc.cut: would change\n")
        diff = "--- c.cut\n+++ c.cut\n@@ -1 +1 @@\n-define a=1\n+define a = 1\n"
        self.assertEqual(self.expect(1, "fmt", "--check", "--diff", "b.cut", "c.cut").out, diff)
        self.assertEqual(self.expect(0, "fmt", "--diff", "b.cut", "c.cut").out, diff)
        self.assertEqual(self.state("a.cut"), before)
        subprocess.run(["patch", "--quiet"], cwd=self.dir, input=self.expect(0, "fmt", "--diff", "a.cut").out, text=True,
                       check=True)
        self.assertEqual((self.dir / "a.cut").read_text(), NICE)

    def test_a_file_that_does_not_parse_is_left(self):
        """The others are formatted all the same."""
        self.write("wrong.cut", WRONG)
        self.write("a.cut", UGLY)
        before = self.state("wrong.cut")
        run = self.expect(1, "fmt", "wrong.cut", "a.cut")
        self.assertIn("error[E0008]", run.err)
        self.assertEqual(run.out, "a.cut: formatted\n")
        self.assertEqual(self.state("wrong.cut"), before)

    def test_mistakes_of_meaning_do_not_matter(self):
        self.write("a.cut", "define a=nothing[1].pt+30 GeV")
        self.expect(0, "fmt", "a.cut")
        self.assertEqual((self.dir / "a.cut").read_text(), "define a = nothing[1].pt + 30 GeV\n")

    def test_standard_input(self):
        def run(text, *arguments):
            completed = subprocess.run([harness.BINARY, "fmt", *arguments, "-"], input=text.encode(), capture_output=True)
            return completed.returncode, completed.stdout.decode(), completed.stderr.decode()
        self.assertEqual(run(UGLY), (0, NICE, ""))
        self.assertEqual(run(NICE), (0, NICE, ""))
        self.assertEqual(run(UGLY, "--check"), (1, "<stdin>: would change\n", ""))
        code, out, err = run(WRONG)
        self.assertEqual((code, out), (1, ""))
        self.assertIn("<stdin>:1:", err)

    def test_files_that_cannot_be_read(self):
        self.write("a.cut", UGLY)
        run = self.expect(3, "fmt", "missing.cut", "a.cut", ".")
        self.assertIn("missing.cut", run.err)
        self.assertEqual(run.out, "a.cut: formatted\n")
        self.expect(2, "fmt")

    def test_a_link_stays_one(self):
        self.write("a.cut", UGLY)
        (self.dir / "link.cut").symlink_to("a.cut")
        self.expect(0, "fmt", "link.cut")
        self.assertTrue((self.dir / "link.cut").is_symlink())
        self.assertEqual((self.dir / "a.cut").read_text(), NICE)


class Results(EndToEnd):
    def test_do_not_change(self):
        """The whole analysis on one line: the same plan, and the same names of its cuts, also of those without a label."""
        text = (harness.EXAMPLES / "ww.cut").read_text()
        joined = " ".join(re.sub(r"^#.*$", "", text, flags=re.MULTILINE).split(" "))
        self.write("joined.cut", re.sub(r"\s+", " ", joined.replace("dR_jj < 3.0", "((dR_jj))<3.0")))
        self.write("formatted.cut", (self.dir / "joined.cut").read_text())
        self.expect(0, "fmt", "formatted.cut")
        self.assertIn("    select (dR_jj) < 3.0\n", (self.dir / "formatted.cut").read_text())
        found = []
        for name in ("joined", "formatted"):
            self.expect(0, f"{name}.cut", harness.bundled("ww"), "--no-plots", "-o", name)
            found.append(([json.loads((self.dir / name / file).read_text()) for file in ("cutflow.json", "histograms.json")],
                          (self.dir / name / "mlp.csv").read_text(), self.expect(0, f"{name}.cut", "--emit=plan").out))
        self.assertEqual(found[0], found[1])


class Repository(EndToEnd):
    """Programs are in canonical form, but for those that are wrong on purpose or test the parser."""

    def test_files(self):
        root = harness.SOURCE
        files = [file for folder in ("examples", "stdlib", "tests/golden/plan", "tests/golden/semantics/typed")
                 for file in sorted((root / folder).glob("**/*.cut"))]
        self.assertGreater(len(files), 50)
        run = self.collmc("fmt", "--check", "--diff", *files)
        self.assertEqual((run.code, run.out, run.err), (0, "", ""), "make format writes them")

    def test_documentation(self):
        blocks = [(page.name, match.group(2).strip(), match.group(3)) for page in pages()
                  for match in BLOCK.finditer(page.read_text(encoding="utf-8")) if match.group(1) == "cut"]
        self.assertGreater(len(blocks), 100)
        for page, kind, text in blocks:
            if kind.startswith("excerpt"):
                continue
            path = self.write("program.cut", text)
            run = self.collmc("fmt", "--diff", path)
            with self.subTest(page):
                self.assertEqual(run.out, "")
                self.assertTrue(run.code == 0 or kind.startswith("E0"), run.err)


if __name__ == "__main__":
    harness.main()
