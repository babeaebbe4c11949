"""Text of a PDF file, read in a process of its own that may use neither much memory nor long.

Refuses: files that are no PDF, are encrypted or damaged, have too many pages, or take too long.
"""

import json
import subprocess
import sys
from importlib.util import find_spec

from secretome.errors import BadInput, MissingExtra

_LONGEST_S = 30
_AGAIN = "Print the text to a new PDF file, or give it as .docx or .txt."


def text_of_pdf(data: bytes, *, name: str) -> str:
    """What the pages say, divided by form feeds."""
    if b"%PDF-" not in data[:1024]:
        raise BadInput("it is not a PDF file", where=name, do=_AGAIN)
    if find_spec("pypdfium2") is None:
        raise MissingExtra("The reader of PDF files", extra="documents")
    command = [sys.executable, "-m", "secretome.claims.files.pdf_worker"]
    try:
        done = subprocess.run(  # noqa: S603 - our own words, the file goes in by stdin
            command, input=data, capture_output=True, timeout=_LONGEST_S, check=False
        )
    except subprocess.TimeoutExpired as fault:
        what = f"reading it took longer than {_LONGEST_S} seconds"
        raise BadInput(what, where=name, do=_AGAIN) from fault
    return _answer(done.stdout, name)


def _answer(told: bytes, name: str) -> str:
    try:
        answer = json.loads(told)
    except ValueError as fault:
        raise BadInput("the PDF file is damaged or too large", where=name, do=_AGAIN) from fault
    if "fault" in answer:
        raise BadInput(str(answer["fault"]), where=name, do=_AGAIN)
    return "\f".join(answer["pages"])
