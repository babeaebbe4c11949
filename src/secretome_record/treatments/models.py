"""Legal bases, prices, plans and visits, reservations, sessions, checks, doses, body courses."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from secretome_record.batches.models import Lot, Product, Vial
from secretome_record.ledger.base import CodedRecord, Record
from secretome_record.ledger.models import KeptFile
from secretome_record.patients.models import Assessment, Patient, Request
from secretome_record.people.models import Site
from secretome_record.treatments.states import PLAN_MOVES, SESSION_MOVES, VISIT_MOVES

_PERSON = settings.AUTH_USER_MODEL


class LegalBasis(CodedRecord):
    """What allows a treatment: kind, jurisdiction, reference, document, dates, and its scope."""

    CODE_PREFIX: ClassVar[str] = "LB"
    KINDS: ClassVar[tuple[str, ...]] = (
        "trial",
        "hospital exemption",
        "named patient",
        "compassionate use",
    )

    site = models.ForeignKey(Site, models.PROTECT, related_name="legal_bases")
    kind = models.CharField(max_length=30)
    jurisdiction = models.CharField(max_length=60)
    reference = models.CharField(max_length=120)
    document = models.ForeignKey(KeptFile, models.PROTECT, related_name="legal_bases")
    valid_from = models.DateField()
    valid_to = models.DateField()
    product = models.ForeignKey(Product, models.PROTECT, related_name="legal_bases")
    condition = models.CharField(max_length=120)
    route = models.CharField(max_length=40)
    approved_trial = models.BooleanField(default=False)
    charging_approved_by = models.CharField(max_length=120, blank=True)
    is_demo = models.BooleanField(default=False)


class PriceList(Record):
    """One version of what things cost; amounts as text in one currency, never converted."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="price_lists")
    version = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    per_session_text = models.CharField(max_length=20)
    per_visit_text = models.CharField(max_length=20)
    not_included = models.JSONField(default=list, blank=True)
    valid_from = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "version"], name="price_list_by_version")
        ]

    def __str__(self) -> str:
        return f"price list {self.version}"


class Plan(CodedRecord):
    """What a physician prescribes: product, dose, lot, schedule, basis, expectation, price."""

    CODE_PREFIX: ClassVar[str] = "PL"
    NODE_KIND: ClassVar[str] = "plan"
    MOVES = PLAN_MOVES

    site = models.ForeignKey(Site, models.PROTECT, related_name="plans")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="plans")
    request = models.ForeignKey(Request, models.PROTECT, related_name="plans")
    version = models.PositiveIntegerField(default=1)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaced_by")
    state = models.CharField(max_length=20, default=PLAN_MOVES.initial)
    legal_basis = models.ForeignKey(LegalBasis, models.PROTECT, related_name="plans")
    product = models.ForeignKey(Product, models.PROTECT, related_name="plans")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="plans")
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="plans")
    condition = models.CharField(max_length=120)
    verdict = models.CharField(max_length=24)
    jurisdiction = models.CharField(max_length=60)
    route = models.CharField(max_length=40)
    target_text = models.CharField(max_length=30)
    target_unit = models.CharField(max_length=30)
    weight_kg_text = models.CharField(max_length=10, blank=True)
    session_count = models.PositiveIntegerField()
    session_interval_days = models.PositiveIntegerField()
    starts_on = models.DateField()
    # The limits the physician set, and the dose computed from them and the lot, as they stood.
    dose_limits = models.JSONField()
    dose = models.JSONField()
    expected = models.JSONField()
    price_list = models.ForeignKey(PriceList, models.PROTECT, related_name="plans")
    price_text = models.CharField(max_length=20)
    price_reason = models.CharField(max_length=200, blank=True)
    currency = models.CharField(max_length=3)
    identity_code = models.CharField(max_length=40, blank=True)
    physician = models.ForeignKey(_PERSON, models.PROTECT, related_name="plans")
    is_demo = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["site", "state", "recorded_at"], name="plan_by_site")]
        constraints = [
            models.UniqueConstraint(
                fields=["request"],
                condition=models.Q(state__in=["SIGNED", "CONSENTED"]),
                name="a_request_has_one_plan_that_stands",
            )
        ]


class PlannedVisit(CodedRecord):
    """One visit of a plan's schedule: what for, how many days after the first dose, which scores.

    It is due from the first dose on; a required safety visit that is overdue stops the next dose.
    """

    CODE_PREFIX: ClassVar[str] = "VI"
    MOVES = VISIT_MOVES

    site = models.ForeignKey(Site, models.PROTECT, related_name="planned_visits")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="planned_visits")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=80)
    days_after_first_dose = models.PositiveIntegerField()
    grace_days = models.PositiveIntegerField(default=3)
    is_safety_visit = models.BooleanField(default=False)
    measures = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=20, default=VISIT_MOVES.initial)
    due_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="visit_by_number")]
        indexes = [models.Index(fields=["site", "state", "due_on"], name="visit_by_day")]


