"""What the standard library computes, by other means: brute force over all divisions for thrust and hemispheres, a
closed form for eigenvalues, a nested search for the stransverse mass, boosts as matrices."""

import math

from momenta import Momentum, delta_phi, delta_r, scalar_sum, total, transverse_mass

W_MASS = 80.379


# ------------------------------------------------------------------------------------------------------ event shapes

def eigenvalues(xx, yy, zz, xy, xz, yz):
    """Of a symmetric matrix, smallest first: the roots of its characteristic polynomial by Viete's formula."""
    mean = (xx + yy + zz) / 3
    a, b, c = xx - mean, yy - mean, zz - mean
    p = math.sqrt((a * a + b * b + c * c + 2 * (xy * xy + xz * xz + yz * yz)) / 6)
    if p == 0:
        return [mean] * 3
    determinant = a * (b * c - yz * yz) - xy * (xy * c - yz * xz) + xz * (xy * yz - b * xz)
    angle = math.acos(max(-1.0, min(1.0, determinant / (2 * p ** 3)))) / 3
    return sorted(mean + 2 * p * math.cos(angle + 2 * math.pi * k / 3) for k in range(3))


def momentum_tensor(objects):
    norm = sum(o.p ** 2 for o in objects)
    elements = (("px", "px"), ("py", "py"), ("pz", "pz"), ("px", "py"), ("px", "pz"), ("py", "pz"))
    return eigenvalues(*(sum(getattr(o, u) * getattr(o, v) for o in objects) / norm for u, v in elements))


def sphericity(objects):
    smallest, middle, _ = momentum_tensor(objects)
    return 1.5 * (smallest + middle)


def aplanarity(objects):
    return 1.5 * momentum_tensor(objects)[0]


def transverse_sphericity(objects):
    xx, yy, xy = (sum(f(o) for o in objects) for f in (lambda o: o.px ** 2, lambda o: o.py ** 2, lambda o: o.px * o.py))
    trace, determinant = xx + yy, xx * yy - xy * xy
    smaller = (trace - math.sqrt(max(0.0, trace * trace - 4 * determinant))) / 2
    return 2 * smaller / trace


def c_parameter(objects):
    norm = sum(o.p for o in objects)
    tensor = {(u, v): sum(getattr(o, u) * getattr(o, v) / o.p for o in objects) / norm
              for u in ("px", "py", "pz") for v in ("px", "py", "pz")}
    return 1.5 * (1 - sum(t * t for t in tensor.values()))


def divisions(objects):
    """Every way to share out objects between two groups, once: the first object is in the first group."""
    objects = list(objects)
    for mask in range(2 ** max(0, len(objects) - 1) if objects else 0):
        second = [bool(i and mask >> (i - 1) & 1) for i in range(len(objects))]
        yield ([o for o, s in zip(objects, second) if not s], [o for o, s in zip(objects, second) if s])


def thrust(objects):
    best = max(math.dist((total(a).px, total(a).py, total(a).pz), (total(b).px, total(b).py, total(b).pz))
               for a, b in divisions(objects))
    return best / sum(o.p for o in objects)


def transverse_thrust(objects):
    best = max(math.dist((total(a).px, total(a).py), (total(b).px, total(b).py)) for a, b in divisions(objects))
    return best / sum(o.pt for o in objects)


def cos_angle(a, b):
    return (a.px * b.px + a.py * b.py + a.pz * b.pz) / (a.p * b.p)


def legendre(l, x):
    """By Bonnet's recursion."""
    before, value = 0.0, 1.0
    for n in range(1, l + 1):
        before, value = value, ((2 * n - 1) * x * value - (n - 1) * before) / n
    return value


def fox_wolfram(objects, l):
    moment = [sum(a.p * b.p * legendre(n, cos_angle(a, b)) for a in objects for b in objects) for n in (0, l)]
    return moment[1] / moment[0]


# ------------------------------------------------------------------------------------------------ invisible particles

def golden_minimum(function, low, high, steps=70):
    """Minimum of a convex function of one variable."""
    ratio = (math.sqrt(5) - 1) / 2
    a, b = high - ratio * (high - low), low + ratio * (high - low)
    fa, fb = function(a), function(b)
    for _ in range(steps):
        if fa < fb:
            high, b, fb = b, a, fa
            a = high - ratio * (high - low)
            fa = function(a)
        else:
            low, a, fa = a, b, fb
            b = low + ratio * (high - low)
            fb = function(b)
    return min(fa, fb)


