"""What the tables of the benchmark share: the time that collmc takes for the events alone, and programs to time."""

import pathlib
import re
import statistics
import subprocess
import sys

SOURCE = pathlib.Path(__file__).resolve().parent.parent
WW = SOURCE / "examples/collm/ww.cut"


def seconds_of_events(build, analysis, inputs, options=()):
    """The event loop alone, as --emit=timings has it."""
    command = [build / "bin/collmc", analysis, *inputs, "--no-plots", "--quiet", "-o", build / "bench.results", "--emit",
               "timings", *options]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} ended with {run.returncode}:\n{run.stderr}")
    return float(re.search(r"^events +([\d.]+) ms$", run.stdout, re.MULTILINE).group(1)) / 1e3


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
