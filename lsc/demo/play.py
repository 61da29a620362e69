"""The play, once, through the real code: the one-off direct debit, then the kiosk's nights."""

import logging
from collections.abc import Callable

from lsc.demo import client_steps, kiosk_steps, office_steps
from lsc.demo.agency import Built
from lsc.demo.lobby import Lobby
from lsc.demo.scene import Scene
from lsc.demo.stage import Site
from lsc.demo.telling import STEPS, Teller, Told

logger = logging.getLogger(__name__)

_PLAYED: dict[str, Callable[[Scene], Told]] = {
    "publish": office_steps.publish,
    "sign_in": client_steps.sign_in,
    "request": client_steps.request,
    "fetch": office_steps.fetch,
    "notify": office_steps.notify,
    "collection_file": office_steps.collection_file,
    "prepare": office_steps.prepare,
    "post": office_steps.post,
    "publish_again": client_steps.publish_again,
    "fec": office_steps.fec,
    "kiosk_out": kiosk_steps.kiosk_out,
    "kiosk_pay": kiosk_steps.kiosk_pay,
    "kiosk_in": kiosk_steps.kiosk_in,
}


def play(built: Built, sites: dict[str, Site], lobby: Lobby, teller: Teller) -> Scene:
    """Play every step and tell it. A step that fails is told, and those after it not played."""
    scene = Scene(built, sites, lobby)
    with scene.client:
        for code in STEPS:
            if teller.failed:
                teller.failure(code, f"Pas joué : « {STEPS[teller.failed[0]]} » a échoué.")
                continue
            try:
                told = _PLAYED[code](scene)
            except Exception as error:  # whatever fails is told, and the demo then ends in error
                logger.warning("Step %s failed", code, exc_info=True)
                teller.failure(code, f"{type(error).__name__} : {error}")
            else:
                teller.step(code, told)
    return scene
