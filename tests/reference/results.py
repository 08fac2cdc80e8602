"""What an analysis gives: cutflows, histograms, ntuples."""

import math
from bisect import bisect_right
from fractions import Fraction


class Histogram:
    """Bins are [low, high); below, above and NaN are kept."""

    def __init__(self, bins, low, high):
        low, high = Fraction(low), Fraction(high)
        self.bins = bins
        self.edges = [float(low + (high - low) * i / bins) for i in range(bins + 1)]
        self.counts = [0] * (bins + 2)  # underflow, the bins, overflow
        self.nan = 0

    def fill(self, value):
        if math.isnan(value):
            self.nan += 1
        else:
            self.counts[bisect_right(self.edges, value)] += 1


class Results:
    """What one region of an analysis gives: cutflow, histograms by name, ntuples by name."""

    def __init__(self, region, labels):
        self.region = region
        self.cuts = [[label, 0] for label in ["all events"] + labels]
        self.histograms = {}
        self.ntuples = {}

    def passes(self, conditions):
        """Counts the event in each row until a condition fails; conditions are evaluated one after the other."""
        self.cuts[0][1] += 1
        for row, condition in zip(self.cuts[1:], conditions, strict=True):
            if not condition():
                return False
            row[1] += 1
        return True

    def fill(self, name, bins, low, high, value):
        if name not in self.histograms:
            self.histograms[name] = Histogram(bins, low, high)
        self.histograms[name].fill(value)

    def write(self, name, columns):
        """One row of the ntuple; columns are (name, value) pairs, the first is the event's number. Its weight is 1."""
        columns = [columns[0], ("weight", 1.0), *columns[1:]]
        table = self.ntuples.setdefault(name, {"columns": [c for c, _ in columns], "rows": []})
        table["rows"].append([v for _, v in columns])

    @property
    def events(self):
        """How many events are left after each cut."""
        return [events for _, events in self.cuts]

    def as_json(self):
        return {
            "region": self.region,
            "cuts": [{"label": label, "events": events} for label, events in self.cuts],
            "histograms": {name: {"edges": [h.edges[0], h.edges[-1]], "counts": h.counts, "nan": h.nan}
                           for name, h in self.histograms.items()},
            "ntuples": self.ntuples,
        }
