"""Tests of what is read from a package's source, on sources cut by hand in the shapes that the packages have."""

import unittest

import cdktf


def member(name, flags, kind, getter):
    """One member of a class, as generated: FLAGS are letters of computed, optional, required."""
    words = ", ".join(f"{word}: {str(word[0] in flags).lower()}" for word in ("computed", "optional", "required"))
    return f"  // {name} - {words}\n  private _{name}?: {kind};\n  public get {name}() {{\n    return {getter};\n  }}\n"


def holder(name, flags, made):
    words = ", ".join(f"{word}: {str(word[0] in flags).lower()}" for word in ("computed", "optional", "required"))
    return f"  // {name} - {words}\n  private _{name} = new {made};\n  public get {name}() {{\n    return this._{name};\n  }}\n"


def row(name, value, kind, storage):
    lines = (f"value: {value},", "isBlock: false,", f'type: "{kind}",', f'storageClassType: "{storage}",')
    return f"    {name}: {{\n" + "".join(f"      {line}\n" for line in lines) + "    },\n"


def options(name, *members):
    """An interface; MEMBERS are (name, words of its comment, ? or nothing, type)."""
    body = "".join(f"  /**\n  * {words}\n  *\n  * Docs: {{@link https://docs#{m} X#{m}}}\n  */\n  readonly {m}{mark}: {kind};\n" for m, words, mark, kind in members)
    return f"export interface {name} {{\n{body}}}\n"


def struct(name, members, rows):
    function = name[0].lower() + name[1:]
    table = f"export function {function}ToHclTerraform(struct?: {name}): any {{\n  const attrs = {{\n{rows}  }};\n}}\n"
    return table + f"export class {name}OutputReference extends cdktf.ComplexObject {{\n{members}}}\n"


def resource(members, rows, parent="TerraformResource"):
    return f"export class Thing extends cdktf.{parent} {{\n{members}  protected synthesizeHclAttributes() {{\n    const attrs = {{\n{rows}    }};\n  }}\n}}\n"


STRING = "cdktf.stringToHclTerraform(this._x)"
STRINGS = "cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(this._x)"
SIDE = struct("ThingSide", member("port", "r", "number", "this.getNumberAttribute('port')"), row("port", "cdktf.numberToHclTerraform(struct!.port)", "simple", "number"))


def block(text, nested=False):
    return cdktf.schema(text, nested)["block"]


class Attributes(unittest.TestCase):
    def one(self, members, rows=""):
        return block(resource(members, rows))["attributes"]

    def test_flags(self):
        made = self.one(member("a", "r", "string", "this.getStringAttribute('a')") + member("b", "co", "string", "this.getStringAttribute('b')"),
                        row("a", STRING, "simple", "string") + row("b", STRING, "simple", "string"))
        self.assertEqual(made["a"], {"description_kind": "plain", "required": True, "type": "string"})
        self.assertEqual(made["b"], {"description_kind": "plain", "optional": True, "computed": True, "type": "string"})

    def test_types_of_what_is_set(self):
        cases = {
            ("simple", "boolean"): "bool",
            ("simple", "number"): "number",
            ("list", "stringList"): ["list", "string"],
            ("set", "numberList"): ["set", "number"],
            ("map", "stringMap"): ["map", "string"],
            ("map", "stringListMap"): ["map", ["list", "string"]],
            ("set", "stringMapList"): ["set", ["map", "string"]],
            ("map", "anyMap"): "dynamic",
        }
        for (kind, storage), wanted in cases.items():
            with self.subTest(storage):
                self.assertEqual(self.one(member("a", "o", "x", "this.x"), row("a", STRINGS, kind, storage))["a"]["type"], wanted)

    def test_types_of_what_is_read(self):
        cases = {
            "this.getBooleanAttribute('a')": "bool",
            "this.getListAttribute('a')": ["list", "string"],
            "cdktf.Fn.tolist(this.getListAttribute('a'))": ["set", "string"],
            "cdktf.Token.asNumberList(cdktf.Fn.tolist(this.getNumberListAttribute('a')))": ["set", "number"],
        }
        for getter, wanted in cases.items():
            with self.subTest(getter):
                self.assertEqual(self.one(member("a", "c", "x", getter))["a"]["type"], wanted)
        self.assertEqual(self.one(holder("a", "c", 'cdktf.StringMap(this, "a")'))["a"]["type"], ["map", "string"])
        self.assertEqual(self.one(holder("a", "c", 'cdktf.StringMapList(this, "a", true)'))["a"]["type"], ["set", ["map", "string"]])

    def test_what_cannot_be_read_is_named(self):
        with self.assertRaisesRegex(cdktf.Unreadable, "^a: "):
            self.one(member("a", "c", "x", "this.interpolationForAttribute('a')"))

    def test_write_only(self):
        rows = row("key_wo", STRING, "simple", "string") + row("lone_wo", STRING, "simple", "string")
        made = self.one("".join(member(n, "o", "string", f"this.getStringAttribute('{n}')") for n in ("key_wo", "key_wo_version", "lone_wo")), rows)
        self.assertIs(made["key_wo"].get("write_only"), True)
        self.assertNotIn("write_only", made["lone_wo"])


