"""Programs with errors: exit code 1, the message as in the golden file, and nothing written."""

import harness
from harness import EndToEnd


class BadPrograms(EndToEnd):
    def refuse(self, name, content):
        """Running and checking refuse the program with the same message, which is golden."""
        self.write(f"{name}.cut", content)
        self.write("events.lhco", harness.bundled_text("ww"))
        run = self.collmc(f"{name}.cut", "events.lhco")
        check = self.collmc("check", f"{name}.cut")
        self.assertEqual((run.code, run.out), (1, ""), str(run))
        self.assertEqual((check.code, check.err), (1, run.err), str(check))
        self.assertLess(len(run.err), 10000, "the message is too long to be read")
        self.assert_golden(f"bad_programs/{name}.txt", run.err)
        self.assert_no_leftovers(f"{name}.cut", "events.lhco")

    def test_files(self):
        programs = sorted((harness.SOURCE / "tests/run/bad_programs").glob("*.cut"))
        self.assertGreaterEqual(len(programs), 10)
        for program in programs:
            with self.subTest(program.stem):
                self.refuse(program.stem, program.read_bytes())
                for path in self.dir.iterdir():
                    path.unlink()

    def test_not_utf8(self):
        self.refuse("not_utf8", 'analysis "Z → ℓℓ"\nregion SR\n    select MET.pt > 30 GeV "caf\xe9"\n'.encode("utf-8")
                    .replace("\xe9".encode(), b"\xe9"))

    def test_ten_megabytes_of_garbage(self):
        numbers, garbage = 12345, bytearray()
        while len(garbage) < 10_000_000:  # a fixed sequence of printable characters
            numbers = (numbers * 1103515245 + 12345) % 2**31
            garbage += b"%x;]{%o " % (numbers, numbers)
        self.refuse("garbage", bytes(garbage[:10_000_000]))

    def test_binary_garbage(self):
        self.refuse("binary", bytes(range(256)) * 100)

    def test_nested_parentheses(self):
        depth = 100_000
        self.refuse("nested", f"region SR\n    select {'(' * depth}MET.pt{')' * depth} > 30 GeV\n")

    def test_missing_file(self):
        run = self.expect(3, "check", "nowhere.cut")
        self.assert_golden("bad_programs/missing.txt", run.err)

    def test_directory(self):
        (self.dir / "folder.cut").mkdir()
        run = self.expect(3, "check", "folder.cut")
        self.assert_golden("bad_programs/directory.txt", run.err)


if __name__ == "__main__":
    harness.main()
