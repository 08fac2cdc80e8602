"""How the time for an event grows: with events, objects, cuts, regions and variations of weights. Each block of rows
varies one thing of the WW analysis on packed events and is relative to its first row."""

import subprocess

from measure import WW, Ratio, Turns, seconds_for_events, write_program, ww_parts


def with_cuts(more):
    """So many cuts more, which all events pass that come there."""
    head, region = ww_parts()
    cuts = "".join(f"    select MET.pt > {30 + i / 100} GeV or size(jets) >= 2\n" for i in range(more))
    return head + "region WW\n" + region.replace("    reject size(bjets)", cuts + "    reject size(bjets)", 1)


def with_regions(count):
    """So many regions that share their objects and differ in a cut and all after it."""
    head, region = ww_parts()
    text = head
    for i in range(count):
        own = region.replace('MET.pt > 30 GeV "MET > 30 GeV"', f"MET.pt > {30 + 2 * i} GeV")
        text += f"region R{i}\n" + own.replace("ntuple mlp", f"ntuple mlp{i}")
    return text


def with_variations(count):
    """A weight for the lepton, and so many variations of it."""
    head, region = ww_parts()
    factors = max(count // 2, 1)
    text = head
    for i in range(factors):
        text += (f"table factor{i}(pt : Energy) -> Real\n    row [20, 40) GeV : 0.9{i} +- 0.0{i + 1}\n"
                 f"    row [40, 100) GeV : 0.97 +- 0.0{i + 1}\n    outside nearest\n\n")
    for i in range(count):
        text += f"variation v{i} : use factor{i // 2} {'up' if i % 2 == 0 else 'down'}\n"
    weight = "    weight " + " * ".join(f"factor{i}(leptons[0].pt)" for i in range(factors)) + "\n"
    return text + "\nregion WW\n" + region.replace("    select size(jets) >= 2", weight + "    select size(jets) >= 2", 1)


def merged_events(data, path, count):
    """Writes events that have the rows of `count` of the file's each, of its first million lines or so: enough that
    opening the file is no part of what its events take."""
    lines = []
    with open(data, "rb") as file:
        for _ in range(1000000):
            lines.append(file.readline())
    events = []
    for line in lines:
        words = line.split()
        if words and words[0] == b"0":
            events.append([])
        elif words and events:
            events[-1].append(line)
    events.pop()  # may be cut short
    with open(path, "wb") as file:
        for first in range(0, len(events) - count + 1, count):
            file.write(b"0 %d 0\n" % first)
            rows = [row for event in events[first:first + count] for row in event]
            met = [row for row in rows if row.split()[1] == b"6"][:1]
            for number, row in enumerate([row for row in rows if row.split()[1] != b"6"] + met, 1):
                file.write(b"%d" % number + row[len(row) - len(row.lstrip()) + len(row.split()[0]):])
    return len(events) // count


def blocks_of_rows(build, data):
    """Name of each block: its rows, {name: (analysis, inputs, events)}."""
    times = max(1, 5600000 // data.events)  # a packed file is read so many times over

    def on_packed(analysis, times=times):
        return analysis, [data.packed] * times, data.events * times

    objects = {}
    for count in (1, 2, 4, 8):
        text, merged = build / f"bench-merged-{count}.lhco", build / f"bench-merged-{count}.lhcp"
        made = merged_events(data.text, text, count)
        subprocess.run([build / "bin/collmc", "pack", text, "-o", merged], check=True, capture_output=True)
        objects[f"{count} × as many objects"] = WW, [merged] * 40, made * 40
    program = {
        name: {n: write_program(build, f"{name}-{n}", make(n)) for n in counts}
        for name, make, counts in (("cuts", with_cuts, (0, 10, 50)), ("regions", with_regions, (1, 2, 5, 10)),
                                   ("variations", with_variations, (0, 2, 20)))
    }
    return {
        "events": {f"{n * data.events:,} events": on_packed(WW, times=n) for n in (1, 4, 16)},
        "objects": objects,
        "cuts": {f"{n} cuts more": on_packed(path) for n, path in program["cuts"].items()},
        "regions": {f"{n} regions": on_packed(path) for n, path in program["regions"].items()},
        "variations": {f"{n} variations of a weight": on_packed(path) for n, path in program["variations"].items()},
        "variations, text": {
            f"{n} variations of a weight, text": (path, [data.text], data.events)
            for n, path in program["variations"].items()
        },
    }


GOALS = {  # of the last row to the first one
    "regions": "≤ 2.5",
    "variations": "≤ 2",
    "variations, text": "≤ 2",
}


def print_table(build, data, repeat):
    """Returns ratios."""
    print("\n| growth | ns an event | to the first of its kind |")
    print("|---|---|---|")
    ratios = []
    for block, rows in blocks_of_rows(build, data).items():
        turns = Turns({name: lambda row=row: seconds_for_events(build, *row[:2]) / row[2] for name, row in rows.items()},
                      repeat)
        first, *_, last = rows
        for name in rows:
            print(f"| {name} | {turns.median(name) * 1e9:.1f} | {turns.ratio(name, first):.2f} |")
        if block in GOALS:
            ratios.append(Ratio(f"{last}, to {first.split()[0]}", turns.times(last, first), GOALS[block]))
    return ratios
