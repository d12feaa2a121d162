"""Writes src/policy/oslo/nova.tsv: the policy rules that the releases of Nova come with, read out of the packages on PyPI.

python3 src/xtask/nova_rules.py          downloads the packages and writes the file
python3 src/xtask/nova_rules.py --check  says whether the Nova that is installed has the rules that the file has of its release

Needs a Python with oslo.policy: that of the OpenStack stand has it (`tests/openstack/stand.py setup`, `.cache/openstack/venv/bin/python`).
Of Nova itself nothing runs but `nova/policies`, which says what the rules are.
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile
import types
import zipfile

FILE = pathlib.Path(__file__).resolve().parent.parent / "policy" / "oslo" / "nova.tsv"

# The last version of each release that is on PyPI when this was written.
RELEASES = [
    ("20.6.1", "Train"), ("21.2.4", "Ussuri"), ("22.4.0", "Victoria"), ("23.2.2", "Wallaby"), ("24.2.1", "Xena"), ("25.3.0", "Yoga"), ("26.3.0", "Zed"),
    ("27.5.1", "2023.1"), ("28.3.1", "2023.2"), ("29.4.0", "2024.1"), ("30.3.0", "2024.2"), ("31.3.1", "2025.1"), ("32.2.1", "2025.2"), ("33.0.2", "2026.1"), ("34.0.0", "2026.2"),
]

HEAD = """\
# The policy rules that Nova comes with, by release. Written by src/xtask/nova_rules.py from the packages on PyPI: nova/policies and nova/policy.py.
# `release`: number, name, version that was read, whether enforce_scope and enforce_new_defaults are on where nova.conf says nothing.
# `rule`: name, first and last release that has it so, check, scope types, name and check of the deprecated rule.
"""


def rules(folder):
    """The rules of an unpacked package, by name: check, scope types, the deprecated rule's name and check."""
    nova = types.ModuleType("nova")
    nova.__path__ = [str(pathlib.Path(folder) / "nova")]
    sys.modules["nova"] = nova
    from nova import policies

    found = {}
    for rule in policies.list_rules():
        old = rule.deprecated_rule
        found[rule.name] = [rule.check_str, ",".join(rule.scope_types or []), old.name if old else "", old.check_str if old else ""]
    return found


def enforces(code, requirement):
    """Whether scope types and new defaults are enforced: by Nova's own default, or by that of oslo.policy, which is on from 4.4.0 on."""
    own = re.findall(r"(enforce_scope|enforce_new_defaults)=(True|False)", code)
    if own:
        if sorted(own) != [("enforce_new_defaults", "True"), ("enforce_scope", "True")]:
            raise SystemExit(f"not understood: {own}")
        return True
    return [int(part) for part in re.search(r"oslo.policy\s*\(?>=\s*([\d.]+)", requirement).group(1).split(".")] >= [4, 4]


def read(version, folder):
    subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", "nova", "--ignore-requires-python", f"nova=={version}", "-d", folder], check=True)
    unpacked = pathlib.Path(folder) / version
    with zipfile.ZipFile(next(pathlib.Path(folder).glob(f"nova-{version}-*.whl"))) as wheel:
        wheel.extractall(unpacked, [name for name in wheel.namelist() if name.startswith("nova/policies/") or name == "nova/policy.py" or name.endswith("/METADATA")])
    answer = subprocess.run([sys.executable, __file__, "--rules", str(unpacked)], check=True, capture_output=True, text=True).stdout
    metadata = next(unpacked.glob("*.dist-info/METADATA")).read_text()
    return json.loads(answer), enforces((unpacked / "nova" / "policy.py").read_text(), metadata)


def write():
    lines, by_release = [], {}
    with tempfile.TemporaryDirectory() as folder:
        for version, name in RELEASES:
            number = int(version.split(".")[0])
            by_release[number], on = read(version, folder)
            lines.append(["release", str(number), name, version, "on" if on else "off"])
    for name in sorted({name for release in by_release.values() for name in release}):
        periods = []
        for number, release in sorted(by_release.items()):
            if name not in release:
                continue
            if periods and periods[-1][1] == number - 1 and periods[-1][2] == release[name]:
                periods[-1][1] = number
            else:
                periods.append([number, number, release[name]])
        lines += [["rule", name, str(first), str(last), *cells] for first, last, cells in periods]
    for line in lines:
        if any(mark in cell for cell in line for mark in "\t\n\r"):
            raise SystemExit(f"has a tab or a line break: {line}")
    FILE.write_text(HEAD + "".join("\t".join(line).rstrip("\t") + "\n" for line in lines))
    print(f"{len(lines)} lines", file=sys.stderr)


def check():
    """Compares the file with the Nova that is installed."""
    import importlib.metadata
    import importlib.util

    number = int(importlib.metadata.version("nova").split(".")[0])
    installed = rules(pathlib.Path(importlib.util.find_spec("nova").origin).parent.parent)
    written = {}
    for line in FILE.read_text().splitlines():
        cells = line.split("\t")
        if cells[0] == "rule" and int(cells[2]) <= number <= int(cells[3]):
            written[cells[1]] = [*cells[4:], "", "", "", ""][:4]
    different = sorted(name for name in {*installed, *written} if installed.get(name) != written.get(name))
    print(json.dumps({"release": number, "rules": len(installed), "different": different}))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--rules"]:
        print(json.dumps(rules(sys.argv[2])))
    elif sys.argv[1:] == ["--check"]:
        check()
    else:
        write()
