"""The standard library: every function against an independent computation and against values known from theory, and the
reference pages made of it."""

import csv
import json
import math
import re

import harness
import quantities as q
import random_events
from events import events_of
from harness import EndToEnd
from momenta import (ELECTRON, JET, MUON, Momentum, by_pt, cos_theta_collins_soper, delta_eta, delta_phi, delta_r,
                     opposite_sign, same_flavor, same_sign, scalar_sum, total, transverse_mass)

OBJECTS = """
object jets from Jet
object leptons from Electron, Muon
object wide from jets
    reject isNear(this, leptons, 0.8)
object narrow from jets
    reject isNearRy(this, leptons, 0.8)
object lonely from leptons
    select relativeIsolation(this, jets, 1) < 0.5
candidate mega from groups A, B of jets
    lowest A.mass^2 + B.mass^2
candidate balanced from groups A, B of jets
    lowest |HT(A) - HT(B)|

region R
    select size(jets) >= 2
    select size(leptons) >= 2
    ntuple values : """


def rapidity_distance(a, b):
    return math.hypot(a.rapidity - b.rapidity, delta_phi(a, b))


def relative_isolation(a, others, radius):
    return sum(o.pt for o in others if 0 < delta_r(a, o) < radius) / a.pt


def rapidity(o):
    return 0.5 * math.log((o.energy + o.pz) / (o.energy - o.pz))


def transverse_energy(o):
    return math.hypot(o.mass, o.pt)


def m_t_massive(a, b):
    return math.sqrt(max(0, a.mass ** 2 + 2 * (transverse_energy(a) * b.pt - a.px * b.px - a.py * b.py)))


def m_ct_massive(a, b):
    energy = transverse_energy(a) + transverse_energy(b)
    return math.sqrt(max(0, energy ** 2 - math.hypot(a.px - b.px, a.py - b.py) ** 2))


def p_zeta(momentum, a, b):
    """Component of a transverse momentum along the bisector of two directions."""
    x, y = math.cos(a.phi) + math.cos(b.phi), math.sin(a.phi) + math.sin(b.phi)
    return (momentum.px * x + momentum.py * y) / math.hypot(x, y)


def cos_helicity(a, parent, reference=None):
    inside = q.boosted(a, parent)
    if reference is None:
        return q.cos_angle(inside, parent)
    return -q.cos_angle(inside, q.boosted(reference, parent))


class Event:
    """What the formulas below speak of."""

    def __init__(self, event):
        self.number, self.met = event.number, event.met
        self.jets = event.objects(JET)
        self.leptons = by_pt(event.objects(ELECTRON), event.objects(MUON))
        if len(self.jets) >= 2 and len(self.leptons) >= 2:
            (self.j, self.k), (self.l, self.m) = self.jets[:2], self.leptons[:2]


def alpha_t(e):
    a, b = q.hemispheres(e.jets, lambda a, b: abs(q.sum_pt(a) - q.sum_pt(b)))
    return q.alpha_t(q.sum_pt(e.jets), abs(q.sum_pt(a) - q.sum_pt(b)), total(e.jets).pt)


