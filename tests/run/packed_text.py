"""What packed events are compared with: odd events as text, and text and packed events read the plain way."""

import re

import packed

ODD = """# odd ones, by hand
#  typ eta phi pt

0 1 0
0 2 7 0.25
1 4 1 1 20 1 1 0 1 0 0
0 3 7 -1.5e-3
BeginEvent
1 5 1 1 20 1 1 0 1 0 0
2 4 1.25 -3.1 10.123456789012345 1 1 0 1 0 0
3 6 0.7 1 20 0 0 0 0 0 0
4 4 1 1 20 1 -0.0 0 1 0 0
5 7.0 9 9 9 9 9 9 9 9 9
6 6 0 2 21 0 0 0 0 0 0
7 0 -1 3.1415 20 1 -0.00 0 999.9 0 0
8 -3 0 0 1 0 0 0 0
0 123456789 4294967296
1 2 1e-7 6.283 1e300 1e-300 -1 3 12.34 0 0
2 1 1e-7 0.1 900719925474099.3 0.11 1 3 12.34 0 0
3 3 5 0.1 0 0.11 1 2.5 12.34 0 0
0 5 0
""" + "".join(f"{row} {row % 7} 1.5 -1 {row % 977}.25 1 1 0 1 0 0\n" for row in range(1, 10001)) + "0 0.5 1.25 1e10\n"

COUNTS_MET = """region R
    select MET.pt > 30 GeV
    histo met : MET.pt, 10 bins from 0 to 100 GeV
    ntuple t : MET.pt as met, size(Jet) as jets, size(Electron) as electrons
"""


def text_events(text):
    """(number, trigger, weight, [(row, typ, values)]) of each event: the rows of LHCO text, read the plain way."""
    events = []
    for line in text.splitlines():
        numbers = line.partition("#")[0].split()
        if len(numbers) < 2 or not re.match(r"[-+.\d]", numbers[0]):
            continue
        if float(numbers[0]) == 0:
            if len(numbers) >= 3:
                header = [float(n) + 0.0 for n in numbers[1:4]] + [1.0] * (4 - len(numbers))
                events.append((*header[:3], []))
            continue
        rows = events[-1][3]
        rows.append((len(rows) + 1, float(numbers[1]), [float(n) + 0.0 for n in numbers[2:9]]))
    return events


def packed_events(path):
    return [(event.number, event.trigger, event.weight,
             [(row.row, row.typ, [getattr(row, name) for name in packed.COLUMNS[1:]]) for row in event.rows])
            for event in packed.File(path)]


def without_places(value):
    """A record of a run without what says where and when."""
    if isinstance(value, dict):
        return {key: without_places(v) for key, v in value.items()
                if key not in ("path", "bytes", "checksum", "command", "started", "seconds", "packed_from", "host",
                               "directory", "options")}
    if isinstance(value, list):
        return [without_places(v) for v in value]
    return value.replace("events.lhcp", "EVENTS").replace("events.lhco", "EVENTS") if isinstance(value, str) else value
