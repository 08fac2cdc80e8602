"""The trijet task, examples/adl/q6.cut: of all triples of jets the one whose mass is nearest to that of the top quark."""

import gzip

from measure import SOURCE, Ratio, Turns, seconds_for_events

Q6 = SOURCE / "examples/adl/q6.cut"


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


def print_table(build, data, repeat):
    """Returns ratios."""
    times = max(1, 7000000 // data.events)  # a packed file is read so many times over: once is too soon to be timed
    triples = triples_per_event(data.sample)
    turns = Turns({"": lambda: seconds_for_events(build, Q6, [data.packed] * times) / times / data.events}, repeat)
    print("\n| trijet on packed events | |")
    print("|---|---|")
    print(f"| triples of an event | {triples:.1f} |")
    print(f"| ns an event | {turns.median('') * 1e9:.0f} |")
    print(f"| ns a triple, all included | {turns.median('') * 1e9 / triples:.1f} |")
    return [Ratio("trijet, ns a triple", [each * 1e9 / triples for each in turns.seconds[""]], "≤ 2.5")]
