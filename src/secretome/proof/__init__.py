"""Proof that records were not changed: canonical text, hash chain, Merkle tree, seals, bundles."""

from secretome.proof.canonical import canonical_json, sha256_hex
from secretome.proof.events import EVENT_FIELDS, FIRST_PREVIOUS, event_hash
from secretome.proof.faults import FAULT_CODES, Fault
from secretome.proof.manifest import Checkpoint, TableTriggers
from secretome.proof.members import size_unpacked_bytes
from secretome.proof.merkle import (
    MerkleTree,
    consistency_holds,
    consistency_proof,
    inclusion_holds,
    inclusion_proof,
    root_of,
)
from secretome.proof.seals import (
    check_seal,
    fingerprint_of,
    new_private_key,
    private_key_as_text,
    private_key_from_text,
    public_key_of,
    seal,
)
from secretome.proof.signatures import SIGNATURE_FIELDS, SIGNATURE_TABLE
from secretome.proof.verification import Verification, verify_bundle
from secretome.proof.writing import BundleContent, write_bundle

__all__ = [
    "EVENT_FIELDS",
    "FAULT_CODES",
    "FIRST_PREVIOUS",
    "SIGNATURE_FIELDS",
    "SIGNATURE_TABLE",
    "BundleContent",
    "Checkpoint",
    "Fault",
    "MerkleTree",
    "TableTriggers",
    "Verification",
    "canonical_json",
    "check_seal",
    "consistency_holds",
    "consistency_proof",
    "event_hash",
    "fingerprint_of",
    "inclusion_holds",
    "inclusion_proof",
    "new_private_key",
    "private_key_as_text",
    "private_key_from_text",
    "public_key_of",
    "root_of",
    "seal",
    "sha256_hex",
    "size_unpacked_bytes",
    "verify_bundle",
    "write_bundle",
]
