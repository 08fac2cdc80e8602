"""The files that the benchmark reads, made of a sample: its events repeated in a new random order each time, so that the
processor's branch predictor cannot learn them. What is there already is left."""

import gzip
import math
import random
import subprocess
from dataclasses import dataclass
from pathlib import Path

PGS_EVENT = "  0 %13d %6d\n"
PGS_OBJECT = "%3d%5d%9.3f%7.3f%8.2f%8.2f%6.1f%6.1f%9.2f%6.1f%6.1f\n"


@dataclass
class Data:
    """The same events in several forms; those of `pgs` and `mixed` in another order."""
    sample: Path
    events: int
    text: Path  # as Delphes prints it
    pgs: Path
    mixed: Path  # event by event, as the one or the other
    gzip: Path  # of `text`, ...
    packed: Path  # ... as `collmc pack` makes it
    compressed: Path  # ... with --compress


def events_in(text):
    """The events of LHCO text, each with its header."""
    events = []
    for line in text.splitlines(keepends=True):
        words = line.split()
        if words and words[0] == b"0":
            events.append([line])
        elif events:
            events[-1].append(line)
    return [b"".join(event) for event in events]


def as_pgs(event):
    """The rows of an event of Delphes as PGS prints them: other widths, phi from 0 to 2 pi, trigger words of its own."""
    header, *rows = event.decode().splitlines()
    text = PGS_EVENT % (int(header.split()[1]), 3000 + int(header.split()[1]) % 1000)
    for row in rows:
        if row.lstrip().startswith("#") or not row.strip():
            continue
        index, typ, *values = row.split()
        values = [float(value) for value in values]
        values[1] %= 2 * math.pi
        text += PGS_OBJECT % (int(index), int(typ), *values)
    return text.encode()


def make(path, mark, write):
    """Has the file written unless it was made in the same way before."""
    made = path.with_name(path.name + ".made")
    if path.exists() and made.exists() and made.read_text() == mark:
        return
    made.unlink(missing_ok=True)
    write()
    made.write_text(mark)


def write_shuffled(path, sample, repetitions, pgs_share):
    """Events in random order, this share of them as PGS prints them."""
    delphes = events_in(gzip.decompress(sample.read_bytes()))
    pgs = [as_pgs(event) for event in delphes] if pgs_share else delphes
    shuffle = random.Random(1)
    # No copy of it in memory: a child's peak memory would count it. Long writes, as of a copied file: the system keeps,
    # and gives back, what is written in pieces of that length.
    with open(path, "wb", buffering=8 << 20) as file:
        for _ in range(repetitions):
            chosen = [two[shuffle.random() < pgs_share] for two in zip(delphes, pgs)] if pgs_share else delphes
            shuffle.shuffle(chosen)
            file.writelines(chosen)


def write_gzip(path, text):
    with open(path, "wb") as file:
        subprocess.run(["gzip", "-c", text], stdout=file, check=True)


def make_data(build, sample, megabytes):
    """So many megabytes of text in the layout of Delphes, and the same in the other forms."""
    events = events_in(gzip.decompress(sample.read_bytes()))
    repetitions = megabytes * 1000000 // sum(map(len, events)) + 1
    mark = f"{sample} {repetitions}"
    data = Data(sample, repetitions * len(events), build / "bench-ttbar.lhco", build / "bench-pgs.lhco",
                build / "bench-mixed.lhco", build / "bench-ttbar.lhco.gz", build / "bench-ttbar.lhcp",
                build / "bench-ttbar-z.lhcp")
    del events
    for path, share in ((data.text, 0), (data.pgs, 1), (data.mixed, 0.5)):
        make(path, mark, lambda path=path, share=share: write_shuffled(path, sample, repetitions, share))
    make(data.gzip, mark, lambda: write_gzip(data.gzip, data.text))
    for path, options in ((data.packed, []), (data.compressed, ["--compress"])):  # by this build, whatever is there
        subprocess.run([build / "bin/collmc", "pack", data.text, "-o", path, *options], check=True, capture_output=True)
    for path in (data.text, data.pgs, data.mixed, data.gzip):
        subprocess.run(["cat", path], stdout=subprocess.DEVNULL, check=True)  # now in the system's cache, for everyone
    return data
