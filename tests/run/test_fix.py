"""collmc fix: what it makes of a file, what it prints, how it ends."""

import json
import os
import shutil
import stat
import subprocess
import threading

import harness
from harness import EndToEnd

DRAFT = """object jets from Jet
    select pt ≥ 30
    select |eta| < 2.5;

region SR
    select size(jetss) > 0 && MET.pt > 100
    histo pt_j2 : jets[1].pt, 40 bins from 0 to 200 GeV
"""

SAFE = """object jets from Jet
    select pt >= 30
    select |eta| < 2.5

region SR
    select size(jets) > 0 and MET.pt > 100
    histo pt_j2 : jets[1].pt, 40 bins from 0 to 200 GeV
"""

LIKELY = SAFE.replace("30\n", "30 GeV\n").replace("100\n", "100 GeV\n")
GUARDED = LIKELY.replace("pt_j2 :", "pt_j2 when size(jets) >= 2 :")


class Fix(EndToEnd):
    def setUp(self):
        super().setUp()
        self.draft = self.write("draft.cut", DRAFT)

    def test_safe_edits(self):
        run = self.expect(1, "fix", "draft.cut")
        self.assertEqual(self.draft.read_text(), SAFE)
        self.assert_golden("fix/safe.txt", f"{run.out}--- stderr\n{run.err}")
        self.assert_no_leftovers("draft.cut")

    def test_likely_edits(self):
        run = self.expect(1, "fix", "--likely", "draft.cut")
        self.assertEqual(self.draft.read_text(), LIKELY)
        self.assert_golden("fix/likely.txt", f"{run.out}--- stderr\n{run.err}")

    def test_a_choice(self):
        run = self.expect(0, "fix", "--likely", "--choose", "E0201:7:2", "draft.cut")
        self.assertEqual(self.draft.read_text(), GUARDED)
        self.assertIn("chosen, and changes which events pass: guard the histogram", run.out)
        self.assertIn("events without it are not filled", run.out)
        self.assertEqual(run.err, "")
        self.expect(0, "check", "draft.cut")

    def test_a_choice_of_what_is_told_at_once(self):
        self.write("draft.cut", LIKELY)
        self.expect(0, "fix", "--choose", "7:2", "draft.cut")
        self.assertEqual(self.draft.read_text(), GUARDED)

    def test_every_alternative_can_be_chosen(self):
        """What is printed behind --choose, and stands in the JSON, is understood."""
        self.write("draft.cut", LIKELY)
        said = self.expect(1, "fix", "draft.cut").err
        account = json.loads(self.expect(1, "fix", "draft.cut", "--diagnostics=json").out)
        choices = [fix["choose"] for diagnostic in account["remaining"] for fix in diagnostic["fixes"]]
        self.assertEqual(len(choices), 2)
        for choice in choices:
            self.assertIn(f"  --choose {choice}  ", said)
            self.write("draft.cut", LIKELY)
            self.expect(0, "fix", "draft.cut", "--choose", choice)

    def test_a_choice_that_means_nothing(self):
        for choice, said in (("8:1", "no message at line 8"), ("E0301:7:1", "no E0301 at line 7"),
                             ("7:9", "offers 2 edits")):
            run = self.expect(2, "fix", "--likely", "--choose", choice, "draft.cut")
            self.assertIn(said, run.err)
            self.assertEqual(run.out, "")
            self.assertEqual(self.draft.read_text(), DRAFT)

    def test_nothing_to_fix(self):
        self.write("draft.cut", GUARDED)
        before = self.draft.stat()
        run = self.expect(0, "fix", "draft.cut")
        self.assertEqual((run.out, run.err), ("draft.cut: nothing to fix\n", ""))
        self.assertEqual(self.draft.stat().st_ino, before.st_ino)

    def test_diff_only_prints(self):
        run = self.expect(1, "fix", "--likely", "--diff", "draft.cut")
        self.assertEqual(self.draft.read_text(), DRAFT)
        self.assertIn("draft.cut: 6 edits to make; 1 error remains\n", run.out)
        if shutil.which("patch"):
            subprocess.run(["patch", "-s", "draft.cut"], input=run.out, text=True, cwd=self.dir, check=True)
            self.assertEqual(self.draft.read_text(), LIKELY)

    def test_check_only_tells(self):
        self.write("draft.cut", GUARDED.replace("and MET", "&& MET"))
        run = self.expect(1, "fix", "--check", "draft.cut")
        self.assertIn("write `and`", run.out)
        self.assertNotIn("+++", run.out)
        self.assertIn("&&", self.draft.read_text())
        self.expect(0, "fix", "draft.cut")
        self.expect(0, "fix", "--check", "draft.cut")

    def test_standard_input(self):
        completed = subprocess.run([harness.BINARY, "fix", "-"], input=DRAFT, capture_output=True, text=True)
        self.assertEqual((completed.returncode, completed.stdout), (1, SAFE))
        self.assertIn("<stdin>:2:15: write `>=` (E0002", completed.stderr)
        completed = subprocess.run([harness.BINARY, "fix", "--diff", "-"], input=DRAFT, capture_output=True, text=True)
        self.assertIn("+    select pt >= 30\n", completed.stdout)

    def test_json(self):
        run = self.expect(1, "fix", "--likely", "--diagnostics=json", "draft.cut")
        account = json.loads(run.out)
        self.assertEqual(run.err, "")
        self.assertEqual(account["schema"], "collmc.fix/1")
        self.assertEqual((account["text"], self.draft.read_text()), (LIKELY, LIKELY))
        self.assertTrue(account["changed"] and account["written"])
        self.assertEqual((account["errors"], account["end"]), (1, "nothing_left"))
        self.assertEqual({step["applicability"] for step in account["steps"]}, {"safe", "likely"})
        [remaining] = account["remaining"]
        self.assertEqual((remaining["code"], remaining["primary"]["line"]), ("E0201", 7))

    def test_json_of_a_refused_choice(self):
        run = self.expect(2, "fix", "--diagnostics=json", "--choose", "9:1", "draft.cut")
        account = json.loads(run.out)
        self.assertEqual((account["end"], account["changed"], account["text"]), ("refused", False, DRAFT))
        self.assertIn("9:1", account["refusal"])

    def test_a_name_and_what_hangs_on_it(self):
        """A misspelt name is read as it was meant, so what is wrong with its value is repaired in the same run."""
        path = self.write("draft.cut", GUARDED.replace("region SR\n", "define x = jetss[0].pt\n\nregion SR\n")
                          + "    select x > 30\n    reject x > 300\n")
        run = self.expect(1, "fix", "draft.cut")
        self.assertIn("define x = jets[0].pt\n", path.read_text())
        self.assertIn("E0301", run.err)
        self.expect(0, "fix", "--likely", "draft.cut")
        self.assertIn("    reject x > 300 GeV\n", path.read_text())

    def test_several_files(self):
        self.write("good.cut", GUARDED)
        self.write("other.cut", GUARDED.replace(" GeV", " gev"))
        run = self.expect(1, "fix", "good.cut", "draft.cut", "other.cut")
        self.assertEqual(self.draft.read_text(), SAFE)
        self.assertEqual((self.dir / "other.cut").read_text(), GUARDED)
        self.assertIn("good.cut: nothing to fix\n", run.out)


