"""The events alone, without compiling the program and writing the results: of text, of packed events, and by hand over
columns in memory."""

import subprocess

from measure import OPTIONS, WW, Ratio, Turns, seconds_of_loop

HAND = "C++ by hand over columns in memory"


class ColumnsByHand:
    """A process that has read the columns, and makes a pass over them when asked."""

    def __init__(self, build, text):
        self.process = subprocess.Popen([build / "bin/bench_handwritten_columns", text], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for line in self.process.stdout:
            if line == "ready\n":
                break

    def seconds(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def print_table(build, data, repeat):
    """All of it is soon done, so it takes more turns. Returns ratios."""
    times = max(1, 20000000 // data.events)  # packed files are read so many times over: once is too soon to be timed
    memory = {}
    inputs = {  # name: files, threads
        "collmc, packed": ([data.packed] * times, 1),
        "collmc, packed, 2 threads": ([data.packed] * times, 2),
        "collmc, packed and compressed": ([data.compressed], 1),
        "collmc, text": ([data.text], 1),
    }

    def seconds(name):
        files, threads = inputs[name]
        each, done = seconds_of_loop([build / "bin/collmc", WW, *OPTIONS, "--threads", threads, "-o",
                                      build / "bench.results", *files])
        memory[name] = done.memory
        return each / len(files)

    by_hand = ColumnsByHand(build, data.text)
    ways = {HAND: by_hand.seconds} | {name: lambda name=name: seconds(name) for name in inputs}
    turns = Turns(ways, 2 * repeat + 1)
    by_hand.end()
    print("\n| the events alone | seconds (spread) | million events/s | bytes an event | peak memory |")
    print("|---|---|---|---|---|")
    for name in ways:
        size = f"{inputs[name][0][0].stat().st_size / data.events:.0f}" if name in inputs else ""
        peak = f"{memory[name]:.0f} MB" if name in memory else ""
        print(f"| {name} | {turns.spread(name)} | {data.events / turns.median(name) / 1e6:.1f} | {size} | {peak} |")
    return [
        Ratio("packed events to C++ by hand over columns", turns.times(HAND, "collmc, packed"), "≥ 2"),
        Ratio("packed events, 2 threads to 1", turns.times("collmc, packed", "collmc, packed, 2 threads"), ""),
        Ratio("bytes of packed events to text", [data.packed.stat().st_size / data.text.stat().st_size], "≤ 0.25"),
    ]
