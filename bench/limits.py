"""What the machine and other tools could do: copying memory, and the WW analysis in numpy."""

import subprocess
import sys

from measure import SOURCE, Turns

NUMPY = SOURCE / "bench/numpy_ww.py"


def copy_seconds(build, megabytes):
    """Of copying so much memory, as bench_memory measures it."""
    run = subprocess.run([build / "bin/bench_memory", str(megabytes)], capture_output=True, text=True, check=True)
    return float(run.stdout)


def numpy_seconds(data, cutflow):
    """Of the analysis in numpy, without starting Python; None where there is no numpy."""
    run = subprocess.run(["/usr/bin/python3", NUMPY, data], capture_output=True, text=True, check=False)
    if "No module named 'numpy'" in run.stderr:
        return None
    if run.returncode != 0:
        sys.exit(run.stderr)
    *counts, seconds = run.stdout.split()
    if list(map(int, counts)) != cutflow:
        sys.exit(f"cutflows differ: numpy has {counts}, collmc {cutflow}")
    return float(seconds)


def print_table(build, data, repeat, cutflow):
    """`cutflow` is what collmc counts."""
    megabytes = 256
    each = Turns({"": lambda: copy_seconds(build, megabytes)}, repeat).median("") / (megabytes * 1e6)  # of a byte
    print("\n| limits | GB/s | million events/s |")
    print("|---|---|---|")
    for name, path in (("text", data.text), ("packed events", data.packed)):
        print(f"| memcpy of the {name} | {1e-9 / each:.1f} | {data.events / (path.stat().st_size * each) / 1e6:.0f} |")
    seconds = numpy_seconds(data.text, cutflow)
    if seconds is None:
        print("| numpy | is not installed | |")
    else:
        print(f"| numpy, from the text | {data.text.stat().st_size / seconds / 1e9:.2f} | "
              f"{data.events / seconds / 1e6:.2f} |")
