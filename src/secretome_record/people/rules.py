"""What speaks against a site, an account, a grant or an erasure, with all reasons at once."""

import re
from collections.abc import Iterator
from zoneinfo import available_timezones

from secretome_record.ledger.refusal import Reason
from secretome_record.people.roles import READ_ONLY, Role

_USERNAME = re.compile(r"^[a-z0-9][a-z0-9._-]{1,59}$")


def reasons_against_site(code: str, zone: str) -> Iterator[Reason]:
    """A site has a short code and a time zone that the clock knows."""
    if not re.fullmatch(r"[A-Z0-9]{2,12}", code):
        yield Reason("site_code", "Give the site a code of 2 to 12 capital letters or digits.")
    if zone not in available_timezones():
        yield Reason("site_zone", f"'{zone}' is not a time zone. Give one such as Europe/Berlin.")


def reasons_against_account(username: str, printed_name: str, *, taken: bool) -> Iterator[Reason]:
    """A user name is plain and never used twice; a printed name is what stands on signatures."""
    if not _USERNAME.match(username):
        yield Reason(
            "username",
            "A user name has 2 to 60 small letters, digits, dots or dashes, "
            "and begins with a letter or digit.",
        )
    if taken:
        yield Reason(
            "username_taken",
            f"The user name {username} belongs to somebody, or did once. Choose another.",
        )
    if len(printed_name.strip()) < 3:
        yield Reason("printed_name", "Give the full name as it is printed beside a signature.")


def reasons_against_grant(
    role: Role, *, held: frozenset[Role], active: bool, to_self: bool
) -> Iterator[Reason]:
    """Nobody grants to themselves, an inspector stays one, and one grant of a role is enough."""
    if not active:
        yield Reason("account_closed", "This account is closed. Roles go to open accounts only.")
    if to_self:
        yield Reason("own_grant", "Nobody grants a role to themselves. Ask another administrator.")
    if role in held:
        yield Reason("role_held", "This person holds the role at this site already.")
    if (role is Role.INSPECTOR and held - READ_ONLY) or (
        Role.INSPECTOR in held and role not in READ_ONLY
    ):
        yield Reason(
            "inspector_changes_nothing",
            "An inspector changes nothing, so no role that writes goes with it. "
            "Make a second account for the other task.",
        )


def reasons_against_erasure(reason: str, *, erased: bool) -> Iterator[Reason]:
    """A key is destroyed once, and the request is on the record."""
    if erased:
        yield Reason("already_erased", "This person was erased already: the key is gone.")
    if not reason.strip():
        yield Reason("reason_missing", "Say who asked for the erasure and when.")
