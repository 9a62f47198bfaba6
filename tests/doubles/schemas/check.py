#!/usr/bin/env python3
"""Compares one of our schemas with the real one.

    check.py [-v] TYPE REAL    REAL is what `terraform providers schema -json` prints, plain or packed with xz

Prints what contradicts, with -v also what ours leave out and what differences.txt puts down to the provider's release;
then counts. Exits 1 when something contradicts.
"""

import collections
import json
import lzma
import os
import sys

import compare

HERE = os.path.dirname(os.path.abspath(__file__))
LEFT_OUT = ("not in ours", "marks left out", "bounds left out")
RELEASE = "of another release"


def load(path):
    opened = lzma.open(path, "rt") if path.endswith(".xz") else open(path)
    with opened as file:
        ((_, schema),) = json.load(file)["provider_schemas"].items()
    return schema


def known():
    with open(os.path.join(HERE, "differences.txt")) as file:
        return {line.strip() for line in file if not line.startswith("#")}


def main(name, path, verbose):
    ours, releases = load(os.path.join(HERE, name + ".json")), known()
    found = compare.differences(ours, load(path))
    found = [(RELEASE if f"{kind}: {where}" in releases else kind, where, *rest) for kind, where, *rest in found]
    for line in compare.lines(one for one in found if verbose or one[0] not in (*LEFT_OUT, RELEASE)):
        print(line)
    counts = collections.Counter(kind for kind, *_ in found)
    total = sum(map(len, compare.types(ours).values()))
    print(f"{name}: {total} attributes and blocks;", ", ".join(f"{n} {kind}" for kind, n in sorted(counts.items())) or "equal")
    return any(kind not in (*LEFT_OUT, RELEASE) for kind in counts)


if __name__ == "__main__":
    words = [word for word in sys.argv[1:] if word != "-v"]
    if len(words) != 2:
        sys.exit(__doc__)
    sys.exit(main(*words, verbose="-v" in sys.argv))
