"""Faults as writers of programs make them, planted in right ones, and rewritings that mean the same.

A fault is (kind, what, program). Only what a request asks for can be got wrong, so a range or a number of bins is
changed where the request gives one. Whether a changed program checks is for the caller to see.
"""

import re

CUT = re.compile(r"^( *)(select|reject) (.*)$")
NUMBER = re.compile(r"(?<![\w.\[\]])(\d+(?:\.\d+)?)(?![\w.\]]| \w*\[)")
HISTO = re.compile(r"^ *histo (\w+)")
RANGE = re.compile(r"(\d+) bins from (-?[\w.]+) to (-?[\w.]+)")


def code_of(line):
    """The statement without comment and label."""
    return re.sub(r'\s*("[^"]*")?\s*(#.*)?$', "", line)


def replaced(lines, index, text):
    return "\n".join(lines[:index] + ([text] if text is not None else []) + lines[index + 1:])


def other_number(text):
    value = float(text)
    changed = value * 1.2 if value else 1
    return f"{changed:.2f}".rstrip("0").rstrip(".") if "." in text else str(max(int(round(changed)), int(value) + 1))


def bare(text):
    """Without the words of the request: they would tell which program was meant."""
    lines = [re.sub(r"\s*#.*$", "", line) for line in text.splitlines()]
    return "\n".join(line for line in lines if line.strip() or True) + "\n"


def cuts(lines):
    return [(i, m) for i, m in ((i, CUT.match(line)) for i, line in enumerate(lines)) if m]


def dropped(lines):
    for i, match in cuts(lines):
        yield "dropped cut", code_of(lines[i]).strip(), replaced(lines, i, None)


def thresholds(lines):
    for i, match in cuts(lines):
        code = code_of(lines[i])
        for number in NUMBER.finditer(code):
            yield ("changed threshold", f"{code.strip()}: {number.group(1)}",
                   replaced(lines, i, code[:number.start(1)] + other_number(number.group(1)) + code[number.end(1):]))


FLIPS = [(" >= ", " <= "), (" <= ", " >= "), (" > ", " < "), (" < ", " > "), (" == ", " >= "), (" in [", " in (")]


def flipped(lines):
    for i, match in cuts(lines):
        code = code_of(lines[i])
        for old, new in FLIPS[:-1]:
            if old in code:
                yield "flipped comparison", code.strip(), replaced(lines, i, code.replace(old, new, 1))
                break
        else:
            word = "reject" if match.group(2) == "select" else "select"
            yield "flipped comparison", code.strip(), replaced(lines, i, code.replace(match.group(2), word, 1))


OBJECTS = [("[0]", "[1]"), ("[1]", "[0]"), ("from Electron", "from Muon"), ("from Muon", "from Electron"),
           ("(bjets)", "(jets)"), ("(jets)", "(bjets)"), ("size(leptons)", "size(electrons)"), ("MET.pt", "HT(jets)"),
           ("leptons[0]", "jets[0]"), ("jets[0]", "leptons[0]"), ("photons[0]", "photons[1]"), ("bjets[0]", "jets[0]"),
           ("taus[0]", "jets[0]"), ("from electrons, muons", "from electrons, electrons"), (".pt,", ".eta,"),
           ("diphoton", "photons[0]"), ("Z.l1", "leptons[0]"), ("reject btagged", "select btagged")]


def objects(lines):
    for i, line in enumerate(lines):
        code = code_of(line)
        if not re.match(r" *(select|reject|histo|object|define)\b", code):
            continue
        for old, new in OBJECTS:
            changed = code.replace(old, new, 1)
            # What stands for the same after all is no fault.
            if changed != code and not re.search(r"(\w+\[\d\]), \1|(\w+\[\d\]) \+ \2", changed):
                yield "wrong object", f"{code.strip()}: {new} for {old}", replaced(lines, i, changed)
                break


INVENTED = ["select MET.pt > 77 GeV", "select size(jets) <= 7", "reject size(electrons) > 1", "select |MET.phi| < 3"]