# Each formula in the language, with what it is. `j` and `k` are the first two jets, `l` and `m` the first two leptons.
FORMULAS = {
    # angles
    "deltaPhi(j, k)": lambda e: delta_phi(e.j, e.k),
    "deltaEta(j, k)": lambda e: delta_eta(e.j, e.k),
    "deltaR(j, k)": lambda e: delta_r(e.j, e.k),
    "deltaRapidity(j, k)": lambda e: rapidity(e.j) - rapidity(e.k),
    "deltaRy(j, k)": lambda e: math.hypot(rapidity(e.j) - rapidity(e.k), delta_phi(e.j, e.k)),
    "cosThetaCS(l, m)": lambda e: cos_theta_collins_soper(e.l, e.m),
    "centrality(l, j, k)": lambda e: q.centrality(e.l, e.j, e.k),
    "zeppenfeld(l, j, k)": lambda e: (e.l.eta - (e.j.eta + e.k.eta) / 2) / abs(e.j.eta - e.k.eta),
    # kinematics
    "mT(l, MET)": lambda e: transverse_mass(e.l, e.met),
    "transverseEnergy(j)": lambda e: transverse_energy(e.j),
    "mTmassive(j, MET)": lambda e: m_t_massive(e.j, e.met),
    "HT(jets)": lambda e: scalar_sum(o.pt for o in e.jets),
    "MHT(jets).pt": lambda e: total(e.jets).pt,
    "MHT(jets).phi": lambda e: (-total(e.jets)).phi,
    "effectiveMass(jets, MET)": lambda e: e.met.pt + sum(o.pt for o in e.jets),
    "metSignificance(MET, HT(jets)) / 1 GeV^(1/2)": lambda e: e.met.pt / math.sqrt(sum(o.pt for o in e.jets)),
    "minDeltaPhi(jets, MET)": lambda e: min(abs(delta_phi(o, e.met)) for o in e.jets),
    "ptAsymmetry(j, k)": lambda e: (e.j.pt - e.k.pt) / (e.j.pt + e.k.pt),
    "mTtotal(l, m, MET)": lambda e: q.m_t_total(e.l, e.m, e.met),
    "scalarProduct(j, k)": lambda e: e.j.px * e.k.px + e.j.py * e.k.py + e.j.pz * e.k.pz,
    "cosAngle(j, k)": lambda e: q.cos_angle(e.j, e.k),
    # leptons
    "1 when oppositeSign(l, m) else 0": lambda e: opposite_sign(e.l, e.m),
    "1 when sameSign(l, m) else 0": lambda e: same_sign(e.l, e.m),
    "1 when sameFlavor(l, m) else 0": lambda e: same_flavor(e.l, e.m),
    # shapes
    "momentumTensor(jets, 3)": lambda e: q.momentum_tensor(e.jets)[2],
    "sphericity(jets)": lambda e: q.sphericity(e.jets),
    "aplanarity(jets)": lambda e: q.aplanarity(e.jets),
    "transverseSphericity(jets)": lambda e: q.transverse_sphericity(e.jets),
    "cParameter(jets)": lambda e: q.c_parameter(e.jets),
    "thrust(jets)": lambda e: q.thrust(e.jets),
    "transverseThrust(jets)": lambda e: q.transverse_thrust(e.jets),
    "legendre(5, 0.3)": lambda e: q.legendre(5, 0.3),
    "foxWolfram(jets, 1)": lambda e: q.fox_wolfram(e.jets, 1),
    "foxWolfram(jets, 2)": lambda e: q.fox_wolfram(e.jets, 2),
    "foxWolfram(jets, 3)": lambda e: q.fox_wolfram(e.jets, 3),
    "foxWolfram(jets, 4)": lambda e: q.fox_wolfram(e.jets, 4),
    "foxWolfram(jets, 6)": lambda e: q.fox_wolfram(e.jets, 6),
    # invisible particles
    "MT2(j, k, MET)": lambda e: q.mt2(e.j, e.k, e.met),
    "MT2massive(j, k, MET, 100 GeV)": lambda e: q.mt2(e.j, e.k, e.met, 100),
    "razorMR(mega.A, mega.B)": lambda e: q.razor_mr(*q.megajets(e.jets)),
    "razorMTR(mega.A, mega.B, MET)": lambda e: math.sqrt(q.razor_r2(*q.megajets(e.jets), e.met)) *
    q.razor_mr(*q.megajets(e.jets)),
    "razorR2(mega.A, mega.B, MET)": lambda e: q.razor_r2(*q.megajets(e.jets), e.met),
    "alphaT(HT(jets), |HT(balanced.A) - HT(balanced.B)|, MHT(jets).pt)": alpha_t,
    "alphaTdijet(j, k)": lambda e: min(e.j.pt, e.k.pt) / transverse_mass(e.j, e.k),
    "mCT(j, k)": lambda e: q.m_ct(e.j, e.k),
    "mCTmassive(j, k)": lambda e: m_ct_massive(e.j, e.k),
    "collinearShare(l, m, MET)": lambda e: q.collinear_shares(e.l, e.m, e.met)[0],
    "collinearMass(l, m, MET)": lambda e: q.collinear_mass(e.l, e.m, e.met),
    "pZetaVisible(l, m)": lambda e: p_zeta(e.l + e.m, e.l, e.m),
    "pZetaMissing(l, m, MET)": lambda e: p_zeta(e.met, e.l, e.m),
    "neutrinoPz(l, MET)": lambda e: q.neutrino(e.l, e.met).pz,
    "neutrino(l, MET).mass": lambda e: 0.0,
    "(l + neutrino(l, MET)).mass": lambda e: (e.l + q.neutrino(e.l, e.met)).mass,
    # frames
    "boostShare(j, j + k)": lambda e: (e.j.px - q.boosted(e.j, e.j + e.k).px) / (e.j + e.k).px,
    "boosted(j, j + k + l).px": lambda e: q.boosted(e.j, e.j + e.k + e.l).px,
    "boosted(j, j + k + l).py": lambda e: q.boosted(e.j, e.j + e.k + e.l).py,
    "boosted(j, j + k + l).pz": lambda e: q.boosted(e.j, e.j + e.k + e.l).pz,
    "boosted(j, j + k + l).energy": lambda e: q.boosted(e.j, e.j + e.k + e.l).energy,
    "(boosted(j, j + k) + boosted(k, j + k)).p": lambda e: 0.0,
    "cosHelicity(j, j + k)": lambda e: cos_helicity(e.j, e.j + e.k),
    "cosHelicityChain(l, l + j, l + j + k)": lambda e: cos_helicity(e.l, e.l + e.j, e.l + e.j + e.k),
    # isolation
    "size(wide)": lambda e: sum(not q.near(j, e.leptons, 0.8) for j in e.jets),
    "size(narrow)": lambda e: sum(all(rapidity_distance(j, l) >= 0.8 for l in e.leptons) for j in e.jets),
    "size(lonely)": lambda e: sum(relative_isolation(l, e.jets, 1) < 0.5 for l in e.leptons),
    "minDeltaR(l, jets)": lambda e: min(delta_r(e.l, j) for j in e.jets),
    "slidingRadius(l)": lambda e: min(0.4, 0.04 + 10 / e.l.pt),
    "floor(j.pt / 10 GeV)": lambda e: math.floor(e.j.pt / 10),
    "fourMomentum(j.px, j.py, j.pz, 2 * j.p).mass": lambda e: e.j.p * math.sqrt(3),
}

