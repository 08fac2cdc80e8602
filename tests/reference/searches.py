"""The searches of examples/searches: of each its preselection and some of its regions.

A search is a function of an event that gives for each region its cuts, one after the other. A cut is a function, so
that it is evaluated only where those before it hold; a Weight changes what the event counts with from there on. A Grid
of bins, called REGION/NAME, is filled by the events of its region for which its guard holds.
"""

import copy
import math
from bisect import bisect_right
from itertools import combinations

from events import Event
from momenta import (ELECTRON, JET, MUON, PHOTON, TAU, Momentum, by_pt, closest, delta_eta, delta_phi, delta_r,
                     opposite_sign, same_flavor, total, transverse_mass)
from quantities import (alpha_t, aplanarity, centrality, collinear_mass, hemispheres, m_ct, megajets, missing, mt2,
                        near, neutrino, razor_mr, razor_r2, sum_pt)


class Weight:
    def __init__(self, value):
        self.value = value


class Grid:
    def __init__(self, *values, guard=lambda: True):
        self.values, self.guard = values, guard


def once(function):
    """A function without arguments that is evaluated when it is first asked for, and then no more."""
    values = []

    def value():
        if not values:
            values.append(function())
        return values[0]
    return value


def select(objects, pt, eta, *rejected):
    """Objects above pt and within |eta|, but for those that one of the conditions holds for."""
    return [o for o in objects if o.pt > pt and abs(o.eta) < eta and not any(bad(o) for bad in rejected)]


def near_to(others, radius):
    return lambda o: near(o, others, radius)


def monojet_2102_10874(event):
    met = event.met
    electrons, muons = select(event.objects(ELECTRON), 7, 2.47), select(event.objects(MUON), 7, 2.5)
    photons, taus = select(event.objects(PHOTON), 10, 2.37), select(event.objects(TAU), 20, 2.5)
    jets = select(event.objects(JET), 30, 2.8, near_to(electrons, 0.2))
    limit = 0.6 if met.pt < 250 else 0.4
    monojet = [lambda: met.pt > 200,
               lambda: 1 <= len(jets) <= 4,
               lambda: jets[0].pt > 150 and abs(jets[0].eta) < 2.4,
               lambda: not electrons and not muons,
               lambda: not taus,
               lambda: not photons,
               lambda: all(abs(delta_phi(j, met)) > limit for j in jets)]
    return {"monojet": monojet, "IM1": [*monojet, lambda: met.pt > 250], "IM4": [*monojet, lambda: met.pt > 400],
            "monojet/EM": Grid(lambda: met.pt)}


def monophoton_1704_03848(event):
    met = event.met
    photons = select(event.objects(PHOTON), 10, 2.37)
    tight = [g for g in photons if not 1.37 < abs(g.eta) < 1.52]
    electrons, muons = select(event.objects(ELECTRON), 7, 2.47), select(event.objects(MUON), 6, 2.7)
    jets = select(event.objects(JET), 20, 4.5, near_to(electrons, 0.2))
    far_electrons = [e for e in electrons if not near(e, jets, 0.4)]
    far_muons = [m for m in muons if not near(m, jets, 0.4)]
    signal_jets = [j for j in jets if j.pt > 30 and not near(j, photons, 0.4)]
    scale = sum_pt(tight) + sum_pt(signal_jets) + sum_pt(far_electrons) + sum_pt(far_muons)
    first = [lambda: len(tight) >= 1,
             lambda: tight[0].pt > 150,
             lambda: met.pt > 150,
             lambda: abs(delta_phi(tight[0], met)) > 0.4,
             lambda: met.pt / math.sqrt(scale) > 8.5,
             lambda: len(signal_jets) <= 1,
             lambda: all(abs(delta_phi(j, met)) > 0.4 for j in signal_jets),
             lambda: not far_electrons and not far_muons]
    return {"SRI1": first, "SRI2": [*first, lambda: met.pt > 225], "SRI1/SRE": Grid(lambda: met.pt)}


