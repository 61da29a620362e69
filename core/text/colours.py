"""From the agency's one colour, shades that stay readable in light and dark (WCAG 2.2)."""

from colorsys import hls_to_rgb, rgb_to_hls
from dataclasses import dataclass

#: Contrast of text against its background that WCAG 2.2 asks for (1.4.3).
READABLE = 4.5
_LIGHT_PAPER = "#ffffff"
_DARK_PAPER = "#182433"

Rgb = tuple[float, float, float]


@dataclass(frozen=True)
class Palette:
    """``light`` reads on white and under white text; ``dark`` reads on the dark theme."""

    light: str
    light_hover: str
    light_rgb: str
    dark: str
    dark_rgb: str


def _parse(colour: str) -> Rgb:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue


def _hex(rgb: Rgb) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in rgb)


def _luminance(rgb: Rgb) -> float:
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, from 1 to 21."""
    high, low = sorted((_luminance(_parse(one)), _luminance(_parse(other))), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _shift(colour: str, step: float) -> str:
    hue, lightness, saturation = rgb_to_hls(*_parse(colour))
    return _hex(hls_to_rgb(hue, min(1.0, max(0.0, lightness + step)), saturation))


def _until_readable(colour: str, paper: str, step: float) -> str:
    for _turn in range(100):
        if contrast(colour, paper) >= READABLE:
            break
        colour = _shift(colour, step)
    return colour


def _rgb_list(colour: str) -> str:
    return ", ".join(str(round(part * 255)) for part in _parse(colour))


def palette(colour: str) -> Palette:
    """Shades of ``#rrggbb``, darkened or lightened as little as reading needs."""
    light = _until_readable(colour, _LIGHT_PAPER, -0.01)
    dark = _until_readable(colour, _DARK_PAPER, 0.01)
    return Palette(light, _shift(light, -0.06), _rgb_list(light), dark, _rgb_list(dark))
