"""Reads the schema of one resource, data source or provider back from the TypeScript that the CDK for Terraform
generated from it.

The generator (terraform-cdk, provider-generator) writes for each type one file with

- a class for the type and one for each nested object, its members under comments such as
  `// ami - computed: true, optional: true, required: false`, with a getter that tells the type of what is read;
- for all that can be set: an interface, whose comment ends in the name Terraform knows and calls a block a block, and
  a table (`synthesizeHclAttributes`, `<struct>ToHclTerraform`) of kinds and element types.
"""

import re

CLASS = re.compile(r"^export class (\w+) extends cdktf\.(\w+) \{$(.*?)^\}$", re.M | re.S)
INTERFACE = re.compile(r"^export interface (\w+)(?: extends [\w.]+)? \{$(.*?)^\}$", re.M | re.S)
FUNCTION = re.compile(r"^export function (\w+)ToHclTerraform\(.*?$(.*?)^\}$", re.M | re.S)
MEMBER = re.compile(r"/\*\*(.*?)\*/\s*readonly \w+(\??):", re.S)
COMMENT = re.compile(r"^  // (\w+) - computed: (\w+), optional: (\w+), required: (\w+)$", re.M)
SETTABLE = re.compile(
    r'^\s+(\w+): \{\n\s+value: (.*),\n\s+isBlock: (?:true|false),\n\s+type: "(\w+)",\n\s+storageClassType: "([^"]+)",$', re.M
)
MEMBER_OBJECT = re.compile(r'private _\w+ = new ((?:cdktf\.)?\w+)\(this, "\w+"(?:, (true|false))?\);')
GETTER = re.compile(r"return (.*this\.(\w+)\('\w+'\).*)")

PRIMITIVES = {"string": "string", "number": "number", "boolean": "bool", "any": "dynamic"}
GETTERS = {
    "getStringAttribute": "string",
    "getNumberAttribute": "number",
    "getBooleanAttribute": "bool",
    "getListAttribute": ["list", "string"],
    "getNumberListAttribute": ["list", "number"],
    "getStringMapAttribute": ["map", "string"],
    "getNumberMapAttribute": ["map", "number"],
    "getBooleanMapAttribute": ["map", "bool"],
    "getAnyMapAttribute": "dynamic",
}


class Unreadable(Exception):
    pass


def capitalised(name):
    return name[:1].upper() + name[1:]


def stacked(storage, outermost):
    """The type behind a storage class: stringMapList under `set` is a set of maps of strings."""
    base, layers = re.fullmatch(r"([a-z]+)((?:List|Map|Set)*)", storage).groups()
    layers = re.findall(r"List|Map|Set", layers)
    if base == "any":  # a dynamic value passes for a map of anything
        kind, layers = "dynamic", layers[1:]
    else:
        kind = PRIMITIVES[base]
    for layer in layers[:-1]:
        kind = [layer.lower(), kind]
    if layers:
        kind = [outermost, kind]
    return kind


class Field:
    """One member of a struct: how it may be used and what it holds."""

    def __init__(self, name, computed, optional, required):
        self.name, self.computed, self.optional, self.required = name, computed, optional, required
        self.kind = None  # a type in Terraform's JSON, unless it holds a struct
        self.struct = None
        self.nesting = None  # single, list, set, map
        self.block = False
        self.one = False

    def flags(self):
        # Nested attributes of protocol 6 are often said to be both, which Terraform does not allow: who must set it computes nothing.
        computed = self.computed and not self.required
        flags = {"computed": computed, "optional": self.optional, "required": self.required}
        return {flag: True for flag, said in flags.items() if said}


