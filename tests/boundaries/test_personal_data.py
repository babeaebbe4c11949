"""Every personal column is known, sealed, exported and erased with its person."""

import re
from pathlib import Path

from django.apps import apps

from secretome_record.people.models import Subject
from secretome_record.people.personal_data import registered_rooms
from secretome_record.people.sealing import BlindIndexField, SealedTextField, personal_columns

INVENTORY = Path(__file__).parents[2] / "docs" / "reference" / "personal-columns.md"
# Words that name what only a person has; a column called so is sealed, or stands below with why.
PERSONAL = re.compile(
    r"(^|_)(surname|first_name|last_name|birth|born|phone|email|mail|contact|address|story)(_|$)"
)
IN_THE_OPEN = {
    "people.Person.email": "an account of the staff, hidden from the ledger",
}


def _fields():
    for model in apps.get_models():
        if model.__module__.startswith("secretome_record."):
            for field in model._meta.concrete_fields:
                yield f"{model._meta.label}.{field.name}", field


def test_the_inventory_lists_exactly_the_personal_columns_of_the_models():
    written = re.findall(r"^- `([\w.]+)`", INVENTORY.read_text(encoding="utf-8"), re.MULTILINE)
    assert written == personal_columns(), f"bring {INVENTORY.name} up to date"


def test_a_column_that_sounds_personal_is_sealed():
    open_text = [
        name
        for name, field in _fields()
        if PERSONAL.search(field.name)
        and field.get_internal_type() in {"CharField", "TextField", "EmailField", "DateField"}
        and not isinstance(field, SealedTextField | BlindIndexField)
    ]
    assert sorted(open_text) == sorted(IN_THE_OPEN)


def test_each_sealed_column_stands_on_a_row_that_names_its_person():
    for name, field in _fields():
        if isinstance(field, SealedTextField):
            pointer = field.model._meta.get_field(field.subject_field)
            assert pointer.related_model is Subject, name


def test_each_room_with_personal_columns_takes_part_in_exports():
    rooms = {name.split(".")[0] for name in personal_columns()}
    assert rooms <= registered_rooms()
