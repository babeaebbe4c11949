"""What is said about secretome, held against evidence and live numbers, and found in any text."""

from secretome.claims.checking import Finding, check_text
from secretome.claims.documents import check_document, claim_document
from secretome.claims.english import reads_as_english, require_english
from secretome.claims.files import SUFFIXES, TextFile, read_text_file, text_of_bytes
from secretome.claims.live import LiveNumber, cost_per_dose, live_numbers, time_to_release
from secretome.claims.records import BLOCKING, ClaimRecord, ClaimVerdict, claim_records
from secretome.claims.version import check_version
from secretome.evidence import link_to

__all__ = [
    "BLOCKING",
    "SUFFIXES",
    "ClaimRecord",
    "ClaimVerdict",
    "Finding",
    "LiveNumber",
    "TextFile",
    "check_document",
    "check_text",
    "check_version",
    "claim_document",
    "claim_records",
    "cost_per_dose",
    "link_to",
    "live_numbers",
    "read_text_file",
    "reads_as_english",
    "require_english",
    "text_of_bytes",
    "time_to_release",
]
