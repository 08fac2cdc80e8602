#!/usr/bin/python3
"""Runs collmc over a file that does not fit into memory, and says how much memory that takes.

    large.py --build DIR [--events FILE.lhco.gz] [--gigabytes 20] [--keep]

The file is the bundled ttbar events, end to end as often as it takes: its cutflow must be that of the events once, times
how often they are there. It is read as text, packed, and read packed, with 1 thread and with 2. Ends with 1 where a
cutflow is wrong or a run took more memory than the bound.
"""

import argparse
import gzip
import pathlib
import shutil
import sys

from measure import SOURCE, WW, cutflow, run

BOUND = 200  # MB, at any size of file


def repeat_events(events, path, gigabytes):
    """Writes the events end to end; returns how often. Nothing of them is held afterwards: the memory of a program that
    is started counts what its parent held."""
    text = gzip.decompress(events.read_bytes())
    times = int(gigabytes * 1e9 / len(text) + 1)
    with open(path, "wb") as file:
        for _ in range(times):
            file.write(text)
    return times


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=SOURCE / "build")
    parser.add_argument("--events", type=pathlib.Path, default=SOURCE / "examples/data/ttbar.lhco.gz")
    parser.add_argument("--gigabytes", type=float, default=20)
    parser.add_argument("--keep", action="store_true", help="do not remove the files at the end")
    arguments = parser.parse_args()

    collmc, results = arguments.build / "bin/collmc", arguments.build / "bench.results"
    large, packed = arguments.build / "bench-large.lhco", arguments.build / "bench-large.lhcp"
    need = 1.3 * arguments.gigabytes * 1e9
    if shutil.disk_usage(arguments.build).free < need:
        sys.exit(f"{arguments.build}: {need / 1e9:.0f} GB of free disk are needed; make the file smaller by --gigabytes")

    options = ["--no-plots", "--quiet", "-o", results]
    run([collmc, WW, arguments.events, *options])
    once = cutflow(results)
    failed = False
    try:
        times = repeat_events(arguments.events, large, arguments.gigabytes)
        expected = [count * times for count in once]
        print(f"{large.stat().st_size / 1e9:.1f} GB, {expected[0]:,} events\n")
        print("| run | seconds | GB/s of text | peak memory | cutflow |")
        print("|---|---|---|---|---|")
        runs = {"pack": [collmc, "pack", large, "-o", packed]}
        for name, file in (("text", large), ("packed", packed)):
            for threads in (1, 2):
                runs[f"{name}, {threads} thread{'s' * (threads > 1)}"] = [
                    collmc, WW, file, *options, "--threads", str(threads)]
        for name, command in runs.items():
            done = run(command)
            right = name == "pack" or cutflow(results) == expected
            failed = failed or not right or done.memory > BOUND
            said = "" if name == "pack" else "right" if right else f"WRONG: {cutflow(results)}"
            print(f"| {name} | {done.seconds:.1f} | {large.stat().st_size / done.seconds / 1e9:.2f} | "
                  f"{done.memory:.0f} MB | {said} |", flush=True)
    finally:
        if not arguments.keep:
            for file in (large, packed):
                file.unlink(missing_ok=True)
    sys.exit("a cutflow is wrong, or a run took more memory than the bound" if failed else 0)


if __name__ == "__main__":
    main()
