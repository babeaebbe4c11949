"""Patients, their requests, the assessment against evidence, and the answer by private link."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from secretome_record.ledger.base import CodedRecord, Record
from secretome_record.ledger.models import KeptFile
from secretome_record.patients.states import REQUEST_MOVES
from secretome_record.people.models import Site, Subject
from secretome_record.people.sealing import BlindIndexField, SealedTextField

_PERSON = settings.AUTH_USER_MODEL


class Patient(CodedRecord):
    """Somebody who asks for or receives treatment; named only under their own key."""

    CODE_PREFIX: ClassVar[str] = "PT"
    NODE_KIND: ClassVar[str] = "patient"

    site = models.ForeignKey(Site, models.PROTECT, related_name="patients")
    subject = models.OneToOneField(Subject, models.PROTECT, related_name="patient")
    name = SealedTextField()
    name_index = BlindIndexField(source="name")
    birth_date = SealedTextField()
    contact = SealedTextField()
    is_demo = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["site", "recorded_at"], name="patient_by_site")]


class Request(CodedRecord):
    """A question from the public: is this possible for me, what to expect, what cost, how long.

    ``asked_from`` is a keyed fingerprint of the sender's address that changes every day.
    """

    CODE_PREFIX: ClassVar[str] = "RQ"
    MOVES = REQUEST_MOVES
    LEDGER_SECRET: ClassVar[tuple[str, ...]] = ("asked_from",)

    site = models.ForeignKey(Site, models.PROTECT, related_name="requests")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="requests")
    state = models.CharField(max_length=20, default=REQUEST_MOVES.initial)
    condition_text = SealedTextField(subject="patient_subject")
    story = SealedTextField(subject="patient_subject")
    patient_subject = models.ForeignKey(Subject, models.PROTECT, related_name="requests")
    received_at = models.DateTimeField()
    form_key = models.CharField(max_length=64, unique=True)
    asked_from = models.CharField(max_length=64, blank=True)
    urgent = models.BooleanField(null=True, blank=True)
    triage_note = models.TextField(blank=True)
    triaged_by = models.ForeignKey(
        _PERSON, models.PROTECT, null=True, blank=True, related_name="triages"
    )
    is_demo = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["site", "state", "recorded_at"], name="request_by_site"),
            models.Index(fields=["asked_from", "recorded_at"], name="request_by_sender"),
        ]


class Assessment(Record):
    """What the evidence says for one request: verdict, certainty, counts, cautions, unknowns."""

    APPEND_ONLY: ClassVar[bool] = True

    request = models.ForeignKey(Request, models.PROTECT, related_name="assessments")
    condition = models.CharField(max_length=120)
    icd10 = models.CharField(max_length=80, blank=True)
    verdict = models.CharField(max_length=24)
    certainty = models.CharField(max_length=24)
    study_count = models.PositiveIntegerField()
    controlled_count = models.PositiveIntegerField()
    evidence = models.JSONField()
    evidence_version = models.CharField(max_length=80)
    note = models.TextField(blank=True)
    assessed_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="assessments")
    assessed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.condition}: {self.verdict}"


class TranslationReview(Record):
    """A named person read the words of one language, in one version, and stands for them."""

    APPEND_ONLY: ClassVar[bool] = True

    site = models.ForeignKey(Site, models.PROTECT, related_name="translation_reviews")
    language = models.CharField(max_length=12)
    words_version = models.CharField(max_length=80)
    page_version = models.CharField(max_length=80)
    note = models.TextField(blank=True)
    reviewed_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="translation_reviews")
    reviewed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "language", "words_version", "page_version", "reviewed_by"],
                name="a_version_is_reviewed_once_by_a_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.language} {self.words_version[:20]}"


class Answer(CodedRecord):
    """What the patient was told, word for word; opened by a private link with a second factor.

    ``possibility`` is a verdict code that is never more positive than the assessment's verdict.
    The last version of a request's answers stands; those before it stay on the record.
    ``content`` is what is read, made from ``facts`` and the assessment's evidence and nothing else;
    ``document`` is the printed answer that was signed, made from ``content``.
    """

    CODE_PREFIX: ClassVar[str] = "AN"
    LEDGER_SECRET: ClassVar[tuple[str, ...]] = ("link_hash",)

    site = models.ForeignKey(Site, models.PROTECT, related_name="answers")
    request = models.ForeignKey(Request, models.PROTECT, related_name="answers")
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="answers")
    version = models.PositiveIntegerField(default=1)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    possibility = models.CharField(max_length=24)
    language = models.CharField(max_length=12, default="en")
    translation_review = models.ForeignKey(
        TranslationReview, models.PROTECT, null=True, related_name="answers"
    )
    facts = models.JSONField()
    exclusions = models.JSONField(default=list, blank=True)
    content = models.JSONField()
    document = models.ForeignKey(KeptFile, models.PROTECT, related_name="answers")
    answered_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="answers_given")
    answered_at = models.DateTimeField()
    link_hash = models.CharField(max_length=64, unique=True)
    link_expires_at = models.DateTimeField()
    wrong_tries = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "version"], name="answer_by_version"),
            models.CheckConstraint(
                condition=models.Q(version=1, replaces__isnull=True)
                | models.Q(version__gt=1, replaces__isnull=False),
                name="a_later_answer_says_which_it_replaces",
            ),
            models.CheckConstraint(
                condition=models.Q(language="en") | models.Q(translation_review__isnull=False),
                name="a_translated_answer_names_who_reviewed_the_words",
            ),
        ]
