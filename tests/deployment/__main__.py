"""Make a release of this tree, install it as production does, and live a day through with it.

python -m tests.services -- python -m tests.deployment [--image]
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from tests.deployment import image, later, steps
from tests.deployment.scene import Scene, live


def main() -> int:
    work = Path(tempfile.mkdtemp(prefix="lsc-deployment-", dir="/var/tmp"))
    work.chmod(0o755)
    scene = Scene(work)
    try:
        live((*steps.ALL, *later.ALL), scene)
    finally:
        scene.stop()
        shutil.rmtree(work, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(image.run() if "--image" in sys.argv else main())