def jets_mht_1908_04722(event):
    hadrons = select(by_pt(event.objects(JET), event.objects(TAU)), 30, 5)
    jets = [j for j in hadrons if abs(j.eta) < 2.4]
    bjets = [j for j in jets if j.kind == JET and j.btagged]
    muons, electrons = select(event.objects(MUON), 10, 2.4), select(event.objects(ELECTRON), 10, 2.5)
    photons = select(event.objects(PHOTON), 100, 2.4)
    ht, mht = sum_pt(jets), missing(hadrons)
    preselection = [lambda: len(jets) >= 2,
                    lambda: ht > 300,
                    lambda: mht.pt > 300,
                    lambda: mht.pt < ht,
                    lambda: not muons,
                    lambda: not electrons,
                    lambda: not photons,
                    lambda: all(abs(delta_phi(j, mht)) > 0.5 for j in jets[:2]),
                    lambda: all(abs(delta_phi(j, mht)) > 0.3 for j in jets[:4])]
    axes = (lambda: len(bjets), lambda: mht.pt, lambda: ht)
    return {"presel": preselection,
            "search": preselection,
            "search/few_350": Grid(*axes, guard=lambda: len(jets) < 4),
            "search/some_300": Grid(lambda: len(jets), *axes),
            "search/many_300": Grid(lambda: len(jets), *axes),
            "search/many_850": Grid(lambda: len(jets), *axes),
            "SR6": [*preselection, lambda: len(jets) >= 4, lambda: len(bjets) >= 2],
            "SR11": [*preselection, lambda: len(jets) >= 6, lambda: len(bjets) >= 1, lambda: ht >= 600,
                     lambda: mht.pt >= 600]}


def squarks_2010_14293(event):
    met = event.met
    electrons, muons = select(event.objects(ELECTRON), 7, 2.47), select(event.objects(MUON), 6, 2.7)
    clean = select(event.objects(JET), 20, 2.8, near_to(electrons, 0.2))
    far = [l for l in electrons + muons if not near(l, clean, min(0.4, 0.04 + 10 / l.pt))]
    jets = [j for j in clean if j.pt > 50]
    ht = sum_pt(jets)
    dphi = [abs(delta_phi(j, met)) for j in jets]
    preselection = [lambda: not far,
                    lambda: len(jets) >= 2,
                    lambda: jets[0].pt > 200,
                    lambda: met.pt > 300,
                    lambda: met.pt + ht > 800,
                    lambda: min(dphi) > 0.2]
    four = [*preselection,
            lambda: len(jets) >= 4,
            lambda: jets[3].pt > 100,
            lambda: max(abs(j.eta) for j in jets[:4]) < 2,
            lambda: min(dphi) > 0.4,
            lambda: aplanarity(jets) > 0.04]
    return {"preselection": preselection,
            "fourJets": four,
            "SR4j_1000": [*four, lambda: met.pt / math.sqrt(ht) > 16, lambda: met.pt + ht > 1000],
            "SR2j_2200": [*preselection, lambda: jets[0].pt > 600, lambda: min(dphi[:3]) > 0.4,
                          lambda: met.pt / math.sqrt(ht) > 16, lambda: met.pt + ht > 2200]}


def sleptons_1908_08215(event):
    met = event.met
    leptons = by_pt(select(event.objects(ELECTRON), 10, 2.47), select(event.objects(MUON), 10, 2.7))
    jets = select(event.objects(JET), 20, 2.4, near_to(leptons, 0.2))
    light = [j for j in jets if not j.btagged]
    m_t2 = once(lambda: mt2(*leptons, met))
    spread = math.sqrt(sum((0.03 * l.pt) ** 2 for l in leptons) + sum((0.08 * j.pt) ** 2 for j in jets) + 8.9 ** 2)
    dilepton = [lambda: len(leptons) == 2,
                lambda: opposite_sign(*leptons),
                lambda: leptons[1].pt > 25,
                lambda: total(leptons).mass > 25,
                lambda: len(light) == len(jets),
                lambda: len(light) <= 1,
                lambda: met.pt > 110,
                lambda: met.pt / spread > 10,
                lambda: m_t2() > 100]
    same = [*dilepton, lambda: same_flavor(*leptons), lambda: total(leptons).mass > 121.2]
    different = [*dilepton, lambda: not same_flavor(*leptons), lambda: total(leptons).mass > 100]
    return {"dilepton": dilepton, "SF": same, "DF": different,
            "SF/SF": Grid(lambda: len(light), m_t2), "DF/DF": Grid(lambda: len(light), m_t2)}


