#!/usr/bin/python3
"""Checks that code compiled for one kind of processor can only be reached through its own functions.

The linker keeps one copy of an inline function. If a file compiled for AVX-512 had one, that copy could be called on
processors without it. So such a file may define nothing that other files may define too.

    vector_code.py OBJECT...    the object files of a build; exit 1 with a line for each symbol that is shared
"""

import re
import subprocess
import sys

VECTOR_FILE = re.compile(r"_(avx2|avx512)\.cpp\.o(bj)?$")
SHARED = "WwVvu"  # weak, or unique in the whole program


def shared_symbols(path):
    lines = subprocess.run(["nm", "--demangle", "--defined-only", path], capture_output=True, text=True,
                           check=True).stdout.splitlines()
    symbols = [re.match(r"\s*[0-9a-f]*\s+(\S)\s+(.*)", line) for line in lines]
    return [match.group(2) for match in symbols if match and match.group(1) in SHARED]


def main():
    checked = [path for path in sys.argv[1:] if VECTOR_FILE.search(path)]
    if not checked:
        sys.exit("no object file of vector code is among the arguments")
    found = [f"{path}: {symbol}" for path in checked for symbol in shared_symbols(path)]
    print("\n".join(found) if found else f"{len(checked)} files define nothing that others may define")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
