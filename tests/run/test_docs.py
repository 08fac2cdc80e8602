"""Every command and every program in the documentation does what is said.

```sh       commands, run by bash in a copy of the examples; every one must succeed. Lines that begin with make, git,
            sudo or cmake build or install things and are left out.
```console  `$ command` with its output below it, which must be the same (times aside); lines that begin with `> ` go on
            with the command.
```cut      a whole analysis that passes `collmc check`.
```cut excerpt of FILE      lines of that file, in their order.
```cut CODE a whole analysis that is refused with this diagnostic, or accepted with it where it is a warning.

Programs in hints/ are held to more, in test_hints.py.
"""

import json
import os
import re
import shutil
import subprocess

import harness
from harness import EndToEnd
from test_command import without_times

BLOCK = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NOT_RUN = ("make", "git ", "sudo ", "cmake ", "ctest ", "apt")


def pages():
    root = harness.SOURCE
    return [root / "README.md", root / "CONTRIBUTING.md", *sorted((root / "docs").glob("*.md")),
            *sorted((root / "examples").glob("*/README.md")), *sorted((root / "hints").glob("*.md"))]


def blocks(language):
    for page in pages():
        if page.parent.name == "hints":
            continue
        for match in BLOCK.finditer(page.read_text(encoding="utf-8")):
            if match.group(1) == language:
                line = page.read_text(encoding="utf-8")[:match.start()].count("\n") + 1
                yield f"{page.relative_to(harness.SOURCE)}:{line}", match.group(2).strip(), match.group(3)


class Reference(EndToEnd):
    """docs/language.md, with the generated docs/functions.md, names everything that the schema and the library have."""

    def setUp(self):
        super().setUp()
        self.page = "\n".join((harness.SOURCE / "docs" / page).read_text(encoding="utf-8")
                              for page in ("language.md", "functions.md"))

    def test_attributes(self):
        schema = json.loads((harness.SOURCE / "stdlib/schema/lhco.json").read_text())
        names = set(re.findall(r'"name": "([a-z]\w*)"', json.dumps(schema)))
        self.assertGreater(len(names), 15)
        self.assertEqual({n for n in names if f"`{n}`" not in self.page}, set())

    def test_functions(self):
        names = set()
        for file in (harness.SOURCE / "stdlib").glob("*.cut"):
            names |= set(re.findall(r"^(?:intrinsic )?function (\w+)\(", file.read_text(), re.MULTILINE))
        self.assertGreater(len(names), 25)
        self.assertEqual({n for n in names if f"`{n}`" not in self.page and f"`{n}(" not in self.page}, set())


class Documentation(EndToEnd):
    def setUp(self):
        super().setUp()
        shutil.copytree(harness.SOURCE / "examples", self.dir / "examples",
                        ignore=shutil.ignore_patterns("*.results"))
        self.environment = dict(os.environ, PATH=f"{harness.BINARY.parent}:{os.environ['PATH']}", LC_ALL="C.UTF-8")

    def bash(self, script):
        return subprocess.run(["bash", "-e", "-o", "pipefail", "-c", script], cwd=self.dir, env=self.environment,
                              capture_output=True, text=True, timeout=120)

    def test_commands(self):
        found = 0
        for place, _, text in blocks("sh"):
            lines = [line for line in text.splitlines() if not line.startswith(NOT_RUN)]
            if lines:
                found += 1
                with self.subTest(place):
                    completed = self.bash("\n".join(lines))
                    self.assertEqual(completed.returncode, 0, text + completed.stdout + completed.stderr)
        self.assertGreater(found, 3)

    def test_sessions(self):
        found = 0
        for place, _, text in blocks("console"):
            commands = re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]
            for session in commands:
                found += 1
                command, expected = re.match(r"([^\n]*\n(?:> [^\n]*\n)*)(.*)", session + "\n", re.DOTALL).groups()
                command = command.rstrip("\n").replace("\n> ", "\n")
                with self.subTest(f"{place} {command}"):
                    completed = self.bash("{ " + command + "\n} 2>&1 || true")
                    self.assertEqual(without_times(completed.stdout).strip(), without_times(expected).strip())
        self.assertGreater(found, 1)

    def test_programs(self):
        found = 0
        for place, code, text in blocks("cut"):
            found += 1
            with self.subTest(place):
                if code.startswith("excerpt of "):
                    self.assert_excerpt(text, (harness.SOURCE / code.split()[-1]).read_text())
                    continue
                path = self.write("program.cut", text)
                run = self.collmc("check", path)
                said = set(re.findall(r"\b([EW]\d{4})\b", run.err))
                if code:
                    self.assertIn(code, said, run.err)
                    self.assertEqual(run.code, 1 if code.startswith("E") else 0, run.err)
                else:
                    self.assertEqual(run.code, 0, f"{text}\n{run.err}")
        self.assertGreater(found, 5)

    def test_fragments(self):
        """On the pages for those who come from elsewhere: what stands in the right column of a table compiles below the
        page's first program."""
        begins = re.compile(r"(object|candidate|define|function|region|select|reject|weight|histo|bins|ntuple|observed|"
                            r"background) ")
        found = 0
        for page in sorted((harness.SOURCE / "docs").glob("coming-from-*.md")):
            text = page.read_text(encoding="utf-8")
            frame = next(match.group(3) for match in BLOCK.finditer(text) if match.group(1) == "cut")
            for row in re.findall(r"^\| .*\|$", text, re.MULTILINE):
                last = re.split(r"(?<!\\)\|", row)[-2].replace("\\|", "|")
                for fragment in re.findall(r"`([^`]+)`", last):
                    if not begins.match(fragment) or "abs(" in fragment:
                        continue
                    found += 1
                    with self.subTest(f"{page.name}: {fragment}"):
                        run = self.collmc("check", self.write("program.cut", f"{frame}\n    {fragment}\n"))
                        self.assertEqual(run.code, 0, run.err)
        self.assertGreater(found, 80)

    def assert_excerpt(self, text, whole):
        lines = iter(whole.splitlines())
        for line in text.splitlines():
            self.assertTrue(any(line == other for other in lines), f"not in the file, or not in this order: {line}")

    def test_paths(self):
        """Files and folders of the project that a page names exist."""
        folders = "compiler|runtime|stdlib|grammar|tests|examples|docs|packaging|cmake|hints|bench"
        found = 0
        for page in pages():
            for path in re.findall(rf"`((?:{folders})/[^`\s]*)`", page.read_text(encoding="utf-8")):
                if not re.search(r"[A-Z]{4}|\*", path):
                    found += 1
                    with self.subTest(f"{page.name}: {path}"):
                        self.assertTrue((harness.SOURCE / path).exists())
        self.assertGreater(found, 20)

    def test_links(self):
        """Relative links lead to files that exist."""
        for page in pages():
            for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8")):
                if "://" not in target:
                    with self.subTest(f"{page.name}: {target}"):
                        self.assertTrue((page.parent / target).exists())


if __name__ == "__main__":
    harness.main()
