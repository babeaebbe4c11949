"""The infection tests every donor needs, and when their samples count, each with its source."""

from dataclasses import dataclass
from datetime import timedelta

# Living donors: a sample at donation, up to 7 days before (US) or after (US and EU).
WINDOW_BEFORE = timedelta(days=7)
WINDOW_AFTER = timedelta(days=7)
WINDOW_SOURCE = "21 CFR 1271.80 (7 days either side); Directive 2006/17/EC, Annex II (7 days after)"

# Whoever gives tissue for others decides as an adult; the site's own law may ask for more.
YOUNGEST_YEARS = 18

DONATE, MANUFACTURE, RESEARCH = "donate tissue", "make a product", "research"
PURPOSES = (DONATE, MANUFACTURE, RESEARCH)
# Without these two there is nothing the programme may do with the tissue.
NEEDED_PURPOSES = (DONATE, MANUFACTURE)


@dataclass(frozen=True, slots=True)
class Marker:
    """One required test: its name here, what is looked for, and who requires it."""

    name: str
    title: str
    source: str


_BOTH = "Directive 2006/17/EC, Annex II; 21 CFR 1271.85"
PANEL = (
    Marker("HIV-1/2", "HIV 1 and 2", _BOTH),
    Marker("HBsAg", "Hepatitis B surface antigen", _BOTH),
    Marker("anti-HBc", "Antibodies to hepatitis B core", "Directive 2006/17/EC, Annex II"),
    Marker("HCV", "Hepatitis C", _BOTH),
    Marker("syphilis", "Syphilis (Treponema pallidum)", _BOTH),
)
MARKERS = tuple(marker.name for marker in PANEL)
