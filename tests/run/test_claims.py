"""What the checker claims of cuts is true of events.

Regions of random cuts are checked and run. A cut that is said not to pass must leave no event, one that is said not to fail
must lose none, and regions that are said to be disjoint must share none.
"""

import csv
import json
import random
import re
import unittest

import harness
from harness import EndToEnd

PROGRAMS, REGIONS = 8, 14

OBJECTS = """object leptons from Electron, Muon
    select pt > 20 GeV
object jets from Jet
    select pt > 30 GeV
    select |eta| < 2.5
object hard from jets
    reject pt <= 60 GeV
candidate W from a, b in jets
    select mass in [60, 100] GeV
    closest mass to 80.4 GeV
define HT = sum(j.pt for j in jets)
define HTc = sum(j.pt for j in jets when |j.eta| < 1.5)
"""
VALUES = [
    ("jets[0].pt", "GeV", [30, 40, 60, 80, 100, 150]), ("jets[1].pt", "GeV", [30, 40, 60, 80, 100, 150]),
    ("MET.pt", "GeV", [0, 20, 40, 60, 100]), ("HT", "GeV", [0, 60, 100, 200, 300]), ("HTc", "GeV", [0, 60, 100, 200]),
    ("W.mass", "GeV", [50, 60, 70, 80, 100, 110]), ("W.a.pt", "GeV", [30, 50, 70]),
    ("|deltaPhi(jets[0], MET)|", "", [0.5, 1, 2, 3]), ("deltaPhi(jets[0], MET)", "", [-2, -1, 1, 2]),
    ("deltaR(jets[0], jets[1])", "", [0.5, 1, 2, 3]), ("jets[0].eta", "", [-2.5, -1, 0, 1, 2.5]),
    ("|jets[0].eta - jets[1].eta|", "", [0, 1, 2, 4]), ("jets[0].pt + jets[1].pt", "GeV", [60, 80, 100, 150, 200]),
    ("jets[0].pt - jets[1].pt", "GeV", [-5, 0, 20, 50]), ("jets[0].pt / HT", "", [0.2, 0.5, 1]),
    ("sqrt(MET.pt)", "GeV^(1/2)", [2, 4, 6]), ("(jets[2].pt else 0 GeV)", "GeV", [0, 20, 30, 40, 60]),
    ("max(j.pt for j in jets)", "GeV", [30, 60, 100]), ("min(j.pt for j in jets)", "GeV", [30, 60, 100]),
    ("2 * MET.pt", "GeV", [40, 80, 120]), ("MET.pt^2", "GeV^2", [400, 1600, 3600]),
    ("max(jets[0].pt, MET.pt)", "GeV", [30, 60, 100]), ("min(MET.pt, HT)", "GeV", [30, 60, 100]),
    ("(MET.pt when HT > 200 GeV else 50 GeV)", "GeV", [30, 50, 60, 100]), ("size(jets)", "", [2, 3, 4, 5]),
    ("(jets[0] + jets[1]).pt", "GeV", [0, 20, 60]), ("count(j.pt > 60 GeV for j in jets)", "", [0, 1, 2]),
    ("jets[0].btag", "", [0, 1, 2]), ("cos(jets[0].phi)", "", [-1, 0, 1]),
    ("sqrt(HT - 100 GeV)", "GeV^(1/2)", [0, 5, 10]),
]
OF_A_JET = [("j.pt", "GeV", [20, 30, 60, 100]), ("|j.eta|", "", [1, 2, 2.5]), ("j.pt + MET.pt", "GeV", [30, 60, 120])]


