#!/usr/bin/python3
"""An independent computation of the five analyses in examples/collm, in plain Python.

It shares nothing with the compiler: it reads the LHCO text itself, and each analysis is a function a person can compare
with the .cut file of the same name. The arithmetic is binary64 in the order the program states.

    reference.py run ANALYSIS EVENTS...                     print the cutflow
    reference.py dump ANALYSIS EVENTS...                    print cutflow, histograms and ntuples as JSON
    reference.py compare ANALYSIS RESULTS_DIR EVENTS...     exit 1 and say where the results of collmc differ

ANALYSIS is one of ww, ttbar, hgg, wz, vbf.
"""

import csv
import gzip
import json
import math
import os
import sys
from fractions import Fraction
from itertools import combinations

GEV_Z = 91.1876
ELECTRON_MASS = 0.00051099895
MUON_MASS = 0.1056583755
PHOTON, ELECTRON, MUON, TAU, JET, MET = 0, 1, 2, 3, 4, 6

# Values of the functions of the math library may differ in their last bits from those of the compiled analysis.
CSV_TOLERANCE = 1e-12


# ---------------------------------------------------------------------------------------------------------- momenta

def wrap_phi(angle):
    """The same direction in [-pi, pi); an angle that lies there already stays as it is."""
    if -math.pi <= angle < math.pi:
        return angle
    wrapped = angle - 2 * math.pi * round(angle / (2 * math.pi))  # round() is half to even
    if wrapped >= math.pi or wrapped < -math.pi:
        wrapped = -math.pi
    return wrapped


class Momentum:
    """A sum of momenta by its components."""

    def __init__(self, px, py, pz, energy):
        self.px, self.py, self.pz, self.energy = px, py, pz, energy

    def __add__(self, other):
        return Momentum(self.px + other.px, self.py + other.py, self.pz + other.pz, self.energy + other.energy)

    @property
    def pt(self):
        return math.sqrt(self.px * self.px + self.py * self.py)

    @property
    def phi(self):
        return wrap_phi(math.atan2(self.py, self.px))

    @property
    def eta(self):
        return math.asinh(self.pz / self.pt)

    @property
    def mass(self):
        p2 = (self.px * self.px + self.py * self.py) + self.pz * self.pz
        return math.sqrt(max(0.0, self.energy * self.energy - p2))


class Particle(Momentum):
    """One row of an event."""

    def __init__(self, row, kind, eta, phi, pt, jmass, ntrk, btag):
        self.row, self.kind = row, kind
        self.eta_, self.phi_, self.pt_ = eta, wrap_phi(phi), pt
        self.charge = (ntrk > 0) - (ntrk < 0)
        self.btagged = btag >= 1
        self.mass_ = {PHOTON: 0.0, ELECTRON: ELECTRON_MASS, MUON: MUON_MASS}.get(kind, jmass)

    eta = property(lambda self: self.eta_)
    phi = property(lambda self: self.phi_)
    pt = property(lambda self: self.pt_)
    mass = property(lambda self: self.mass_)
    px = property(lambda self: self.pt_ * math.cos(self.phi_))
    py = property(lambda self: self.pt_ * math.sin(self.phi_))
    pz = property(lambda self: self.pt_ * math.sinh(self.eta_))

    @property
    def energy(self):
        transverse = self.pt_ * math.cosh(self.eta_)
        return math.sqrt(transverse * transverse + self.mass_ * self.mass_)


def delta_phi(a, b):
    return wrap_phi(a.phi - b.phi)


def delta_eta(a, b):
    return a.eta - b.eta


def delta_r(a, b):
    deta, dphi = delta_eta(a, b), delta_phi(a, b)
    return math.sqrt(deta * deta + dphi * dphi)


def transverse_mass(a, b):
    return math.sqrt(2 * a.pt * b.pt * (1 - math.cos(delta_phi(a, b))))


def cos_theta_collins_soper(a, b):
    """cos theta* of a in the Collins-Soper frame of a + b (Phys. Rev. D 16 (1977) 2219)."""
    pair = a + b
    return 2 * (b.energy * a.pz - a.energy * b.pz) / (pair.mass * math.sqrt(pair.mass * pair.mass + pair.pt * pair.pt))


# ----------------------------------------------------------------------------------------------------------- events

class Event:
    def __init__(self, number):
        self.number = number
        self.rows = []
        self.met = Momentum(0.0, 0.0, 0.0, 0.0)

    def objects(self, *kinds):
        """Rows of these kinds by pt, highest first, ties in the order of the file."""
        return sorted((r for r in self.rows if r.kind in kinds), key=lambda r: (-r.pt, r.row))


