"""Names that a program may use without declaring them: of the library and of the schema."""

import json
import pathlib
import re

STDLIB = pathlib.Path(__file__).resolve().parent.parent.parent / "stdlib"


def functions():
    return sorted({name for text in _library() for name in re.findall(r"^(?:intrinsic )?function (\w+)\(", text, re.M)}
                  | {"size", "exists", "leading", "sum", "min", "max", "mean", "product", "any", "all", "count",
                     "chance", "btagged"})


def constants():
    return sorted({name for text in _library() for name in re.findall(r"^define (\w+)", text, re.M)})


def particles():
    schema = json.loads((STDLIB / "schema/lhco.json").read_text(encoding="utf-8"))
    return [particle["name"] for particle in schema["particles"]]


def types():
    return ["Real", "Integer", "Bool", "Energy", "Number", "Momentum", "Transverse", "Lepton", "Collection"]


def _library():
    return [path.read_text(encoding="utf-8") for path in sorted(STDLIB.glob("*.cut"))]
