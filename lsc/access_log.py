"""gunicorn's log, where keys of reset links stand in the paths of requests."""

from typing import Any

from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from core.logging import MaskIbansFilter


class MaskingLogger(Logger):  # type: ignore[misc]
    """Nothing leaves unmasked, whatever the format."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for log in (self.access_log, self.error_log):
            for handler in log.handlers:
                handler.addFilter(MaskIbansFilter())