def events_of(*paths):
    for path in paths:
        opener = gzip.open if path.endswith(".gz") else open
        event = None
        with opener(path, "rt", encoding="latin-1") as lines:
            for line in lines:
                numbers = line.partition("#")[0].split()
                if not numbers or not numbers[0].lstrip("+-").isdigit():
                    continue
                if int(numbers[0]) == 0:
                    if len(numbers) >= 3:
                        if event:
                            yield event
                        event = Event(int(numbers[1]))
                    continue
                kind = int(numbers[1])
                eta, phi, pt, jmass, ntrk, btag = (float(n) + 0.0 for n in numbers[2:8])
                row = Particle(len(event.rows), kind, eta, phi, pt, jmass, ntrk, btag)
                if kind == MET:
                    event.met = row
                event.rows.append(row)
        if event:
            yield event


# ---------------------------------------------------------------------------------------------------------- results

class Histogram:
    def __init__(self, bins, low, high):
        low, high = Fraction(low), Fraction(high)
        self.bins = bins
        self.edges = [float(low + (high - low) * i / bins) for i in range(bins + 1)]
        self.counts = [0] * (bins + 2)  # underflow, the bins, overflow
        self.nan = 0

    def fill(self, value):
        if math.isnan(value):
            self.nan += 1
        else:
            self.counts[sum(value >= edge for edge in self.edges)] += 1


class Results:
    """What one region of an analysis gives: cutflow, histograms by name, ntuples by name."""

    def __init__(self, region, labels):
        self.region = region
        self.cuts = [[label, 0] for label in ["all events"] + labels]
        self.histograms = {}
        self.ntuples = {}

    def passes(self, conditions):
        """Counts the event in each row until a condition fails; conditions are evaluated one after the other."""
        self.cuts[0][1] += 1
        for row, condition in zip(self.cuts[1:], conditions, strict=True):
            if not condition():
                return False
            row[1] += 1
        return True

    def fill(self, name, bins, low, high, value):
        if name not in self.histograms:
            self.histograms[name] = Histogram(bins, low, high)
        self.histograms[name].fill(value)

    def write(self, name, columns):
        """One row of the ntuple; columns are (name, value) pairs."""
        table = self.ntuples.setdefault(name, {"columns": [c for c, _ in columns], "rows": []})
        table["rows"].append([v for _, v in columns])

    def as_json(self):
        return {
            "region": self.region,
            "cuts": [{"label": label, "events": events} for label, events in self.cuts],
            "histograms": {name: {"edges": [h.edges[0], h.edges[-1]], "counts": h.counts, "nan": h.nan}
                           for name, h in self.histograms.items()},
            "ntuples": self.ntuples,
        }


def pairs_in_order(objects):
    return combinations(objects, 2)


def same_flavor(a, b):
    return a.kind == b.kind


def opposite_sign(a, b):
    return a.charge * b.charge < 0


# --------------------------------------------------------------------------------------------------------- analyses

def ww(events):
    results = Results("WW", ["exactly one lepton", "at least two jets", "MET > 30 GeV", "b veto", "leptonic W",
                             "hadronic W", "dR_jj < 3.0"])
    for event in events:
        electrons = [e for e in event.objects(ELECTRON) if e.pt > 25 and abs(e.eta) < 2.5]
        muons = [m for m in event.objects(MUON) if m.pt > 20 and abs(m.eta) < 2.4]
        leptons = sorted(electrons + muons, key=lambda l: (-l.pt, l.row))
        jets = [j for j in event.objects(JET) if j.pt > 30 and abs(j.eta) < 2.5]
        bjets = [j for j in jets if j.btagged]
        met = event.met
        if not results.passes([
                lambda: len(leptons) == 1,
                lambda: len(jets) >= 2,
                lambda: met.pt > 30,
                lambda: not len(bjets) > 0,
                lambda: 40 <= transverse_mass(leptons[0], met) <= 120,
                lambda: 60 <= (jets[0] + jets[1]).mass <= 100,
                lambda: delta_r(jets[0], jets[1]) < 3.0]):
            continue
        lepton, w_lep, w_had = leptons[0], leptons[0] + met, jets[0] + jets[1]
        m_t, dr_jj, dphi_ww = transverse_mass(lepton, met), delta_r(jets[0], jets[1]), delta_phi(w_lep, w_had)
        results.fill("mT_W", 40, 30, 150, m_t)
        results.fill("m_jj", 40, 40, 120, w_had.mass)
        results.fill("met", 40, 0, 200, met.pt)
        results.fill("pt_lep", 40, 0, 200, lepton.pt)
        results.fill("pt_j1", 40, 0, 300, jets[0].pt)
        results.fill("pt_j2", 40, 0, 200, jets[1].pt)
        results.fill("dR_jj", 40, 0, 4, dr_jj)
        results.fill("dphi_lmet", 40, -math.pi, math.pi, delta_phi(lepton, met))
        results.fill("eta_lep", 40, -2.5, 2.5, lepton.eta)
        results.fill("dphi_WW", 40, -math.pi, math.pi, dphi_ww)
        results.write("mlp", [("event", event.number), ("mT_W", m_t), ("m_jj", w_had.mass), ("met", met.pt),
                              ("pt_lep", lepton.pt), ("dR_jj", dr_jj), ("dphi_WW", dphi_ww)])
    return results


