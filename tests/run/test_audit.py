"""`collmc audit`: it finds what is wrong in a program, and says nothing of one that is right.

The table of docs/auditing.md is measured here, on faults planted in the translations of the requests in
examples/requests and in the hand-written programs of examples/collm (faults.py). `make golden` rewrites it.
"""

import collections
import json
import re
import unittest

import faults
import harness
from harness import EndToEnd

REQUESTS = harness.SOURCE / "examples/requests"
PAGE = harness.SOURCE / "docs/auditing.md"
BEGIN, END = "<!-- measured: begin -->\n", "<!-- measured: end -->\n"

FOUND, ALARMS = 95, 2  # percent: at least, at most

# What the requests say of axes: the value of a histogram, of which the range is given; and whose bins are.
RANGES = {"ww": r"mT|mass", "ttbar": r"m_W|m_top|m_qq|m_b1_qq|W_had|top_had", "hgg": r"diphoton\.mass", "wz": r"Z\.mass", "vbf": r"mass"}
BINS = {"ww", "hgg"}


def asked_of(name):
    def asked(code):
        value = code.split(":", 1)[1].rsplit(",", 1)[0]
        in_name = code.split(":", 1)[0]
        ranged = re.search(RANGES[name], value) or (name == "ttbar" and re.search(RANGES[name], in_name))
        return bool(ranged), name in BINS
    return asked


class Audit(EndToEnd):
    def audit(self, name, text):
        """The findings, or None where the program does not check."""
        path = self.write("program.cut", text)
        run = self.collmc("audit", REQUESTS / f"{name}.txt", path, "--format=json")
        self.assertIn(run.code, (0, 1, 3), str(run))
        return json.loads(run.out) if run.code < 3 else None

    def programs(self):
        for name in harness.SAMPLES:
            translated = self.expect(0, "translate", "--offline", REQUESTS / f"{name}.txt").out
            yield name, "translation", translated
            yield name, "by hand", (harness.EXAMPLES / f"{name}.cut").read_text(encoding="utf-8")

    def measure(self):
        planted, found, escaped = collections.Counter(), collections.Counter(), []
        right, alarms = 0, []
        for name, origin, text in self.programs():
            for kind, what, program in faults.faults(text, asked_of(name)):
                audit = self.audit(name, program)
                if audit is None:
                    continue  # the checker finds it
                planted[kind] += 1
                found[kind] += not audit["clean"]
                if audit["clean"]:
                    escaped.append(f"{name}, {origin}: {kind}: {what}")
            for rewriting, program in faults.rewritings(text):
                audit = self.audit(name, program)
                if audit is None:
                    continue
                right += 1
                if not audit["clean"]:
                    wrong = [f for f in audit["findings"] if f["verdict"] in ("differs", "missing", "invented")]
                    alarms.append(f"{name}, {origin}: {rewriting}: {wrong}")
        return planted, found, escaped, right, alarms

    def table(self, planted, found, right, alarms):
        lines = ["| fault | planted | found |", "|---|---:|---:|"]
        lines += [f"| {kind} | {planted[kind]} | {found[kind]} |" for kind in planted]
        lines += [f"| **all** | {planted.total()} | {found.total()} ({100 * found.total() / planted.total():.1f} %) |", "",
                  f"Of {right} programs that are right, translations, programs by hand and rewritings of both, it finds "
                  f"fault with {len(alarms)}."]
        return "\n".join(lines) + "\n"

    def test_measured(self):
        planted, found, escaped, right, alarms = self.measure()
        self.assertGreater(planted.total(), 200)
        self.assertGreater(right, 60)
        share = 100 * found.total() / planted.total()
        self.assertGreaterEqual(share, FOUND, f"{share:.1f} %, these escape:\n" + "\n".join(escaped))
        self.assertLessEqual(100 * len(alarms) / right, ALARMS, "\n".join(alarms))
        page = PAGE.read_text(encoding="utf-8")
        before, rest = page.split(BEGIN)
        whole = before + BEGIN + self.table(planted, found, right, alarms) + END + rest.split(END)[1]
        if harness.UPDATE:
            PAGE.write_text(whole, encoding="utf-8")
        self.assertEqual(PAGE.read_text(encoding="utf-8"), whole, "docs/auditing.md is stale: COLLMC_UPDATE_GOLDEN=1 writes it")


if __name__ == "__main__":
    unittest.main()
