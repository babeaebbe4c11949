"""What is said about secretome, held against evidence and live numbers, and found in any text."""

from secretome.claims.checking import Finding, check_text
from secretome.claims.documents import check_document, claim_document
from secretome.claims.files import SUFFIXES, TextFile, read_text_file, text_of_bytes
from secretome.claims.records import BLOCKING, ClaimRecord, ClaimVerdict, claim_records
from secretome.claims.sources import link_to

__all__ = [
    "BLOCKING",
    "SUFFIXES",
    "ClaimRecord",
    "ClaimVerdict",
    "Finding",
    "TextFile",
    "check_document",
    "check_text",
    "claim_document",
    "claim_records",
    "link_to",
    "read_text_file",
    "text_of_bytes",
]
