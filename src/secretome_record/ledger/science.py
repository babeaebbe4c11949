"""The one door of the ledger into the proof room."""

from secretome.proof import (
    SIGNATURE_FIELDS,
    BundleContent,
    Checkpoint,
    MerkleTree,
    TableTriggers,
    canonical_json,
    event_hash,
    fingerprint_of,
    new_private_key,
    private_key_as_text,
    private_key_from_text,
    public_key_of,
    sha256_hex,
    write_bundle,
)

__all__ = [
    "SIGNATURE_FIELDS",
    "BundleContent",
    "Checkpoint",
    "MerkleTree",
    "TableTriggers",
    "canonical_json",
    "event_hash",
    "fingerprint_of",
    "new_private_key",
    "private_key_as_text",
    "private_key_from_text",
    "public_key_of",
    "sha256_hex",
    "write_bundle",
]
