"""The corpus of programs with a single mistake in tests/mistakes: reading it, asking the checker, following its edits.

A case is a file tests/mistakes/SOURCE/NAME.txt:

    what: one line, what the author did and why it is wrong
    --- wrong
    a program, the mistake between « and »; nothing between them where something is missing
    --- meant
    the program the author wanted; more such sections where several are equally sensible

or, as a change of an example, which is what was meant:

    what: ...
    base: examples/collm/ww.cut
    - a line of it, as it stands there
    + the line in its stead, with the marks; empty where the line is left out
    @ a line that stays, with the marks, where the complaint belongs there

A line `warning: yes` says that the program is legal: what is wanted is a warning.
"""

import collections
import concurrent.futures
import dataclasses
import functools
import hashlib
import itertools
import json
import os
import pathlib
import re
import subprocess
import tempfile

import harness

CORPUS = harness.SOURCE / "tests/mistakes"
SOURCES = ("mutation", "physics", "adl", "python", "cplusplus", "madanalysis", "unfinished")
OPEN, CLOSE = "«", "»"


class BadCase(Exception):
    """A file of the corpus that does not keep to the format."""


@dataclasses.dataclass
class Mutation:
    """One change of an example: which of its lines, counted from 0, become what."""

    base: str
    lines: dict  # index -> new line with its marks if any; None where it is left out


@dataclasses.dataclass
class Case:
    name: str  # SOURCE/NAME
    what: str
    wrong: str
    mark: tuple  # first byte and the byte after the last
    meant: list
    warning: bool = False
    mutation: Mutation | None = None

    @property
    def source(self):
        return self.name.split("/")[0]


def strip_marks(text):
    """The text without its marks, and where they were, in bytes and in their order."""
    data, places, plain = text.encode(), [], b""
    for piece in re.split(f"({OPEN}|{CLOSE})".encode(), data):
        if piece == OPEN.encode():
            places.append([len(plain), None])
        elif piece == CLOSE.encode():
            if not places or places[-1][1] is not None:
                raise BadCase(f"{CLOSE} without {OPEN}")
            places[-1][1] = len(plain)
        else:
            plain += piece
    if any(end is None for _, end in places):
        raise BadCase(f"{OPEN} without {CLOSE}")
    return plain.decode(), [tuple(place) for place in places]


@functools.cache
def example(path):
    return (harness.SOURCE / path).read_text(encoding="utf-8")


def line_of(lines, content, path):
    """Which line has this content, white space at its ends aside."""
    found = [i for i, line in enumerate(lines) if line.strip() == content.strip()]
    if len(found) != 1:
        raise BadCase(f"{path} has {len(found)} lines `{content.strip()}`")
    return found[0]


def read_mutation(base, body):
    lines, changes = example(base).splitlines(), {}
    last = None
    for line in body.splitlines():
        sign, content = line[:1], line[1:]
        if sign == "-":
            last = line_of(lines, content, base)
            changes[last] = None
        elif sign == "+":
            if last is None:
                raise BadCase("a line with + has no line with - above it")
            indent = lines[last][:len(lines[last]) - len(lines[last].lstrip())]
            if content.strip():
                changes[last] = indent + content.strip() if changes[last] is None else \
                    changes[last] + "\n" + indent + content.strip()
        elif sign == "@":
            at = line_of(lines, content.replace(OPEN, "").replace(CLOSE, ""), base)
            indent = lines[at][:len(lines[at]) - len(lines[at].lstrip())]
            changes[at] = indent + content.strip()
        elif line.strip():
            raise BadCase(f"`{line}` begins with none of - + @")
    return Mutation(base, changes)


def mutated(mutations):
    """The example with all these changes, marks included. They touch different lines."""
    lines = dict(enumerate(example(mutations[0].base).splitlines()))
    for mutation in mutations:
        lines.update(mutation.lines)
    return "".join(line + "\n" for line in lines.values() if line is not None)


