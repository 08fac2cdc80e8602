"""The ATLAS measurement of examples/atlas."""

from itertools import combinations

from momenta import ELECTRON, MUON, by_pt, closest, delta_r, opposite_sign, same_flavor, total
from results import Results

Z_MASS = 91.1876


def hzz4l(events):
    results = Results("SR", ["at least four leptons", "two opposite-sign same-flavour pairs",
                             "lepton pT > 20, 15, 10 GeV", "leading pair", "subleading pair", "deltaR > 0.1",
                             "no pair below 5 GeV", "4l mass"])
    for event in events:
        electrons = [e for e in event.objects(ELECTRON) if e.pt > 7 and abs(e.eta) < 2.47]
        muons = [m for m in event.objects(MUON) if m.pt > 5 and abs(m.eta) < 2.7]
        leptons = by_pt(electrons, muons)

        def best_pair(objects):
            pairs = [p for p in combinations(objects, 2) if same_flavor(*p) and opposite_sign(*p)]
            return closest(pairs, lambda p: total(p).mass, Z_MASS)

        z1 = best_pair(leptons)
        z2 = best_pair([l for l in leptons if z1 is None or l not in z1])
        quad = by_pt(z1 or [], z2 or [])
        if not results.passes([
                lambda: len(leptons) >= 4,
                lambda: z1 is not None and z2 is not None,
                lambda: quad[0].pt > 20 and quad[1].pt > 15 and quad[2].pt > 10,
                lambda: 50 <= total(z1).mass <= 106,
                lambda: 12 <= total(z2).mass <= 115,
                lambda: all(delta_r(a, b) > 0.1 for a, b in combinations(quad, 2)),
                lambda: not any(same_flavor(a, b) and opposite_sign(a, b) and total([a, b]).mass < 5
                                for a, b in combinations(quad, 2)),
                lambda: 110 <= (total(z1) + total(z2)).mass <= 135]):
            continue
        m_4l, m_12, m_34 = (total(z1) + total(z2)).mass, total(z1).mass, total(z2).mass
        results.fill("m_4l", 25, 110, 135, m_4l)
        results.fill("m_Z1", 28, 50, 106, m_12)
        results.fill("m_Z2", 50, 12, 115, m_34)
        results.write("events", [("event", event.number), ("m_4l", m_4l), ("m_12", m_12), ("m_34", m_34)])
    return results


ANALYSES = {"hzz4l": hzz4l}
