"""The five analyses of examples/collm. Each function can be compared with the .cut file of its name."""

import math
from itertools import combinations

from momenta import (ELECTRON, JET, MUON, PHOTON, TAU, by_pt, cos_theta_collins_soper, delta_eta, delta_phi, delta_r,
                     opposite_sign, same_flavor, scalar_sum, transverse_mass)
from results import Results

GEV_Z = 91.1876


def ww(events):
    results = Results("WW", ["exactly one lepton", "at least two jets", "MET > 30 GeV", "b veto", "leptonic W",
                             "hadronic W", "dR_jj < 3.0"])
    for event in events:
        electrons = [e for e in event.objects(ELECTRON) if e.pt > 25 and abs(e.eta) < 2.5]
        muons = [m for m in event.objects(MUON) if m.pt > 20 and abs(m.eta) < 2.4]
        leptons = by_pt(electrons, muons)
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
        leptons = by_pt(electrons, muons)
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
        results.fill("HT", 40, 0, 1000, scalar_sum(j.pt for j in jets))
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
        leptons = by_pt(electrons, muons)
        met = event.met
        pairs = [(a, b) for a, b in combinations(leptons, 2) if same_flavor(a, b) and opposite_sign(a, b)]
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
