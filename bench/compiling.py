"""From the text of a program to its machine code in memory, generated and as it is kept from the run before."""

import os
import re
import tempfile

from measure import SOURCE, Ratio, Turns, run

PROGRAMS = {  # name: file, most milliseconds
    "ww.cut": ("examples/collm/ww.cut", 40),
    "the slowest search": ("examples/searches/zprime_1305_2756.cut", 150),
}
PHASES = ("parse", "library", "check", "lower", "cache", "load", "generate", "optimise", "emit", "link")


def seconds_to_compile(build, program, *options):
    output = run([build / "bin/collmc", SOURCE / program, "--emit", "timings", *options]).output
    phases = dict(re.findall(r"^(\w+) +([\d.]+) ms$", output, re.MULTILINE))
    return sum(float(phases.get(phase, 0)) for phase in PHASES) / 1e3


def print_table(build, repeat):
    """Returns ratios."""
    ways = {}
    for name, (program, _) in PROGRAMS.items():
        ways[name, "generated"] = lambda program=program: seconds_to_compile(build, program, "--no-code-cache")
        ways[name, "kept"] = lambda program=program: seconds_to_compile(build, program)
    with tempfile.TemporaryDirectory() as cache:
        os.environ["XDG_CACHE_HOME"] = cache
        for way in ways.values():
            way()
        turns = Turns(ways, 2 * repeat + 1)
        del os.environ["XDG_CACHE_HOME"]
    print("\n| from text to machine code | ms, generated | ms, kept |")
    print("|---|---|---|")
    for name in PROGRAMS:
        print(f"| {name} | {turns.median((name, 'generated')) * 1e3:.1f} | {turns.median((name, 'kept')) * 1e3:.1f} |")
    in_ms = {way: [each * 1e3 for each in seconds] for way, seconds in turns.seconds.items()}
    return [
        *(Ratio(f"ms to compile {name}", in_ms[name, "generated"], f"≤ {most}") for name, (_, most) in PROGRAMS.items()),
        Ratio("ms to compile ww.cut, kept", in_ms["ww.cut", "kept"], "≤ 5"),
    ]
