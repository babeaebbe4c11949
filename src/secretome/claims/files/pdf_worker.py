"""The process that opens one PDF file from stdin and writes its pages to stdout as JSON."""

import json
import sys

MOST_PAGES = 300
_MOST_MEMORY_BYTES = 2 * 1024**3
_MOST_CPU_S = 25


def main() -> None:
    """Read, answer, and leave; a file that asks for more than its share ends this process alone."""
    _limit()
    json.dump(_answer(sys.stdin.buffer.read()), sys.stdout)


def _answer(data: bytes) -> dict[str, object]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as fault:
        is_locked = "password" in str(fault).lower()
        return {"fault": "it is locked with a password" if is_locked else "the PDF file is damaged"}
    if len(document) > MOST_PAGES:
        return {"fault": f"it has {len(document)} pages, at most {MOST_PAGES} are read"}
    try:
        return {"pages": [_clean(page.get_textpage().get_text_bounded()) for page in document]}
    except pypdfium2.PdfiumError:
        return {"fault": "a page of the PDF file is damaged"}


def _clean(text: str) -> str:
    """Line ends as everywhere else; the mark that joins a divided word goes."""
    lines = text.replace("\r\n", "\n").replace("\f", "\n")
    return lines.replace("\ufffe\n", "").replace("\ufffe", "")


def _limit() -> None:
    try:
        import resource
    except ImportError:  # no such limits on this system: the time limit outside still holds
        return
    for kind, most in (("RLIMIT_AS", _MOST_MEMORY_BYTES), ("RLIMIT_CPU", _MOST_CPU_S)):
        resource.setrlimit(getattr(resource, kind), (most, most))


if __name__ == "__main__":
    main()
