"""Schemas as files: in use or not, one merged into another, and written so that a change shows as few lines."""

import glob
import json
import os
import re

USE = re.compile(r'^\s*(resource|data|ephemeral)\s+"([a-z0-9_]+)"', re.M)
SECTIONS = {"resource": "resource_schemas", "data": "data_source_schemas", "ephemeral": "ephemeral_resource_schemas"}
WIDTH = 140


def in_use(root):
    """{provider: {section: {type, …}}}: what modules and stacks below ROOT use."""
    text = []
    for folder in ("modules", "stacks"):
        for path in glob.glob(os.path.join(root, folder, "**", "*.tf"), recursive=True):
            with open(path) as file:
                text.append(file.read())
    found = {}
    for kind, name in USE.findall("\n".join(text)):
        provider = name.split("_")[0]
        if provider != "terraform":  # built into the program
            found.setdefault(provider, {section: set() for section in SECTIONS.values()})[SECTIONS[kind]].add(name)
    return found


def only(schema, used):
    """SCHEMA with the types in USED alone, without descriptions."""
    kept = {"provider": schema.get("provider", {"version": 0, "block": {}})}
    for section in SECTIONS.values():
        kept[section] = {name: one for name, one in schema.get(section, {}).items() if name in used.get(section, ())}
    return {name: undescribed(part) for name, part in kept.items() if part}


def undescribed(node, names=False):
    """NODE without descriptions; where NAMES, its keys are names of attributes, blocks or types, not words of the format."""
    if not isinstance(node, dict):
        return node
    return {
        key: undescribed(value, not names and key in ("attributes", "block_types"))
        for key, value in node.items()
        if names or key not in ("description", "deprecation_message")
    }


def merged(under, over):
    """Maps merge deeply; OVER wins."""
    if not (isinstance(under, dict) and isinstance(over, dict)):
        return over
    return {**under, **{key: merged(under[key], value) if key in under else value for key, value in over.items()}}


def document(address, schema, source):
    return {"format_version": "1.0", "provider_schemas": {address: schema}, "x-source": source}


def text(node, indent=""):
    """JSON with sorted keys; what fits a line is one, and so is every attribute without nested ones."""
    line = json.dumps(node, sort_keys=True, ensure_ascii=False)
    short = len(indent) + len(line) <= WIDTH and '"attributes"' not in line and '"block' not in line
    if not isinstance(node, dict) or not node or short or "type" in node and "description_kind" in node:
        return line
    deeper = indent + "  "
    return "{\n" + ",\n".join(f"{deeper}{json.dumps(key)}: {text(node[key], deeper)}" for key in sorted(node)) + "\n" + indent + "}"


def write(path, node):
    """PATH becomes NODE, whole or not at all; equal content keeps its time stamp. True when it changed."""
    content = text(node) + "\n"
    if os.path.exists(path):
        with open(path) as file:
            if file.read() == content:
                return False
    with open(path + ".new", "w") as file:
        file.write(content)
    os.replace(path + ".new", path)
    return True