# Used by others of the library, and tested with them.
INSIDE = {"acrossPlane", "acrossPair", "acrossLine", "neutrinoProduct", "neutrinoMiddle", "neutrinoOffset"}

# How far a value may be off, relative to the largest of it and of 1: what a method loses against rounding.
TOLERANCE = {"MT2(j, k, MET)": 1e-6, "MT2massive(j, k, MET, 100 GeV)": 1e-6, "neutrino(l, MET).mass": 1e-3,
             "(boosted(j, j + k) + boosted(k, j + k)).p": 1e-6, "thrust(jets)": 1e-8, "transverseThrust(jets)": 1e-8}


def declared():
    """Names of the functions that are written in the language, and of the constants."""
    functions, constants = set(), set()
    for file in (harness.SOURCE / "stdlib").glob("*.cut"):
        functions |= set(re.findall(r"^function (\w+)\(", file.read_text(), re.MULTILINE))
        constants |= set(re.findall(r"^define (\w+) =", file.read_text(), re.MULTILINE))
    return functions, constants

# The reference takes its time for these: they are compared for the first events only.
SLOW, FIRST_EVENTS = {"MT2(j, k, MET)", "MT2massive(j, k, MET, 100 GeV)"}, 40


class Library(EndToEnd):
    def values(self, events, objects, formulas):
        """What collmc makes of formulas: a dictionary per event."""
        names = {f"v{i}": formula for i, formula in enumerate(formulas)}
        program = objects + ", ".join(f"{formula} as {name}" for name, formula in names.items()) + "\n"
        self.expect(0, self.write("library.cut", program), events, "-o", "out", "--no-plots", "--quiet")
        with open(self.dir / "out/values.csv", encoding="utf-8", newline="") as file:
            return [{"event": int(row["event"])} | {formula: float(row[name]) for name, formula in names.items()}
                    for row in csv.DictReader(file)]

    def compare(self, events):
        words = {"j": "jets[0]", "k": "jets[1]", "l": "leptons[0]", "m": "leptons[1]"}

        def spelled(formula):
            return re.sub(r"(?<![\w.])([jklm])(?!\w)", lambda match: words[match.group(1)], formula)

        found = self.values(events, OBJECTS, [spelled(f) for f in FORMULAS])
        by_number = {event.number: Event(event) for event in events_of(str(events))}
        self.assertGreater(len(found), 100)
        for number, row in enumerate(found):
            event = by_number[row["event"]]
            for formula, expected in FORMULAS.items():
                if formula in SLOW and number >= FIRST_EVENTS:
                    continue
                wanted, value = expected(event), row[spelled(formula)]
                tolerance = TOLERANCE.get(formula, 1e-9) * max(1.0, abs(wanted))
                self.assertTrue(abs(value - wanted) <= tolerance,
                                f"event {row['event']}: {formula} = {value}, expected {wanted}")

    def test_random_events(self):
        self.compare(self.write("events.lhco", random_events.text("razor_1812_06302", 1000, seed=3)))

    def test_simulated_events(self):
        self.compare(harness.EVENTS / "hzz4l.lhco.gz")

    def test_every_function_is_tested(self):
        functions, _ = declared()
        text = OBJECTS + " ".join(FORMULAS)
        self.assertEqual({f for f in functions if f"{f}(" not in text}, INSIDE)

    def event(self, *momenta):
        """A file with one event of massless jets (pt, eta, phi)."""
        rows = [f"{i} 4 {eta!r} {phi!r} {pt!r} 0 1 0 0" for i, (pt, eta, phi) in enumerate(momenta, start=1)]
        return self.write("event.lhco", "\n".join(["0 1 0", *rows, f"{len(rows) + 1} 6 0 0 50 0 0 0 0"]) + "\n")

    def shapes(self, *momenta):
        objects = "object jets from Jet\nregion R\n    select size(jets) >= 1\n    ntuple values : "
        formulas = ["sphericity(jets)", "aplanarity(jets)", "transverseSphericity(jets)", "thrust(jets)",
                    "transverseThrust(jets)", "cParameter(jets)", *(f"foxWolfram(jets, {l})" for l in (1, 2, 3, 4, 6))]
        row, = self.values(self.event(*momenta), objects, formulas)
        return [row[f] for f in formulas]

    def assert_shapes(self, momenta, wanted):
        for value, known in zip(self.shapes(*momenta), wanted, strict=True):
            self.assertAlmostEqual(value, known, places=7)

    def test_one_object(self):
        self.assert_shapes([(40.0, 0.7, 1.0)], [0, 0, 0, 1, 1, 0, 1, 1, 1, 1, 1])

    def test_two_objects_back_to_back(self):
        self.assert_shapes([(40.0, 0.5, 0.0), (40.0, -0.5, math.pi)], [0, 0, 0, 1, 1, 0, 0, 1, 0, 1, 1])

    def test_parallel_objects(self):
        self.assert_shapes([(40.0, 0.5, 1.0), (30.0, 0.5, 1.0), (10.0, 0.5, 1.0)], [0, 0, 0, 1, 1, 0, 1, 1, 1, 1, 1])

    def test_star_of_three(self):
        """Three equal momenta at 120 degrees: thrust 2/3, C = 3/4, and H_l / H_0 = (1 + 2 P_l(-1/2)) / 3."""
        star = [(40.0, 0.0, math.pi * (2 * i / 3 - 1) + 0.1) for i in range(3)]
        moments = [(1 + 2 * q.legendre(l, -0.5)) / 3 for l in (1, 2, 3, 4, 6)]
        self.assert_shapes(star, [0.75, 0, 1, 2 / 3, 2 / 3, 0.75, *moments])

    def test_six_along_the_axes(self):
        """Momenta along +-x, +-y and as good as +-z: a sphere for the tensors; thrust 1/sqrt(3)."""
        along_z = 40.0 / math.cosh(12.0)
        axes = [(40.0, 0.0, 0.0), (40.0, 0.0, math.pi), (40.0, 0.0, math.pi / 2), (40.0, 0.0, -math.pi / 2),
                (along_z, 12.0, 0.0), (along_z, -12.0, math.pi)]
        sphericity, aplanarity, _, thrust, _, c, h1, h2, h3, _, _ = self.shapes(*axes)
        for value, known in [(sphericity, 1), (aplanarity, 0.5), (thrust, 1 / math.sqrt(3)), (c, 1), (h1, 0), (h2, 0),
                             (h3, 0)]:
            self.assertAlmostEqual(value, known, places=4)

    def test_balanced_jets_have_an_alphaT_of_one_half(self):
        events = self.event((80.0, 0.3, 0.0), (80.0, -1.0, math.pi))
        objects = "object jets from Jet\nregion R\n    select size(jets) >= 2\n    ntuple values : "
        row, = self.values(events, objects, ["alphaTdijet(jets[0], jets[1])", "mCT(jets[0], jets[1])"])
        self.assertAlmostEqual(row["alphaTdijet(jets[0], jets[1])"], 0.5)
        self.assertAlmostEqual(row["mCT(jets[0], jets[1])"], 0, places=5)

    def test_constants(self):
        """Values of the Review of Particle Physics, 2024, in GeV."""
        known = {"massElectron": 0.00051099895, "massMuon": 0.1056583755, "massTau": 1.77693, "massW": 80.3692,
                 "widthW": 2.085, "massZ": 91.188, "widthZ": 2.4955, "massHiggs": 125.2, "massTop": 172.57,
                 "widthTop": 1.42, "massJpsi": 3.0969, "massUpsilon": 9.4604}
        self.assertEqual(declared()[1], set(known))
        row, = self.values(self.event((40.0, 0.0, 0.0)), "region R\n    ntuple values : ", list(known))
        for name, value in known.items():
            self.assertTrue(math.isclose(row[name], value, rel_tol=1e-15), name)

    def test_an_analysis_may_have_its_own_value(self):
        objects = "define massZ = 91.2 GeV\nregion R\n    ntuple values : "
        row, = self.values(self.event((40.0, 0.0, 0.0)), objects, ["massZ"])
        self.assertEqual(row["massZ"], 91.2)

    def test_collinear_mass_of_a_z(self):
        """Neutrinos along their taus give the mass back exactly."""
        def tau(pt, eta, phi):
            return Momentum(pt * math.cos(phi), pt * math.sin(phi), pt * math.sinh(eta), pt * math.cosh(eta))

        a, b = tau(30.0, 0.4, 0.3), tau(25.0, -0.7, 2.6)
        met = Momentum(0.5 * a.px + 0.8 * b.px, 0.5 * a.py + 0.8 * b.py, 0, 0)
        rows = [f"1 1 0.4 0.3 30 0 1 0 0", f"2 1 -0.7 2.6 25 0 -1 0 0", f"3 6 0 {met.phi!r} {met.pt!r} 0 0 0 0"]
        events = self.write("event.lhco", "\n".join(["0 1 0", *rows]) + "\n")
        objects = "object l from Electron\nregion R\n    select size(l) >= 2\n    ntuple values : "
        row, = self.values(events, objects, ["collinearMass(l[0], l[1], MET)"])
        self.assertAlmostEqual(row["collinearMass(l[0], l[1], MET)"], math.sqrt(1.5 * 1.8) * (a + b).mass, places=4)

    def test_what_a_function_needs_is_asked_for(self):
        """A shape of nothing is no number: the program that could ask for it does not compile."""
        program = "object jets from Jet\nregion R\n    select aplanarity(jets) > 0.04\n"
        run = self.expect(1, "check", self.write("needs.cut", program))
        self.assertIn("size(jets) >= 1", run.err)


