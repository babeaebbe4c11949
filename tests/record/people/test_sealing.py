"""Identifying text is sealed to one person and one column; without the key it is gone."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from secretome_record.people import sealing
from secretome_record.people.models import Subject


@pytest.fixture
def ada():
    return Subject(kind="donor", key_wrapped=sealing.new_key())


@pytest.fixture
def eve():
    return Subject(kind="donor", key_wrapped=sealing.new_key())


def test_a_sealed_text_opens_again_and_does_not_show_in_the_seal(ada):
    sealed = sealing.seal(ada, "donors_donor.name_sealed", "Ada Löwe")
    assert "Ada" not in sealed
    assert sealing.unseal(ada, "donors_donor.name_sealed", sealed) == "Ada Löwe"


def test_the_same_text_never_looks_the_same_twice(ada):
    assert sealing.seal(ada, "t.c", "Ada") != sealing.seal(ada, "t.c", "Ada")


def test_a_seal_copied_to_another_person_is_refused(ada, eve):
    sealed = sealing.seal(ada, "t.name", "Ada")
    with pytest.raises(sealing.SealBroken, match="copied from another person"):
        sealing.unseal(eve, "t.name", sealed)


def test_a_seal_copied_to_another_column_is_refused(ada):
    sealed = sealing.seal(ada, "t.name", "Ada")
    with pytest.raises(sealing.SealBroken, match=r"t\.note"):
        sealing.unseal(ada, "t.note", sealed)


def test_one_changed_character_is_found(ada):
    sealed = sealing.seal(ada, "t.name", "Ada")
    other = "A" if sealed[20] != "A" else "B"
    with pytest.raises(sealing.SealBroken):
        sealing.unseal(ada, "t.name", sealed[:20] + other + sealed[21:])


def test_text_in_the_open_is_not_taken_for_a_seal(ada):
    with pytest.raises(sealing.SealBroken):
        sealing.unseal(ada, "t.name", "Ada")


def test_a_key_wrapped_by_another_site_opens_nothing(ada, settings):
    sealed = sealing.seal(ada, "t.name", "Ada")
    settings.SECRETOME_SITE_KEY = "/" * 43 + "="
    with pytest.raises(sealing.SealBroken):
        sealing.unseal(ada, "t.name", sealed)


@pytest.mark.parametrize("key", ["", "short", "c2hvcnQ="])
def test_a_missing_or_short_site_key_is_said_plainly(settings, key):
    settings.SECRETOME_SITE_KEY = key
    with pytest.raises(ImproperlyConfigured, match="openssl rand"):
        sealing.new_key()


def test_a_blind_index_does_not_mind_case_and_spacing_but_minds_the_purpose():
    assert sealing.blind_index(" Ada  LÖWE", "name") == sealing.blind_index("ada löwe", "name")
    assert sealing.blind_index("ada löwe", "name") != sealing.blind_index("ada löwe", "mother")
    assert sealing.blind_index("ada", "name") != sealing.blind_index("adb", "name")


def test_a_site_secret_sealed_for_one_purpose_does_not_open_for_another():
    locked = sealing.lock_secret("JBSWY3DP", "second-factor")
    assert sealing.unlock_secret(locked, "second-factor") == "JBSWY3DP"
    with pytest.raises(sealing.SealBroken):
        sealing.unlock_secret(locked, "mail")
