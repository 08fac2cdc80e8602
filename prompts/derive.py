"""Writes the parts of hints/*.md that repeat what grammar, schema and library say: `python3 prompts/derive.py`, or
`make golden`. They stand between `<!-- derived: NAME -->` and `<!-- end -->`. With `--check` it writes nothing, and ends with 1
when one is not what it should be."""

import json
import pathlib
import re
import sys
import textwrap

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "grammar/derive"))

import antlr
import vocabulary

_PART = re.compile(r"(<!-- derived: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
# Helpers of other functions; `collmc doc` has them.
_LEFT_OUT = {"boostShare", "fourMomentum", "eigenvalue3", "mt2", "neutrinoProduct", "neutrinoMiddle", "neutrinoOffset",
             "neutrinoPz", "acrossPlane", "acrossPair", "acrossLine", "momentumTensor", "collinearShare"}


def reserved():
    return _wrapped(" ".join(antlr.Grammar().reserved))


def functions():
    """Each with its parameters and what it gives, those of numbers together."""
    found = {}
    for path in sorted(vocabulary.STDLIB.glob("*.cut")):
        for name, parameters, result in re.findall(r"^(?:intrinsic )?function (\w+)\((.*?)\) -> ([\w^()/<>]+)",
                                                   path.read_text(encoding="utf-8"), re.MULTILINE):
            if name not in _LEFT_OUT:
                found[name] = (_short(parameters), result)
    numbers = [name for name, (parameters, _) in found.items() if re.fullmatch(r"x|a, b|y, x|x, y", parameters[0])
               and parameters[1]]
    forms = "`size(c)`, `exists(Z)`, `leading(c, n)`"
    others = [f"`{name}({parameters[0]})`{_GIVES.get(result, '')}" for name, (parameters, result) in found.items()
              if name not in numbers]
    constants = ", ".join(f"`{name}`" for name in vocabulary.constants())
    return _wrapped(f"{forms}, {', '.join(others)}. Of numbers: {', '.join(f'`{name}`' for name in numbers)}. "
                    f"Constants: {constants}.")


_GIVES = {"Bool": " (true or false)", "Momentum": " (a momentum)", "Transverse": " (pt, phi)"}


def _short(parameters):
    """Names of the parameters, collections marked; and whether all are numbers."""
    names, plain = [], True
    for part in parameters.split(", "):
        name, kind = part.split(" : ")
        names.append(f"{name}..." if kind.startswith("Collection") else name)
        plain &= kind in ("Number", "Real")
    return ", ".join(names), plain


def attributes():
    schema = json.loads((vocabulary.STDLIB / "schema/lhco.json").read_text(encoding="utf-8"))
    shared = [entry["name"] for part in ("stored", "derived") for entry in schema["shared"][part]]
    lines = [f"* all: {_named([*shared[:3], 'mass', *shared[3:]])}"]
    lines.append(f"* Electron, Muon, Tau also: {_named(entry['name'] for entry in schema['shared']['charged'])}")
    for particle in schema["particles"]:
        own = [part if isinstance(part, str) else part["name"] for part in particle["attributes"]]
        own = [name for name in own if name not in ("stored", "derived", "charged", "mass")]
        if own:
            lines.append(f"* {particle['name']} also: {_named(own)}")
    lines.append(f"* sums of momenta: {_named(['pt', 'eta', 'phi', 'mass', 'energy', 'px', 'py', 'pz', 'p', 'rapidity'])}")
    return "\n".join(lines)


def _named(names):
    return " ".join(f"`{name}`" for name in names)


def _wrapped(text):
    """In lines; what stands between backticks stays on one."""
    whole = re.sub(r"`[^`]*`", lambda found: found.group().replace(" ", "\0"), text)
    return "\n".join(textwrap.wrap(whole, 125, break_long_words=False, break_on_hyphens=False)).replace("\0", " ")


def main(arguments):
    stale = []
    for path in sorted((ROOT / "hints").glob("*.md")):
        text = path.read_text(encoding="utf-8")
        new = _PART.sub(lambda found: f"{found.group(1)}{globals()[found.group(2)]()}\n{found.group(3)}", text)
        if new != text:
            stale.append(path.name)
            if "--check" not in arguments:
                path.write_text(new, encoding="utf-8")
    if stale and "--check" in arguments:
        print(f"hints/{', '.join(stale)}: not what grammar, schema and library say; `make golden` rewrites", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