def ttbar(events):
    results = Results("ttbar", ["exactly one lepton", "at least four jets", "at least two b-jets", "MET > 20 GeV",
                                "mT in [30, 150] GeV"])
    for event in events:
        electrons = [e for e in event.objects(ELECTRON) if e.pt > 25 and abs(e.eta) < 2.5]
        muons = [m for m in event.objects(MUON) if m.pt > 25 and abs(m.eta) < 2.4]
        leptons = sorted(electrons + muons, key=lambda l: (-l.pt, l.row))
        jets = [j for j in event.objects(JET) if j.pt > 30 and abs(j.eta) < 2.5]
        bjets = [j for j in jets if j.btagged]
        light = [j for j in jets if not j.btagged]
        met = event.met
        if not results.passes([
                lambda: len(leptons) == 1,
                lambda: len(jets) >= 4,
                lambda: len(bjets) >= 2,
                lambda: met.pt > 20,
                lambda: 30 <= transverse_mass(leptons[0], met) <= 150]):
            continue
        lepton = leptons[0]
        results.fill("mT_W", 40, 30, 150, transverse_mass(lepton, met))
        results.fill("met", 40, 0, 300, met.pt)
        results.fill("pt_b1", 40, 0, 300, bjets[0].pt)
        results.fill("pt_b2", 40, 0, 300, bjets[1].pt)
        if len(light) >= 2:
            w_had = light[0] + light[1]
            results.fill("m_W", 40, 40, 120, w_had.mass)
            results.fill("m_top", 40, 100, 250, (bjets[0] + w_had).mass)
        results.fill("dR_lb", 40, 0, 5, min(delta_r(lepton, b) for b in bjets))
        ht = 0.0
        for jet in jets:
            ht += jet.pt
        results.fill("HT", 40, 0, 1000, ht)
        results.fill("njets", 10, 0, 10, len(jets))
        results.fill("eta_b1", 40, -2.5, 2.5, bjets[0].eta)
    return results


def hgg(events):
    results = Results("hgg", ["at least two photons", "leading photon pT > 35 GeV", "subleading photon pT > 25 GeV",
                              "leading pT / m > 0.35", "subleading pT / m > 0.25", "diphoton mass"])
    for event in events:
        photons = [p for p in event.objects(PHOTON)
                   if p.pt > 25 and abs(p.eta) < 2.37 and not 1.37 < abs(p.eta) < 1.52]
        if not results.passes([
                lambda: len(photons) >= 2,
                lambda: photons[0].pt > 35,
                lambda: photons[1].pt > 25,
                lambda: photons[0].pt / (photons[0] + photons[1]).mass > 0.35,
                lambda: photons[1].pt / (photons[0] + photons[1]).mass > 0.25,
                lambda: 105 <= (photons[0] + photons[1]).mass <= 160]):
            continue
        first, second = photons[:2]
        pair = first + second
        cos_cs = abs(cos_theta_collins_soper(first, second))
        results.fill("m_yy", 50, 100, 160, pair.mass)
        results.fill("pt_y1", 50, 0, 200, first.pt)
        results.fill("pt_y2", 50, 0, 150, second.pt)
        results.fill("pt_yy", 50, 0, 200, pair.pt)
        results.fill("eta_y1", 50, -2.5, 2.5, first.eta)
        results.fill("eta_y2", 50, -2.5, 2.5, second.eta)
        results.fill("dR_yy", 50, 0, 5, delta_r(first, second))
        results.fill("dphi_yy", 50, -math.pi, math.pi, delta_phi(first, second))
        results.fill("cosCS", 50, 0, 1, cos_cs)
        results.write("mlp", [("event", event.number), ("m_yy", pair.mass), ("pt_y1", first.pt), ("pt_y2", second.pt),
                              ("dR_yy", delta_r(first, second)), ("pt_yy", pair.pt), ("cosCS", cos_cs)])
    return results


