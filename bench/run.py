#!/usr/bin/python3
"""Compares the speed of collmc with hand-written programs and a script, all doing the analysis of examples/collm/ww.cut.

    run.py --build DIR [--events FILE.lhco.gz] [--megabytes 210] [--repeat 5]

The events (the bundled ttbar events by default) are repeated, in a new random order each time so that the processor's
branch predictor cannot learn them, to a file in the build directory. The programs take turns; medians are compared, and
all cutflows must agree. Prints the tables of docs/performance.md: whole programs; what the events alone take, of text, of
packed events, and by hand over columns that lie in memory; text in its several forms; the trijet task; how the time grows;
and the limits.
"""

import argparse
import gzip
import json
import os
import pathlib
import platform
import random
import re
import statistics
import subprocess
import sys
import time

import growth
import limits
import trijet

SOURCE = pathlib.Path(__file__).resolve().parent.parent


def events_in(text):
    """The events of LHCO text, each with its header."""
    events = []
    for line in text.splitlines(keepends=True):
        words = line.split()
        if words and words[0] == b"0":
            events.append([line])
        elif events:
            events[-1].append(line)
    return [b"".join(event) for event in events]


def make_data(source, path, megabytes):
    """Returns the number of events in the file, which is made where it does not exist."""
    events = events_in(gzip.decompress(source.read_bytes()))
    size = sum(map(len, events))
    repetitions = megabytes * 1000000 // size + 1
    if not path.exists() or path.stat().st_size != repetitions * size:
        shuffle = random.Random(1)
        # No copy of it in memory: a child's peak memory would count it. Long writes, as of a copied file: the system
        # keeps, and gives back, what is written in pieces of that length.
        with open(path, "wb", buffering=8 << 20) as file:
            for _ in range(repetitions):
                shuffle.shuffle(events)
                file.writelines(events)
    return repetitions * len(events)


