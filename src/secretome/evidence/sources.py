"""Where a source of the tables can be opened: a paper, a registration, a page."""

import re

_PLACES = (
    (re.compile(r"^(10\.\d{4,9}/\S+)$"), "https://doi.org/{}"),
    (re.compile(r"^(?:PMID )?(\d{7,8})$"), "https://pubmed.ncbi.nlm.nih.gov/{}/"),
    (re.compile(r"^(PMC\d+)$"), "https://pmc.ncbi.nlm.nih.gov/articles/{}/"),
    (re.compile(r"^(NCT\d{8})$"), "https://clinicaltrials.gov/study/{}"),
    (re.compile(r"^(https://\S+)$"), "{}"),
)


def link_to(source: str) -> str | None:
    """Address of a source; None for one that has none, such as a table of our own."""
    for kind, address in _PLACES:
        if match := kind.match(source):
            return address.format(match.group(1))
    return None
