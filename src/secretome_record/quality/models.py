"""Specifications, samples, files, runs, results, investigations, decisions, certificates."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from secretome_record.batches.models import Lot, Product
from secretome_record.ledger.base import CodedRecord, Record
from secretome_record.ledger.models import KeptFile, Node, Signature
from secretome_record.people.models import Site
from secretome_record.quality.states import (
    INVESTIGATION_MOVES,
    RESULT_MOVES,
    SPECIFICATION_MOVES,
)

_PERSON = settings.AUTH_USER_MODEL


class Specification(CodedRecord):
    """One version of what a lot of a product must meet."""

    CODE_PREFIX: ClassVar[str] = "SP"
    MOVES = SPECIFICATION_MOVES

    site = models.ForeignKey(Site, models.PROTECT, related_name="specifications")
    product = models.ForeignKey(Product, models.PROTECT, related_name="specifications")
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=20, default=SPECIFICATION_MOVES.initial)
    written_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="specifications_written")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "version"], name="specification_by_version"),
            models.UniqueConstraint(
                fields=["product"],
                condition=models.Q(state="IN_FORCE"),
                name="one_specification_in_force",
            ),
        ]


class SpecificationLine(Record):
    """One attribute with its limits and the rule by which a result is judged against them.

    ``low`` and ``high`` stand in ``unit``, the canonical unit of the attribute; the texts are the
    limits as written. ``precision`` is the laboratory's relative SD from run to run, which widens
    the interval under the guarded rule; its text is in per cent, as written.
    """

    SIMPLE, GUARDED, QUALITATIVE = "SIMPLE", "GUARDED", "QUALITATIVE"
    APPEND_ONLY: ClassVar[bool] = True

    specification = models.ForeignKey(Specification, models.PROTECT, related_name="lines")
    number = models.PositiveIntegerField()
    attribute = models.CharField(max_length=60)
    label = models.CharField(max_length=80)
    unit = models.CharField(max_length=30, blank=True)
    rule = models.CharField(max_length=12)
    low = models.FloatField(null=True)
    low_text = models.CharField(max_length=60, blank=True)
    high = models.FloatField(null=True)
    high_text = models.CharField(max_length=60, blank=True)
    expected_text = models.CharField(max_length=80, blank=True)
    incubation_days = models.PositiveIntegerField(default=0)
    from_file_only = models.BooleanField(default=False)
    source = models.CharField(max_length=200, blank=True)
    precision = models.FloatField(null=True)
    precision_text = models.CharField(max_length=20, blank=True)
    precision_source = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["specification", "attribute"], name="one_line_each"),
            models.CheckConstraint(
                condition=models.Q(precision__isnull=True, precision_source="")
                | (models.Q(precision__gt=0, precision__lt=1) & ~models.Q(precision_source="")),
                name="a_precision_names_its_source",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Sample(CodedRecord):
    """What was taken for testing, from any node of the lineage."""

    CODE_PREFIX: ClassVar[str] = "SA"
    NODE_KIND: ClassVar[str] = "sample"
    APPEND_ONLY: ClassVar[bool] = True

    site = models.ForeignKey(Site, models.PROTECT, related_name="samples")
    node = models.ForeignKey(Node, models.PROTECT, related_name="samples")
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, related_name="samples")
    taken_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="samples_taken")
    taken_at = models.DateTimeField()
    late_reason = models.TextField(blank=True)
    purpose = models.CharField(max_length=120)
    is_demo = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["site", "recorded_at"], name="sample_by_site")]


class Run(CodedRecord):
    """One use of a method on a sample: instrument, method version, files by hash, who, when."""

    CODE_PREFIX: ClassVar[str] = "RN"

    site = models.ForeignKey(Site, models.PROTECT, related_name="runs")
    sample = models.ForeignKey(Sample, models.PROTECT, related_name="runs")
    method = models.CharField(max_length=80)
    method_version = models.CharField(max_length=30)
    instrument = models.CharField(max_length=120)
    run_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="runs_made")
    started_at = models.DateTimeField()
    late_reason = models.TextField(blank=True)
    incubation_days = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    file = models.ForeignKey(KeptFile, models.PROTECT, null=True, related_name="runs")
    sample_in_file = models.CharField(max_length=200, blank=True)
    dilution_factor_text = models.CharField(max_length=30, blank=True)
    dilution_reason = models.TextField(blank=True)
    dilution_sd_pct_text = models.CharField(max_length=20, blank=True)
    reading = models.JSONField(null=True)
    warnings = models.JSONField(default=list, blank=True)
    reader_version = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(incubation_days=0, due_at__isnull=True)
                | models.Q(incubation_days__gt=0, due_at__isnull=False),
                name="an_incubation_has_an_end",
            ),
        ]


class SampleFile(Record):
    """A file dropped on a sample: kept at once, read in the background, once for its content.

    ``outcome``: READ with the run that holds the reading, for good; or REFUSED with the sentence
    that says why not, until the same file is dropped again and a better reader takes it.
    """

    WAITING, READ, REFUSED = "WAITING", "READ", "REFUSED"

    site = models.ForeignKey(Site, models.PROTECT, related_name="sample_files")
    sample = models.ForeignKey(Sample, models.PROTECT, related_name="files")
    file = models.ForeignKey(KeptFile, models.PROTECT, related_name="sample_files")
    name = models.CharField(max_length=120)
    dropped_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="files_dropped")
    method_version = models.CharField(max_length=30)
    started_at = models.DateTimeField()
    late_reason = models.TextField(blank=True)
    outcome = models.CharField(max_length=10, default=WAITING)
    why_not = models.TextField(blank=True)
    run = models.ForeignKey(Run, models.PROTECT, null=True, related_name="sample_files")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sample", "file"], name="the_same_file_once"),
            models.CheckConstraint(
                condition=models.Q(outcome="WAITING", run__isnull=True, why_not="")
                | models.Q(outcome="READ", run__isnull=False, why_not="")
                | (models.Q(outcome="REFUSED", run__isnull=True) & ~models.Q(why_not="")),
                name="read_or_the_reason_why_not",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Result(CodedRecord):
    """One attribute from one run: text as reported, value, unit, estimate or why there is none.

    ``value`` and the interval stand in the canonical unit; ``unit`` is the unit as reported.
    """

    CODE_PREFIX: ClassVar[str] = "RS"
    MOVES = RESULT_MOVES
    VERDICTS: ClassVar[tuple[str, ...]] = ("PASS", "FAIL", "CANNOT_TELL", "INVALID", "PENDING")

    site = models.ForeignKey(Site, models.PROTECT, related_name="results")
    run = models.ForeignKey(Run, models.PROTECT, related_name="results")
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, related_name="results")
    line = models.ForeignKey(SpecificationLine, models.PROTECT, null=True, related_name="results")
    attribute = models.CharField(max_length=60)
    label = models.CharField(max_length=80)
    as_reported = models.CharField(max_length=80)
    value = models.FloatField(null=True)
    unit = models.CharField(max_length=30, blank=True)
    comparator = models.CharField(max_length=2, blank=True)
    estimate = models.JSONField(null=True)
    interval_low = models.FloatField(null=True)
    interval_high = models.FloatField(null=True)
    no_estimate_reason = models.TextField(blank=True)
    is_from_file = models.BooleanField(default=False)
    is_unreliable = models.BooleanField(default=False)
    unreliable_reason = models.TextField(blank=True)
    verdict = models.CharField(max_length=12)
    verdict_reason = models.TextField(blank=True)
    state = models.CharField(max_length=20, default=RESULT_MOVES.initial)
    entered_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="results_entered")
    verified_by = models.ForeignKey(
        _PERSON, models.PROTECT, null=True, related_name="results_verified"
    )
    retest_of = models.ForeignKey(
        "quality.Investigation", models.PROTECT, null=True, related_name="retests"
    )
    is_demo = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["lot", "attribute"], name="result_by_lot"),
            models.Index(fields=["site", "state", "recorded_at"], name="result_by_site"),
            models.Index(fields=["site", "recorded_at", "id"], name="result_by_time"),
            models.Index(fields=["site", "verdict", "recorded_at"], name="result_by_verdict"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(estimate__isnull=False) | ~models.Q(no_estimate_reason=""),
                name="an_estimate_or_the_reason_why_none",
            ),
            models.CheckConstraint(
                condition=models.Q(verified_by__isnull=True)
                | ~models.Q(verified_by=models.F("entered_by")),
                name="result_verified_by_a_second_person",
            ),
        ]

    @property
    def level(self) -> float | None:
        """The level of the interval, if there is one."""
        return float(self.estimate["level"]) if self.estimate else None


class Investigation(CodedRecord):
    """What follows a verified result outside its specification: phase I, phase II, a conclusion."""

    CODE_PREFIX: ClassVar[str] = "OO"
    MOVES = INVESTIGATION_MOVES

    site = models.ForeignKey(Site, models.PROTECT, related_name="investigations")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="investigations")
    result = models.OneToOneField(Result, models.PROTECT, related_name="investigation")
    state = models.CharField(max_length=20, default=INVESTIGATION_MOVES.initial)
    phase_one_text = models.TextField(blank=True)
    planned_retests = models.PositiveIntegerField(null=True)
    plan_text = models.TextField(blank=True)
    making_text = models.TextField(blank=True)
    conclusion = models.TextField(blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["site", "state"], name="investigation_by_site")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(planned_retests__isnull=True)
                | models.Q(planned_retests__gte=1, planned_retests__lte=7),
                name="a_plan_has_one_to_seven_retests",
            ),
        ]


class ProtocolDecision(Record):
    """The qualified person decides a result that cannot be told, under a written protocol.

    It counts only with the signature on it, and only for the line it was decided against.
    """

    APPEND_ONLY: ClassVar[bool] = True

    site = models.ForeignKey(Site, models.PROTECT, related_name="protocol_decisions")
    result = models.ForeignKey(Result, models.PROTECT, related_name="decisions")
    line = models.ForeignKey(SpecificationLine, models.PROTECT, related_name="decisions")
    protocol = models.CharField(max_length=120)
    reason = models.TextField()
    is_accepted = models.BooleanField()
    decided_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="protocol_decisions")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["result", "line"], name="decided_once"),
            models.CheckConstraint(
                condition=~models.Q(protocol="") & ~models.Q(reason=""),
                name="a_decision_names_its_protocol",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.result_id} under {self.protocol}"


class Certificate(CodedRecord):
    """What the qualified person certified: the document by hash and the data it was made from."""

    CODE_PREFIX: ClassVar[str] = "CE"

    site = models.ForeignKey(Site, models.PROTECT, related_name="certificates")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="certificates")
    signature = models.ForeignKey(Signature, models.PROTECT, related_name="certificates")
    document = models.ForeignKey(KeptFile, models.PROTECT, related_name="certificates")
    data = models.JSONField()
    issued_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lot"],
                condition=models.Q(superseded_at__isnull=True),
                name="one_certificate_stands",
            ),
        ]