def wz(events):
    results = Results("WZ", ["exactly three leptons", "an opposite-sign same-flavour pair", "Z candidate mass",
                             "MET > 30 GeV", "W lepton pT > 20 GeV", "mT > 30 GeV"])
    for event in events:
        electrons = [e for e in event.objects(ELECTRON) if e.pt > 15 and abs(e.eta) < 2.5]
        muons = [m for m in event.objects(MUON) if m.pt > 10 and abs(m.eta) < 2.4]
        leptons = sorted(electrons + muons, key=lambda l: (-l.pt, l.row))
        met = event.met
        pairs = [(a, b) for a, b in pairs_in_order(leptons) if same_flavor(a, b) and opposite_sign(a, b)]
        best = min(pairs, key=lambda pair: abs((pair[0] + pair[1]).mass - GEV_Z), default=None)  # the first of equals
        others = [l for l in leptons if not best or l not in best]
        if not results.passes([
                lambda: len(leptons) == 3,
                lambda: best is not None,
                lambda: 76 <= (best[0] + best[1]).mass <= 106,
                lambda: met.pt > 30,
                lambda: others[0].pt > 20,
                lambda: transverse_mass(others[0], met) > 30]):
            continue
        z, l_w, lll = best[0] + best[1], others[0], leptons[0] + leptons[1] + leptons[2]
        results.fill("m_Z", 40, 60, 120, z.mass)
        results.fill("mT_W", 40, 0, 200, transverse_mass(l_w, met))
        results.fill("met", 40, 0, 200, met.pt)
        results.fill("pt_lll", 40, 0, 300, lll.pt)
        results.fill("pt_Z", 40, 0, 300, z.pt)
        results.fill("pt_lW", 40, 0, 200, l_w.pt)
        results.fill("dphi_Zmet", 40, -math.pi, math.pi, delta_phi(z, met))
        results.fill("m_lll", 40, 0, 600, lll.mass)
        results.fill("dR_ll", 40, 0, 5, delta_r(best[0], best[1]))
        results.fill("eta_lW", 40, -2.5, 2.5, l_w.eta)
    return results


def vbf(events):
    results = Results("VBF", ["at least two taus", "at least two jets", "opposite sign", "m_jj > 400 GeV",
                              "|deta_jj| > 2.5", "ditau mass", "b veto"])
    for event in events:
        taus = [t for t in event.objects(TAU) if t.pt > 20 and abs(t.eta) < 2.3]
        jets = [j for j in event.objects(JET) if j.pt > 30 and abs(j.eta) < 4.7]
        bjets = [j for j in jets if j.btagged]
        met = event.met
        if not results.passes([
                lambda: len(taus) >= 2,
                lambda: len(jets) >= 2,
                lambda: opposite_sign(taus[0], taus[1]),
                lambda: (jets[0] + jets[1]).mass > 400,
                lambda: abs(delta_eta(jets[0], jets[1])) > 2.5,
                lambda: 60 <= (taus[0] + taus[1]).mass <= 150,
                lambda: not len(bjets) > 0]):
            continue
        ditau, dijet = taus[0] + taus[1], jets[0] + jets[1]
        offset = (ditau.eta - (jets[0].eta + jets[1].eta) / 2) / delta_eta(jets[0], jets[1])
        results.fill("m_tautau", 40, 50, 160, ditau.mass)
        results.fill("m_jj", 40, 200, 2000, dijet.mass)
        results.fill("deta_jj", 40, 0, 10, abs(delta_eta(jets[0], jets[1])))
        results.fill("pt_tau1", 40, 0, 200, taus[0].pt)
        results.fill("pt_tau2", 40, 0, 200, taus[1].pt)
        results.fill("pt_j1", 40, 0, 400, jets[0].pt)
        results.fill("pt_j2", 40, 0, 300, jets[1].pt)
        results.fill("dR_tautau", 40, 0, 5, delta_r(taus[0], taus[1]))
        results.fill("met", 40, 0, 200, met.pt)
        results.fill("dphi_Hjj", 40, -math.pi, math.pi, delta_phi(ditau, dijet))
        results.fill("C", 40, 0, 1, math.exp(-4 * (offset * offset)))
    return results


