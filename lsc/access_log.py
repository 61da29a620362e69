"""gunicorn's logs: the visitor's address, one clock, and no key of a reset link."""

import os
from datetime import timedelta
from typing import Any

from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from core.database.logging import FORMATTERS, MaskIbansFilter
from core.database.visitor import address_of
from core.watch.probes import PATHS

#: The path without its query, and no referrer: a search for an IBAN is in neither.
FORMAT = '%(h)s "%(m)s %(U)s %(H)s" %(s)s %(b)s "%(a)s" %(L)s'


class MaskingLogger(Logger):  # type: ignore[misc]
    """Nothing leaves unmasked; lines are as those of the rest. Read before there are settings."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        formatter = FORMATTERS[os.environ.get("LSC_LOG_FORMAT") or "text"]()
        for log in (self.error_log, self.access_log):
            for handler in log.handlers:
                handler.setFormatter(formatter)
                handler.addFilter(MaskIbansFilter())

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: timedelta) -> None:
        """One line a request; none for a probe that found all well."""
        if not self.access_log_enabled:
            return
        atoms = self.atoms(resp, req, environ, request_time)
        is_well = str(atoms["s"]).startswith("2")
        if is_well and environ.get("PATH_INFO") in PATHS:
            return
        atoms["h"] = _visitor(environ)
        told = {"request_id": atoms.get("{x-request-id}o", ""), "fields": _fields(atoms)}
        self.access_log.info(FORMAT, self.atoms_wrapper_class(atoms), extra=told)


def _visitor(environ: dict[str, Any]) -> str:
    """The visitor's address, not the proxy's."""
    address = address_of(
        forwarded=environ.get("HTTP_X_FORWARDED_FOR", ""),
        remote=environ.get("REMOTE_ADDR", ""),
        hops=int(os.environ.get("LSC_TRUSTED_PROXY_COUNT") or 0),
    )
    return address or "-"


def _fields(atoms: dict[str, Any]) -> dict[str, Any]:
    return {
        "client": atoms["h"],
        "method": atoms["m"],
        "path": atoms["U"],
        "status": int(atoms["s"]),
        "bytes": atoms["B"],
        "seconds": float(atoms["L"]),
        "agent": atoms["a"],
    }
