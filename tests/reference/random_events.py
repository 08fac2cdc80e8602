"""Random events for each search, such that many of them come far down its cutflow: not physics, but every cut is asked.

LHCO with the columns and digits of Delphes. A recipe says for each kind of object how many there are, their pT and
|eta|; for MET its size, and whether it balances the objects.
"""

import math
import random

from momenta import ELECTRON, JET, MET, MUON, PHOTON, TAU

FEW = (0, 0, 0, 0, 0, 0, 0, 1)  # one event in eight has one

RECIPES = {
    "monojet_2102_10874": {
        JET: ((1, 2, 3, 4), (30, 900), (0, 2.8)), ELECTRON: (FEW, (5, 50), (0, 2.5)), MUON: (FEW, (5, 50), (0, 2.5)),
        PHOTON: (FEW, (8, 50), (0, 2.4)), TAU: (FEW, (15, 50), (0, 2.5)), MET: (150, 1400)},
    "monophoton_1704_03848": {
        PHOTON: ((1, 1, 2), (100, 500), (0, 2.4)), JET: ((0, 0, 1, 2), (20, 200), (0, 4.5)),
        ELECTRON: (FEW, (5, 50), (0, 2.5)), MUON: (FEW, (5, 50), (0, 2.7)), MET: (100, 500)},
    "jets_mht_1908_04722": {
        JET: ((2, 3, 4, 5, 6, 7, 8, 9, 10, 11), (30, 900), (0, 3)), TAU: ((0, 0, 1), (20, 300), (0, 2.5)),
        ELECTRON: (FEW, (5, 50), (0, 2.5)), MUON: (FEW, (5, 50), (0, 2.5)), PHOTON: (FEW, (50, 300), (0, 2.5)),
        MET: (0, 500)},
    "squarks_2010_14293": {
        JET: ((2, 3, 4, 5, 6, 7), (50, 1300), (0, 2.5)), ELECTRON: (FEW, (5, 50), (0, 2.5)),
        MUON: (FEW, (5, 300), (0, 2.7)), MET: (250, 1500)},
    "sleptons_1908_08215": {
        ELECTRON: ((0, 1, 1, 2), (20, 300), (0, 2.5)), MUON: ((0, 1, 1, 2), (20, 300), (0, 2.7)),
        JET: ((0, 0, 1, 2), (20, 60), (0, 2.4)), MET: (100, 500)},
    "soft_dileptons_1801_01846": {
        ELECTRON: ((0, 1, 2), (5, 32), (0, 2.5)), MUON: ((0, 2, 2), (5, 32), (0, 2.5)),
        JET: ((1, 1, 2), (50, 200), (0, 2.4)), MET: (110, 350)},
    "wh_1706_09933": {
        ELECTRON: ((0, 1), (25, 200), (0, 1.5)), MUON: ((0, 1), (25, 200), (0, 2.2)), TAU: (FEW, (15, 50), (0, 2.5)),
        JET: ((2, 2, 3), (30, 300), (0, 2.4)), MET: (40, 500), "btag": 0.8},
    "stau_1911_06660": {
        TAU: ((1, 2, 2, 2, 3), (40, 300), (0, 2.5)), JET: ((0, 0, 1), (20, 100), (0, 2.5)),
        ELECTRON: (FEW, (10, 50), (0, 2.5)), MUON: (FEW, (10, 50), (0, 2.7)), MET: (50, 400)},
    "vbf_invisible_2202_07953": {
        JET: ((2, 2, 2, 2, 3), (50, 500), (1.5, 4.5)), ELECTRON: (FEW, (4, 50), (0, 2.5)),
        PHOTON: (FEW, (15, 50), (0, 2.4)), MUON: (FEW, (4, 50), (0, 2.7)), MET: (0, 60), "balanced": True, "btag": 0.2},
    "stop_1711_00752": {
        ELECTRON: ((0, 1, 1, 2), (20, 300), (0, 2.4)), MUON: ((0, 1, 1, 2), (20, 300), (0, 2.4)),
        JET: ((2, 2, 3), (30, 200), (0, 2.4)), MET: (70, 500)},
    "four_leptons_1804_03602": {
        ELECTRON: ((1, 2, 2, 3), (7, 250), (0, 2.5)), MUON: ((1, 2, 2, 3), (5, 250), (0, 2.7)),
        JET: ((0, 1), (20, 300), (0, 2.8)), TAU: (FEW, (15, 50), (0, 2.5)), MET: (0, 400)},
    "dijet_pairs_1808_03124": {
        JET: ((4, 4, 4, 5), (200, 700), (0, 1.2)), MET: (0, 100), "collimated": True},
    "razor_1812_06302": {
        JET: ((2, 3, 4, 5, 6, 7), (60, 900), (0, 2.4)), ELECTRON: ((0, 0, 0, 0, 1), (5, 100), (0, 2.5)),
        MUON: ((0, 1, 1, 2, 2), (30, 70), (0, 1.5)), PHOTON: ((0, 0, 0, 1), (70, 400), (0, 2.5)),
        TAU: (FEW, (15, 50), (0, 2.5)), MET: (50, 900), "mass": 180},
    "alphat_1101_1628": {
        JET: ((2, 3, 4, 5), (50, 500), (0, 3.2)), ELECTRON: (FEW, (5, 50), (0, 2.5)), MUON: (FEW, (5, 50), (0, 2.5)),
        PHOTON: (FEW, (20, 50), (0, 2.5)), MET: (0, 60), "balanced": True},
    "zprime_1305_2756": {
        ELECTRON: ((0, 1), (25, 200), (0, 2.5)), MUON: ((0, 1), (25, 200), (0, 2.5)),
        JET: ((3, 4, 4, 5, 6), (25, 200), (0, 1.5)), MET: (10, 150), "mass": 20},
}


