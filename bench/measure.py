"""What the tables of the benchmark share: how programs are run and timed, and how they take turns."""

import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass

SOURCE = pathlib.Path(__file__).resolve().parent.parent
WW = SOURCE / "examples/collm/ww.cut"
OPTIONS = ["--no-plots", "--quiet"]


@dataclass
class Run:
    output: str
    seconds: float  # of wall clock, from start to end of the process
    computed: float  # seconds: user and system time
    memory: float  # MB, at its peak


def run(command):
    """Runs a command that must succeed."""
    command = list(map(str, command))
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")
    return Run(output, seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def cutflow(results):
    """How many events pass each cut, of the only region."""
    cuts = json.loads((results / "cutflow.json").read_text())["regions"][0]["cuts"]
    return [cut["events"] for cut in cuts]


def seconds_of_loop(command):
    """Of a run of collmc the event loop alone, as it says itself; and the run."""
    done = run([*command, "--emit", "timings"])
    return float(re.search(r"^events +([\d.]+) ms$", done.output, re.MULTILINE).group(1)) / 1e3, done


def seconds_for_events(build, analysis, inputs):
    """What one thread computes for the events: a run, less a run over one event. Others may share the machine."""
    command = [build / "bin/collmc", analysis, *OPTIONS, "-o", build / "bench.results", "--threads", "1",
               "--dialect", "delphes"]
    return run([*command, *inputs]).computed - run([*command, inputs[0], "--events", "1:1"]).computed


class Turns:
    """Functions that give seconds, called in turns: what else the machine does meets all of them."""

    def __init__(self, ways, repeat):
        """`ways`: functions by name."""
        self.seconds = {name: [] for name in ways}
        for _ in range(repeat):
            for name, way in ways.items():
                self.seconds[name].append(way())

    def median(self, name):
        return statistics.median(self.seconds[name])

    def spread(self, name):
        """ "0.40 (0.39–0.52)" """
        values = self.seconds[name]
        digits = 3 if max(values) < 1 else 2
        return f"{self.median(name):.{digits}f} ({min(values):.{digits}f}–{max(values):.{digits}f})"

    def ratio(self, slow, fast):
        return statistics.median(self.times(slow, fast))

    def times(self, slow, fast):
        """How many times as fast the second one is as the first, in each turn."""
        return [a / b for a, b in zip(self.seconds[slow], self.seconds[fast])]


@dataclass
class Ratio:
    """What collmc holds itself to: the median of what the turns gave, each compared with its neighbour of the same turn."""
    name: str
    values: list
    goal: str  # "≥ 3", "≤ 2.5"; empty where there is none

    def row(self):
        median = statistics.median(self.values)
        quarter, _, three_quarters = statistics.quantiles(self.values, n=4) if len(self.values) > 1 else [median] * 3
        return f"| {self.name} | {median:.2f} | {quarter:.2f}–{three_quarters:.2f} | {self.goal} |"


def print_ratios(ratios):
    print("\n| ratio | median | middle half | goal |")
    print("|---|---|---|---|")
    for ratio in ratios:
        print(ratio.row())


def ww_parts():
    """The WW analysis as the text before its region and the lines of the region."""
    head, region = WW.read_text(encoding="utf-8").split("region WW\n")
    return head, region


def write_program(build, name, text):
    path = build / f"bench-{name}.cut"
    path.write_text(text, encoding="utf-8")
    return path
