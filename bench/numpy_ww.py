#!/usr/bin/python3
"""The analysis of examples/collm/ww.cut on whole columns, as people do it with numpy.

    numpy_ww.py EVENTS.lhco     prints the cutflow, one number a line, and the seconds without starting Python
"""

import sys
import time

import numpy as np

MASSES = {1: 0.00051099895, 2: 0.1056583755}
AT_ONCE = 32 << 20  # bytes of text: whole files do not fit the memory
HISTOGRAMS = {"mT_W": (40, 30, 150), "m_jj": (40, 40, 120), "met": (40, 0, 200), "pt_lep": (40, 0, 200),
              "pt_j1": (40, 0, 300), "pt_j2": (40, 0, 200), "dR_jj": (40, 0, 4), "dphi_lmet": (40, -np.pi, np.pi),
              "eta_lep": (40, -2.5, 2.5), "dphi_WW": (40, -np.pi, np.pi)}


def wrap(phi):
    return phi - 2 * np.pi * np.rint(phi / (2 * np.pi)) * ((phi < -np.pi) | (phi >= np.pi))


def rows_of(text):
    """The object rows as a table of numbers, and the event that each is in."""
    lines = [line for line in text.split(b"\n") if line and line.lstrip()[:1] != b"#"]
    is_header = np.array([line.lstrip()[:2] == b"0 " for line in lines])
    event = np.cumsum(is_header) - 1
    numbers = np.array(b" ".join(line for line, header in zip(lines, is_header) if not header).split(), dtype=float)
    return numbers.reshape(-1, 11), event[~is_header], int(is_header.sum())


def chunks(path):
    """Pieces of the text that end where an event does."""
    with open(path, "rb") as file:
        rest = b""
        while block := file.read(AT_ONCE):
            text = rest + block
            end = max(text.rfind(b"\n   0 "), text.rfind(b"\n0 ")) + 1
            yield text[:end]
            rest = text[end:]
        yield rest


def leading(values, event, events, number):
    """Of each event the value of its object `number`, where the objects stand by pt; 0 without."""
    first = np.searchsorted(event, np.arange(events))
    place = first + number
    there = (place < len(event)) & (np.take(event, place, mode="clip") == np.arange(events)) if len(event) else first < 0
    return np.where(there, np.take(values, place, mode="clip") if len(event) else 0.0, 0.0)


def momentum(pt, eta, phi, mass):
    return np.array([pt * np.cos(phi), pt * np.sin(phi), pt * np.sinh(eta), np.sqrt((pt * np.cosh(eta))**2 + mass**2)])


def analyse(text, cutflow, histograms):
    rows, event, events = rows_of(text)
    kind, eta, phi, pt, mass, btag = rows[:, 1], rows[:, 2], wrap(rows[:, 3]), rows[:, 4], rows[:, 5], rows[:, 7]
    electron = (kind == 1) & (pt > 25) & (abs(eta) < 2.5)
    muon = (kind == 2) & (pt > 20) & (abs(eta) < 2.4)
    is_lepton, is_jet = electron | muon, (kind == 4) & (pt > 30) & (abs(eta) < 2.5)
    count = lambda mask: np.bincount(event[mask], minlength=events)
    of = lambda mask, values, number: leading(values[mask], event[mask], events, number)
    met_pt, met_phi = of(kind == 6, pt, 0), of(kind == 6, phi, 0)
    lepton = {name: of(is_lepton, column, 0) for name, column in (("pt", pt), ("eta", eta), ("phi", phi), ("kind", kind))}
    jets = [{name: of(is_jet, column, i) for name, column in (("pt", pt), ("eta", eta), ("phi", phi), ("mass", mass))}
            for i in (0, 1)]
    dphi_lmet = wrap(lepton["phi"] - met_phi)
    m_t = np.sqrt(2 * lepton["pt"] * met_pt * (1 - np.cos(dphi_lmet)))
    w_had = sum(momentum(j["pt"], j["eta"], j["phi"], j["mass"]) for j in jets)
    m_jj = np.sqrt(np.maximum(0, w_had[3]**2 - (w_had[0]**2 + w_had[1]**2 + w_had[2]**2)))
    dr_jj = np.hypot(jets[0]["eta"] - jets[1]["eta"], wrap(jets[0]["phi"] - jets[1]["phi"]))
    cuts = [count(is_lepton) == 1, count(is_jet) >= 2, met_pt > 30, count(is_jet & (btag >= 1)) == 0,
            (m_t >= 40) & (m_t <= 120), (m_jj >= 60) & (m_jj <= 100), dr_jj < 3]
    passed = np.ones(events, dtype=bool)
    cutflow[0] += events
    for row, cut in enumerate(cuts, 1):
        passed &= cut
        cutflow[row] += passed.sum()
    w_lep = momentum(lepton["pt"], lepton["eta"], lepton["phi"], np.where(lepton["kind"] == 1, MASSES[1], MASSES[2]))
    dphi_ww = wrap(np.arctan2(w_lep[1] + met_pt * np.sin(met_phi), w_lep[0] + met_pt * np.cos(met_phi)) -
                   np.arctan2(w_had[1], w_had[0]))
    values = (m_t, m_jj, met_pt, lepton["pt"], jets[0]["pt"], jets[1]["pt"], dr_jj, dphi_lmet, lepton["eta"], dphi_ww)
    for name, value in zip(HISTOGRAMS, values):
        bins, low, high = HISTOGRAMS[name]
        histograms[name] += np.histogram(value[passed], bins, (low, high))[0]


def main(path):
    begin = time.perf_counter()
    cutflow = np.zeros(8, dtype=int)
    histograms = {name: np.zeros(bins, dtype=int) for name, (bins, _, _) in HISTOGRAMS.items()}
    for text in chunks(path):
        analyse(text, cutflow, histograms)
    print(*cutflow, sep="\n")
    print(f"{time.perf_counter() - begin:.6f}")


if __name__ == "__main__":
    main(sys.argv[1])
