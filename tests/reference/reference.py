#!/usr/bin/python3
"""An independent computation of the example analyses, in plain Python.

It shares nothing with the compiler: it reads the LHCO text itself, and each analysis is a function a person can compare
with the .cut file of the same name. The arithmetic is binary64 in the order the program states.

    reference.py run ANALYSIS EVENTS...                     print the cutflow
    reference.py dump ANALYSIS EVENTS...                    print cutflow, histograms and ntuples as JSON
    reference.py compare ANALYSIS RESULTS_DIR EVENTS...     exit 1 and say where the results of collmc differ

ANALYSIS is the name of a file in examples/collm, examples/adl, examples/plots or examples/atlas: ww, q8, p16, hzz4l.
"""

import csv
import json
import math
import os
import sys

import adl
import atlas
import collm
import plots
from events import events_of

# Values of the functions of the math library may differ in their last bits from those of the compiled analysis.
CSV_TOLERANCE = 1e-12

ANALYSES = collm.ANALYSES | adl.ANALYSES | plots.ANALYSES | atlas.ANALYSES


def read_json(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def compare_cutflow(expected, directory):
    regions = read_json(os.path.join(directory, "cutflow.json"))["regions"]
    if [r["name"] for r in regions] != [expected.region]:
        return [f"cutflow.json: regions {[r['name'] for r in regions]}, expected [{expected.region!r}]"]
    found = [(c["label"], c["events"]) for c in regions[0]["cuts"]]
    wanted = [tuple(c) for c in expected.cuts]
    problems = [f"cutflow.json: row {i}: {f}, expected {w}" for i, (f, w) in enumerate(zip(found, wanted)) if f != w]
    if len(found) != len(wanted):
        problems.append(f"cutflow.json: {len(found)} rows, expected {len(wanted)}")
    for cut in regions[0]["cuts"]:  # without weights the three numbers of a row are the same
        if not cut["events"] == cut["sumw"] == cut["sumw2"]:
            problems.append(f"cutflow.json: {cut['label']}: events, sumw and sumw2 differ without weights: {cut}")
    return problems


def compare_histograms(expected, directory):
    found = read_json(os.path.join(directory, "histograms.json"))
    wanted = {f"{expected.region}/{name}": h for name, h in expected.histograms.items()}
    problems = [f"histograms.json: {name}: has entries, expected none" for name in set(found) - set(wanted)
                if any(found[name]["storage"]["values"])]
    problems += [f"histograms.json: lacks {name}" for name in set(wanted) - set(found)]
    for name in sorted(set(found) & set(wanted)):
        axis, storage, histogram = found[name]["axes"][0], found[name]["storage"], wanted[name]
        if (axis["bins"], axis["lower"], axis["upper"]) != (histogram.bins, histogram.edges[0], histogram.edges[-1]):
            problems.append(f"histograms.json: {name}: axis {axis}, expected {histogram.bins} bins of "
                            f"[{histogram.edges[0]}, {histogram.edges[-1]}]")
        for what in ("values", "variances"):
            for i, (f, w) in enumerate(zip(storage[what], histogram.counts)):
                if f != w:
                    problems.append(f"histograms.json: {name}: {what}[{i}] = {f}, expected {w}")
            if len(storage[what]) != len(histogram.counts):
                problems.append(f"histograms.json: {name}: {len(storage[what])} {what}, expected "
                                f"{len(histogram.counts)} (with underflow and overflow)")
    return problems


def compare_ntuples(expected, directory):
    problems = []
    for name, table in expected.ntuples.items():
        with open(os.path.join(directory, name + ".csv"), encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        if not rows or rows[0] != table["columns"]:
            problems.append(f"{name}.csv: header {rows[:1]}, expected {table['columns']}")
            continue
        if len(rows) - 1 != len(table["rows"]):
            problems.append(f"{name}.csv: {len(rows) - 1} rows, expected {len(table['rows'])}")
        for i, (found, wanted) in enumerate(zip(rows[1:], table["rows"]), start=1):
            for column, f, w in zip(table["columns"], found, wanted):
                if not math.isclose(float(f), w, rel_tol=CSV_TOLERANCE, abs_tol=1e-13):
                    problems.append(f"{name}.csv: row {i}, {column} = {f}, expected {w!r}")
    return problems


def compare(analysis, directory, paths):
    """What differs between the reference and a directory of results, as lines of text."""
    return compare_results(ANALYSES[analysis](events_of(*paths)), directory)


def compare_results(expected, directory):
    return (compare_cutflow(expected, directory) + compare_histograms(expected, directory) +
            compare_ntuples(expected, directory))


def main(arguments):
    if len(arguments) < 3 or arguments[0] not in ("run", "dump", "compare") or arguments[1] not in ANALYSES:
        print(__doc__, file=sys.stderr)
        return 2
    mode, analysis, *rest = arguments
    if mode == "compare":
        problems = compare(analysis, rest[0], rest[1:])
        for problem in problems[:40]:
            print(problem)
        if len(problems) > 40:
            print(f"... and {len(problems) - 40} more differences")
        return 1 if problems else 0
    results = ANALYSES[analysis](events_of(*rest))
    if mode == "dump":
        print(json.dumps(results.as_json(), indent=1))
    else:
        for label, events in results.cuts:
            print(f"{events:8d}  {label}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