def run(command):
    """Runs a command; returns its output, seconds of wall clock, and peak memory in MB."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - begin
    if process.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} ended with {process.returncode}")
    return output, seconds, usage.ru_maxrss / 1024


def cutflow_of(output, results):
    if results:
        cuts = json.loads((results / "cutflow.json").read_text())["regions"][0]["cuts"]
        return [cut["events"] for cut in cuts]
    return [int(line) for line in output.split()]


def seconds_of_events(collmc, inputs):
    """The event loop alone, as --emit=timings has it."""
    output, _, memory = run(collmc + inputs + ["--emit", "timings"])
    return float(re.search(r"^events +([\d.]+) ms$", output, re.MULTILINE).group(1)) / 1e3, memory


def compare_events(build, data, packed, compressed, repeat, events):
    """The second table. Packed files are read ten times over: one is read too soon to be timed well. All of it is soon
    done, so it takes more turns."""
    times, turns = 10, 2 * repeat + 1
    collmc = [build / "bin/collmc", SOURCE / "examples/collm/ww.cut", "--no-plots", "--quiet", "-o",
              build / "bench.results"]
    ways = {  # name: inputs, options
        "collmc, text, 1 thread": ([data], ["--threads", "1"]),
        "**collmc, packed, 1 thread**": ([packed] * times, ["--threads", "1"]),
        "**collmc, packed, 2 threads**": ([packed] * times, ["--threads", "2"]),
        "collmc, packed and compressed, 1 thread": ([compressed] * times, ["--threads", "1"]),
    }
    hand = "hand-written C++ over columns in memory"
    seconds, memory = {name: [] for name in [hand, *ways]}, {}
    for _ in range(turns):
        seconds[hand].append(float(run([build / "bin/bench_handwritten_columns", data])[0].split()[-1]))
        for name, (inputs, options) in ways.items():
            elapsed, memory[name] = seconds_of_events(collmc + options, inputs)
            seconds[name].append(elapsed / len(inputs))
    print("\n| the events alone | ms (spread) | million events/s | bytes an event | peak memory |")
    print("|---|---|---|---|---|")
    sizes = {name: inputs[0].stat().st_size / events for name, (inputs, _) in ways.items()}
    for name, each in seconds.items():
        median = statistics.median(each)
        size, peak = (f"{sizes[name]:.0f}", f"{memory[name]:.0f} MB") if name in sizes else ("", "")
        print(f"| {name} | {median * 1e3:.1f} ({min(each) * 1e3:.1f}–{max(each) * 1e3:.1f}) | "
              f"{events / median / 1e6:.1f} | {size} | {peak} |")


def cpu_name():
    try:
        lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.machine()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=SOURCE / "build")
    parser.add_argument("--events", type=pathlib.Path, default=SOURCE / "examples/data/ttbar.lhco.gz")
    parser.add_argument("--megabytes", type=int, default=210)
    parser.add_argument("--repeat", type=int, default=5)
    arguments = parser.parse_args()

    data = arguments.build / "bench-ttbar.lhco"
    events = make_data(arguments.events, data, arguments.megabytes)
    results = arguments.build / "bench.results"
    collmc = [arguments.build / "bin/collmc", SOURCE / "examples/collm/ww.cut", data, "--no-plots", "--quiet",
              "--no-code-cache", "-o", results]
    packed, compressed = arguments.build / "bench-ttbar.lhcp", arguments.build / "bench-ttbar-z.lhcp"
    run([arguments.build / "bin/collmc", "pack", data, "-o", packed])
    run([arguments.build / "bin/collmc", "pack", data, "-o", compressed, "--compress"])
    on_packed = [packed if argument == data else argument for argument in collmc]
    programs = {  # name: command, whether it writes results
        "hand-written C++, 1 thread": ([arguments.build / "bin/bench_handwritten_ww", data], False),
        "**collmc, 1 thread**": (collmc + ["--threads", "1"], True),
        "**collmc, 2 threads**": (collmc + ["--threads", "2"], True),
        "**collmc, packed events, 1 thread**": (on_packed + ["--threads", "1"], True),
        "collmc, 1 thread, scalar code": (collmc + ["--threads", "1", "--backend", "scalar"], True),
        "Python with dictionaries": (["/usr/bin/python3", SOURCE / "bench/dictionaries_ww.py", data], False),
    }
    seconds = {name: [] for name in programs}
    memory, cutflows = {}, {}
    subprocess.run(["cat", data], stdout=subprocess.DEVNULL, check=True)  # now in the page cache, for everyone
    for _ in range(arguments.repeat):
        for name, (command, writes_results) in programs.items():
            output, elapsed, memory[name] = run(command)
            seconds[name].append(elapsed)
            cutflows[name] = cutflow_of(output, results if writes_results else None)

    for name, cutflow in cutflows.items():
        if cutflow != cutflows["**collmc, 1 thread**"]:
            sys.exit(f"cutflows differ: {name} has {cutflow}, collmc {cutflows['**collmc, 1 thread**']}")
    gigabytes = data.stat().st_size / 1e9
    print(f"{events:,} ttbar events, {gigabytes * 1000:.0f} MB of text, {cpu_name()}; medians of {arguments.repeat}, "
          f"taking turns; all cutflows agree: {', '.join(map(str, cutflow))}\n")
    print("| program | seconds (spread) | million events/s | GB/s | peak memory | speed, hand-written = 1 |")
    print("|---|---|---|---|---|---|")
    peer = statistics.median(seconds["hand-written C++, 1 thread"])
    for name, times in seconds.items():
        median = statistics.median(times)
        print(f"| {name} | {median:.3f} ({min(times):.3f}–{max(times):.3f}) | {events / median / 1e6:.2f} | "
              f"{gigabytes / median:.2f} | {memory[name]:.0f} MB | {peer / median:.2f} |")
    compare_events(arguments.build, data, packed, compressed, arguments.repeat, events)
    text.compare(arguments.build, arguments.events, data, arguments.megabytes, arguments.repeat)
    trijet.print_table(arguments.build, arguments.events, packed, events, arguments.repeat)
    growth.print_table(arguments.build, data, packed, events, arguments.repeat)
    limits.print_table(arguments.build, data, packed, events, arguments.repeat, cutflow)


if __name__ == "__main__":
    import text  # which imports this file
    main()
