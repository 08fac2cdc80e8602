#!/usr/bin/python3
"""How long a person or an agent waits for the checker: the time of whole commands, start-up included.

    check.py [--collmc FILE] [--repeat 41]

The commands take turns. The file with errors is the WW analysis with 200 more cuts, each with one of eight mistakes: of
names, units, presence, functions and syntax. Prints a table for docs/performance.md.
"""

import argparse
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

SOURCE = pathlib.Path(__file__).resolve().parent.parent
WW = SOURCE / "examples/collm/ww.cut"
MISTAKES = ["MET.pt > {} ", "jetss[0].pt > {} GeV", "jets[{}].pt > 30 GeV", "MET.eta > {}", "deltaRR(jets[0], jets[1]) > {}",
            "size(jets) && {} > 1", "HT(jets, {}) > 30 GeV", "MET.pt + {} > 1 GeV"]
ERRORS = 200


def with_errors():
    """The text of the file."""
    head = WW.read_text(encoding="utf-8").split("region WW")[0]
    cuts = [f"    select {MISTAKES[i % len(MISTAKES)].format(100 + i)}\n" for i in range(ERRORS)]
    return head + "region many\n" + "".join(cuts)


def seconds(command, expected):
    begin = time.perf_counter()
    code = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode
    elapsed = time.perf_counter() - begin
    if code != expected:
        sys.exit(f"{' '.join(map(str, command))} ended with {code} instead of {expected}")
    return elapsed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--collmc", type=pathlib.Path, default=SOURCE / "build/bin/collmc")
    parser.add_argument("--repeat", type=int, default=41)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        bad = pathlib.Path(directory) / "bad.cut"
        bad.write_text(with_errors(), encoding="utf-8")
        run = subprocess.run([arguments.collmc, "check", bad], capture_output=True, text=True, check=False)
        found = sum(line.startswith("error[") for line in run.stderr.splitlines())
        commands = {  # name: command, exit code
            "nothing: `collmc --version`": ([arguments.collmc, "--version"], 0),
            "`collmc check ww.cut`": ([arguments.collmc, "check", WW], 0),
            f"a file with {found} errors, as text": ([arguments.collmc, "check", bad], 1),
            f"a file with {found} errors, as JSON": ([arguments.collmc, "check", "--diagnostics=json", bad], 1),
        }
        times = {name: [] for name in commands}
        for _ in range(arguments.repeat):
            for name, (command, expected) in commands.items():
                times[name].append(seconds(command, expected))
    print(f"Medians of {arguments.repeat}, taking turns.\n")
    print("| command | ms (from–to) |")
    print("|---|---|")
    for name, values in times.items():
        print(f"| {name} | {1000 * statistics.median(values):.1f} "
              f"({1000 * min(values):.1f}–{1000 * max(values):.1f}) |")


if __name__ == "__main__":
    main()
