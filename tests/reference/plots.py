"""The plotting questions of examples/plots."""

from itertools import combinations

from momenta import ELECTRON, JET, MUON, by_pt, delta_r, same_sign, total
from quantities import neutrino
from results import Results


def all_events(fill):
    """An analysis without cuts that calls `fill(results, event)` for every event."""
    def analysis(events):
        results = Results("all_events", [])
        for event in events:
            results.passes([])
            fill(results, event)
        return results
    return analysis


@all_events
def p09(results, event):
    results.fill("njets", 15, 0, 15, len(event.objects(JET)))


@all_events
def p10(results, event):
    for electron in event.objects(ELECTRON):
        if electron.pt > 25:
            results.fill("electron_pt", 50, 25, 225, electron.pt)


@all_events
def p11(results, event):
    for jet in event.objects(JET)[:1]:
        results.fill("pt_j1", 50, 0, 500, jet.pt)


@all_events
def p12(results, event):
    for pair in combinations(event.objects(MUON), 2):
        if same_sign(*pair):
            results.fill("m_mumu", 50, 0, 200, total(pair).mass)


def p13(events):
    results = Results("no_jets", ["size(jets) == 0"])
    for event in events:
        if results.passes([lambda: not event.objects(JET)]):
            results.fill("met", 50, 0, 200, event.met.pt)
    return results


@all_events
def p14(results, event):
    jets = event.objects(JET)
    if len(jets) >= 2:
        results.fill("dR_jj", 50, 0, 6, delta_r(jets[0], jets[1]))


@all_events
def p15(results, event):
    for jet in event.objects(JET)[:1]:
        results.fill("pt_j1", 50, 100, 200, jet.pt)


def p16(events):
    results = Results("semilep", ["size(leptons) == 1", "size(jets) >= 4"])
    for event in events:
        electrons = [e for e in event.objects(ELECTRON) if e.pt > 25]
        muons = [m for m in event.objects(MUON) if m.pt > 25]
        leptons = by_pt(electrons, muons)
        jets = [j for j in event.objects(JET) if j.pt > 30]
        if results.passes([lambda: len(leptons) == 1, lambda: len(jets) >= 4]):
            system = total([leptons[0], neutrino(leptons[0], event.met), *jets[:4]])
            results.fill("m_tt", 60, 0, 6000, system.mass)
    return results


@all_events
def p17(results, event):
    for jet in event.objects(JET):
        results.fill("btag", 10, 0, 5, jet.btag)


def p18(events):
    results = Results("two_jets", ["size(jets) >= 2"])
    for event in events:
        jets = [j for j in event.objects(JET) if j.pt > 45 and abs(j.eta) < 2.4]
        if results.passes([lambda: len(jets) >= 2]):
            for jet in jets:
                results.fill("btag", 10, 0, 5, jet.btag)
    return results


ANALYSES = {name: globals()[name] for name in ("p09", "p10", "p11", "p12", "p13", "p14", "p15", "p16", "p17", "p18")}
