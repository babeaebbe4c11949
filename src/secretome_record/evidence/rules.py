"""What speaks against a table of study rows: plain rules that name every reason."""

from collections.abc import Collection, Iterator

from secretome_record.ledger.refusal import Reason

LONGEST_TITLE = 120


def reasons_against_proposal(title: str, *, kept_before: str) -> Iterator[Reason]:
    """List what speaks against taking in a table; ``kept_before`` is one with the same file."""
    if not title.strip():
        yield Reason("title", "Give the table a title that a reviewer recognises.")
    elif len(title.strip()) > LONGEST_TITLE:
        yield Reason("title", f"The title is longer than {LONGEST_TITLE} letters. Shorten it.")
    if kept_before:
        yield Reason("file", f"The same file is here already as {kept_before}.", kept_before)


def reasons_against_review(*, own_work: bool, clashing: Collection[str]) -> Iterator[Reason]:
    """A second person reviews, and no study counts twice."""
    if own_work:
        yield Reason("own_work", "A second person reviews these rows: you proposed them yourself.")
    for name in sorted(clashing):
        sentence = f"The study row {name} was accepted meanwhile. Refuse this table."
        yield Reason("accepted_meanwhile", sentence)
