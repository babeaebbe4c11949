"""A seal fits one document and one key."""

import pytest

from secretome import proof
from secretome.errors import BadInput

KEY = proof.private_key_from_text("07" * 32)
PUBLIC = proof.public_key_of(KEY)
DOCUMENT = {"events": 3, "head": "µ"}


def test_a_seal_fits_its_document_with_or_without_the_seal_in_it() -> None:
    text = proof.seal(DOCUMENT, KEY)
    assert proof.check_seal(DOCUMENT, text, PUBLIC)
    assert proof.check_seal({**DOCUMENT, "seal": text}, text, PUBLIC)


def test_a_changed_document_or_another_key_does_not_fit() -> None:
    text, other = proof.seal(DOCUMENT, KEY), proof.public_key_of(proof.new_private_key())
    assert not proof.check_seal({**DOCUMENT, "events": 4}, text, PUBLIC)
    assert not proof.check_seal(DOCUMENT, text, other)
    assert not proof.check_seal({"events": 1.5}, text, PUBLIC)


@pytest.mark.parametrize("text", ["", "zz" * 64, "00" * 63, "00" * 64])
def test_what_is_no_seal_does_not_fit(text: str) -> None:
    assert not proof.check_seal(DOCUMENT, text, PUBLIC)
    assert not proof.check_seal(DOCUMENT, proof.seal(DOCUMENT, KEY), text)


def test_a_key_is_kept_as_text_and_known_by_its_fingerprint() -> None:
    again = proof.private_key_from_text(proof.private_key_as_text(KEY))
    assert proof.public_key_of(again) == PUBLIC
    assert proof.fingerprint_of(PUBLIC) == proof.sha256_hex(bytes.fromhex(PUBLIC))
    assert proof.fingerprint_of("no key") == proof.sha256_hex("no key")


@pytest.mark.parametrize("text", ["", "07" * 31, "G7" * 32])
def test_what_is_no_private_key_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(BadInput, match="64 hexadecimal digits") as caught:
        proof.private_key_from_text(text)
    assert not text or text not in str(caught.value)
