"""Where the application runs: as another user, on a read-only root, away from developers."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from tests.deployment.release import ROOT, Release

#: Nobody's: the system knows no such user, as a container's may not.
UID = 10_001

#: ``$1`` the release's folder, ``$2`` its environment, ``$3`` the interpreter's own files, ``$4``
#: the developer's folder, the rest what may be written.
_MOUNTS = """
release=$1 environment=$2 base=$3 developer=$4; shift 4
keep=$(dirname "$release")/keep
mkdir -p "$keep"
mount -t tmpfs -o mode=755 tmpfs "$keep"
mkdir "$keep/environment" "$keep/base" "$keep/release"
mount --bind "$environment" "$keep/environment"
mount --bind "$base" "$keep/base"
mount --bind "$release" "$keep/release"
index=0
for each in "$@"; do
    index=$((index + 1))
    mkdir "$keep/$index"
    mount --bind "$each" "$keep/$index"
done
# The interpreter may stand in a home that others cannot enter: only it is seen there.
for hidden in "$developer" /root /tmp; do mount -t tmpfs -o mode=755 tmpfs "$hidden"; done
back() { mkdir -p "$2"; mount --move "$1" "$2"; }
back "$keep/base" "$base"
back "$keep/environment" "$environment"
back "$keep/release" "$release"
index=0
for each in "$@"; do index=$((index + 1)); back "$keep/$index" "$each"; done
umount -l "$keep" 2>/dev/null || true
for point in / "$base" "$environment" "$release" "$developer" /root; do
    mount -o remount,bind,ro "$point" 2>/dev/null || true
done
chmod 1777 /tmp
"""


@cache
def has_namespaces() -> bool:
    """Whether this kernel lets us have a mount namespace; said once where it does not."""
    if os.geteuid() == 0:
        tried = subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False)
        if tried.returncode == 0:
            return True
    print("No mount namespace is to be had here: the root stays writable.", file=sys.stderr)
    return False


def jailed(release: Release, command: Sequence[str], *, writable: Sequence[Path]) -> list[str]:
    """The command that runs ``command`` there. ``writable`` folders belong to the application."""
    user = [
        "setpriv", "--pdeathsig=TERM", "--no-new-privs", "--inh-caps=-all", "--bounding-set=-all",
    ]  # fmt: skip
    if os.geteuid() == 0:
        user += [f"--reuid={UID}", f"--regid={UID}", "--clear-groups"]
    if not has_namespaces():
        return [*user, "--", *command]
    places = [release.folder, release.environment, Path(sys.base_prefix), ROOT, *writable]
    inside = f"cd {shlex.quote(str(release.folder))}\nexec {shlex.join([*user, '--', *command])}"
    script = f"set -eu\n{_MOUNTS}\n{inside}"
    return ["unshare", "--mount", "--propagation=private", "--", "bash", "-c", script, "jail",
            *map(str, places)]  # fmt: skip