def soft_dileptons_1801_01846(event):
    met = event.met
    muons = [m for m in event.objects(MUON) if 5 <= m.pt <= 30 and abs(m.eta) < 2.4]
    electrons = [e for e in event.objects(ELECTRON) if 5 <= e.pt <= 30 and abs(e.eta) < 2.5]
    leptons = by_pt(muons, electrons)
    jets = select(event.objects(JET), 25, 2.4)
    ht = sum_pt(jets)
    return {"ewk": [lambda: len(leptons) == 2,
                    lambda: opposite_sign(*leptons) and same_flavor(*leptons),
                    lambda: total(leptons).pt > 3,
                    lambda: 4 <= total(leptons).mass < 50,
                    lambda: not 9 <= total(leptons).mass <= 10.5,
                    lambda: met.pt > (125 if len(muons) == 2 else 200),
                    Weight(lambda: 0.65 if met.pt < 200 else 1.0),
                    lambda: len(jets) >= 1,
                    lambda: ht > 100,
                    lambda: 0.6 <= met.pt / ht <= 1.4,
                    lambda: not any(j.btagged for j in jets),
                    lambda: not 0 <= collinear_mass(*leptons, met) <= 160,
                    lambda: all(transverse_mass(l, met) < 70 for l in leptons)],
            "ewk/SR": Grid(lambda: met.pt, lambda: total(leptons).mass)}


def wh_1706_09933(event):
    met = event.met
    leptons = by_pt(select(event.objects(ELECTRON), 30, 1.44), select(event.objects(MUON), 25, 2.1))
    loose = select(event.objects(ELECTRON, MUON), 5, 2.4)
    taus = select(event.objects(TAU), 20, 2.3)
    jets = select(event.objects(JET), 30, 2.4, near_to(leptons, 0.4))
    bjets = [j for j in jets if j.btagged]
    preselection = [lambda: len(leptons) == 1,
                    Weight(lambda: 0.885 if leptons[0].kind == MUON else 0.825),
                    lambda: len(loose) <= 1,
                    lambda: not taus,
                    lambda: len(jets) == 2,
                    lambda: len(bjets) == 2,
                    lambda: met.pt > 50]
    return {"preselection": preselection,
            "signal": [*preselection, lambda: 90 <= total(bjets).mass <= 150, lambda: m_ct(*bjets) > 170,
                       lambda: met.pt > 125, lambda: transverse_mass(leptons[0], met) > 150],
            "signal/MET": Grid(lambda: met.pt),
            "low_mT": [*preselection, lambda: 90 <= total(bjets).mass <= 150, lambda: met.pt > 125,
                       lambda: 50 < transverse_mass(leptons[0], met) <= 150]}


def stau_1911_06660(event):
    met = event.met
    taus = select(event.objects(TAU), 20, 2.47)
    electrons, muons = select(event.objects(ELECTRON), 17, 2.47), select(event.objects(MUON), 14, 2.7)
    bjets = [j for j in select(event.objects(JET), 20, 2.5) if j.btagged]
    m_t2 = once(lambda: mt2(*taus, met))
    ditau = [lambda: len(taus) == 2,
             lambda: opposite_sign(*taus),
             lambda: not electrons and not muons,
             lambda: not bjets,
             lambda: total(taus).mass > 120,
             lambda: abs(delta_phi(*taus)) > 0.8,
             lambda: delta_r(*taus) < 3.2,
             lambda: m_t2() > 70]
    return {"ditau": ditau,
            "lowMass": [*ditau, lambda: taus[0].pt > 95 and taus[1].pt > 60, lambda: 75 < met.pt < 150],
            "highMass": [*ditau, lambda: taus[0].pt > 50 and taus[1].pt > 40, lambda: met.pt > 150]}


