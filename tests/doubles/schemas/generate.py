#!/usr/bin/env python3
"""Makes tests/doubles/schemas/<type>.json for the types that modules and stacks use.

    generate.py [TYPE…]                       from the pinned packages and written/, all or those named
    generate.py --real TYPE ADDRESS VERSION   from standard input, what `terraform providers schema -json` prints;
                                              shows what differs from the file that is there
    generate.py --list [TYPE…]                "TYPE ADDRESS VERSION" of each file or those named
"""

import copy
import datetime
import json
import os
import sys

import compare
import layout
import packages

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))
REAL = {"hcloud"}  # always from the real provider, which can be built


def load(path):
    with open(path) as file:
        return json.load(file)


def path_of(name):
    return os.path.join(HERE, name + ".json")


def written(name):
    """The part written down by hand: its schema, address and source; nothing where there is none."""
    path = os.path.join(HERE, "written", name + ".json")
    if not os.path.exists(path):
        return {}, None, None
    document = load(path)
    ((address, schema),) = document["provider_schemas"].items()
    return schema, address, document["x-source"]


def collected(name, used):
    """The schema of provider NAME from its package and what is written down, as a whole document."""
    schema, address, notes = written(name)
    package = packages.pinned().get(name)
    if not package and not notes:
        sys.exit(f"{name}: neither a package in requirements.txt nor written/{name}.json gives its schema")
    source = {"provider_version": notes.get("provider_version"), "written": notes["documents"]} if notes else {}
    if package:
        read, address, version = package.read(used)
        schema = layout.merged(read, schema)
        source.update(package=package.name, version=package.version, sha256=package.sha256, provider_version=version)
    return layout.document(address, layout.only(schema, used), source)


def complete(name, document, used):
    """Fails when a type in use is not in the document."""
    ((_, schema),) = document["provider_schemas"].items()
    absent = [kind for section, kinds in used.items() for kind in sorted(kinds) if "block" not in schema.get(section, {}).get(kind, {})]
    if absent:
        sys.exit(f"{name}: no source has {', '.join(absent)}: write them down in written/{name}.json")


def put(name, document, used):
    complete(name, document, used)
    path = path_of(name)
    before = load(path) if os.path.exists(path) else {"x-source": {}}
    # The date is that of the content, not of the last run.
    then = before["x-source"].pop("date", None)
    dated = copy.deepcopy(document)
    dated["x-source"]["date"] = then if then and before == document else datetime.date.today().isoformat()
    changed = layout.write(path, dated)
    print(f"{name}: {sum(map(len, used.values()))} types, {'changed' if changed else 'as it was'}")


def real(name, address, version, used):
    """The file of NAME from the real provider's schema on standard input."""
    schema = layout.only(next(iter(json.load(sys.stdin)["provider_schemas"].values())), used)
    if os.path.exists(path_of(name)):
        ((_, ours),) = load(path_of(name))["provider_schemas"].items()
        for line in compare.lines(compare.differences(ours, schema)):
            print(line)
    put(name, layout.document(address, schema, {"provider_version": version}), used)


def main(arguments):
    usage = layout.in_use(ROOT)
    if arguments[:1] == ["--real"] and len(arguments) == 4:
        name, address, version = arguments[1:]
        real(name, address, version, usage.get(name, {}))
    elif arguments[:1] == ["--list"]:
        for name in arguments[1:] or sorted(usage):
            if os.path.exists(path_of(name)):
                document = load(path_of(name))
                print(name, *document["provider_schemas"], document["x-source"]["provider_version"])
    elif any(word.startswith("-") for word in arguments):
        sys.exit(__doc__)
    else:
        for name in arguments:
            if name not in usage:
                sys.exit(f"{name}: no module or stack uses a type of it")
        for name in arguments or sorted(set(usage) - REAL):
            put(name, collected(name, usage[name]), usage[name])


if __name__ == "__main__":
    main(sys.argv[1:])
