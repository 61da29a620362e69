"""Read a Code 128 barcode off an image of a page, as a scanner does: one line of light."""

from itertools import groupby, pairwise
from pathlib import Path

from barcode.charsets import code128

_WIDTHS = {
    tuple(len(list(run)) for _bar, run in groupby(bars)): value
    for value, bars in enumerate(code128.CODES)
}
_STOP = (2, 3, 3, 1, 1, 1, 2)
_NAMES_B = {value: sign for sign, value in code128.B.items()}
_NAMES_C = {value: f"{value:02d}" for value in range(100)}


def _rows(path: Path) -> list[bytes]:
    _magic, size, _depth, pixels = path.read_bytes().split(b"\n", 3)
    width = int(size.split()[0])
    return [pixels[start : start + width] for start in range(0, len(pixels), width)]


def _decode(runs: list[int]) -> str | None:
    """The text of runs of black and white that begin with a black one; None for no barcode."""
    if len(runs) < 3 * 6 + 7 or (len(runs) - 7) % 6:
        return None
    values = []
    for start in range(0, len(runs) - 7, 6):
        six = runs[start : start + 6]
        module = sum(six) / 11
        value = _WIDTHS.get(tuple(round(run / module) for run in six))
        if value is None:
            return None
        values.append(value)
    module = sum(runs[-7:]) / 13
    if tuple(round(run / module) for run in runs[-7:]) != _STOP:
        return None
    *data, check = values
    if (data[0] + sum(place * value for place, value in enumerate(data))) % 103 != check:
        return None
    return _text(data)


def _text(data: list[int]) -> str:
    names = {104: _NAMES_B, 105: _NAMES_C}[data[0]]
    text = ""
    for value in data[1:]:
        if names is _NAMES_C and value == 100:
            names = _NAMES_B
        elif names is _NAMES_B and value == 99:
            names = _NAMES_C
        else:
            text += names[value]
    return text


def read_barcode(path: Path) -> str:
    """The text of the first barcode found. Raises AssertionError where there is none."""
    for row in _rows(path):
        runs = [(dark, len(list(run))) for dark, run in groupby(pixel < 128 for pixel in row)]
        wide = [index for index, (dark, length) in enumerate(runs) if not dark and length > 20]
        for left, right in pairwise(wide):
            text = _decode([length for _dark, length in runs[left + 1 : right]])
            if text is not None:
                return text
    raise AssertionError(f"No barcode on {path}")
