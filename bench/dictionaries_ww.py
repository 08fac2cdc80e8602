#!/usr/bin/python3
"""The analysis of examples/collm/ww.cut as scripts of the usual kind do it: a list of dictionaries for each event.

    dictionaries_ww.py EVENTS.lhco      prints the cutflow, one number a line
"""

import math
import sys

MASSES = {0: 0.0, 1: 0.00051099895, 2: 0.1056583755}
HISTOGRAMS = {"mT_W": (40, 30, 150), "m_jj": (40, 40, 120), "met": (40, 0, 200), "pt_lep": (40, 0, 200),
              "pt_j1": (40, 0, 300), "pt_j2": (40, 0, 200), "dR_jj": (40, 0, 4), "dphi_lmet": (40, -math.pi, math.pi),
              "eta_lep": (40, -2.5, 2.5), "dphi_WW": (40, -math.pi, math.pi)}


def read_events(path):
    event = None
    with open(path) as file:
        for line in file:
            words = line.split()
            if not words or words[0].startswith("#"):
                continue
            if words[0] == "0":
                if event is not None:
                    yield event
                event = []
            else:
                event.append({"type": int(words[1]), "eta": float(words[2]), "phi": float(words[3]),
                              "pt": float(words[4]), "mass": float(words[5]), "ntrk": float(words[6]),
                              "btag": float(words[7])})
    if event is not None:
        yield event


def delta_phi(a, b):
    d = a - b
    while d >= math.pi:
        d -= 2 * math.pi
    while d < -math.pi:
        d += 2 * math.pi
    return d


def momentum(o):
    mass = MASSES.get(o["type"], o["mass"])
    pt, eta, phi = o["pt"], o["eta"], o["phi"]
    return (pt * math.cos(phi), pt * math.sin(phi), pt * math.sinh(eta), math.sqrt((pt * math.cosh(eta))**2 + mass**2))


def add(a, b):
    return tuple(x + y for x, y in zip(a, b))


def main(path):
    cutflow = [0] * 8
    histograms = {name: [0] * (bins + 2) for name, (bins, _, _) in HISTOGRAMS.items()}

    def passes(row, condition):
        cutflow[row] += condition
        return condition

    for event in read_events(path):
        electrons = [o for o in event if o["type"] == 1 and o["pt"] > 25 and abs(o["eta"]) < 2.5]
        muons = [o for o in event if o["type"] == 2 and o["pt"] > 20 and abs(o["eta"]) < 2.4]
        leptons = sorted(electrons + muons, key=lambda o: -o["pt"])
        jets = sorted((o for o in event if o["type"] == 4 and o["pt"] > 30 and abs(o["eta"]) < 2.5),
                      key=lambda o: -o["pt"])
        met = next((o for o in event if o["type"] == 6), {"pt": 0.0, "phi": 0.0})
        passes(0, True)
        if not (passes(1, len(leptons) == 1) and passes(2, len(jets) >= 2) and passes(3, met["pt"] > 30)):
            continue
        if not passes(4, not any(j["btag"] >= 1 for j in jets)):
            continue
        lepton = leptons[0]
        dphi_lmet = delta_phi(lepton["phi"], met["phi"])
        m_t = math.sqrt(2 * lepton["pt"] * met["pt"] * (1 - math.cos(dphi_lmet)))
        if not passes(5, 40 <= m_t <= 120):
            continue
        w_had = add(momentum(jets[0]), momentum(jets[1]))
        m_jj = math.sqrt(max(0.0, w_had[3]**2 - w_had[0]**2 - w_had[1]**2 - w_had[2]**2))
        if not passes(6, 60 <= m_jj <= 100):
            continue
        dr_jj = math.hypot(jets[0]["eta"] - jets[1]["eta"], delta_phi(jets[0]["phi"], jets[1]["phi"]))
        if not passes(7, dr_jj < 3):
            continue
        w_lep = add(momentum(lepton), (met["pt"] * math.cos(met["phi"]), met["pt"] * math.sin(met["phi"]), 0.0, 0.0))
        values = {"mT_W": m_t, "m_jj": m_jj, "met": met["pt"], "pt_lep": lepton["pt"], "pt_j1": jets[0]["pt"],
                  "pt_j2": jets[1]["pt"], "dR_jj": dr_jj, "dphi_lmet": dphi_lmet, "eta_lep": lepton["eta"],
                  "dphi_WW": delta_phi(math.atan2(w_lep[1], w_lep[0]), math.atan2(w_had[1], w_had[0]))}
        for name, value in values.items():
            bins, low, high = HISTOGRAMS[name]
            slot = math.floor((value - low) * bins / (high - low)) + 1
            histograms[name][min(max(slot, 0), bins + 1)] += 1
    print(*cutflow, sep="\n")


if __name__ == "__main__":
    main(sys.argv[1])
