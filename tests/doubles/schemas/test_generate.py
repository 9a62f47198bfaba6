#!/usr/bin/env python3
"""Tests of the generator. Run as a program it runs those of test_cdktf.py too and prints TAP."""

import base64
import io
import json
import os
import sys
import tarfile
import tempfile
import unittest
import zipfile
from unittest import mock

import compare
import generate
import layout
import packages
from test_cdktf import STRING, member, resource, row


class Package(unittest.TestCase):
    def test_reads_the_types_asked_for(self):
        thing = resource(member("a", "r", "string", "this.getStringAttribute('a')"), row("a", STRING, "simple", "string"))
        files = {"package/package.json": json.dumps({"cdktf": {"provider": {"name": "registry.terraform.io/x/p", "version": "1.2.3"}}})}
        for folder in ("provider", "my-thing", "data-p-my-thing", "other"):
            text = thing.replace("TerraformResource", "TerraformProvider") if folder == "provider" else thing
            code = base64.b64encode(json.dumps({"sourcesContent": [text]}).encode()).decode()
            files[f"package/lib/{folder}/index.js"] = "//# sourceMappingURL=data:application/json;base64," + code
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w:gz") as archive:
            for name, content in files.items():
                entry = tarfile.TarInfo(name)
                entry.size = len(content)
                archive.addfile(entry, io.BytesIO(content.encode()))
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "wheel")
            with zipfile.ZipFile(path, "w") as wheel:
                wheel.writestr("p/_jsii/p@1.jsii.tgz", packed.getvalue())
            package = packages.Package("cdktf-cdktf-provider-p==1.0.0 --hash=sha256:" + "0" * 64)
            with mock.patch.object(package, "wheel", return_value=path):
                schema, address, version = package.read({"resource_schemas": {"p_my_thing"}, "data_source_schemas": {"p_my_thing"}, "ephemeral_resource_schemas": {"p_e"}})
        self.assertEqual((address, version), ("registry.terraform.io/x/p", "1.2.3"))
        self.assertEqual({section: sorted(schema[section]) for section in schema if section != "provider"}, {"resource_schemas": ["p_my_thing"], "data_source_schemas": ["p_my_thing"]})
        self.assertIn("a", schema["provider"]["block"]["attributes"])

    def test_other_content_is_not_used(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "wheel")
            with open(path, "w") as file:
                file.write("x")
            package = packages.Package("cdktf-cdktf-provider-p==1.0.0 --hash=sha256:" + "0" * 64)
            self.assertFalse(package.intact(path))
            package.sha256 = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
            self.assertTrue(package.intact(path))


class Layout(unittest.TestCase):
    def test_types_in_use(self):
        with tempfile.TemporaryDirectory() as root:
            os.makedirs(os.path.join(root, "modules", "dns", "p"))
            os.makedirs(os.path.join(root, "stacks"))
            with open(os.path.join(root, "modules", "dns", "p", "main.tf"), "w") as file:
                file.write('resource "p_one" "x" {}\n# resource "p_not" "x" {}\ndata "terraform_remote_state" "x" {}\n  data  "q_two" "x" {\n}\n')
            with open(os.path.join(root, "stacks", "a.tf"), "w") as file:
                file.write('ephemeral "p_three" "x" {}\n')
            used = layout.in_use(root)
        self.assertEqual(sorted(used), ["p", "q"])
        self.assertEqual(used["p"], {"resource_schemas": {"p_one"}, "data_source_schemas": set(), "ephemeral_resource_schemas": {"p_three"}})
        self.assertEqual(used["q"]["data_source_schemas"], {"q_two"})

    def test_only_what_is_used_and_no_descriptions(self):
        described = {"type": "string", "optional": True, "description": "words", "description_kind": "plain"}
        one = {"version": 0, "block": {"description": "words", "attributes": {"description": described, "attributes": described}}}
        kept = layout.only({"resource_schemas": {"p_a": one, "p_b": one}}, {"resource_schemas": {"p_a"}})
        self.assertEqual(list(kept["resource_schemas"]), ["p_a"])
        self.assertEqual(sorted(kept["resource_schemas"]["p_a"]["block"]["attributes"]), ["attributes", "description"])
        self.assertNotIn("words", json.dumps(kept))

    def test_merge(self):
        self.assertEqual(layout.merged({"a": {"b": 1, "c": 2}}, {"a": {"c": 3}, "d": 4}), {"a": {"b": 1, "c": 3}, "d": 4})

    def test_one_line_an_attribute(self):
        attribute = {"type": ["object", {"k" * 60: "string", "l" * 60: "string"}], "optional": True, "description_kind": "plain"}
        node = {"attributes": {"b": attribute, "a": {"type": "string", "description_kind": "plain"}}, "description_kind": "plain"}
        lines = layout.text(node).split("\n")
        self.assertEqual(json.loads("\n".join(lines)), node)
        self.assertEqual(len(lines), 7)
        self.assertLess(lines[2].index('"a"'), 6)