ANALYSES = {"ww": ww, "ttbar": ttbar, "hgg": hgg, "wz": wz, "vbf": vbf}


# ------------------------------------------------------------------------------------------------------- comparison

def read_json(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def compare_cutflow(expected, directory):
    regions = read_json(os.path.join(directory, "cutflow.json"))["regions"]
    if [r["name"] for r in regions] != [expected.region]:
        return [f"cutflow.json: regions {[r['name'] for r in regions]}, expected [{expected.region!r}]"]
    found = [(c["label"], c["events"]) for c in regions[0]["cuts"]]
    wanted = [tuple(c) for c in expected.cuts]
    problems = [f"cutflow.json: row {i}: {f}, expected {w}" for i, (f, w) in enumerate(zip(found, wanted)) if f != w]
    if len(found) != len(wanted):
        problems.append(f"cutflow.json: {len(found)} rows, expected {len(wanted)}")
    for cut in regions[0]["cuts"]:  # without weights the three numbers of a row are the same
        if not cut["events"] == cut["sumw"] == cut["sumw2"]:
            problems.append(f"cutflow.json: {cut['label']}: events, sumw and sumw2 differ without weights: {cut}")
    return problems


def compare_histograms(expected, directory):
    found = read_json(os.path.join(directory, "histograms.json"))
    wanted = {f"{expected.region}/{name}": h for name, h in expected.histograms.items()}
    problems = []
    if list(found) != list(wanted) and set(found) != set(wanted):
        problems.append(f"histograms.json: has {sorted(found)}, expected {sorted(wanted)}")
    for name in sorted(set(found) & set(wanted)):
        axis, storage, histogram = found[name]["axes"][0], found[name]["storage"], wanted[name]
        if (axis["bins"], axis["lower"], axis["upper"]) != (histogram.bins, histogram.edges[0], histogram.edges[-1]):
            problems.append(f"histograms.json: {name}: axis {axis}, expected {histogram.bins} bins of "
                            f"[{histogram.edges[0]}, {histogram.edges[-1]}]")
        for what in ("values", "variances"):
            for i, (f, w) in enumerate(zip(storage[what], histogram.counts)):
                if f != w:
                    problems.append(f"histograms.json: {name}: {what}[{i}] = {f}, expected {w}")
            if len(storage[what]) != len(histogram.counts):
                problems.append(f"histograms.json: {name}: {len(storage[what])} {what}, expected "
                                f"{len(histogram.counts)} (with underflow and overflow)")
    return problems


def compare_ntuples(expected, directory):
    problems = []
    for name, table in expected.ntuples.items():
        with open(os.path.join(directory, name + ".csv"), encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        if not rows or rows[0] != table["columns"]:
            problems.append(f"{name}.csv: header {rows[:1]}, expected {table['columns']}")
            continue
        if len(rows) - 1 != len(table["rows"]):
            problems.append(f"{name}.csv: {len(rows) - 1} rows, expected {len(table['rows'])}")
        for i, (found, wanted) in enumerate(zip(rows[1:], table["rows"]), start=1):
            for column, f, w in zip(table["columns"], found, wanted):
                if not math.isclose(float(f), w, rel_tol=CSV_TOLERANCE, abs_tol=1e-13):
                    problems.append(f"{name}.csv: row {i}, {column} = {f}, expected {w!r}")
    return problems


def compare(analysis, directory, paths):
    """What differs between the reference and a directory of results, as lines of text."""
    expected = ANALYSES[analysis](events_of(*paths))
    return (compare_cutflow(expected, directory) + compare_histograms(expected, directory) +
            compare_ntuples(expected, directory))


def main(arguments):
    if len(arguments) < 3 or arguments[0] not in ("run", "dump", "compare") or arguments[1] not in ANALYSES:
        print(__doc__, file=sys.stderr)
        return 2
    mode, analysis, *rest = arguments
    if mode == "compare":
        problems = compare(analysis, rest[0], rest[1:])
        for problem in problems[:40]:
            print(problem)
        if len(problems) > 40:
            print(f"... and {len(problems) - 40} more differences")
        return 1 if problems else 0
    results = ANALYSES[analysis](events_of(*rest))
    if mode == "dump":
        print(json.dumps(results.as_json(), indent=1))
    else:
        for label, events in results.cuts:
            print(f"{events:8d}  {label}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
