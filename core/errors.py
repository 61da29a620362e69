"""Refusals that a person is meant to read."""

from collections.abc import Sequence


class BusinessError(Exception):
    """A rule of the trade says no. The text is French and shown as it is; nothing was changed.

    ``problems`` names what is wrong line by line, where there is more than one thing.
    """

    def __init__(self, message: object, problems: Sequence[object] = ()) -> None:
        super().__init__(str(message))
        self.problems = [str(problem) for problem in problems]
