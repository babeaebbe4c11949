"""A sealed column reads and writes like text on a row and cannot be filled by another way."""

from datetime import UTC, datetime

import pytest
from django.db import connection, models

from secretome_record.people.models import Subject
from secretome_record.people.sealing import (
    BlindIndexField,
    Erased,
    SealedTextField,
    SealMissing,
    new_key,
)


class Note(models.Model):
    """A row about somebody, for these tests only."""

    subject = models.ForeignKey(Subject, models.PROTECT)
    name = SealedTextField()
    name_index = BlindIndexField(source="name")

    class Meta:
        app_label = "sealed_notes"
        managed = False
        db_table = "sealed_notes_note"

    def __str__(self):
        return "note"


@pytest.fixture
def subject():
    return Subject(kind="patient", key_wrapped=new_key())


def test_the_row_shows_text_and_holds_a_seal(subject):
    note = Note(subject=subject, name="Ada")
    assert note.name == "Ada"
    assert note.name_sealed.startswith("s1:")
    assert "Ada" not in note.name_sealed


def test_text_for_nobody_is_refused():
    with pytest.raises(SealMissing, match="set subject before"):
        Note(name="Ada")


def test_empty_text_needs_no_seal(subject):
    note = Note(subject=subject)
    assert (note.name, note.name_sealed) == ("", "")


def test_an_update_or_a_filter_with_open_text_is_refused(subject):
    field = Note._meta.get_field("name")
    with pytest.raises(SealMissing, match="blind index"):
        field.get_db_prep_save("Ada", connection)
    with pytest.raises(SealMissing, match="blind index"):
        str(Note.objects.filter(name="Ada").query)


def test_an_erased_person_shows_when_and_takes_no_new_text(subject):
    note = Note(subject=subject, name="Ada")
    subject.key_wrapped, subject.destroyed_at = "", datetime(2026, 3, 4, tzinfo=UTC)
    assert note.name == "erased on 2026-03-04"
    assert isinstance(note.name, Erased)
    assert note.name.at == subject.destroyed_at
    with pytest.raises(SealMissing, match="was erased"):
        note.name = "Ada again"


def test_the_index_follows_the_text_and_is_empty_after_erasure(subject):
    note = Note(subject=subject, name="Ada")
    field = Note._meta.get_field("name_index")
    assert field.pre_save(note, add=True) == field.index_of("ADA ")
    subject.key_wrapped, subject.destroyed_at = "", datetime(2026, 3, 4, tzinfo=UTC)
    assert field.pre_save(note, add=False) == ""


def test_the_ledger_is_told_to_keep_no_index():
    assert "name_index" in Note.LEDGER_SECRET


def test_migrations_can_write_both_fields_down():
    name, path, args, kwargs = Note._meta.get_field("name_index").deconstruct()
    again = BlindIndexField(*args, **kwargs)
    assert (name, path, again.source, again.max_length) == (
        "name_index", "secretome_record.people.sealing.BlindIndexField", "name", 64,
    )  # fmt: skip
    _, _, args, kwargs = SealedTextField(subject="donor").deconstruct()
    assert SealedTextField(*args, **kwargs).subject_field == "donor"
