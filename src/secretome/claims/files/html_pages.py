"""Text that a reader of an HTML page sees: paragraphs as lines, items of lists with a dash."""

import re
from html.parser import HTMLParser

_UNSEEN = frozenset({"script", "style", "template", "noscript", "svg", "math", "iframe", "object"})
_LINES = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "caption",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "title",
        "tr",
        "ul",
    ]
)
_BREAKS = {"br": "\n", "li": "\n\n- "}


class _Page(HTMLParser):
    """Collects what is seen; nothing is fetched, and no script is run."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.unseen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self.unseen.append(tag)
        if tag in _LINES:
            self.parts.append(_BREAKS.get(tag, "\n\n"))
        if (told := _told_by(tag, dict(attrs))) and not self.unseen:
            self.parts.append(f"\n\n{told}\n\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _UNSEEN:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.unseen:
            del self.unseen[self.unseen.index(tag) :]
        elif tag in _LINES:
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.parts.append(" ".join(f"|{data}|".split())[1:-1] if data.strip() else " ")


def _told_by(tag: str, attributes: dict[str, str | None]) -> str:
    """Words that a page says in its attributes: of pictures, and of itself to search engines."""
    if tag == "img":
        return attributes.get("alt") or ""
    if tag == "meta" and (attributes.get("name") or "").lower() == "description":
        return attributes.get("content") or ""
    return ""


def text_of_html(markup: str) -> str:
    """What the page says, in the order of its source."""
    page = _Page()
    page.feed(markup)
    page.close()
    blocks = re.split(r"\n{2,}", "".join(page.parts))
    kept = ("\n".join(" ".join(line.split()) for line in block.split("\n")) for block in blocks)
    return "\n\n".join(block.strip() for block in kept if block.strip("- \n"))
