#!/usr/bin/python3
"""Compares the speed of collmc with hand-written programs, a script, and what the machine can do.

    run.py --build DIR [--events FILE.lhco.gz] [--megabytes 2000] [--repeat 9] [--document FILE.md]

Makes its files in the build directory (data.py; four times as large as the text), lets all that is compared with each
other take turns, and prints the tables of docs/performance.md: whole programs (text.py), the events alone (packed.py), the
trijet task, how the time grows, compiling, the limits; at last the ratios that collmc holds itself to, each the median of what the
turns gave, with the middle half of them. All cutflows must agree. With --document the tables replace those of that file
that have the same head.
"""

import argparse
import contextlib
import io
import pathlib
import platform
import sys

import compiling
import growth
import limits
import packed
import text
import trijet
from data import make_data
from measure import SOURCE, print_ratios


def cpu_name():
    try:
        lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.machine()


def print_tables(build, sample, megabytes, repeat):
    data = make_data(build, sample, megabytes)
    print(f"{data.events:,} ttbar events, {data.text.stat().st_size / 1e6:.0f} MB of text, {cpu_name()}; {repeat} turns\n",
          flush=True)
    cutflow, ratios = text.print_table(build, data, repeat)
    for table in (packed, trijet, growth):
        sys.stdout.flush()
        ratios += table.print_table(build, data, repeat)
    ratios += compiling.print_table(build, repeat)
    limits.print_table(build, data, repeat, cutflow)
    print_ratios(ratios)
    print(f"\nAll cutflows agree: {', '.join(map(str, cutflow))}")


def tables_of(document):
    """The Markdown tables of a text by their first lines."""
    tables, lines = {}, []
    for line in [*document.splitlines(), ""]:
        if line.startswith("|"):
            lines.append(line)
        elif lines:
            tables[lines[0]] = "\n".join(lines)
            lines = []
    return tables


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=SOURCE / "build")
    parser.add_argument("--events", type=pathlib.Path, default=SOURCE / "examples/data/ttbar.lhco.gz")
    parser.add_argument("--megabytes", type=int, default=2000)
    parser.add_argument("--repeat", type=int, default=9)
    parser.add_argument("--document", type=pathlib.Path)
    arguments = parser.parse_args()
    if not arguments.document:
        return print_tables(arguments.build, arguments.events, arguments.megabytes, arguments.repeat)

    with contextlib.redirect_stdout(io.StringIO()) as output:
        print_tables(arguments.build, arguments.events, arguments.megabytes, arguments.repeat)
    document = arguments.document.read_text(encoding="utf-8")
    old = tables_of(document)
    for head, table in tables_of(output.getvalue()).items():
        if head not in old:
            sys.exit(f"{arguments.document} has no table that begins with {head}")
        document = document.replace(old[head], table)
    arguments.document.write_text(document, encoding="utf-8")
    print(output.getvalue())
    return None


if __name__ == "__main__":
    main()