def read_case(path):
    name = f"{path.parent.name}/{path.stem}"
    try:
        head, *sections = re.split(r"^--- (wrong|meant)\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        fields, body = {}, []
        for line in head.splitlines():
            match = re.match(r"(what|base|warning): (.*)", line)
            if match:
                fields[match.group(1)] = match.group(2).strip()
            else:
                body.append(line)
        if not fields.get("what"):
            raise BadCase("it does not say `what:`")
        mutation = None
        if "base" in fields:
            mutation = read_mutation(fields["base"], "\n".join(body))
            text, meant = mutated([mutation]), [example(fields["base"])]
        else:
            programs = list(zip(sections[::2], sections[1::2]))
            if [kind for kind, _ in programs[:2]] != ["wrong", "meant"] or "".join(body).strip():
                raise BadCase("it has not the form: what, --- wrong, --- meant")
            text, meant = programs[0][1], [program for _, program in programs[1:]]
        wrong, marks = strip_marks(text)
        if len(marks) != 1:
            raise BadCase(f"it has {len(marks)} marked places")
        if wrong in meant:
            raise BadCase("the wrong program is the one that was meant")
        return Case(name, fields["what"], wrong, marks[0], meant, fields.get("warning") == "yes", mutation)
    except BadCase as error:
        raise BadCase(f"{name}: {error}") from None


def read_corpus():
    return [read_case(path) for source in SOURCES for path in sorted((CORPUS / source).glob("*.txt"))]


# ---- asking the checker ----------------------------------------------------------------------------------------------

WORKERS = max(2, os.cpu_count() or 1)


def run(arguments, directory):
    return subprocess.run([str(harness.BINARY), *arguments], cwd=directory, capture_output=True, text=True,
                          errors="replace", stdin=subprocess.DEVNULL, timeout=120)


def by_file(output, names):
    """The diagnostics of each file, or nothing where one cannot be said to be of a file."""
    records = [json.loads(line) for line in output.splitlines()]
    if not records or records[-1]["kind"] != "summary":
        return None
    diagnostics = [record for record in records if record["kind"] == "diagnostic"]
    if len(names) == 1:
        return [diagnostics]
    found = {name: [] for name in names}
    for diagnostic in diagnostics:
        place = diagnostic.get("primary") or {}
        if place.get("file") not in found:
            return None
        found[place["file"]].append(diagnostic)
    return list(found.values())


def check_batch(texts):
    """The diagnostics of each text, by one process. A checker that breaks down is reported for each that breaks it."""
    with tempfile.TemporaryDirectory(prefix="collmc-mistakes-") as directory:
        names = [f"{i}.cut" for i in range(len(texts))]
        for name, text in zip(names, texts):
            (pathlib.Path(directory) / name).write_text(text, encoding="utf-8")
        completed = run(["check", "--diagnostics=json", *names], directory)
    found = by_file(completed.stdout, names)
    if completed.returncode in (0, 1) and found is not None:
        return found
    if len(texts) > 1:
        return [check_batch([text])[0] for text in texts]
    return [[{"code": f"exit {completed.returncode}", "severity": "error", "message": completed.stderr.strip(),
              "primary": None, "fixes": []}]]


def check_all(texts):
    """The diagnostics of each text."""
    size = max(1, min(40, len(texts) // WORKERS + 1))
    batches = [texts[i:i + size] for i in range(0, len(texts), size)]
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        return list(itertools.chain.from_iterable(pool.map(check_batch, batches)))


def is_error(diagnostic):
    return diagnostic["severity"] == "error"


def signature(diagnostic):
    """What makes a message the same one in another program: its code and what it is about."""
    return diagnostic["code"], (diagnostic.get("primary") or {}).get("text")


def beyond(found, ordinary):
    """The diagnostics that are not among those of another program, such as a warning that the example gets as well."""
    left = collections.Counter(map(signature, ordinary))
    rest = []
    for diagnostic in found:
        if left[signature(diagnostic)] > 0:
            left[signature(diagnostic)] -= 1
        else:
            rest.append(diagnostic)
    return rest


# ---- what a program means --------------------------------------------------------------------------------------------

COMMUTATIVE = {"add", "multiply", "equal", "not_equal", "logical_and", "logical_or", "minimum", "maximum"}


def short(text):
    return "#" + hashlib.sha256(text.encode()).hexdigest()[:16]


NAMED = re.compile(r"^\s*(?:collection|pick|region|(?:histogram|profile|grid|ntuple) \w+/)\s*(\w+)", re.MULTILINE)


def without_invented_names(plan, known):
    """A plan in which names that are not among the known words do not matter."""
    invented = [name for name in dict.fromkeys(NAMED.findall(plan)) if name not in known]
    for number, name in enumerate(invented):
        plan = re.sub(rf"\b{name}\b", f"invented{number}", plan)
    return plan


def canonical(plan):
    """A plan as what it computes: without names of values and variables, labels of cuts, and the order of its lines."""
    values, rest, binders = {}, [], {}

    def binder(match):
        name = binders.setdefault(match.group(1), f"binder{len(binders)}")
        return f"{name} in" if match.group(2) else name

    for line in plan.splitlines():
        line = re.sub(r"\s+; .*$", "", line).strip()
        line = re.sub(r"\b(b\d+)\b( \w+ in\b)?", binder, line)
        line = re.sub(r"%\d+", lambda match: values.get(match.group(), match.group()), line)
        line = re.sub(r'^(s\d+( with w\d+)?) ".*"', r"\1", line)
        match = re.match(r"(%\d+) = (\S+) ?(.*)$", line)
        if match:
            operands = match.group(3).split()
            values[match.group(1)] = short(" ".join([match.group(2), *(
                sorted(operands) if match.group(2) in COMMUTATIVE else operands)]))
        elif line:
            rest.append(line)
    return sorted(rest)


def plan_of(text):
    """The plan of a program, or nothing where it does not compile."""
    with tempfile.TemporaryDirectory(prefix="collmc-mistakes-") as directory:
        (pathlib.Path(directory) / "x.cut").write_text(text, encoding="utf-8")
        completed = run(["x.cut", "--emit=plan"], directory)
    return completed.stdout if completed.returncode == 0 else None


class Meanings:
    """Remembers what programs compute."""

    def __init__(self):
        self.plans = {}

    def learn(self, texts):
        new = [text for text in dict.fromkeys(texts) if text not in self.plans]
        with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
            self.plans.update(zip(new, pool.map(plan_of, new)))

    def compiles(self, text):
        return self.plans[text] is not None

    def same(self, text, case):
        """Whether a program means what was meant by a case. Both are learnt.

        A name that the wrong program does not have was invented by whoever repaired it, and may be another.
        """
        words = set(re.findall(r"\w+", case.wrong)) | {"Electron", "Muon", "Tau", "Jet", "Photon"}

        def meaning(program):
            return canonical(without_invented_names(self.plans[program], words))
        return self.compiles(text) and meaning(text) in map(meaning, case.meant)


# ---- following the edits that are offered ------------------------------------------------------------------------------

ROUNDS = 3
WIDTH = 24  # programs that are followed from one round to the next


def apply(text, edits):
    """The text with these edits, or nothing where two of them overlap."""
    data, end = text.encode(), None
    ordered = sorted(enumerate(edits), key=lambda item: (item[1]["bytes"], item[0]), reverse=True)
    for _, edit in ordered:
        first, last = edit["bytes"]
        if end is not None and last > end or data[first:last].decode() != edit["expect"]:
            return None
        data, end = data[:first] + edit["insert"].encode() + data[last:], first
    return data.decode()


def successors(text, diagnostics):
    """Programs that a person reaches in one round: all edits that are sure or likely, or one of those offered."""
    def first_sure(diagnostic):
        return next((fix for fix in diagnostic["fixes"] if fix["applicability"] in ("safe", "likely")), None)

    def together(chosen):
        result, edits = text, []
        for fix in chosen:
            attempt = apply(text, edits + fix["edits"])
            if attempt is not None:
                edits, result = edits + fix["edits"], attempt
        return result

    reached = [together([fix for fix in map(first_sure, diagnostics) if fix])]
    for diagnostic in diagnostics:
        others = [fix for fix in (first_sure(other) for other in diagnostics if other is not diagnostic) if fix]
        for fix in diagnostic["fixes"]:
            reached += [together([fix, *others]), together([fix])]
    return [other for other in dict.fromkeys(reached) if other != text]


@dataclasses.dataclass
class Finding:
    """What the checker makes of a case."""

    case: Case
    diagnostics: list  # beyond those of what was meant
    place: bool = False  # a message, of the severity that is wanted, on the mark
    code: str = "none"  # of the message on the mark, or else of the first
    meant: bool = False  # the edits lead to what was meant
    compiles: bool = False  # they lead to a program that compiles
    steps: int = 0  # rounds that it took to reach what was meant

    @property
    def one(self):
        return len(self.diagnostics) == 1


def on_mark(case_text, mark, diagnostic):
    """Whether a message's primary place is on the mark; for an empty mark, on its line or at the next token."""
    if not diagnostic.get("primary"):
        return False
    begin, end = diagnostic["primary"]["bytes"]
    first, last = mark
    if begin < last and first < end:
        return True
    if first != last:
        return begin == end and first <= begin <= last
    data = case_text.encode()
    line_begin = data.rfind(b"\n", 0, first) + 1
    line_end = data.find(b"\n", first)
    line_end = len(data) if line_end < 0 else line_end
    following = re.compile(rb"(?:\s|#[^\n]*)*").match(data, first).end()
    return line_begin <= begin <= line_end or begin <= following < max(end, begin + 1) or begin == first


def follow(cases, checked, meanings):
    """Follows the edits of each case for some rounds; gives whether they lead to what was meant, and to a program."""
    outcome = {case.name: [False, False, 0] for case in cases}
    frontier = {case.name: [(case.wrong, found)] for case, found in zip(cases, checked)}
    seen = {case.name: {case.wrong} for case in cases}
    for step in range(1, ROUNDS + 1):
        reached = []
        for case in cases:
            if outcome[case.name][0]:
                continue
            fresh = []
            for text, found in frontier[case.name]:
                fresh += [other for other in successors(text, found) if other not in seen[case.name]]
            fresh = list(dict.fromkeys(fresh))[:WIDTH]
            seen[case.name].update(fresh)
            reached += [(case, text) for text in fresh]
        checked = check_all([text for _, text in reached])
        whole = [text for (_, text), found in zip(reached, checked) if not any(map(is_error, found))]
        meanings.learn(whole)
        frontier = {case.name: [] for case in cases}
        for (case, text), found in zip(reached, checked):
            if not any(map(is_error, found)):
                outcome[case.name][1] = True
                if not outcome[case.name][0] and meanings.same(text, case):
                    outcome[case.name][0], outcome[case.name][2] = True, step
            frontier[case.name].append((text, found))
    return outcome


def measure(cases, meanings):
    """What the checker makes of each case."""
    meanings.learn([program for case in cases for program in case.meant])
    for case in cases:
        for program in case.meant:
            if not meanings.compiles(program):
                raise BadCase(f"{case.name}: what was meant does not compile:\n{program}")
    checked = check_all([case.wrong for case in cases])
    outcome = follow(cases, checked, meanings)
    ordinary = check_all([case.meant[0] for case in cases])
    findings = []
    for case, found, usual in zip(cases, checked, ordinary):
        found = beyond(found, usual)
        wanted = [d for d in found if is_error(d) or case.warning]
        there = [d for d in wanted if on_mark(case.wrong, case.mark, d)]
        finding = Finding(case, found, bool(there), (there or found or [{"code": "none"}])[0]["code"])
        finding.meant, finding.compiles, finding.steps = outcome[case.name]
        findings.append(finding)
    return findings