def vbf_invisible_2202_07953(event):
    met = event.met
    electrons, muons = select(event.objects(ELECTRON), 4.5, 2.47), select(event.objects(MUON), 4, 2.7)
    photons = select(event.objects(PHOTON), 20, 2.37)
    jets = select(event.objects(JET), 25, 4.5, near_to(electrons, 0.2), near_to(photons, 0.4))
    bjets = [j for j in jets if abs(j.eta) < 2.5 and j.btagged]

    def m_jj():
        return total(jets[:2]).mass

    return {"vbf": [lambda: 2 <= len(jets) <= 4,
                    lambda: jets[0].pt > 80 and jets[1].pt > 50,
                    lambda: not photons,
                    lambda: all(centrality(j, jets[0], jets[1]) < 0.6 for j in jets[2:]),
                    lambda: all(min((jets[0] + j).mass, (jets[1] + j).mass) / m_jj() < 0.05 for j in jets[2:]),
                    lambda: len(bjets) <= 1,
                    lambda: not electrons and not muons,
                    lambda: met.pt > 160,
                    lambda: missing(jets).pt > 140,
                    lambda: abs(delta_phi(jets[0], jets[1])) < 2,
                    lambda: jets[0].eta * jets[1].eta < 0,
                    lambda: abs(delta_eta(jets[0], jets[1])) > 3.8,
                    lambda: m_jj() > 800,
                    lambda: m_jj() > 1500 or not (len(jets) > 2 or met.pt < 200)],
            "vbf/two": Grid(lambda: abs(delta_phi(jets[0], jets[1])), m_jj,
                            guard=lambda: len(jets) == 2 and met.pt >= 200),
            "vbf/more": Grid(m_jj, guard=lambda: len(jets) > 2 and met.pt >= 200),
            "vbf/soft": Grid(m_jj, guard=lambda: len(jets) == 2 and met.pt < 200)}


def stop_1711_00752(event):
    met = event.met
    leptons = by_pt(select(event.objects(ELECTRON), 15, 2.4), select(event.objects(MUON), 15, 2.4))
    jets = select(event.objects(JET), 30, 2.4, near_to(leptons, 0.4))
    tagged = sorted(jets, key=lambda j: -j.btag)[:2]  # equals stay in the order of pT

    def mt2_blbl():
        (l1, l2), pairs = leptons, [(tagged[0], tagged[1]), (tagged[1], tagged[0])]
        b1, b2 = min(pairs, key=lambda b: max((l1 + b[0]).mass, (l2 + b[1]).mass))
        return mt2(l1 + b1, l2 + b2, met)

    mt2_ll, mt2_blbl = once(lambda: mt2(*leptons, met)), once(mt2_blbl)
    preselection = [lambda: len(leptons) == 2,
                    lambda: opposite_sign(*leptons),
                    lambda: leptons[0].pt > 25 and leptons[1].pt > 20,
                    lambda: total(leptons).mass > 20,
                    lambda: not (same_flavor(*leptons) and abs(total(leptons).mass - 91.2) < 15),
                    lambda: len(jets) >= 2,
                    lambda: any(j.btagged for j in jets),
                    lambda: met.pt > 80,
                    lambda: met.pt / math.sqrt(sum_pt(jets)) > 5,
                    lambda: math.cos(delta_phi(met, jets[0])) < 0.80,
                    lambda: math.cos(delta_phi(met, jets[1])) < 0.96,
                    lambda: mt2_ll() >= 100]
    same, different = [lambda: same_flavor(*leptons)], [lambda: not same_flavor(*leptons)]
    return {"preselection": preselection,
            "SF": [*preselection, *same],
            "DF": [*preselection, *different],
            "SF/SF": Grid(mt2_ll, mt2_blbl, lambda: met.pt),
            "DF/DF": Grid(mt2_ll, mt2_blbl, lambda: met.pt),
            "SF_12": [*preselection, *same, lambda: mt2_ll() >= 240]}


