"""The one door of the ledger into the proof room."""

from secretome.proof import canonical_json, event_hash, sha256_hex

__all__ = ["canonical_json", "event_hash", "sha256_hex"]