def invented(lines):
    regions = [i for i, line in enumerate(lines) if line.startswith("region ")]
    for number, text in enumerate(INVENTED):
        yield "invented cut", text, "\n".join(lines[:regions[0] + 1] + ["    " + text] + lines[regions[0] + 1:])
    histos = [i for i, line in enumerate(lines) if HISTO.match(line)]
    yield "invented cut", INVENTED[0] + " below", "\n".join(lines[:histos[0]] + ["    " + INVENTED[0]] + lines[histos[0]:])


def plots(lines):
    for i, line in enumerate(lines):
        if HISTO.match(line):
            yield "missing plot", code_of(line).strip(), replaced(lines, i, None)


def early_plots(lines):
    """A plot that is filled before the last cut."""
    last = cuts(lines)[-1][0]
    for i, line in enumerate(lines):
        if HISTO.match(line) and i > last:
            yield "plot above a cut", code_of(line).strip(), "\n".join(lines[:last] + [line] + lines[last:i] + lines[i + 1:])


def early_regions(lines):
    """A plot in a region that the one with the last cut starts from."""
    region = max(i for i, line in enumerate(lines) if line.startswith("region "))
    name = lines[region].split()[1]
    last = cuts(lines)[-1][0]
    for i, line in enumerate(lines):
        if HISTO.match(line) and i > last > region:
            earlier = [lines[region].replace(name, "preselection", 1)] + lines[region + 1:last] + [line, ""]
            later = [f"region {name} from preselection"] + lines[last:i] + lines[i + 1:]
            yield "plot in an earlier region", code_of(line).strip(), "\n".join(lines[:region] + earlier + later)


def tables(lines):
    last = cuts(lines)[-1][0]
    for i, line in enumerate(lines):
        if not line.strip().startswith("ntuple"):
            continue
        code = code_of(line)
        if " when " not in code:
            yield "table of some events", code.strip(), replaced(lines, i, code.replace(" :", " when MET.pt > 77 GeV :", 1))
        if i > last:
            yield "table above a cut", code.strip(), "\n".join(lines[:last] + [line] + lines[last:i] + lines[i + 1:])


def axes(lines, asked):
    """`asked(histogram's code)` says whether the request gives the range, and the number of bins."""
    for i, line in enumerate(lines):
        code = code_of(line)
        match = HISTO.match(line) and RANGE.search(code)
        if not match:
            continue
        has_range, has_bins = asked(code)
        bins, low, high = match.groups()
        if has_range:
            for new in (f"{bins} bins from {low} to {other_number(high)}", f"{bins} bins from {other_number(low)} to {high}"):
                yield "wrong range", code.strip(), replaced(lines, i, code[:match.start()] + new + code[match.end():])
        if has_bins:
            yield ("wrong bin count", code.strip(),
                   replaced(lines, i, code[:match.start()] + f"{int(bins) * 2} bins from {low} to {high}" + code[match.end():]))


def columns(lines):
    for i, line in enumerate(lines):
        if line.strip().startswith("ntuple") and ", " in line:
            yield "missing column", code_of(line).strip(), replaced(lines, i, re.sub(r"(: )[^,]+, ", r"\1", code_of(line), count=1))


def orders(lines):
    in_region = [i for i, _ in cuts(lines) if any(line.startswith("region ") for line in lines[:i])]
    for a, b in zip(in_region, in_region[1:]):
        if b == a + 1:
            yield "cuts in another order", code_of(lines[a]).strip(), "\n".join(lines[:a] + [lines[b], lines[a]] + lines[b + 1:])


def faults(text, asked):
    lines = bare(text).splitlines()
    for planted in (dropped(lines), thresholds(lines), flipped(lines), objects(lines), invented(lines), plots(lines),
                    early_plots(lines), early_regions(lines), axes(lines, asked), columns(lines), tables(lines),
                    orders(lines)):
        yield from planted


# ---- rewritings that mean the same ----------------------------------------------------------------------------------

