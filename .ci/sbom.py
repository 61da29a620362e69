"""Write what the application is made of, as CycloneDX 1.5: both lock files, with their digests.

``sbom.py requirements/base.txt package-lock.json`` prints the document.
"""

import base64
import json
import re
import sys
from pathlib import Path
from typing import Any

_PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def _component(kind: str, name: str, version: str, hashes: list[dict[str, str]]) -> dict[str, Any]:
    purl = f"pkg:{kind}/{name.replace('@', '%40')}@{version}"
    return {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "purl": purl,
        "hashes": hashes,
    }


def python_components(lock: str) -> list[dict[str, Any]]:
    """Each pinned distribution. Its digests are those of all its files: any of them may be used."""
    found = []
    for block in re.split(r"\n(?=[A-Za-z0-9])", lock):
        if pinned := _PINNED.match(block):
            digests = [{"alg": "SHA-256", "content": each} for each in _HASH.findall(block)]
            found.append(_component("pypi", pinned[1].lower(), pinned[2], digests))
    return found


def npm_components(lock: dict[str, Any]) -> list[dict[str, Any]]:
    """Each installed package, with the digest that npm checks."""
    found = []
    for path, package in lock["packages"].items():
        if path:
            name = path.rpartition("node_modules/")[2]
            algorithm, _dash, digest = package["integrity"].partition("-")
            content = base64.b64decode(digest).hex()
            hashes = [{"alg": algorithm.replace("sha", "SHA-"), "content": content}]
            found.append(_component("npm", name, package["version"], hashes))
    return found


def document(python_lock: Path, npm_lock: Path) -> dict[str, Any]:
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "lsc"}},
        "components": [
            *python_components(python_lock.read_text()),
            *npm_components(json.loads(npm_lock.read_text())),
        ],
    }


if __name__ == "__main__":
    json.dump(document(*map(Path, sys.argv[1:3])), sys.stdout, indent=1)