class PlanConsent(Record):
    """The patient's consent to one version of one plan; withdrawn as easily as given."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="consents")
    text_version = models.CharField(max_length=40)
    text_hash = models.CharField(max_length=64)
    language = models.CharField(max_length=12)
    purposes = models.JSONField(default=list)
    explained_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="consents_explained")
    document = models.ForeignKey(KeptFile, models.PROTECT, null=True, related_name="consents")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"consent {self.text_version}"


class Session(CodedRecord):
    """One visit at which a dose is given."""

    CODE_PREFIX: ClassVar[str] = "SE"
    NODE_KIND: ClassVar[str] = "session"
    MOVES = SESSION_MOVES

    site = models.ForeignKey(Site, models.PROTECT, related_name="sessions")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="sessions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=20, default=SESSION_MOVES.initial)
    planned_on = models.DateField()
    prepared_by = models.ForeignKey(
        _PERSON, models.PROTECT, null=True, related_name="sessions_prepared"
    )
    prepared_at = models.DateTimeField(null=True)
    dose = models.JSONField(null=True)
    overdue_reason = models.TextField(blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="session_by_number")]
        indexes = [models.Index(fields=["site", "state", "planned_on"], name="session_by_day")]


class Reservation(Record):
    """A vial is kept for a session until it is given or handed back."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="reservations")
    vial = models.ForeignKey(Vial, models.PROTECT, related_name="reservations")
    reserved_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="reservations")
    reserved_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["vial"],
                condition=models.Q(ended_at__isnull=True),
                name="a_vial_is_kept_for_one_session",
            )
        ]

    def __str__(self) -> str:
        return f"{self.vial_id} for {self.session_id}"


class BedsideCheck(Record):
    """One try to match patient, plan and vial by their scanned codes, and what the server said."""

    APPEND_ONLY: ClassVar[bool] = True

    session = models.ForeignKey(Session, models.PROTECT, related_name="checks")
    patient_scan = models.CharField(max_length=60, blank=True)
    plan_scan = models.CharField(max_length=60, blank=True)
    vial_scan = models.CharField(max_length=60, blank=True)
    vial = models.ForeignKey(Vial, models.PROTECT, null=True, related_name="checks")
    matched = models.BooleanField()
    reasons = models.JSONField(default=list, blank=True)
    checked_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="bedside_checks")
    checked_at = models.DateTimeField()

    def __str__(self) -> str:
        return "matched" if self.matched else "refused"


class Administration(CodedRecord):
    """One vial given in one session: volume drawn, given and wasted, as the nurse read them."""

    CODE_PREFIX: ClassVar[str] = "AD"
    NODE_KIND: ClassVar[str] = "administration"

    site = models.ForeignKey(Site, models.PROTECT, related_name="administrations")
    session = models.ForeignKey(Session, models.PROTECT, related_name="administrations")
    vial = models.OneToOneField(Vial, models.PROTECT, related_name="administration")
    check_made = models.ForeignKey(BedsideCheck, models.PROTECT, related_name="administrations")
    drawn_ml_text = models.CharField(max_length=12)
    given_ml_text = models.CharField(max_length=12)
    wasted_ml_text = models.CharField(max_length=12)
    drawn_ul = models.PositiveIntegerField()
    given_ul = models.PositiveIntegerField()
    wasted_ul = models.PositiveIntegerField()
    waste_reason = models.CharField(max_length=200, blank=True)
    dose_reason = models.CharField(max_length=200, blank=True)
    given_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="administrations")
    given_at = models.DateTimeField()
    is_demo = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(drawn_ul=models.F("given_ul") + models.F("wasted_ul")),
                name="drawn_is_given_and_wasted",
            ),
            models.CheckConstraint(
                condition=models.Q(wasted_ul=0) | ~models.Q(waste_reason=""),
                name="waste_has_a_reason",
            ),
        ]


class BodyCourse(Record):
    """One computed course of the body model, known by the hash of its inputs and of the model.

    It names no patient and no plan: the same dose by the same route is computed once.
    """

    APPEND_ONLY: ClassVar[bool] = True

    content_hash = models.CharField(max_length=64, unique=True)
    model_version = models.CharField(max_length=60)
    inputs = models.JSONField()
    document = models.ForeignKey(KeptFile, models.PROTECT, related_name="body_courses")

    def __str__(self) -> str:
        return f"body course {self.content_hash[:12]}"
