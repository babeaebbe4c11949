"""The few named failures: each says what is wrong, where, and what to do."""

from dataclasses import dataclass


class SecretomeError(Exception):
    """Base of every failure that a person is meant to read."""


class BadInput(SecretomeError):
    """A file, a table, a case or a word on the command line cannot be used as it is.

    ``what`` is wrong, ``where`` it stands (file, section, row, key), what to ``do`` about it.
    """

    def __init__(self, what: str, *, where: str, do: str) -> None:
        """Keep the three parts; the message is one line."""
        self.what, self.where, self.do = what, where, do
        super().__init__(f"{where}: {what}. {do}")


class UnknownLayout(BadInput):
    """The file is of no layout we read; ``do`` says what was expected."""


class UnitMismatch(BadInput):
    """Two quantities of different kind met, or a unit does not belong to its attribute."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason against something: a stable code and a sentence."""

    code: str
    text: str


class Refused(SecretomeError):
    """The input is sound, yet the answer must not be given; carries all reasons at once."""

    def __init__(self, what: str, *, reasons: tuple[Reason, ...]) -> None:
        """Keep the reasons; the message is one line."""
        self.what, self.reasons = what, reasons
        super().__init__(f"{what}: {' '.join(reason.text for reason in reasons)}")


class MissingExtra(SecretomeError):
    """A part of the installation is missing; the message names the extra to install."""

    def __init__(self, part: str, *, extra: str) -> None:
        """Name the missing part and the extra that brings it."""
        super().__init__(
            f"{part} is not installed. In a clone of the project: pip install '.[{extra}]'"
        )