class Writer:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def relation(self, value):
        text, unit, ends = value
        if self.random.random() < 0.25:
            low, high = sorted(self.random.sample(ends, 2))
            return f"{text} in {self.random.choice('[(')}{low}, {high}{self.random.choice('])')} {unit}"
        return f"{text} {self.random.choice(['<', '<=', '>', '>='])} {self.random.choice(ends)} {unit}"

    def atom(self):
        chance = self.random.random()
        if chance < 0.12:
            return "{}({} for j in {})".format(self.random.choice(["any", "all"]), self.relation(self.random.choice(OF_A_JET)),
                                               self.random.choice(["jets", "hard"]))
        return "jets[0].btagged" if chance < 0.16 else self.relation(self.random.choice(VALUES))

    def condition(self, depth=0):
        chance = self.random.random()
        if depth < 2 and chance < 0.32:
            return f"({self.condition(depth + 1)} {'and' if chance < 0.15 else 'or'} {self.condition(depth + 1)})"
        return f"not ({self.atom()})" if chance < 0.38 else self.atom()

    def region(self, name):
        lines = [f"region {name}", "    select size(jets) >= 2 and exists(W)"]
        for _ in range(self.random.randint(2, 5)):
            guard = f" when {self.atom()}" if self.random.random() < 0.12 else ""
            lines.append(f"    {self.random.choice(['select', 'select', 'reject'])} {self.condition()}{guard}")
        return lines + ["    ntuple passing : MET.pt"]


class Claims(EndToEnd):
    def check_part(self, program, record, events):
        """A part that cannot fail makes no difference where it is deleted, which is the edit that is offered."""
        text = program.read_bytes()
        for edit in reversed(record["fixes"][0]["edits"]):
            begin, end = edit["bytes"]
            self.assertEqual(text[begin:end].decode(), edit["expect"])
            text = text[:begin] + edit["insert"].encode() + text[end:]
        without = self.write("without.cut", text)
        self.expect(0, without, harness.EVENTS / "ttbar.lhco.gz", "-o", "part", "--no-plots", "--quiet")
        self.assertEqual(self.cutflows("part"), events, f"{record['message']}\n{text.decode()}")
        return 1

    def cutflows(self, results):
        cutflow = json.loads((self.dir / results / "cutflow.json").read_text())
        return {region["name"]: [row["events"] for row in region["cuts"]] for region in cutflow["regions"]}

    def check_program(self, seed):
        writer = Writer(seed)
        names = [f"R{i}" for i in range(REGIONS)]
        lines = OBJECTS.splitlines()
        place = {}  # line of a cut -> its region and its row in the cutflow
        for name in names:
            for row, line in enumerate(writer.region(name)):
                lines.append(line)
                place[len(lines)] = (name, row)
        program = self.dir / "program.cut"
        program.write_text("\n".join(lines) + "\n")

        checked = self.expect(0, "check", "--diagnostics", "json", program)
        self.expect(0, program, harness.EVENTS / "ttbar.lhco.gz", "-o", "out", "--no-plots", "--quiet")
        events = self.cutflows("out")
        claims = 0
        for line in checked.out.splitlines():
            record = json.loads(line)
            if record.get("code") not in ("W0801", "W0802") or record["primary"]["line"] not in place:
                continue
            region, row = place[record["primary"]["line"]]
            if "this part of the cut" in record["message"]:
                claims += self.check_part(program, record, events)
                continue
            left = 0 if record["code"] == "W0802" else events[region][row - 1]
            self.assertEqual(events[region][row], left, f"{record['message']}\n{lines[record['primary']['line'] - 1]}")
            claims += 1

        passing = {}
        for name in names:
            with open(next((self.dir / "out").rglob(f"*{name}_passing*.csv")), newline="") as file:
                passing[name] = {row["event"] for row in csv.DictReader(file)}
        table = self.expect(0, "check", "--disjoint", program).out
        for match in re.finditer(r"^ +\d+ (R\d+) +((?: +[dp?])*) +\.$", table, re.MULTILINE):
            for other, sign in zip(names, match.group(2).split()):
                if sign != "d":
                    continue
                self.assertFalse(passing[match.group(1)] & passing[other], f"{match.group(1)} {other}")
                claims += bool(passing[match.group(1)]) and bool(passing[other])
        return claims

    def test_claims_hold(self):
        claims = sum(self.check_program(seed) for seed in range(PROGRAMS))
        self.assertGreater(claims, 50)


if __name__ == "__main__":
    unittest.main()
