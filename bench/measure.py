"""What the tables of the benchmark share: the time that collmc computes for the events alone, and programs to time."""

import os
import pathlib
import statistics
import subprocess
import sys

SOURCE = pathlib.Path(__file__).resolve().parent.parent
WW = SOURCE / "examples/collm/ww.cut"


def cpu_seconds(command):
    """User and system time of a command."""
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} ended with {process.returncode}:\n{errors}")
    return usage.ru_utime + usage.ru_stime


def seconds_of_events(build, analysis, inputs):
    """What one thread computes for the events: a run, less a run over one event. Others may share the machine."""
    command = [build / "bin/collmc", analysis, "--no-plots", "--quiet", "-o", build / "bench.results", "--threads", "1",
               "--dialect", "delphes"]
    return cpu_seconds([*command, *inputs]) - cpu_seconds([*command, inputs[0], "--events", "1:1"])


def medians(ways, repeat):
    """Calls each function of a dictionary in turns; the medians of what they give."""
    times = {name: [] for name in ways}
    for _ in range(repeat):
        for name, way in ways.items():
            times[name].append(way())
    return {name: statistics.median(values) for name, values in times.items()}


def ww_parts():
    """The WW analysis as the text before its region and the lines of the region."""
    head, region = WW.read_text(encoding="utf-8").split("region WW\n")
    return head, region


def write_program(build, name, text):
    path = build / f"bench-{name}.cut"
    path.write_text(text, encoding="utf-8")
    return path