def mt2(a, b, met, invisible=0.0):
    """By its definition: the larger transverse mass is a convex function of how the missing momentum is shared out."""
    def squared_mass(visible, x, y):
        energy = math.sqrt(visible.mass ** 2 + visible.pt ** 2)
        other = math.sqrt(invisible ** 2 + x * x + y * y)
        return visible.mass ** 2 + invisible ** 2 + 2 * (energy * other - visible.px * x - visible.py * y)

    def worst(x, y):
        return max(squared_mass(a, x, y), squared_mass(b, met.px - x, met.py - y))

    # Massive invisible particles may run far along massless visible ones.
    reach = (400 if invisible else 4) * (a.pt + b.pt + met.pt + a.mass + b.mass + invisible)
    best = golden_minimum(lambda x: golden_minimum(lambda y: worst(x, y), -reach, reach), -reach, reach)
    return math.sqrt(max(0.0, best))


def razor_mr(a, b):
    return math.sqrt((a.p + b.p) ** 2 - (a.pz + b.pz) ** 2)


def razor_r2(a, b, met):
    square = (met.pt * (a.pt + b.pt) - met.px * (a.px + b.px) - met.py * (a.py + b.py)) / 2
    return max(0.0, square) / razor_mr(a, b) ** 2


def hemispheres(objects, key):
    """The division with the lowest key(A, B), the first of equals; None without objects."""
    return min(divisions(objects), key=lambda groups: key(*groups), default=None)


def megajets(objects):
    """The two hemispheres with the lowest sum of squared masses."""
    groups = hemispheres(objects, lambda a, b: total(a).mass * total(a).mass + total(b).mass * total(b).mass)
    return groups and (total(groups[0]), total(groups[1]))


def alpha_t(sum_pt, difference, missing):
    return (sum_pt - difference) / (2 * math.sqrt(sum_pt ** 2 - missing ** 2))


def m_ct(a, b):
    return math.sqrt(2 * a.pt * b.pt * (1 + math.cos(delta_phi(a, b))))


def collinear_shares(a, b, met):
    """x_a and x_b of met = x_a a + x_b b, by Cramer's rule."""
    determinant = a.px * b.py - a.py * b.px
    return ((met.px * b.py - met.py * b.px) / determinant, (a.px * met.py - a.py * met.px) / determinant)


def collinear_mass(a, b, met):
    x_a, x_b = collinear_shares(a, b, met)
    product = (1 + x_a) * (1 + x_b)
    return math.copysign(math.sqrt(abs(product)), product) * total([a, b]).mass


def neutrino(lepton, met):
    """The neutrino that makes with the lepton a W: of the two solutions for pz the one with the smaller |pz|, the real
    part where they are complex."""
    half = (W_MASS ** 2 - lepton.mass ** 2) / 2 + lepton.px * met.px + lepton.py * met.py
    transverse = lepton.energy ** 2 - lepton.pz ** 2
    discriminant = half ** 2 - met.pt ** 2 * transverse
    middle = half * lepton.pz / transverse
    if discriminant > 0:
        offset = lepton.energy * math.sqrt(discriminant) / transverse
        pz = min(middle - offset, middle + offset, key=abs)
    else:
        pz = middle
    return Momentum(met.px, met.py, pz, math.hypot(met.pt, pz))


# ------------------------------------------------------------------------------------------------------------- frames

def boosted(a, frame):
    """By the matrix of a Lorentz boost with velocity beta = P / E."""
    beta = [c / frame.energy for c in (frame.px, frame.py, frame.pz)]
    square = sum(b * b for b in beta)
    gamma = 1 / math.sqrt(1 - square)
    along = sum(b * c for b, c in zip(beta, (a.px, a.py, a.pz)))
    scale = (gamma - 1) * along / square - gamma * a.energy
    x, y, z = (c + scale * b for b, c in zip(beta, (a.px, a.py, a.pz)))
    return Momentum(x, y, z, gamma * (a.energy - along))


# -------------------------------------------------------------------------------------------------------- small things

def sum_pt(objects):
    return scalar_sum(o.pt for o in objects)


def missing(objects):
    return -total(objects)


def near(a, others, radius):
    return any(delta_r(a, o) < radius for o in others)


def quotient(a, b):
    """a / b as IEEE 754 has it, also where b is 0."""
    return a / b if b else math.copysign(math.inf, a) * math.copysign(1.0, b) if a else math.nan


def centrality(x, a, b):
    return math.exp(-4 * quotient(x.eta - (a.eta + b.eta) / 2, a.eta - b.eta) ** 2)


def m_t_total(a, b, met):
    return math.sqrt(transverse_mass(a, met) ** 2 + transverse_mass(b, met) ** 2 + transverse_mass(a, b) ** 2)
