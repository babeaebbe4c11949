"""Typed human codes: a prefix, six characters, a MOD 37-2 check character (ISO/IEC 7064)."""

import re
import secrets

from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_37_2

from secretome_record.ledger.refusal import refuse

# Without I, L, O and U, so that a code can be read aloud and typed from paper.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PATTERN = re.compile(r"^([A-Z]{2})-([0-9A-Z]{6})-([0-9A-Z*])$")


def new_code(prefix: str) -> str:
    """Return a fresh code of the type ``prefix``; uniqueness is the database's business."""
    return with_check(prefix, "".join(secrets.choice(_ALPHABET) for _ in range(6)))


def with_check(prefix: str, body: str) -> str:
    """Return ``prefix-body-check``."""
    return f"{prefix}-{body}-{mod_37_2.calc_check_digit(prefix + body)}"


def read_code(text: str, prefix: str | None = None) -> str:
    """Return the code in ``text`` in its one spelling.

    Raises Refusal when it is no code, its check character is wrong, or it is of another type.
    """
    code = text.strip().upper().replace(" ", "")
    match = _PATTERN.match(code)
    if not match:
        raise refuse(
            "not_a_code",
            f"'{text.strip()[:40]}' is not one of our codes. "
            "Scan the label again or type it as printed, for example LT-7K3M92-H.",
        )
    _require_check(match, code)
    if prefix and match[1] != prefix:
        raise refuse("wrong_kind_of_code", f"{code} is not a {prefix} code. Scan the right label.")
    return code


def _require_check(match: re.Match[str], code: str) -> None:
    try:
        mod_37_2.validate(match[1] + match[2] + match[3])
    except ValidationError as error:
        raise refuse(
            "wrong_check_character",
            f"The last character of {code} does not fit the rest. Scan or type the code again.",
        ) from error
