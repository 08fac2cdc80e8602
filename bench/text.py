"""Whole programs, from start to end of their processes: the WW analysis over text in its several forms and over packed
events, beside the program by hand, a script of the usual kind, and the unpacking of compressed text alone."""

import sys

from measure import OPTIONS, SOURCE, Ratio, Turns, cutflow, run

SLOW = "Python with dictionaries"


def commands(build, data):
    """name: command, file, peer. Those that are compared with each other are neighbours."""
    by_hand = build / "bin/bench_handwritten_ww"

    def collmc(analysis, events, threads=1, *options):
        return [build / "bin/collmc", SOURCE / "examples/collm" / analysis, events, *OPTIONS, "--no-code-cache",
                "--threads", threads, *options, "-o", build / "bench.results"]

    hand, pgs, mixed, inflate = "C++ by hand", "C++ by hand, PGS", "C++ by hand, mixed", "inflate alone (isa-l)"
    return {
        hand: ([by_hand, data.text], data.text, hand),
        "**ww.cut**": (collmc("ww.cut", data.text), data.text, hand),
        "**ww.cut, 2 threads**": (collmc("ww.cut", data.text, 2), data.text, hand),
        "**ww.cut, packed events**": (collmc("ww.cut", data.packed), data.text, hand),
        "**ttbar.cut**": (collmc("ttbar.cut", data.text), data.text, hand),
        "**ttbar.cut, 2 threads**": (collmc("ttbar.cut", data.text, 2), data.text, hand),
        "ww.cut, scalar code": (collmc("ww.cut", data.text, 1, "--backend", "scalar"), data.text, hand),
        SLOW: (["/usr/bin/python3", SOURCE / "bench/dictionaries_ww.py", data.text], data.text, hand),
        pgs: ([by_hand, data.pgs], data.pgs, pgs),
        "**ww.cut, PGS**": (collmc("ww.cut", data.pgs), data.pgs, pgs),
        mixed: ([by_hand, data.mixed], data.mixed, mixed),
        "**ww.cut, mixed**": (collmc("ww.cut", data.mixed), data.mixed, mixed),
        inflate: ([build / "bin/bench_inflate", data.gzip], data.text, inflate),
        "**ww.cut, gzip**": (collmc("ww.cut", data.gzip), data.text, inflate),
    }


class Programs:
    """Runs them, and compares what they count."""

    def __init__(self, build, data):
        self.results = build / "bench.results"
        self.programs = commands(build, data)
        self.memory = {}
        self.counts = None  # of the WW analysis

    def ways(self):
        return {name: lambda name=name: self.seconds_of(name) for name in self.programs}

    def seconds_of(self, name):
        command, _, _ = self.programs[name]
        if name == SLOW and name in self.memory:
            return self.slow_seconds  # once is enough: it takes as long as all others together
        done = run(command)
        self.memory[name] = done.memory
        if name == SLOW:
            self.slow_seconds = done.seconds
        if "inflate" not in name and "ttbar.cut" not in name:
            is_collmc = "ww.cut" in name
            self.check(name, cutflow(self.results) if is_collmc else list(map(int, done.output.split())))
        return done.seconds

    def check(self, name, counts):
        self.counts = self.counts or counts
        if counts != self.counts:
            sys.exit(f"cutflows differ: {name} has {counts}, others {self.counts}")


def print_table(build, data, repeat):
    """Returns what the WW analysis counts, and ratios."""
    programs = Programs(build, data)
    turns = Turns(programs.ways(), repeat)
    print("| program | seconds (spread) | million events/s | GB/s of text | peak memory | its peer by hand = 1 |")
    print("|---|---|---|---|---|---|")
    for name, (_, text, peer) in programs.programs.items():
        median = turns.median(name)
        speed = turns.ratio(peer, name)
        print(f"| {name} | {turns.spread(name)} | {data.events / median / 1e6:.2f} | "
              f"{text.stat().st_size / 1e9 / median:.2f} | {programs.memory[name]:.0f} MB | {speed:.2f} |")
    gigabytes = data.text.stat().st_size / 1e9
    most = max(memory for name, memory in programs.memory.items() if ".cut" in name)
    ratios = [
        Ratio("GB/s of the program by hand", [gigabytes / each for each in turns.seconds["C++ by hand"]], "≥ 1.3"),
        Ratio("ww.cut to C++ by hand", turns.times("C++ by hand", "**ww.cut**"), "≥ 3"),
        Ratio("ttbar.cut to C++ by hand", turns.times("C++ by hand", "**ttbar.cut**"), "≥ 3"),
        Ratio("ww.cut, 2 threads to 1", turns.times("**ww.cut**", "**ww.cut, 2 threads**"), "≥ 1.7"),
        Ratio("ttbar.cut, 2 threads to 1", turns.times("**ttbar.cut**", "**ttbar.cut, 2 threads**"), "≥ 1.7"),
        Ratio("PGS to C++ by hand", turns.times("C++ by hand, PGS", "**ww.cut, PGS**"), "≥ 2"),
        Ratio("mixed to C++ by hand", turns.times("C++ by hand, mixed", "**ww.cut, mixed**"), "≥ 2"),
        Ratio("gzip to inflate alone", turns.times("inflate alone (isa-l)", "**ww.cut, gzip**"), "≥ 0.9"),
        Ratio("packed events to text, whole runs", turns.times("**ww.cut**", "**ww.cut, packed events**"), "≥ 4"),
        Ratio("peak memory, MB", [most], "≤ 200"),
    ]
    return programs.counts, ratios
