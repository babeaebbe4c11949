"""Ed25519 seals: who vouches for a document, and the fingerprint by which their key is known."""

from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from secretome.errors import BadInput
from secretome.proof.canonical import canonical_json, sha256_hex

_HEX_DIGITS = frozenset("0123456789abcdef")


def new_private_key() -> Ed25519PrivateKey:
    """Make a new key; whoever holds it can seal."""
    return Ed25519PrivateKey.generate()


def private_key_from_text(text: str) -> Ed25519PrivateKey:
    """Read a private key from its 64 hexadecimal digits. Raises BadInput when they are not that."""
    raw = _bytes_of(text, length=32)
    if raw is None:
        raise BadInput(
            "the private key is not 64 hexadecimal digits",
            where="sealing key",
            do="Give the key as it was written by the set-up.",
        )
    return Ed25519PrivateKey.from_private_bytes(raw)


def private_key_as_text(key: Ed25519PrivateKey) -> str:
    """Write a private key as 64 hexadecimal digits, to be kept in a secret place."""
    return key.private_bytes_raw().hex()


def public_key_of(key: Ed25519PrivateKey) -> str:
    """Write the public half as 64 hexadecimal digits."""
    return key.public_key().public_bytes_raw().hex()


def fingerprint_of(public_key: str) -> str:
    """Answer the fingerprint of a public key: the SHA-256 of its 32 bytes."""
    return sha256_hex(_bytes_of(public_key, length=32) or public_key)


def seal(document: dict[str, Any], key: Ed25519PrivateKey) -> str:
    """Seal the canonical JSON of a document (without its ``seal``); 128 hexadecimal digits."""
    return key.sign(_sealed_text(document)).hex()


def check_seal(document: dict[str, Any], seal_text: str, public_key: str) -> bool:
    """Say whether the seal belongs to this document and this public key; never raises."""
    raw_key, raw_seal = _bytes_of(public_key, length=32), _bytes_of(seal_text, length=64)
    if raw_key is None or raw_seal is None:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(raw_key).verify(raw_seal, _sealed_text(document))
    except (InvalidSignature, ValueError, BadInput):
        return False
    return True


def _sealed_text(document: dict[str, Any]) -> bytes:
    return canonical_json({k: v for k, v in document.items() if k != "seal"}).encode()


def _bytes_of(text: str, *, length: int) -> bytes | None:
    """Read exactly ``length`` bytes from lower-case hexadecimal, or answer None."""
    if len(text) != 2 * length or not _HEX_DIGITS.issuperset(text):
        return None
    return bytes.fromhex(text)
