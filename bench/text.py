#!/usr/bin/python3
"""Compares the reading of text in its several forms with hand-written programs: rows as Delphes and as PGS print them,
both event by event in turn, compressed, and read for a larger analysis.

    text.py --build DIR [--events FILE.lhco.gz] [--megabytes 210] [--repeat 5]

The peer of plain text is bench/handwritten_ww.cpp on the same file; that of compressed text is bench/inflate.cpp, which
unpacks it and does nothing else. Files are made as bench/run.py makes its own; the programs take turns, medians are
compared. Prints a table for docs/performance.md. `make bench` runs it, as a part of bench/run.py.
"""

import argparse
import gzip
import math
import pathlib
import random
import statistics
import subprocess

from run import SOURCE, events_in, make_data, run

PGS_EVENT = "  0 %13d %6d\n"
PGS_OBJECT = "%3d%5d%9.3f%7.3f%8.2f%8.2f%6.1f%6.1f%9.2f%6.1f%6.1f\n"


def as_pgs(event):
    """The rows of an event of Delphes as PGS prints them: other widths, phi from 0 to 2 pi, trigger words of its own."""
    header, *rows = event.decode().splitlines()
    text = PGS_EVENT % (int(header.split()[1]), 3000 + int(header.split()[1]) % 1000)
    for row in rows:
        if row.lstrip().startswith("#") or not row.strip():
            continue
        index, typ, *values = row.split()
        values = [float(value) for value in values]
        values[1] %= 2 * math.pi
        text += PGS_OBJECT % (int(index), int(typ), *values)
    return text.encode()


def make_text(source, path, megabytes, pgs_share):
    """Events in random order, this share of them in the layout of PGS. Returns the number of bytes."""
    delphes = events_in(gzip.decompress(source.read_bytes()))
    pgs = [as_pgs(event) for event in delphes]
    repetitions = megabytes * 1000000 // sum(map(len, delphes)) + 1
    mark = path.with_suffix(".made")
    made = f"{source} {repetitions} {pgs_share}"
    if not path.exists() or not mark.exists() or mark.read_text() != made:
        shuffle = random.Random(2)
        with open(path, "wb", buffering=8 << 20) as file:
            for _ in range(repetitions):
                chosen = [two[shuffle.random() < pgs_share] for two in zip(delphes, pgs)]
                shuffle.shuffle(chosen)
                file.writelines(chosen)
        mark.write_text(made)
    return path.stat().st_size


def make_packed(text, path):
    if not path.exists() or path.stat().st_mtime < text.stat().st_mtime:
        with open(path, "wb") as file:
            subprocess.run(["gzip", "-c", text], stdout=file, check=True)


def commands(build, delphes, pgs, mixed, packed):
    """name: command, text that it reads, name of the peer"""
    hand, inflate = build / "bin/bench_handwritten_ww", build / "bin/bench_inflate"

    def collmc(analysis, events, threads):
        return [build / "bin/collmc", SOURCE / "examples" / analysis, events, "--no-plots", "--quiet", "--no-code-cache",
                "--threads", str(threads), "-o", build / "bench.results"]

    ww, ttbar = "collm/ww.cut", "collm/ttbar.cut"
    return {
        "hand-written C++, Delphes": ([hand, delphes], delphes, None),
        "**ww.cut, Delphes, 1 thread**": (collmc(ww, delphes, 1), delphes, "hand-written C++, Delphes"),
        "**ww.cut, Delphes, 2 threads**": (collmc(ww, delphes, 2), delphes, "hand-written C++, Delphes"),
        "**ttbar.cut, Delphes, 1 thread**": (collmc(ttbar, delphes, 1), delphes, "hand-written C++, Delphes"),
        "**ttbar.cut, Delphes, 2 threads**": (collmc(ttbar, delphes, 2), delphes, "hand-written C++, Delphes"),
        "hand-written C++, PGS": ([hand, pgs], pgs, None),
        "**ww.cut, PGS, 1 thread**": (collmc(ww, pgs, 1), pgs, "hand-written C++, PGS"),
        "hand-written C++, mixed": ([hand, mixed], mixed, None),
        "**ww.cut, mixed, 1 thread**": (collmc(ww, mixed, 1), mixed, "hand-written C++, mixed"),
        "inflate alone (isa-l)": ([inflate, packed], delphes, None),
        "**ww.cut, gzip**": (collmc(ww, packed, 1), delphes, "inflate alone (isa-l)"),
    }


def compare(build, source, delphes, megabytes, repeat):
    """The table. `delphes`: text in the layout of Delphes, as bench/run.py makes it of `source`."""
    pgs, mixed = build / "bench-pgs.lhco", build / "bench-mixed.lhco"
    packed = build / (delphes.name + ".gz")
    make_text(source, pgs, megabytes, 1)
    make_text(source, mixed, megabytes, 0.5)
    make_packed(delphes, packed)
    programs = commands(build, delphes, pgs, mixed, packed)
    seconds, memory = {name: [] for name in programs}, {}
    for path in (delphes, pgs, mixed, packed):
        subprocess.run(["cat", path], stdout=subprocess.DEVNULL, check=True)  # now in the page cache, for everyone
    for _ in range(repeat):
        for name, (command, _, _) in programs.items():
            _, elapsed, memory[name] = run(command)
            seconds[name].append(elapsed)
    print("\n| text | seconds (spread) | GB/s of text | peak memory | speed, the same by hand = 1 |")
    print("|---|---|---|---|---|")
    for name, (_, text, peer) in programs.items():
        median = statistics.median(seconds[name])
        ratio = statistics.median(seconds[peer]) / median if peer else 1
        print(f"| {name} | {median:.3f} ({min(seconds[name]):.3f}–{max(seconds[name]):.3f}) | "
              f"{text.stat().st_size / 1e9 / median:.2f} | {memory[name]:.0f} MB | {ratio:.2f} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=SOURCE / "build")
    parser.add_argument("--events", type=pathlib.Path, default=SOURCE / "examples/data/ttbar.lhco.gz")
    parser.add_argument("--megabytes", type=int, default=210)
    parser.add_argument("--repeat", type=int, default=5)
    arguments = parser.parse_args()
    delphes = arguments.build / "bench-ttbar.lhco"
    make_data(arguments.events, delphes, arguments.megabytes)
    compare(arguments.build, arguments.events, delphes, arguments.megabytes, arguments.repeat)


if __name__ == "__main__":
    main()
