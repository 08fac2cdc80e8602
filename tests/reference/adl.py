"""The eight functionality tasks of the IRIS-HEP / HSF benchmark, as in examples/adl."""

from itertools import combinations

from momenta import (ELECTRON, JET, MUON, by_pt, closest, delta_r, opposite_sign, same_flavor, scalar_sum,
                     total, transverse_mass)
from results import Results


def q1(events):
    """Missing transverse momentum of all events."""
    results = Results("all_events", [])
    for event in events:
        results.passes([])
        results.fill("met", 100, 0, 200, event.met.pt)
    return results


def q2(events):
    """pT of all jets."""
    results = Results("all_events", [])
    for event in events:
        results.passes([])
        for jet in event.objects(JET):
            results.fill("jet_pt", 100, 0, 200, jet.pt)
    return results


def q3(events):
    """pT of jets with |eta| < 1."""
    results = Results("all_events", [])
    for event in events:
        results.passes([])
        for jet in event.objects(JET):
            if abs(jet.eta) < 1:
                results.fill("jet_pt", 100, 0, 200, jet.pt)
    return results


def q4(events):
    """Missing transverse momentum of events with at least two jets with pT > 40 GeV."""
    results = Results("two_jets", ["size(jets) >= 2"])
    for event in events:
        if results.passes([lambda: sum(j.pt > 40 for j in event.objects(JET)) >= 2]):
            results.fill("met", 100, 0, 200, event.met.pt)
    return results


def q5(events):
    """Missing transverse momentum of events with an opposite-charge muon pair of 60 to 120 GeV."""
    results = Results("pair", ["size(dimuons) >= 1"])
    for event in events:
        pairs = [a for a in combinations(event.objects(MUON), 2) if opposite_sign(*a) and 60 <= total(a).mass <= 120]
        if results.passes([lambda: len(pairs) >= 1]):
            results.fill("met", 100, 0, 200, event.met.pt)
    return results


def q6(events):
    """pT of the trijet with mass closest to 172.5 GeV, and the highest b tag among its jets."""
    results = Results("three_jets", ["size(jets) >= 3"])
    for event in events:
        jets = event.objects(JET)
        if results.passes([lambda: len(jets) >= 3]):
            best = closest(combinations(jets, 3), lambda jjj: total(jjj).mass, 172.5)
            results.fill("pt_trijet", 100, 0, 400, total(best).pt)
            results.fill("max_btag", 10, 0, 5, max(j.btag for j in best))
    return results


def q7(events):
    """Scalar sum of the pT of jets with pT > 30 GeV away from leptons with pT > 10 GeV, where there is such a jet."""
    results = Results("all_events", [])
    for event in events:
        results.passes([])
        leptons = [l for l in event.objects(ELECTRON, MUON) if l.pt > 10]
        jets = [j for j in event.objects(JET)
                if j.pt > 30 and not any(delta_r(j, l) < 0.4 for l in leptons)]
        if jets:
            results.fill("HT", 100, 0, 500, scalar_sum(j.pt for j in jets))
    return results


def q8(events):
    """Transverse mass of the missing momentum and the leading lepton outside the pair closest to 91.2 GeV."""
    results = Results("trilepton", ["size(leptons) >= 3", "exists(Z)"])
    for event in events:
        leptons = by_pt(event.objects(ELECTRON), event.objects(MUON))
        pairs = [p for p in combinations(leptons, 2) if same_flavor(*p) and opposite_sign(*p)]
        pair = closest(pairs, lambda p: total(p).mass, 91.2)
        if results.passes([lambda: len(leptons) >= 3, lambda: pair is not None]):
            other = next(l for l in leptons if l not in pair)
            results.fill("mT", 100, 0, 250, transverse_mass(other, event.met))
    return results


ANALYSES = {name: globals()[name] for name in ("q1", "q2", "q3", "q4", "q5", "q6", "q7", "q8")}