def four_leptons_1804_03602(event):
    met = event.met
    electrons, muons = select(event.objects(ELECTRON), 7, 2.47), select(event.objects(MUON), 5, 2.7)
    clean = select(event.objects(JET), 20, 2.8, near_to(electrons, 0.2))
    far = [l for l in by_pt(electrons, muons) if not near(l, clean, 0.4)]
    opposite = [p for p in combinations(far, 2) if (p[0].charge > 0) != (p[1].charge > 0)]
    light = [p for p in opposite
             if total(p).mass < 4 or same_flavor(*p) and 8.4 < total(p).mass < 10.4]
    leptons = [l for l in far if not any(l in p for p in light)]
    taus = select(event.objects(TAU), 20, 2.47, near_to(far, 0.2))
    pairs = [p for p in combinations(leptons, 2) if same_flavor(*p) and opposite_sign(*p)]
    triplets = [(*p, l) for p in pairs for l in leptons if l not in p]
    quadruplets = [(*p, *q) for p, q in combinations(pairs, 2) if not set(p) & set(q)]
    z1 = closest([p for p in pairs if 81.2 < total(p).mass < 101.2], lambda p: total(p).mass, 91.2)
    z2 = closest([p for p in pairs if 61.2 < total(p).mass < 101.2 and not set(p) & set(z1 or ())],
                 lambda p: total(p).mass, 91.2)
    m_eff = met.pt + sum_pt(leptons) + sum_pt([j for j in clean if j.pt > 40])

    def window(combination):
        return 81.2 <= total(combination).mass <= 101.2

    four = [lambda: len(leptons) >= 4, lambda: not taus]
    no_z = [*four, *(lambda group=group: not any(map(window, group)) for group in (pairs, triplets, quadruplets))]
    two_z = [*four, lambda: z1 is not None and z2 is not None]
    return {"fourLeptons": four, "noZ": no_z, "SR0A": [*no_z, lambda: m_eff > 600],
            "twoZ": two_z, "SR0C": [*two_z, lambda: met.pt > 50]}


def dijet_pairs_1808_03124(event):
    jets = select(event.objects(JET), 80, 2.5)
    four = jets[:4]
    pairings = [(a, b) for a in combinations(four, 2) for b in combinations(four, 2) if not set(a) & set(b)]
    pair = min(pairings, key=lambda p: abs(delta_r(*p[0]) - 0.8) + abs(delta_r(*p[1]) - 0.8), default=None)

    def average():
        return (total(pair[0]).mass + total(pair[1]).mass) / 2

    cuts = [lambda: len(jets) >= 4,
            lambda: sum_pt(jets) > 900,
            lambda: abs(total(pair[0]).mass - total(pair[1]).mass) < 0.1 * (total(pair[0]).mass + total(pair[1]).mass),
            lambda: abs(delta_eta(total(pair[0]), total(pair[1]))) < 1,
            lambda: pair[0][0].pt + pair[0][1].pt - average() > 200,
            lambda: pair[1][0].pt + pair[1][1].pt - average() > 200]
    return {"fourJets": cuts, "btagged_pairs": [*cuts, lambda: sum(j.btagged for j in jets) >= 2]}


