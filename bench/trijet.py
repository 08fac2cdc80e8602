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
    ways = {name: lambda options=options: seconds_of_events(build, Q6, [packed] * TIMES, options)
            for name, options in {"vector code, 1 thread": ["--threads", "1"], "vector code, 2 threads": ["--threads", "2"],
                                  "scalar code, 1 thread": ["--threads", "1", "--backend", "scalar"]}.items()}
    print(f"\n| trijet on packed events, {triples:.1f} triples each | ns an event | ns a triple, all included |")
    print("|---|---|---|")
    for name, seconds in medians(ways, repeat).items():
        each = seconds / TIMES / events * 1e9
        print(f"| {name} | {each:.0f} | {each / triples:.1f} |")
