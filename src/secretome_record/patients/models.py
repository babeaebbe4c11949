"""Patients, their requests, the assessment against evidence, and the answer by private link."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from secretome_record.ledger.base import CodedRecord, Record
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
    """A question from the public: is this possible for me, what to expect, what cost, how long."""

    CODE_PREFIX: ClassVar[str] = "RQ"
    MOVES = REQUEST_MOVES

    site = models.ForeignKey(Site, models.PROTECT, related_name="requests")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="requests")
    state = models.CharField(max_length=20, default=REQUEST_MOVES.initial)
    condition_text = models.CharField(max_length=200)
    story = SealedTextField(subject="patient_subject")
    patient_subject = models.ForeignKey(Subject, models.PROTECT, related_name="requests")
    received_at = models.DateTimeField()
    form_key = models.CharField(max_length=64, unique=True)
    urgent = models.BooleanField(null=True)
    triage_note = models.TextField(blank=True)
    triaged_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, related_name="triages")
    is_demo = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["site", "state", "recorded_at"], name="request_by_site")]


class Assessment(Record):
    """What the evidence says for one request: verdict, certainty, counts, cautions, unknowns."""

    request = models.ForeignKey(Request, models.PROTECT, related_name="assessments")
    condition = models.CharField(max_length=120)
    icd10 = models.CharField(max_length=40, blank=True)
    verdict = models.CharField(max_length=24)
    certainty = models.CharField(max_length=24)
    study_count = models.PositiveIntegerField()
    evidence = models.JSONField()
    evidence_version = models.CharField(max_length=64)
    note = models.TextField(blank=True)
    assessed_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="assessments")
    assessed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.condition}: {self.verdict}"


class Answer(CodedRecord):
    """What the patient was told, word for word; opened by a private link with a second factor."""

    CODE_PREFIX: ClassVar[str] = "AN"

    site = models.ForeignKey(Site, models.PROTECT, related_name="answers")
    request = models.ForeignKey(Request, models.PROTECT, related_name="answers")
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="answers")
    content = models.JSONField()
    answered_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="answers_given")
    answered_at = models.DateTimeField()
    link_hash = models.CharField(max_length=64, unique=True)
    link_expires_at = models.DateTimeField()
    wrong_tries = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