def event(rng, recipe):
    """Rows of one event: kind, eta, phi, pt, jmass, ntrk, btag."""
    rows, x, y = [], 0.0, 0.0
    for kind, what in recipe.items():
        if not isinstance(kind, int) or kind == MET:
            continue
        counts, pts, etas = what
        for i in range(rng.choice(counts)):
            pt = pts[0] + (pts[1] - pts[0]) * rng.random() ** 2
            eta, phi = rng.uniform(*etas) * rng.choice((-1, 1)), rng.uniform(-math.pi, math.pi)
            if recipe.get("collimated") and i % 2:
                eta, phi = rows[-1][1] + rng.uniform(-0.8, 0.8), rows[-1][2] + rng.uniform(-0.8, 0.8)
                phi -= 2 * math.pi * round(phi / (2 * math.pi))
            mass = rng.uniform(0, recipe.get("mass", pt / 10)) if kind in (JET, TAU) else 0.0
            tagged = kind == JET and rng.random() < recipe.get("btag", 0.4)
            rows.append((kind, eta, phi, pt, mass, 5 if kind == JET else 0 if kind == PHOTON else rng.choice((-1, 1)),
                         int(tagged)))
            x, y = x + pt * math.cos(phi), y + pt * math.sin(phi)
    size, phi = rng.uniform(*recipe[MET]), rng.uniform(-math.pi, math.pi)
    if recipe.get("balanced"):
        x, y = size * math.cos(phi) - x, size * math.sin(phi) - y
        size, phi = math.hypot(x, y), math.atan2(y, x)
    rows.append((MET, 0.0, phi, size, 0.0, 0, 0))
    return rows


def text(search, events, seed):
    """That many events for a search, as LHCO."""
    rng = random.Random(seed)
    lines = ["  #  typ      eta      phi      pt    jmas   ntrk   btag  had/em   dum1   dum2"]
    for number in range(events):
        lines.append(f"   0 {number:13d}        0")
        for i, (kind, eta, phi, pt, mass, ntrk, btag) in enumerate(event(rng, RECIPES[search]), start=1):
            lines.append(f"{i:4d} {kind:4d} {eta:8.3f} {phi:8.3f} {pt:7.2f} {mass:7.2f} {ntrk:6.1f} {btag:6.1f}"
                         f"    0.00    0.0    0.0")
    return "\n".join(lines) + "\n"
