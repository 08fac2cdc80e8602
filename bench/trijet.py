"""The trijet task, examples/adl/q6.cut: of all triples of jets the one whose mass is nearest to that of the top quark."""

import gzip

from measure import SOURCE, medians, seconds_of_events

Q6 = SOURCE / "examples/adl/q6.cut"
TIMES = 5  # a packed file is read so many times over: once is too soon to be timed well


def triples_per_event(sample):
    """Of the events from which the benchmark's are made."""
    events = triples = jets = 0
    for line in gzip.decompress(sample.read_bytes()).splitlines():
        words = line.split()
        if words[0] == b"0":
            events += 1
            jets = 0
        elif len(words) > 1 and words[1] == b"4" and words[0] != b"#":
            triples += jets * (jets - 1) // 2  # with each pair of those before
            jets += 1
    return triples / events


def print_table(build, sample, packed, events, repeat):
    triples = triples_per_event(sample)
    each = medians({"": lambda: seconds_of_events(build, Q6, [packed] * TIMES)}, repeat)[""] / TIMES / events * 1e9
    print("\n| trijet on packed events | |")
    print("|---|---|")
    print(f"| triples of an event | {triples:.1f} |")
    print(f"| ns an event | {each:.0f} |")
    print(f"| ns a triple, all included | {each / triples:.1f} |")