class Nested(unittest.TestCase):
    def side(self, flags, made, value, kind, config="", nested=False):
        text = SIDE + config + resource(holder("side", flags, made), row("side", value, kind, "ThingSideList"))
        return block(text, nested)

    def test_blocks(self):
        made = self.side("r", 'ThingSideList(this, "side", true)', "cdktf.listMapperHcl(thingSideToHclTerraform, true)(this._side.internalValue)", "set")
        self.assertNotIn("attributes", made)
        side = made["block_types"]["side"]
        self.assertEqual((side["nesting_mode"], side["min_items"], side.get("max_items")), ("set", 1, None))
        self.assertEqual(side["block"]["attributes"]["port"], {"description_kind": "plain", "required": True, "type": "number"})

    def test_one_block_at_most(self):
        made = self.side("o", 'ThingSideOutputReference(this, "side")', "thingSideToHclTerraform(this._side.internalValue)", "list")["block_types"]["side"]
        self.assertEqual((made["nesting_mode"], made.get("min_items"), made["max_items"]), ("list", None, 1))

    def test_object_attribute(self):
        made = self.side("co", 'ThingSideList(this, "side", true)', "cdktf.listMapperHcl(thingSideToHclTerraform, false)(this._side.internalValue)", "set")
        self.assertEqual(made["attributes"]["side"]["type"], ["set", ["object", {"port": "number"}]])
        self.assertNotIn("block_types", made)

    def test_nested_attribute_of_protocol_6(self):
        made = self.side("o", 'ThingSideOutputReference(this, "side")', "thingSideToHclTerraform(this._side.internalValue)", "struct", nested=True)
        self.assertEqual(made["attributes"]["side"]["nested_type"]["nesting_mode"], "single")
        self.assertIs(made["attributes"]["side"]["nested_type"]["attributes"]["port"]["required"], True)

    def test_single_block_is_told_by_its_comment(self):
        config = options("ThingConfig", ("side", "side block", "?", "ThingSide"))
        made = self.side("o", 'ThingSideOutputReference(this, "side")', "thingSideToHclTerraform(this._side.internalValue)", "struct", config, True)
        self.assertEqual(made["block_types"]["side"]["nesting_mode"], "single")
        self.assertNotIn("max_items", made["block_types"]["side"])

    def test_computed_objects(self):
        for set_too, kind in (("false", "list"), ("true", "set")):
            made = block(SIDE + resource(holder("side", "c", f'ThingSideList(this, "side", {set_too})'), ""))
            self.assertEqual(made["attributes"]["side"]["type"], [kind, ["object", {"port": "number"}]])

    def test_provider(self):
        table = SIDE[: SIDE.index("export class")]
        config = options("ThingSide", ("port", "A port.", "", "number")) + options("ThingConfig", ("side", "side block", "", "ThingSide"))
        members = member("alias", "o", "string", "this._alias") + member("side", "r", "ThingSide", "this._side")
        rows = row("alias", STRING, "simple", "string") + row("side", "thingSideToHclTerraform(this._side)", "list", "ThingSideList")
        made = block(table + config + resource(members, rows, "TerraformProvider"))
        self.assertNotIn("alias", made.get("attributes", {}))
        self.assertEqual((made["block_types"]["side"]["min_items"], made["block_types"]["side"]["max_items"]), (1, 1))
        self.assertIs(made["block_types"]["side"]["block"]["attributes"]["port"]["required"], True)
