"""Every failure as one line for a person: what is wrong, where, and what to do."""

import errno
from collections.abc import Callable
from pathlib import Path
from typing import Any

from secretome.errors import MissingExtra, SecretomeError

_SYSTEM_ADVICE = {
    errno.ENOENT: "there is no such file. Check the name and the folder.",
    errno.EACCES: "reading or writing it is not permitted. Ask its owner, or choose another place.",
    errno.EPERM: "this is not permitted. Ask its owner, or choose another place.",
    errno.EISDIR: "this is a folder. Name a file in it.",
    errno.ENOTDIR: "a part of this path is a file. Check the path.",
    errno.ENOSPC: "the disk is full. Make room and try again.",
    errno.EADDRINUSE: "the port is already in use. Choose another with --port.",
}


def line_for(error: BaseException, *, command: str) -> str:
    """Say what went wrong in one line; never a traceback, whatever was raised."""
    return " ".join(_sentence(error, command).split())


def _sentence(error: BaseException, command: str) -> str:
    message_of = getattr(error, "format_message", None)
    if message_of is not None:  # a wrong word on the command line
        return f"{_in_words(message_of()).rstrip('.')}. See: {command} --help"
    for kind, sentence in _SENTENCES:
        if isinstance(error, kind):
            return sentence(error)
    if hasattr(error, "reasons"):  # a refusal of the record, which is not imported here
        return str(error)
    return (
        f"{command} failed unexpectedly: {type(error).__name__}: {error}. "
        "This is a fault of the program; please report it with this line."
    )


def _in_words(message: str) -> str:
    """The names of types are for programmers."""
    for kind, word in (("float", "number"), ("integer", "whole number"), ("int", "whole number")):
        message = message.replace(f"is not a valid {kind}", f"is not a {word}")
    return message


def _system_sentence(error: OSError) -> str:
    advice = _SYSTEM_ADVICE.get(error.errno or 0)
    if error.errno == errno.ENOENT and isinstance(error.filename, str):
        folder = Path(error.filename).parent
        if not folder.exists():
            advice = f"the folder {folder} is missing. Make it first, or check the path."
    where = f"{error.filename}: " if error.filename is not None else ""
    return f"{where}{advice or error.strerror or str(error) or type(error).__name__}"


def _decoding_sentence(error: UnicodeDecodeError) -> str:
    return (
        f"the file is not {error.encoding} text (byte {error.start}). "
        "Save it as UTF-8, or check that it is the file you meant."
    )


_SENTENCES: tuple[tuple[type[BaseException], Callable[[Any], str]], ...] = (
    (SecretomeError, str),
    (BrokenPipeError, lambda _: "the program that was reading the answer stopped before its end."),
    (UnicodeDecodeError, _decoding_sentence),
    (OSError, _system_sentence),
    (MemoryError, lambda _: "there is not enough memory. Give a smaller input."),
)


def missing_record(command: str) -> MissingExtra:
    """Say that a command needs the site, and which extra brings it."""
    return MissingExtra(f"The record, which `secretome {command}` needs,", extra="record")
