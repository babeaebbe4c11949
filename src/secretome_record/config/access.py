"""The one table of access: which role reaches which address; what is not in it is closed.

Rooms add their rows in their own section below; `tests/boundaries/test_access.py` fails the build
for an address without a row, and proves every row for every role.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from secretome_record.people.roles import READ_ONLY, Role

ALL_ROLES = frozenset(Role)


@dataclass(frozen=True, slots=True)
class Access:
    """Who may look at an address and who may send something to it."""

    see: frozenset[Role]
    act: frozenset[Role]
    anyone: bool = False
    signed_in: bool = False
    demo_only: bool = False


def only(*roles: Role, read: Iterable[Role] = ()) -> Access:
    """Open to these roles; ``read`` names others that look but send nothing."""
    act = frozenset(roles)
    return Access(see=act | frozenset(read), act=act - READ_ONLY)


def everyone_reads(*act: Role) -> Access:
    """Every role looks, these send; with none named nobody sends."""
    return Access(see=ALL_ROLES, act=frozenset(act) - READ_ONLY)


# Anybody at all, with or without an account.
ANYONE = Access(ALL_ROLES, ALL_ROLES, anyone=True, signed_in=True)
# Anybody with an account, for what is their own.
SIGNED_IN = Access(ALL_ROLES, ALL_ROLES, signed_in=True)
# An address a library brings along and this house does not use.
CLOSED = Access(frozenset(), frozenset())
# Only in the demo, and there for anybody on this machine.
DEMO_ONLY = Access(ALL_ROLES, ALL_ROLES, anyone=True, signed_in=True, demo_only=True)

# Who answers patients or donors that ask for their data; which of them for whom: people/roles.py.
_FOR_SUBJECTS = (Role.COORDINATOR, Role.DONOR_COORDINATOR, Role.ADMINISTRATOR)

PEOPLE: dict[str, Access] = {
    "people:list": only(Role.ADMINISTRATOR, read=[Role.INSPECTOR]),
    "people:add": only(Role.ADMINISTRATOR),
    "people:person": only(Role.ADMINISTRATOR, read=[Role.INSPECTOR]),
    "people:grant": only(Role.ADMINISTRATOR),
    "people:end_role": only(Role.ADMINISTRATOR),
    "people:confirm_identity": only(Role.ADMINISTRATOR),
    "people:end_sessions": only(Role.ADMINISTRATOR),
    "people:close": only(Role.ADMINISTRATOR),
    "people:set_password": only(Role.ADMINISTRATOR),
    "people:remove_authenticator": only(Role.ADMINISTRATOR),
    "people:subjects": only(*_FOR_SUBJECTS),
    "people:subject": only(*_FOR_SUBJECTS),
    "people:export": only(*_FOR_SUBJECTS),
    "people:erase": only(*_FOR_SUBJECTS),
    "people:account": SIGNED_IN,
    "people:demo": DEMO_ONLY,
    "people:demo_sign_in": DEMO_ONLY,
}

SIGN_IN: dict[str, Access] = {
    "account_login": ANYONE,
    "account_logout": ANYONE,
    "account_inactive": ANYONE,
    "account_reauthenticate": SIGNED_IN,
    "account_change_password": SIGNED_IN,
    "mfa_index": SIGNED_IN,
    "mfa_authenticate": ANYONE,
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": SIGNED_IN,
    "mfa_list_webauthn": SIGNED_IN,
    "mfa_add_webauthn": SIGNED_IN,
    "mfa_reauthenticate_webauthn": SIGNED_IN,
    "mfa_remove_webauthn": SIGNED_IN,
    "mfa_edit_webauthn": SIGNED_IN,
    "mfa_login_webauthn": ANYONE,
    "usersessions_list": SIGNED_IN,
    "account_signup": CLOSED,
    "account_email": CLOSED,
    "account_email_verification_sent": CLOSED,
    "account_confirm_email": CLOSED,
    "account_set_password": CLOSED,
    "account_reset_password": CLOSED,
    "account_reset_password_done": CLOSED,
    "account_reset_password_from_key": CLOSED,
    "account_reset_password_from_key_done": CLOSED,
    "account_confirm_login_code": CLOSED,
}

CONFIG: dict[str, Access] = {
    "home": ANYONE,
    "search": SIGNED_IN,
}

PAGES: dict[str, Access] = {
    "pages:display": ANYONE,
    "pages:components": ANYONE,
}

_READERS = (
    Role.INSPECTOR, Role.QA, Role.QUALIFIED_PERSON, Role.SAFETY_OFFICER, Role.ADMINISTRATOR,
)  # fmt: skip

LEDGER: dict[str, Access] = {
    "ledger:trace_start": everyone_reads(),
    "ledger:trace": everyone_reads(),
    "ledger:history": only(read=_READERS),
    "ledger:list": only(read=_READERS),
    "ledger:event": only(read=_READERS),
    "ledger:export": Access(see=frozenset(_READERS), act=frozenset(_READERS)),
}

JOBS: dict[str, Access] = {
    "jobs:list": everyone_reads(),
    "jobs:job": everyone_reads(),
    "jobs:progress": everyone_reads(),
}

_DONOR_READERS = (
    Role.DONOR_COORDINATOR, Role.QC_ANALYST, Role.QA, Role.QUALIFIED_PERSON, Role.SAFETY_OFFICER,
    Role.OPERATOR, Role.INSPECTOR,
)  # fmt: skip

DONORS: dict[str, Access] = {
    "donors:list": only(Role.DONOR_COORDINATOR, Role.SAFETY_OFFICER, read=_DONOR_READERS),
    "donors:record": only(read=_DONOR_READERS),
    "donors:donation": only(read=_DONOR_READERS),
    "donors:register": only(Role.DONOR_COORDINATOR),
    "donors:birth_date": only(Role.DONOR_COORDINATOR),
    "donors:consent": only(Role.DONOR_COORDINATOR),
    "donors:withdraw": only(Role.DONOR_COORDINATOR, Role.SAFETY_OFFICER),
    "donors:screening": only(Role.DONOR_COORDINATOR, Role.QC_ANALYST),
    "donors:verify": only(Role.DONOR_COORDINATOR, Role.QC_ANALYST, Role.QA),
    "donors:set_aside": only(Role.DONOR_COORDINATOR, Role.QC_ANALYST, Role.QA),
    "donors:accept": only(Role.DONOR_COORDINATOR),
    "donors:refuse": only(Role.DONOR_COORDINATOR),
    "donors:defer": only(Role.DONOR_COORDINATOR, Role.QA, Role.SAFETY_OFFICER),
    "donors:donate": only(Role.DONOR_COORDINATOR),
}

_STUDY_READERS = (
    Role.MEDICAL_ADVISOR, Role.SCIENTIST, Role.PHYSICIAN, Role.QA, Role.INSPECTOR,
)  # fmt: skip

EVIDENCE: dict[str, Access] = {
    "evidence:list": only(read=_STUDY_READERS),
    "evidence:record": only(read=_STUDY_READERS),
    "evidence:file": only(read=_STUDY_READERS),
    "evidence:template": only(read=_STUDY_READERS),
    "evidence:propose": only(Role.MEDICAL_ADVISOR, Role.PHYSICIAN),
    "evidence:accept": only(Role.MEDICAL_ADVISOR),
    "evidence:refuse": only(Role.MEDICAL_ADVISOR),
    "evidence:withdraw": only(Role.MEDICAL_ADVISOR),
}

_MAKERS = (Role.OPERATOR, Role.QA)

BATCHES: dict[str, Access] = {
    "batches:list": everyone_reads(),
    "batches:record": everyone_reads(),
    "batches:start": only(Role.OPERATOR),
    "batches:step": only(Role.OPERATOR),
    "batches:check": only(*_MAKERS),
    "batches:fill": only(Role.OPERATOR),
    "batches:stop": only(*_MAKERS),
    "batches:deviate": only(*_MAKERS, Role.QC_ANALYST),
    "batches:recipes": everyone_reads(),
    "batches:recipe": everyone_reads(),
    "batches:product_add": only(*_MAKERS),
    "batches:recipe_add": only(*_MAKERS),
    "batches:approve": only(Role.QA),
    "batches:retire": only(Role.QA),
    "batches:cell_banks": everyone_reads(),
    "batches:cell_bank": everyone_reads(),
    "batches:bank_add": only(Role.OPERATOR),
    "batches:lots": everyone_reads(),
    "batches:lot": everyone_reads(),
    "batches:vial": everyone_reads(),
    "batches:labels": only(Role.OPERATOR, read=ALL_ROLES),
    "batches:count": only(*_MAKERS),
    "batches:label_sheet": everyone_reads(),
}

_TESTERS = (Role.QC_ANALYST, Role.QA)
_OOS_SIGNED = ("error", "plan", "confirm", "no_cause")
_READ_ONLY = ("profile", "over_lots", "over_lots_picture", "stability", "stability_picture")

QUALITY: dict[str, Access] = {
    "quality:list": everyone_reads(),
    "quality:release": everyone_reads(),
    **dict.fromkeys((f"quality:{s}" for s in _READ_ONLY), everyone_reads()),
    "quality:review": only(Role.QC_ANALYST),
    "quality:certify": only(Role.QUALIFIED_PERSON),
    "quality:reject": only(Role.QUALIFIED_PERSON),
    "quality:hold": only(Role.SAFETY_OFFICER, Role.QA, Role.QUALIFIED_PERSON),
    "quality:lift": only(Role.QUALIFIED_PERSON),
    "quality:reopen": only(*_TESTERS, Role.OPERATOR),
    "quality:judge": only(*_TESTERS),
    "quality:sample_take": only(Role.QC_ANALYST, Role.OPERATOR),
    "quality:samples": everyone_reads(),
    "quality:sample": everyone_reads(),
    "quality:drop": only(Role.QC_ANALYST),
    "quality:files": everyone_reads(),
    "quality:run_start": only(Role.QC_ANALYST),
    "quality:run": everyone_reads(),
    "quality:upload": only(Role.QC_ANALYST),
    "quality:take": only(Role.QC_ANALYST),
    "quality:enter": only(Role.QC_ANALYST),
    "quality:picture": everyone_reads(),
    "quality:file": everyone_reads(),
    "quality:results": everyone_reads(),
    "quality:result": everyone_reads(),
    "quality:verify": only(Role.QC_ANALYST),
    "quality:invalidate": only(Role.QA),
    "quality:decide": only(Role.QUALIFIED_PERSON),
    "quality:oos_list": everyone_reads(),
    "quality:oos": everyone_reads(),
    "quality:oos_open": only(*_TESTERS),
    "quality:oos_no_error": only(*_TESTERS),
    **dict.fromkeys((f"quality:oos_{s}" for s in _OOS_SIGNED), only(Role.QA)),
    "quality:specifications": everyone_reads(),
    "quality:specification": everyone_reads(),
    "quality:specification_add": only(*_TESTERS),
    "quality:approve": only(Role.QA),
    "quality:deviations": everyone_reads(),
    "quality:deviation": everyone_reads(),
    "quality:assess": only(Role.QA),
    "quality:close": only(Role.QA),
    "quality:certificate": everyone_reads(),
    "quality:document": everyone_reads(),
    "quality:check": ANYONE,
}

_STOCK_READERS = (
    Role.STOREKEEPER, Role.COORDINATOR, Role.PHYSICIAN, Role.NURSE, Role.OPERATOR, Role.QC_ANALYST,
    Role.QA, Role.QUALIFIED_PERSON, Role.SAFETY_OFFICER, Role.INSPECTOR,
)  # fmt: skip

_COLD_CHAIN = ("temperature", "picture", "temperature_document", "transports", "transport")
_LOGGED = ("freezer_file", "transport", "transport_file")

STOCK: dict[str, Access] = {
    "stock:list": only(read=_STOCK_READERS),
    "stock:record": only(read=_STOCK_READERS),
    "stock:position": only(read=_STOCK_READERS),
    "stock:lot": only(read=_STOCK_READERS),
    "stock:vial": only(read=_STOCK_READERS),
    **dict.fromkeys((f"stock:{s}" for s in _COLD_CHAIN), only(read=_STOCK_READERS)),
    **dict.fromkeys((f"stock:{s}_add" for s in _LOGGED), only(Role.STOREKEEPER, *_TESTERS)),
    "stock:decide": only(Role.QA),
    "stock:add_freezer": only(Role.STOREKEEPER),
    "stock:add_positions": only(Role.STOREKEEPER),
    "stock:place": only(Role.STOREKEEPER),
    "stock:move": only(Role.STOREKEEPER),
    "stock:take_out": only(Role.STOREKEEPER),
    "stock:destroy": only(Role.STOREKEEPER, Role.NURSE, Role.QA),
}

# Those who work with patients by name, and those who read them by their code alone.
_CARERS = (
    Role.COORDINATOR, Role.MEDICAL_ADVISOR, Role.PHYSICIAN, Role.NURSE, Role.SAFETY_OFFICER,
)  # fmt: skip
_BY_CODE = (Role.QA, Role.QUALIFIED_PERSON, Role.INSPECTOR)

PATIENTS: dict[str, Access] = {
    "patients:public": ANYONE,
    "patients:conditions": ANYONE,
    "patients:condition": ANYONE,
    "patients:sitemap": ANYONE,
    "patients:robots": ANYONE,
    "patients:ask": ANYONE,
    "patients:asked": ANYONE,
    "patients:answer": ANYONE,
    "patients:decide": ANYONE,
    "patients:private_pdf": ANYONE,
    "patients:list": only(*_CARERS, read=_BY_CODE),
    "patients:record": only(read=(*_CARERS, *_BY_CODE)),
    "patients:requests": only(read=(*_CARERS, *_BY_CODE)),
    "patients:request": only(read=(*_CARERS, *_BY_CODE)),
    "patients:answer_record": only(read=(*_CARERS, *_BY_CODE)),
    "patients:answer_pdf": only(read=(*_CARERS, *_BY_CODE)),
    "patients:translations": only(read=(*_CARERS, *_BY_CODE)),
    "patients:translation": only(Role.MEDICAL_ADVISOR, read=(*_CARERS, *_BY_CODE)),
    "patients:triage": only(Role.COORDINATOR),
    "patients:assess": only(Role.MEDICAL_ADVISOR),
    "patients:reopen": only(Role.MEDICAL_ADVISOR),
    "patients:answer_form": only(Role.MEDICAL_ADVISOR),
    "patients:correct": only(Role.MEDICAL_ADVISOR),
    "patients:new_link": only(Role.MEDICAL_ADVISOR, Role.COORDINATOR),
    "patients:close": only(Role.MEDICAL_ADVISOR, Role.COORDINATOR),
}

_TREATMENT_READERS = (
    Role.COORDINATOR, Role.MEDICAL_ADVISOR, Role.PHYSICIAN, Role.NURSE, Role.STOREKEEPER,
    Role.QA, Role.QUALIFIED_PERSON, Role.SAFETY_OFFICER, Role.INSPECTOR,
)  # fmt: skip
_PLAN_EXPLAINERS = (Role.PHYSICIAN, Role.NURSE, Role.COORDINATOR)

TREATMENTS: dict[str, Access] = {
    "treatments:list": only(read=_TREATMENT_READERS),
    "treatments:legal_bases": only(read=_TREATMENT_READERS),
    "treatments:legal_basis": only(read=_TREATMENT_READERS),
    "treatments:basis_add": only(Role.QA, Role.MEDICAL_ADVISOR, Role.PHYSICIAN),
    "treatments:prices": only(read=_TREATMENT_READERS),
    "treatments:price_add": only(Role.COORDINATOR, Role.MEDICAL_ADVISOR),
    "treatments:write": only(Role.PHYSICIAN),
    "treatments:plan": only(read=_TREATMENT_READERS),
    "treatments:sign": only(Role.PHYSICIAN),
    "treatments:consent": only(*_PLAN_EXPLAINERS),
    "treatments:withdraw": only(*_PLAN_EXPLAINERS),
    "treatments:stop": only(Role.PHYSICIAN),
    "treatments:complete": only(Role.PHYSICIAN),
    # The body model is exploratory: for those who judge it, never for a patient.
    "treatments:body": only(
        Role.PHYSICIAN, Role.MEDICAL_ADVISOR, Role.SAFETY_OFFICER, read=[Role.QA, Role.INSPECTOR]
    ),
    "treatments:session": only(read=_TREATMENT_READERS),
    "treatments:administration": only(read=_TREATMENT_READERS),
    "treatments:reserve": only(*_PLAN_EXPLAINERS),
    "treatments:release": only(*_PLAN_EXPLAINERS),
    "treatments:prepare": only(Role.NURSE, Role.PHYSICIAN),
    "treatments:allow": only(Role.PHYSICIAN),
    "treatments:cancel": only(*_PLAN_EXPLAINERS, Role.SAFETY_OFFICER),
    "treatments:bedside": only(Role.NURSE),
    "treatments:give": only(Role.NURSE),
}

OUTCOMES: dict[str, Access] = {
    "outcomes:list": only(read=_TREATMENT_READERS),
    "outcomes:events": only(read=_TREATMENT_READERS),
    "outcomes:measures": only(read=_TREATMENT_READERS),
    "outcomes:measure_add": only(Role.PHYSICIAN, Role.MEDICAL_ADVISOR, Role.COORDINATOR),
    "outcomes:visit": only(*_PLAN_EXPLAINERS, read=_TREATMENT_READERS),
    "outcomes:miss": only(*_PLAN_EXPLAINERS),
    "outcomes:report": only(*_PLAN_EXPLAINERS, Role.SAFETY_OFFICER),
    "outcomes:event": only(read=_TREATMENT_READERS),
    "outcomes:assess": only(Role.SAFETY_OFFICER, Role.PHYSICIAN),
    "outcomes:close": only(Role.SAFETY_OFFICER),
    "outcomes:hold": only(Role.SAFETY_OFFICER, Role.QA, Role.QUALIFIED_PERSON),
    "outcomes:look_back": only(read=_TREATMENT_READERS),
}

_TEXT_WRITERS = (Role.COORDINATOR, Role.MEDICAL_ADVISOR)
TEXTS: dict[str, Access] = {
    "texts:claims": ANYONE,
    "texts:leaflets": ANYONE,
    "texts:leaflet": ANYONE,
    "texts:check": SIGNED_IN,
    "texts:list": only(read=_TREATMENT_READERS),
    "texts:record": only(read=_TREATMENT_READERS),
    "texts:write": only(*_TEXT_WRITERS),
    "texts:change": only(*_TEXT_WRITERS),
    "texts:publish": only(*_TEXT_WRITERS),
    "texts:despite": only(Role.MEDICAL_ADVISOR),
    "texts:withdraw": only(*_TEXT_WRITERS),
}

TABLE: dict[str, Access] = {
    **PEOPLE, **SIGN_IN, **CONFIG, **PAGES, **LEDGER, **JOBS, **EVIDENCE, **DONORS, **BATCHES,
    **QUALITY, **STOCK, **PATIENTS, **TREATMENTS, **OUTCOMES, **TEXTS,
}  # fmt: skip

# What a signer without a second factor reaches: enrolment, sign-out, and nothing else.
ENROLMENT = frozenset(
    {
        "mfa_activate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes", "account_reauthenticate", "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn", "account_login", "account_logout", "pages:display",
    }
)  # fmt: skip


def may_reach(person: Any, name: str, method: str = "GET") -> bool:
    """Whether this person may look at (or, with another method, send to) the named address."""
    row = TABLE.get(name, CLOSED)
    if row.anyone:
        return True
    if not getattr(person, "is_authenticated", False):
        return False
    if row.signed_in:
        return True
    wanted = row.see if method in {"GET", "HEAD", "OPTIONS"} else row.act
    return bool(person.roles & wanted)
