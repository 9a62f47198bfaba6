"""What two schemas of one provider disagree about, by the path of an attribute or block."""

SECTIONS = ("resource_schemas", "data_source_schemas", "ephemeral_resource_schemas")
MARKS = ("sensitive", "deprecated", "write_only")


def members(kind, path):
    """{path: facts} of the members of the object type in KIND, if there is one; the name of a type that ends in one."""
    layers, found = [], {}
    while isinstance(kind, list) and kind[0] != "object":
        layers.append(kind[0])
        kind = kind[1]
    if not isinstance(kind, list):
        return None, found
    for name, one in kind[1].items():
        inner, below = members(one, f"{path}{name}.")
        found[path + name] = {"use": (), "marks": set(), "type": inner or one}
        found.update(below)
    return " ".join([*layers, "object"]), found


def flat(block, path=""):
    """{path: facts} of all attributes and nested blocks below BLOCK."""
    found = {}
    for name, one in (block.get("attributes") or {}).items():
        use = tuple(flag for flag in ("required", "optional", "computed") if one.get(flag))
        facts = {"use": use, "marks": {mark for mark in MARKS if one.get(mark)}, "type": one.get("type")}
        if "nested_type" in one:
            facts["type"] = "nested " + one["nested_type"]["nesting_mode"]
            found.update(flat(one["nested_type"], f"{path}{name}."))
        objects, below = members(facts["type"], f"{path}{name}.")
        if objects:
            facts["type"] = objects
            found.update(below)
        found[path + name] = facts
    for name, one in (block.get("block_types") or {}).items():
        items = (one.get("min_items", 0), one.get("max_items", 0))
        found[path + name] = {"type": "block " + one["nesting_mode"], "items": items, "use": (), "marks": set()}
        found.update(flat(one["block"], f"{path}{name}."))
    return found


def types(schema):
    """{path: facts} of each type in SCHEMA, by a name that tells data sources and the provider from resources."""
    every = {"provider": flat(schema.get("provider", {}).get("block", {}))}
    for section in SECTIONS:
        prefix = "" if section == "resource_schemas" else section.split("_")[0] + "."
        for name, one in schema.get(section, {}).items():
            every[prefix + name] = flat(one["block"])
    return every


def kind_of(ours, real):
    """Which contradiction, if any, lies between the two."""
    if ours["type"] != real["type"]:
        return "other type"
    if ours["use"] != real["use"]:
        return "other use"
    if "items" in ours and ours["items"] != real["items"]:
        # Packages tell 0 from 1 and 1 from many, no other bounds.
        (low, high), (real_low, real_high) = ours["items"], real["items"]
        known = min(real_low, 1) == low and (real_high if real_high == 1 else 0) == high
        return "bounds left out" if known else "other bounds"
    if ours["marks"] - real["marks"]:
        return "other marks"
    return "marks left out" if ours["marks"] != real["marks"] else None


def shown(facts):
    text = str(facts["type"]).replace("'", '"')
    if "items" in facts:
        return f"{text} {facts['items'][0]}..{facts['items'][1] or ''}"
    return " ".join([text, "/".join(facts["use"]), *sorted(facts["marks"])])


def differences(ours, real):
    """[(kind, path, ours, real)]; kinds: those of kind_of, `only in ours`, `not in ours`, `type only in ours`."""
    found, theirs = [], types(real)
    for name, mine in types(ours).items():
        if name not in theirs:
            found.append(("type only in ours", name, "", ""))
            continue
        for path in sorted({**mine, **theirs[name]}):
            one, other = mine.get(path), theirs[name].get(path)
            if path.rpartition(".")[0] and (mine.get(path.rpartition(".")[0]) is None or theirs[name].get(path.rpartition(".")[0]) is None):
                continue  # the one that holds it is reported
            kind = "not in ours" if one is None else "only in ours" if other is None else kind_of(one, other)
            if kind:
                found.append((kind, f"{name}.{path}", shown(one) if one else "", shown(other) if other else ""))
    return found


def lines(found):
    """What to show of differences: one line each, contradictions first by their kind."""
    return [f"{kind}: {where}: {mine or '-'} | {real or '-'}" for kind, where, mine, real in sorted(found)]