def razor_1812_06302(event):
    met = event.met
    jets = select(event.objects(JET), 30, 2.4)
    fat = [j for j in jets if j.pt > 200]
    bosons = [j for j in fat if 65 <= j.mass <= 105]
    tops = [j for j in fat if j.pt > 400 and 105 < j.mass <= 210 and j.btagged]
    bjets = [j for j in jets if j.btagged]
    muons, electrons = select(event.objects(MUON), 5, 2.4), select(event.objects(ELECTRON), 5, 2.5)
    loose = by_pt(muons, electrons)
    tight = by_pt([m for m in muons if m.pt > 10],
                  [e for e in electrons if e.pt > 10 and not 1.442 < abs(e.eta) < 1.556])
    taus = select(event.objects(TAU), 18, 2.5)
    pairs = [p for p in combinations(tight, 2)
             if same_flavor(*p) and opposite_sign(*p) and abs(total(p).mass - 91.1876) < 10]
    z = closest(pairs, lambda p: total(p).mass, 91.1876)
    sides = once(lambda: megajets(jets))  # every division of many jets takes its time
    hadronic = [lambda: len(jets) >= 3,
                lambda: len(fat) >= 1,
                lambda: razor_mr(*sides()) > 800]
    preselection = [*hadronic, lambda: razor_r2(*sides(), met) > 0.08]
    apart = [lambda: abs(delta_phi(*sides())) < 2.8]
    return {"hadronic": hadronic,
            "preselection": preselection,
            "noLepton": [lambda: not loose, lambda: not taus],
            "W_SR": [*preselection, lambda: not loose, lambda: not taus, lambda: len(bjets) >= 1,
                     lambda: len(bosons) >= 1, *apart],
            "top_CRT": [*preselection, lambda: len(loose) == 1, lambda: len(tops) >= 1, *apart,
                        lambda: transverse_mass(loose[0], met) < 100],
            "W_CRL": [*hadronic, lambda: len(loose) == 1, lambda: razor_r2(*sides(), met + loose[0]) > 0.08,
                      lambda: not bjets, lambda: len(bosons) >= 1, *apart,
                      lambda: 30 <= transverse_mass(loose[0], met) <= 100],
            "W_CRZ": [*hadronic, lambda: z is not None, lambda: len(loose) == 2,
                      lambda: razor_r2(*sides(), met + total(z)) > 0.08, lambda: len(bosons) >= 1, *apart]}


def alphat_1101_1628(event):
    met = event.met
    every = [j for j in event.objects(JET) if j.pt > 50]
    jets = [j for j in every if abs(j.eta) < 3]
    electrons, muons = select(event.objects(ELECTRON), 10, 2.5), select(event.objects(MUON), 10, 2.5)
    photons = select(event.objects(PHOTON), 25, 2.5)
    ht, mht = sum_pt(jets), missing(jets)

    def alpha():
        a, b = hemispheres(jets, lambda a, b: abs(sum_pt(a) - sum_pt(b)))
        return alpha_t(ht, abs(sum_pt(a) - sum_pt(b)), mht.pt)

    return {"hadronic": [lambda: len(jets) >= 2,
                         lambda: len(every) == len(jets),
                         lambda: abs(jets[0].eta) < 2.5,
                         lambda: jets[1].pt > 100,
                         lambda: not electrons and not muons,
                         lambda: not photons,
                         lambda: ht > 350,
                         lambda: alpha() > 0.55,
                         lambda: mht.pt < 1.25 * met.pt]}