class Files(EndToEnd):
    def test_permissions_and_links_are_kept(self):
        (self.dir / "folder").mkdir()
        target = self.write("folder/draft.cut", DRAFT)
        target.chmod(0o640)
        (self.dir / "link.cut").symlink_to("folder/draft.cut")
        self.expect(1, "fix", "link.cut")
        self.assertTrue((self.dir / "link.cut").is_symlink())
        self.assertEqual(target.read_text(), SAFE)
        self.assertEqual(stat.S_IMODE(target.stat().st_mode), 0o640)
        self.assertEqual([p.name for p in (self.dir / "folder").iterdir()], ["draft.cut"])

    def test_line_ends_are_kept(self):
        path = self.write("draft.cut", DRAFT.replace("\n", "\r\n").encode())
        self.expect(1, "fix", "draft.cut")
        self.assertEqual(path.read_bytes(), SAFE.replace("\n", "\r\n").encode())

    def test_what_cannot_be_read(self):
        self.assertIn("cannot read the analysis nowhere.cut", self.expect(3, "fix", "nowhere.cut").err)

    def test_what_cannot_be_replaced(self):
        """A pipe has no place for the new text."""
        os.mkfifo(self.dir / "pipe.cut")
        writer = threading.Thread(target=lambda: (self.dir / "pipe.cut").write_text(DRAFT, encoding="utf-8"))
        writer.start()
        run = self.expect(4, "fix", "pipe.cut")
        writer.join()
        self.assertIn("cannot write pipe.cut: it is no regular file", run.err)

    @harness.unittest.skipIf(os.geteuid() == 0, "root may write everywhere")
    def test_what_must_not_be_written(self):
        path = self.write("draft.cut", DRAFT)
        path.chmod(0o444)
        self.assertIn("permission denied", self.expect(4, "fix", "draft.cut").err)
        path.chmod(0o644)
        self.dir.chmod(0o555)
        self.assertIn("permission denied", self.expect(4, "fix", "draft.cut").err)
        self.dir.chmod(0o755)
        self.assertEqual(path.read_text(), DRAFT)


if __name__ == "__main__":
    harness.main()
