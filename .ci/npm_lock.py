"""Strip from package-lock.json what `npm ci` does not need: every address."""

import json
import sys
from pathlib import Path


def strip(lock: Path) -> None:
    content = json.loads(lock.read_text())
    for package in content["packages"].values():
        for key in ("funding", "resolved"):
            package.pop(key, None)
    lock.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    strip(Path(sys.argv[1]))