def zprime_1305_2756(event):
    met = event.met
    electrons = [e for e in select(event.objects(ELECTRON), 25, 2.47) if not 1.37 < abs(e.eta) < 1.52]
    leptons = by_pt(electrons, select(event.objects(MUON), 25, 2.5))
    jets = select(event.objects(JET), 25, 2.5, near_to(electrons, 0.2))
    bjets = [j for j in jets if j.btagged]

    def chi_squared(lepton, w, hadronic, leptonic):
        return (((w.mass - 82.4) / 9.6) ** 2 + ((hadronic.mass - w.mass - 89.0) / 15.7) ** 2 +
                ((leptonic.mass - 166) / 20.8) ** 2 + ((hadronic.pt - leptonic.pt - 0.43) / 46.1) ** 2)

    def best():
        lepton = leptons[0]
        w_leptonic = lepton + neutrino(lepton, met)
        with_b = {b: w_leptonic + b for b in jets}
        return min(chi_squared(lepton, q1 + q2, q1 + q2 + b1, with_b[b2]) for q1, q2 in combinations(jets, 2)
                   for b1 in jets if b1 not in (q1, q2) for b2 in jets if b2 not in (q1, q2, b1))

    def is_muon():
        return leptons[0].kind == MUON

    def scale(jet):
        return 0.97 if jet.pt < 60 else 0.98

    return {"resolved": [lambda: len(leptons) == 1,
                         lambda: met.pt > (20 if is_muon() else 30),
                         lambda: not is_muon() or met.pt + transverse_mass(leptons[0], met) > 60,
                         lambda: is_muon() or transverse_mass(leptons[0], met) > 30,
                         lambda: len(jets) >= 4,
                         lambda: len(bjets) >= 1,
                         Weight(lambda: math.prod(scale(b) for b in bjets)),
                         lambda: best() < 7.94]}


SEARCHES = {f.__name__: f for f in (
    monojet_2102_10874, monophoton_1704_03848, jets_mht_1908_04722, squarks_2010_14293, sleptons_1908_08215,
    soft_dileptons_1801_01846, wh_1706_09933, stau_1911_06660, vbf_invisible_2202_07953, stop_1711_00752,
    four_leptons_1804_03602, dijet_pairs_1808_03124, razor_1812_06302, alphat_1101_1628, zprime_1305_2756)}


# Whose momenta a variation of a search scales, and by how much.
SCALES = {"monojet_2102_10874": {"jes_up": (JET, 1.02), "jes_down": (JET, 0.98)},
          "zprime_1305_2756": {"jes_up": (JET, 1.02), "jes_down": (JET, 0.98)}}


def scaled(event, kind, factor):
    """The event with other momenta of one kind of rows; the missing momentum takes up the change."""
    result = Event(event.number)
    x, y = event.met.px, event.met.py
    for row in event.rows:
        new = copy.copy(row)
        if row.kind == kind:
            new.pt_ = row.pt * factor
            x, y = x - (new.px - row.px), y - (new.py - row.py)
        result.rows.append(new)
    result.met = Momentum(x, y, 0.0, 0.0)
    return result


def passes(cuts):
    """The weight of the event at the start and after each cut that it passes, up to the first that it does not."""
    weights = [1.0]
    for cut in cuts:
        if isinstance(cut, Weight):
            weights.append(weights[-1] * cut.value())
        elif cut():
            weights.append(weights[-1])
        else:
            break
    return weights


def cutflows(search, events):
    """Per region a list of (events, sum of weights): all events, then what is left after each cut or weight. Per grid
    the values of its axes and the weight, for each event that fills it."""
    flows, grids = {}, {}
    for event in events:
        contents = SEARCHES[search](event)
        weights = {region: passes(cuts) for region, cuts in contents.items() if not isinstance(cuts, Grid)}
        for region, own in weights.items():
            flow = flows.setdefault(region, [[0, 0.0] for _ in range(len(contents[region]) + 1)])
            for row, weight in zip(flow, own):
                row[0] += 1
                row[1] += weight
        for name, grid in contents.items():
            region = name.partition("/")[0]
            if isinstance(grid, Grid):
                fills = grids.setdefault(name, [])
                if len(weights[region]) > len(contents[region]) and grid.guard():
                    fills.append(([value() for value in grid.values], weights[region][-1]))
    return flows, grids


def contents(fills, axes):
    """What a grid holds, as a flat list with the last axis fastest; an axis is its edges, and whether it has one more
    bin above the last of them."""
    sizes = [len(edges) - 1 + above for edges, above in axes]
    bins = [0.0] * math.prod(sizes)
    for values, weight in fills:
        place = 0
        for value, (edges, _), size in zip(values, axes, sizes, strict=True):
            index = bisect_right(edges, value) - 1
            place = place * size + index if place is not None and 0 <= index < size else None
        if place is not None:
            bins[place] += weight
    return bins
