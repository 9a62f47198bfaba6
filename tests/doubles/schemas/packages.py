"""The packages on PyPI that hold generated code of providers: pinned in requirements.txt, kept in the user's cache."""

import base64
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile

import cdktf

HERE = os.path.dirname(os.path.abspath(__file__))
CACHE = os.path.join(
    os.environ.get("CACHE") or os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "infrastructure-template"),
    "schemas",
)
# Providers that speak protocol 6 with nested attributes; the others have object types only.
NESTED_ATTRIBUTES = {"cloudflare"}


class Package:
    def __init__(self, line):
        self.line = line
        self.name, self.version, self.sha256 = re.fullmatch(r"(\S+)==(\S+) --hash=sha256:([0-9a-f]{64})", line).groups()
        self.type = self.name.rsplit("-", 1)[1]

    def intact(self, path):
        if not os.path.exists(path):
            return False
        with open(path, "rb") as file:
            return hashlib.sha256(file.read()).hexdigest() == self.sha256

    def wheel(self):
        """The path of the wheel with the pinned content, downloaded where it is not there yet."""
        path = os.path.join(CACHE, f"{self.name.replace('-', '_')}-{self.version}-py3-none-any.whl")
        if self.intact(path):
            return path
        os.makedirs(CACHE, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as scratch:
            wanted = os.path.join(scratch, "requirements.txt")
            with open(wanted, "w") as file:
                file.write(self.line + "\n")
            pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "download", "--no-deps", "--require-hashes"]
            done = subprocess.run([*pip, "--dest", scratch, "-r", wanted], capture_output=True, text=True)
            if done.returncode:
                reason = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or ["pip failed"]
                sys.exit(f"{self.name} {self.version}: {reason[-1]}")
            os.replace(os.path.join(scratch, os.path.basename(path)), path)
        return path

    def folders(self, used):
        """{folder in the package: (section, type)} of the types in USED and the provider itself."""
        found = {"provider": ("provider", None)}
        for section, names in used.items():
            before = {"resource_schemas": "", "data_source_schemas": f"data-{self.type}-"}.get(section)
            if before is not None:  # the CDK has no ephemeral resources
                found.update({before + name.split("_", 1)[1].replace("_", "-"): (section, name) for name in names})
        return found

    def read(self, used):
        """The schema of the types in USED, as one entry of `provider_schemas`; the provider's address and version."""
        folders, schema, provider = self.folders(used), {}, None
        with zipfile.ZipFile(self.wheel()) as wheel:
            (archive,) = (name for name in wheel.namelist() if name.endswith(".jsii.tgz"))
            packed = io.BytesIO(wheel.read(archive))
        with tarfile.open(fileobj=packed) as archive:
            for member in archive:
                if member.name == "package/package.json":
                    provider = json.load(archive.extractfile(member))["cdktf"]["provider"]
                match = re.fullmatch(r"package/lib/([^/]+)/index\.js", member.name)
                if not match or match[1] not in folders:
                    continue
                section, name = folders[match[1]]
                try:
                    one = cdktf.schema(source(archive.extractfile(member).read()), self.type in NESTED_ATTRIBUTES)
                except cdktf.Unreadable as reason:
                    sys.exit(f"{self.name}, {match[1]}: {reason}")
                if name:
                    schema.setdefault(section, {})[name] = one
                else:
                    schema["provider"] = one
        return schema, provider["name"], provider["version"]


def source(script):
    """The TypeScript that SCRIPT was compiled from: its source map brings it along."""
    return json.loads(base64.b64decode(script[script.rindex(b"base64,") + 7 :]))["sourcesContent"][0]


def pinned():
    with open(os.path.join(HERE, "requirements.txt")) as file:
        packages = [Package(line.strip()) for line in file if not line.startswith("#") and line.strip()]
    return {package.type: package for package in packages}