def renamed(text):
    for old, new in (("jets", "goodJets"), ("leptons", "lightLeptons"), ("photons", "selPhotons"), ("taus", "hadTaus"),
                     ("dijet", "W_cand"), ("mT_W", "mTrans")):
        text = re.sub(rf"(?<![\w.]){old}\b", new, text)
    return text


def without_labels(text):
    return re.sub(r'^( *(?:select|reject) .*?) "[^"]*"', r"\1", text, flags=re.MULTILINE)


def negated(text):
    text = re.sub(r"^( *)select (size\(\w+\)) >= (\d+)", r"\1reject \2 < \3", text, flags=re.MULTILINE)
    return re.sub(r"^( *)reject (size\(\w+\)) > 0", r"\1select \2 == 0", text, flags=re.MULTILINE)


def swapped(text):
    return re.sub(r"^( *select )([\w.\[\]]+) > ([\d.]+ GeV)", r"\1\3 < \2", text, flags=re.MULTILINE)


def split(text):
    """A closed interval as two cuts."""
    return re.sub(r"^( *)select ([\w.()\[\], ]+?) in \[([\d.]+), ([\d.]+)\] GeV( \"[^\"]*\")?",
                  r"\1select \2 >= \3 GeV and \2 <= \4 GeV", text, flags=re.MULTILINE)


def joined(text):
    """Two cuts of an object as one."""
    return re.sub(r"^    select (pt > [\d.]+ GeV)\n    select (\|eta\| < [\d.]+)$", r"    select \1 and \2", text, flags=re.MULTILINE)


def other_axes(text):
    return re.sub(r"(\d+ bins) from 0 to 200 GeV", r"\1 from 0 to 240 GeV", text)


def reversed_plots(text):
    lines = text.splitlines()
    places = [i for i, line in enumerate(lines) if HISTO.match(line)]
    for i, line in zip(places, [lines[i] for i in reversed(places)]):
        lines[i] = line
    return "\n".join(lines) + "\n"


def in_line(text):
    """Definitions written out."""
    defines = re.findall(r"^define (\w+) = (.*)$", text, flags=re.MULTILINE)
    text = re.sub(r"^define .*\n", "", text, flags=re.MULTILINE)
    for name, value in reversed(defines):
        text = re.sub(rf"(?<![\w.\"]){name}\b(?! :| when|\")", lambda _: f"({value})", text)
    return text


def in_two_regions(text):
    """The first cuts in a region of their own, from which the one with the outputs starts."""
    lines = text.splitlines()
    regions = [i for i, line in enumerate(lines) if line.startswith("region ")]
    own = [i for i, _ in cuts(lines) if i > regions[-1]]
    if len(regions) > 1 or len(own) < 3:
        return text
    name = lines[regions[0]].split()[1]
    return "\n".join(lines[:regions[0]] + ["region preselection"] + lines[regions[0] + 1:own[2]] +
                     ["", f"region {name} from preselection"] + lines[own[2]:]) + "\n"


def in_two_tables(text):
    """The columns of a table, in two, each of events that have its objects."""
    def halves(match):
        columns = re.split(r", (?![^(\[]*[)\]])", match.group(3))
        half = len(columns) // 2
        return "\n".join(f"{match.group(1)}ntuple {match.group(2)}{number} : {', '.join(part)}"
                         for number, part in enumerate((columns[:half], columns[half:]), 1))
    return re.sub(r"^( *)ntuple (\w+) : (.*)$", halves, text, flags=re.MULTILINE)


REWRITINGS = [("comments gone", lambda text: text), ("renamed", renamed), ("without labels", without_labels),
              ("select and reject", negated), ("sides swapped", swapped), ("intervals split", split),
              ("object cuts joined", joined), ("axes that are not asked for", other_axes),
              ("plots in another order", reversed_plots), ("definitions written out", in_line),
              ("cuts in two regions", in_two_regions), ("columns in two tables", in_two_tables)]


def rewritings(text):
    text = bare(text)
    for name, rewrite in REWRITINGS:
        yield name, rewrite(text)