class Characters(EndToEnd):
    """docs/functionality.md: its programs do the eight tasks, and its numbers are theirs."""

    # Characters of the first and the last task in the shortest of the published implementations.
    PUBLISHED_FIRST, PUBLISHED_LAST = 28, 1035

    def programs(self):
        page = (harness.SOURCE / "docs/functionality.md").read_text(encoding="utf-8")
        return page, {int(number): program for number, program in
                      re.findall(r"^## Task (\d)\n.*?^```cut\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)}

    def shortest(self, program):
        """The same program without what its meaning does not need."""
        text = re.sub(r"\s+", " ", re.sub(r"#[^\n]*", "", program)).strip()
        return re.sub(r" ?([^\w ]) ?", r"\1", text)

    def test_numbers(self):
        page, programs = self.programs()
        counts = {number: len(self.shortest(program)) for number, program in programs.items()}
        table = {number: int(count) for number, count in re.findall(r"^\| (\d|all) \| (\d+) \|", page, re.MULTILINE)}
        self.assertEqual(table, {str(n): c for n, c in counts.items()} | {"all": sum(counts.values())})
        self.assertEqual(len(counts), 8)
        self.assertLess(counts[8], self.PUBLISHED_LAST)
        self.assertLess(sum(counts.values()), self.PUBLISHED_LAST + 7 * self.PUBLISHED_FIRST)

    def test_what_is_counted_is_the_program(self):
        """The version that is counted compiles to the same plan."""
        for number, program in self.programs()[1].items():
            plans = [self.expect(0, self.write("program.cut", text), "--emit=plan").out
                     for text in (program, self.shortest(program))]
            with self.subTest(number):
                self.assertEqual(self.without_texts(plans[0]), self.without_texts(plans[1]))

    def without_texts(self, plan):
        """A plan holds expressions as they were written: white space differs."""
        return re.sub(r"\s+", "", plan)

    def test_they_do_the_tasks(self):
        """The histograms are those of the examples."""
        events = harness.EVENTS / "wz.lhco.gz"
        for number, program in self.programs()[1].items():
            with self.subTest(number):
                self.expect(0, self.write("short.cut", program), events, "--no-plots", "--quiet")
                self.expect(0, harness.SOURCE / f"examples/adl/q{number}.cut", events, "-o", "long", "--no-plots",
                            "--quiet")
                self.assertEqual(self.contents("short.results"), self.contents("long"))

    def contents(self, directory):
        histograms = json.loads((self.dir / directory / "histograms.json").read_text())
        return [histogram["storage"] for histogram in histograms.values()]


class Pages(EndToEnd):
    PAGE = harness.SOURCE / "docs/functions.md"

    def test_reference_page(self):
        page = self.expect(0, "doc", "--markdown").out
        if harness.UPDATE:
            self.PAGE.write_text(page, encoding="utf-8")
        self.assertEqual(self.PAGE.read_text(encoding="utf-8"), page,
                         "docs/functions.md is stale: COLLMC_UPDATE_GOLDEN=1 writes it")

    def test_everything_is_documented(self):
        functions, constants = declared()
        for name in functions | constants:
            with self.subTest(name):
                lines = self.expect(0, "doc", name).out.splitlines()
                self.assertRegex(lines[0], rf"^{name}\b")
                self.assertRegex(lines[-1], r"^  stdlib/\w+\.cut:\d+$")
                self.assertGreater(len(lines), 2, "no comment above its declaration")

    def test_one_function(self):
        self.assert_golden("library/doc_mT.txt", self.expect(0, "doc", "mT").out)

    def test_list(self):
        self.assert_golden("library/doc.txt", self.expect(0, "doc").out)

    def test_attribute(self):
        self.assert_golden("library/doc_btag.txt", self.expect(0, "doc", "btag").out)

    def test_unknown_name(self):
        run = self.expect(2, "doc", "mTT")
        self.assertIn("`mT`", run.err)
        self.assertIn("collmc doc", self.expect(2, "doc", "qwertyuiop").err)


if __name__ == "__main__":
    harness.main()
