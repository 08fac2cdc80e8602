"""What compiles cannot fail: broken variants of the example analyses are refused, or run.

Of every example each cut, object and candidate is taken out, each `when` and `else`, each parent of a region; bounds on
sizes are loosened, and cuts are moved to the end of their region. Whatever still compiles is run by the interpreter, which
stops with an internal error where an event reaches a missing object.

A sample of the variants is tried, always the same. COLLMC_SOUNDNESS=all tries every one; COLLMC_SAMPLES names a folder of
larger samples to run them on as well.
"""

import collections
import concurrent.futures
import hashlib
import os
import pathlib
import re
import unittest

import harness
from harness import EndToEnd

EXAMPLES = harness.SOURCE / "examples"
MOST_VARIANTS = 60 if "COLLMC_SANITIZED" in os.environ else 300
EVENTS_OF_EACH_SAMPLE = 60
REJECTED, INTERNAL_ERROR = 1, 70

BLOCK = ("object", "candidate", "region", "regions", "define", "function", "table", "variation", "analysis")
INSIDE = ("select", "reject", "weight", "histo", "profile", "ntuple", "bins", "skim", "closest", "lowest", "highest", "then",
          "row", "outside", "by", "observed", "background", "experiment", "reference", "luminosity", "order")


class Statement:
    """One statement with the lines that continue it."""

    def __init__(self, word, lines):
        self.word, self.lines = word, lines

    @property
    def text(self):
        return "".join(self.lines)


def statements(text):
    found = []
    for line in text.splitlines(keepends=True):
        word = re.match(r"\s*([a-z]*)", line).group(1)
        if word in BLOCK + INSIDE or not found:
            found.append(Statement(word, [line]))
        else:
            found[-1].lines.append(line)
    return found


def without_guard(text):
    """`... when G` of a cut, `NAME when G :` of an output, `A when C else B` of a value: without the condition."""
    for match in re.finditer(r" when [^\n]*? else ", text):
        end = closing(text, match.end())
        yield text[:match.start()] + text[end:]
    for match in re.finditer(r" when ", text):
        end = closing(text, match.end())
        if " else " in text[match.end():end]:
            continue
        colon = re.search(r" : ", text[match.end():end])
        if colon:
            end = match.end() + colon.start()
        yield text[:match.start()] + text[end:]


def without_else(text):
    for match in re.finditer(r" else ", text):
        if " when " not in text[:match.start()].rsplit("\n", 1)[-1]:
            yield text[:match.start()] + text[closing(text, match.end()):]


def closing(text, begin):
    """Where the expression that begins here ends: at the parenthesis, comma, label or line's end behind it."""
    depth = 0
    for place in range(begin, len(text)):
        if text[place] == "(":
            depth += 1
        elif text[place] == ")":
            depth -= 1
        ends = text[place] in ',"\n' or text.startswith(" as ", place)
        if depth < 0 or depth == 0 and ends:
            return place
    return len(text)


def looser(text):
    """Bounds on sizes that ask for one object less."""
    for match in re.finditer(r"(size\(\w+\) (?:>=|==|>) )(\d+)", text):
        if int(match.group(2)) > 0:
            yield text[:match.start(2)] + str(int(match.group(2)) - 1) + text[match.end():]
    for match in re.finditer(r"exists\(\w+\)", text):
        yield text[:match.start()] + "MET.pt >= 0 GeV" + text[match.end():]


def with_one_changed(parts, place, texts):
    for text in texts:
        yield "".join(p.text for p in parts[:place]) + text + "".join(p.text for p in parts[place + 1:])


def variants(text):
    parts = statements(text)
    ends = [i for i, p in enumerate(parts) if p.word in BLOCK] + [len(parts)]
    for place, part in enumerate(parts):
        end = min(e for e in ends if e > place)
        if part.word in ("select", "reject"):
            yield from with_one_changed(parts, place, [""])
            if end > place + 1:
                moved = parts[:place] + parts[place + 1:end] + [part] + parts[end:]
                yield "".join(p.text for p in moved)
        if part.word in ("object", "candidate"):
            yield "".join(p.text for p in parts[:place] + parts[end:])
        if part.word == "region":
            yield from with_one_changed(parts, place, {re.sub(r" from .*", "", part.text)} - {part.text})
        for change in (without_guard, without_else, looser):
            yield from with_one_changed(parts, place, change(part.text))


class Soundness(EndToEnd):
    def tried(self):
        """(name, text) of the variants to try."""
        every = []
        for path in sorted(EXAMPLES.glob("*/*.cut")):
            texts = list(dict.fromkeys(variants(path.read_text(encoding="utf-8"))))
            every += [(f"{path.stem}-{number}", text) for number, text in enumerate(texts)]
        if os.environ.get("COLLMC_SOUNDNESS") == "all":
            return every
        every.sort(key=lambda variant: hashlib.sha256(variant[1].encode()).digest())
        return every[:MOST_VARIANTS]

    def mixed_events(self):
        """Some events of each bundled sample."""
        text = b""
        for path in sorted(harness.EVENTS.glob("*.lhco.gz")):
            lines = harness.bundled_text(path.name.removesuffix(".lhco.gz")).splitlines(keepends=True)
            headers = [i for i, line in enumerate(lines) if line.split()[:1] == [b"0"]]
            text += b"".join(lines[headers[0]:headers[EVENTS_OF_EACH_SAMPLE]])
        return self.write("mixed.lhco", text)

    def run_variant(self, name, text, events):
        analysis = self.write(f"{name}.cut", text)
        return self.collmc(analysis, *events, "-o", self.dir / name, "--backend", "interpreter", "--no-plots", "--quiet",
                           "--threads", 1)

    def check(self, tried, events):
        codes = collections.Counter()
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            runs = pool.map(lambda variant: self.run_variant(*variant, events), tried)
            for (name, text), run in zip(tried, runs):
                codes[run.code] += 1
                self.assertIn(run.code, (0, REJECTED), f"{name}\n{text}\n{run}")
        return codes

    def test_variants_are_refused_or_run(self):
        tried = self.tried()
        self.assertGreaterEqual(len(tried), MOST_VARIANTS)
        codes = self.check(tried, [self.mixed_events()])
        # Neither is the rule: the test would say nothing.
        self.assertGreater(codes[0], len(tried) // 4, codes)
        self.assertGreater(codes[REJECTED], len(tried) // 8, codes)

    def test_variants_on_full_samples(self):
        if "COLLMC_SAMPLES" not in os.environ:
            self.skipTest("COLLMC_SAMPLES is not set")
        events = sorted(pathlib.Path(os.environ["COLLMC_SAMPLES"]).glob("*.lhco.gz"))
        self.check(self.tried()[:40], events)


if __name__ == "__main__":
    harness.main()
