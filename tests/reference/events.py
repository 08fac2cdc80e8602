"""Events as LHCO text has them."""

import gzip

from momenta import MET, Momentum, Particle


class Event:
    def __init__(self, number):
        self.number = number
        self.rows = []
        self.met = Momentum(0.0, 0.0, 0.0, 0.0)

    def objects(self, *kinds):
        """Rows of these kinds by pt, highest first, ties in the order of the file."""
        return sorted((r for r in self.rows if r.kind in kinds), key=lambda r: (-r.pt, r.row))


def events_of(*paths):
    for path in paths:
        opener = gzip.open if path.endswith(".gz") else open
        event = None
        with opener(path, "rt", encoding="latin-1") as lines:
            for line in lines:
                numbers = line.partition("#")[0].split()
                if not numbers or not numbers[0].lstrip("+-").isdigit():
                    continue
                if int(numbers[0]) == 0:
                    if len(numbers) >= 3:
                        if event:
                            yield event
                        event = Event(int(numbers[1]))
                    continue
                kind = int(numbers[1])
                eta, phi, pt, jmass, ntrk, btag = (float(n) + 0.0 for n in numbers[2:8])
                row = Particle(len(event.rows), kind, eta, phi, pt, jmass, ntrk, btag)
                if kind == MET:
                    event.met = row
                event.rows.append(row)
        if event:
            yield event