class File:
    def __init__(self, text, nested_attributes):
        # Protocol 6 providers describe nested objects as attributes of their own, protocol 5 ones as one object type.
        self.nested_attributes = nested_attributes
        self.classes = {name: (parent, body) for name, parent, body in CLASS.findall(text)}
        self.tables = {capitalised(name): self.table(body) for name, body in FUNCTION.findall(text)}
        self.interfaces = {name: self.interface(body) for name, body in INTERFACE.findall(text)}

    @staticmethod
    def table(body):
        return {name: rest for name, *rest in SETTABLE.findall(body)}

    @staticmethod
    def interface(body):
        members = {}
        for comment, optional in MEMBER.findall(body):
            name = re.findall(r"#(\w+)\}", comment)[-1]
            words = comment.strip(" *\n").split("\n")[0].strip()
            members[name] = {"optional": bool(optional), "block": words == name + " block"}
        return members

    def root(self):
        for name, (parent, body) in self.classes.items():
            if parent in ("TerraformResource", "TerraformDataSource", "TerraformProvider"):
                table = self.table(body[body.index("synthesizeHclAttributes") :])
                fields = self.fields(body, table, self.interfaces.get(name + "Config", {}))
                return [f for f in fields if not (parent == "TerraformProvider" and f.name == "alias")]
        raise Unreadable("no resource, data source or provider in it")

    def struct(self, name):
        table, interface = self.tables.get(name, {}), self.interfaces.get(name, {})
        if name + "OutputReference" in self.classes:
            return self.fields(self.classes[name + "OutputReference"][1], table, interface)
        # Structs of a provider's configuration are never read: they have no class.
        fields = []
        for member, row in table.items():
            optional = interface.get(member, {}).get("optional", True)
            fields.append(self.settable(Field(member, False, optional, not optional), row, interface.get(member, {})))
        return fields

    def fields(self, body, table, interface):
        comments = list(COMMENT.finditer(body))
        fields = []
        for at, comment in enumerate(comments):
            end = comments[at + 1].start() if at + 1 < len(comments) else len(body)
            name, *flags = comment.groups()
            field = Field(name, *(flag == "true" for flag in flags))
            if name in table:
                fields.append(self.settable(field, table[name], interface.get(name, {})))
            else:
                fields.append(self.readable(field, body[comment.end() : end]))
        return fields

    def settable(self, field, row, member):
        value, kind, storage = row
        struct = re.search(r"(?<![\w.])(\w+)ToHclTerraform", value)
        if not struct:
            field.kind = PRIMITIVES[storage] if kind == "simple" else stacked(storage, kind)
            return field
        field.struct = capitalised(struct[1])
        field.nesting = "single" if kind == "struct" else kind
        if kind in ("list", "set"):
            # A mapper says whether it maps blocks; without one it is a block of which there is one at most.
            mapped = re.search(r"ToHclTerraform, (true|false)\)", value)
            field.block = not mapped or mapped[1] == "true"
            field.one = not mapped
        else:
            field.block = member.get("block", False)
        return field

    def readable(self, field, text):
        made = MEMBER_OBJECT.search(text)
        if made and not made[1].startswith("cdktf."):
            suffix = re.search(r"(List|Map|OutputReference)$", made[1])[0]
            field.struct = made[1][: -len(suffix)]
            field.nesting = {"List": "set" if made[2] == "true" else "list", "Map": "map"}.get(suffix, "single")
            field.block = not (field.computed or field.optional or field.required)
        elif made:
            name = made[1][len("cdktf.") :]
            field.kind = stacked(name[0].lower() + name[1:], "map" if name.endswith("Map") else "set" if made[2] == "true" else "list")
        else:
            getter = GETTER.search(text)
            if not getter or getter[2] not in GETTERS:
                raise Unreadable(f"{field.name}: no telling what type it has")
            field.kind = GETTERS[getter[2]]
            if "Fn.tolist" in getter[1]:
                field.kind = ["set"] + field.kind[1:]
        return field

    # Into Terraform's JSON -------------------------------------------------------------------

    def object_type(self, fields):
        return ["object", {f.name: self.type_of(f) for f in fields}]

    def type_of(self, field):
        if not field.struct:
            return field.kind
        inner = self.object_type(self.struct(field.struct))
        return inner if field.nesting == "single" else [field.nesting, inner]

    def attribute(self, field):
        entry = {"description_kind": "plain", **field.flags()}
        if field.struct and self.nested_attributes:
            members = self.struct(field.struct)
            entry["nested_type"] = {"attributes": {f.name: self.attribute(f) for f in members}, "nesting_mode": field.nesting}
        else:
            entry["type"] = self.type_of(field)
        return entry

    def block(self, fields):
        names = {f.name for f in fields}
        block = {"description_kind": "plain"}
        attributes = {f.name: self.attribute(f) for f in fields if not f.block}
        for name, entry in attributes.items():
            # A convention that HashiCorp's providers keep: X_wo is write-only and comes with X_wo_version.
            if name.endswith("_wo") and name + "_version" in names:
                entry["write_only"] = True
        nested = {f.name: self.block_type(f) for f in fields if f.block}
        if attributes:
            block["attributes"] = attributes
        if nested:
            block["block_types"] = nested
        return block

    def block_type(self, field):
        entry = {"nesting_mode": field.nesting, "block": self.block(self.struct(field.struct))}
        if field.required and field.nesting in ("list", "set"):
            entry["min_items"] = 1
        if field.one:
            entry["max_items"] = 1
        return entry


def schema(text, nested_attributes=False):
    """The schema in TEXT, the TypeScript of one type."""
    file = File(text, nested_attributes)
    return {"version": 0, "block": file.block(file.root())}
