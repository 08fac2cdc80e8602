"""Momenta, particles and quantities of several of them, in binary64 and in the order that the language states."""

import math

ELECTRON_MASS = 0.00051099895
MUON_MASS = 0.1056583755
PHOTON, ELECTRON, MUON, TAU, JET, MET = 0, 1, 2, 3, 4, 6


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

    def __neg__(self):
        return Momentum(-self.px, -self.py, -self.pz, -self.energy)

    @property
    def pt(self):
        return math.sqrt(self.px * self.px + self.py * self.py)

    @property
    def phi(self):
        return wrap_phi(math.atan2(self.py, self.px))

    @property
    def eta(self):
        if self.pt == 0:
            return math.copysign(math.inf, self.pz) if self.pz else 0.0
        return math.asinh(self.pz / self.pt)

    @property
    def p(self):
        return math.sqrt((self.px * self.px + self.py * self.py) + self.pz * self.pz)

    @property
    def rapidity(self):
        return 0.5 * math.log((self.energy + self.pz) / (self.energy - self.pz))

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
        self.btag, self.btagged = btag, btag >= 1
        self.mass_ = {PHOTON: 0.0, ELECTRON: ELECTRON_MASS, MUON: MUON_MASS}.get(kind, jmass)

    eta = property(lambda self: self.eta_)
    phi = property(lambda self: self.phi_)
    pt = property(lambda self: self.pt_)
    mass = property(lambda self: self.mass_)
    px = property(lambda self: self.pt_ * math.cos(self.phi_))
    py = property(lambda self: self.pt_ * math.sin(self.phi_))
    pz = property(lambda self: self.pt_ * math.sinh(self.eta_))
    p = property(lambda self: self.pt_ * math.cosh(self.eta_))

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


def total(momenta):
    """The sum of momenta, in their order."""
    momenta = list(momenta)
    result = Momentum(0.0, 0.0, 0.0, 0.0)
    for momentum in momenta:
        result = result + momentum
    return result


def scalar_sum(numbers):
    """In order: the built-in sum() of newer versions of Python compensates rounding errors."""
    result = 0.0
    for number in numbers:
        result += number
    return result


def same_flavor(a, b):
    return a.kind == b.kind


def opposite_sign(a, b):
    return a.charge * b.charge < 0


def same_sign(a, b):
    return a.charge * b.charge > 0


def by_pt(*collections):
    """A union: each row once, by pt, highest first, ties in the order of the file."""
    rows = {o.row: o for collection in collections for o in collection}
    return sorted(rows.values(), key=lambda o: (-o.pt, o.row))


def closest(candidates, mass, target):
    """The first of those whose mass is closest to the target, or None."""
    return min(candidates, key=lambda c: abs(mass(c) - target), default=None)