class Files(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        os.mkdir(os.path.join(folder.name, "written"))
        for patch in (mock.patch.object(generate, "HERE", folder.name), mock.patch("builtins.print")):
            patch.start()
            self.addCleanup(patch.stop)
        self.folder = folder.name
        self.used = {"resource_schemas": {"p_a"}, "data_source_schemas": set(), "ephemeral_resource_schemas": set()}
        block = {"version": 0, "block": {"attributes": {"id": {"type": "string", "computed": True}}}}
        schema = {"resource_schemas": {"p_a": block, "p_b": block}}
        layout.write(os.path.join(self.folder, "written", "p.json"), layout.document("registry.terraform.io/x/p", schema, {"provider_version": "1", "documents": ["d"]}))

    def test_written_down(self):
        generate.put("p", generate.collected("p", self.used), self.used)
        made = generate.load(generate.path_of("p"))
        self.assertEqual(list(made["provider_schemas"]["registry.terraform.io/x/p"]["resource_schemas"]), ["p_a"])
        self.assertEqual((made["x-source"]["provider_version"], made["x-source"]["written"]), ("1", ["d"]))

    def test_equal_content_keeps_date_and_file(self):
        document = generate.collected("p", self.used)
        generate.put("p", document, self.used)
        path = generate.path_of("p")
        made = generate.load(path)
        made["x-source"]["date"] = "2001-01-01"
        layout.write(path, made)
        os.utime(path, (1, 1))
        generate.put("p", generate.collected("p", self.used), self.used)
        self.assertEqual((generate.load(path)["x-source"]["date"], os.stat(path).st_mtime), ("2001-01-01", 1))
        document["x-source"]["provider_version"] = "2"
        generate.put("p", document, self.used)
        self.assertNotEqual(generate.load(path)["x-source"]["date"], "2001-01-01")

    def test_absent_type_is_named(self):
        self.used["resource_schemas"].add("p_absent")
        with self.assertRaisesRegex(SystemExit, "no source has p_absent"):
            generate.put("p", generate.collected("p", self.used), self.used)
        self.assertFalse(os.path.exists(generate.path_of("p")))


class Compare(unittest.TestCase):
    def kinds(self, ours, real):
        wrap = lambda one: {"resource_schemas": {"p_a": {"block": one}}}
        return [(kind, where) for kind, where, *_ in compare.differences(wrap(ours), wrap(real))]

    def test_attributes(self):
        ours = {"attributes": {"a": {"type": "string", "optional": True}, "b": {"type": "string", "required": True}, "c": {"type": "bool", "computed": True}}}
        self.assertEqual(self.kinds(ours, ours), [])
        real = {"attributes": {"a": {"type": "number", "optional": True}, "b": {"type": "string", "optional": True}, "d": {"type": "bool", "computed": True}}}
        self.assertEqual(self.kinds(ours, real), [("other type", "p_a.a"), ("other use", "p_a.b"), ("only in ours", "p_a.c"), ("not in ours", "p_a.d")])

    def test_marks(self):
        plain, secret = ({"attributes": {"a": {"type": "string", "optional": True, **more}}} for more in ({}, {"sensitive": True}))
        self.assertEqual(self.kinds(plain, secret), [("marks left out", "p_a.a")])
        self.assertEqual(self.kinds(secret, plain), [("other marks", "p_a.a")])

    def test_members_of_objects(self):
        ours, real = ({"attributes": {"a": {"type": ["list", ["object", kind]], "computed": True}}} for kind in ({"x": "string"}, {"x": "number", "y": "string"}))
        self.assertEqual(self.kinds(ours, real), [("other type", "p_a.a.x"), ("not in ours", "p_a.a.y")])

    def test_bounds(self):
        def sides(**items):
            return {"block_types": {"side": {"nesting_mode": "list", "block": {}, **items}}}

        self.assertEqual(self.kinds(sides(min_items=1), sides(min_items=2, max_items=9)), [("bounds left out", "p_a.side")])
        for real in (sides(max_items=1), sides(min_items=2)):
            self.assertEqual(self.kinds(sides(), real), [("other bounds", "p_a.side")])
        self.assertEqual(self.kinds(sides(), {"block_types": {"side": {"nesting_mode": "set", "block": {}}}}), [("other type", "p_a.side")])


class Tap(unittest.TestResult):
    """A line of TAP for each test, the trace of one that fails below it."""

    def line(self, word, test, trace=""):
        print(f"{word} - {test.id().removeprefix('__main__.')}" + "".join(f"\n# {line}" for line in trace.splitlines()))

    def addSuccess(self, test):
        self.line("ok", test)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.line("not ok", test, self.failures[-1][1])

    def addError(self, test, err):
        super().addError(test, err)
        self.line("not ok", test, self.errors[-1][1])

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err:
            self.line("not ok", subtest, (self.failures + self.errors)[-1][1])


if __name__ == "__main__":
    result = Tap()
    unittest.defaultTestLoader.loadTestsFromNames(["test_cdktf", "__main__"]).run(result)
    sys.exit(not result.wasSuccessful())
