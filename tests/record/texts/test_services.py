"""Texts are checked when they are written and again when they go out; the gate holds twice."""

import pytest
from django.db import DatabaseError, connection, transaction

from factories.people import AT, Crew
from factories.texts import (
    CLAIM,
    HONEST,
    PARTLY,
    despite_sign,
    publish,
    publish_despite,
    seen_of,
    write,
)
from secretome_record.ledger.acting import Acting, acting
from secretome_record.ledger.models import Event, Move, Signature
from secretome_record.ledger.refusal import Refusal
from secretome_record.texts import queries, science, services
from secretome_record.texts.models import PatientText
from secretome_record.texts.states import DRAFT, PUBLISHED, WITHDRAWN

pytestmark = pytest.mark.django_db


def test_a_draft_keeps_what_the_check_found(crew):
    text = write(crew, f"Welcome.\r\n\r\n{CLAIM}")
    assert (text.state, text.blocking_count) == (DRAFT, 1)
    (finding,) = text.findings
    assert finding["claim_id"] == "C10"
    assert text.checked[finding["start"] : finding["end"]] == CLAIM
    assert text.checked_by == science.check_version()
    assert Event.objects.filter(table_name="texts_patienttext").count() == 1


def test_a_claim_in_the_title_counts_too(crew):
    assert write(crew, title="Exosomes: no side effects").blocking_count == 1


def test_an_honest_text_is_published_without_a_signature(crew):
    text = publish(crew, write(crew))
    assert (text.state, text.published_at) == (PUBLISHED, AT)
    assert not Signature.objects.exists()
    assert list(queries.published_texts()) == [text]


def test_a_partly_supported_claim_is_marked_and_does_not_block(crew):
    text = write(crew, PARTLY)
    assert [one["verdict"] for one in text.findings] == ["partly_supported"]
    assert publish(crew, text).state == PUBLISHED


def test_a_text_with_blocking_claims_is_refused_and_each_is_named(crew):
    text = write(crew, f"{CLAIM} Exosomes cure gout.")
    with pytest.raises(Refusal) as refused:
        publish(crew, text)
    assert len(refused.value.reasons) == 2
    assert "C10" in str(refused.value)
    assert "C05b" in str(refused.value)
    text.refresh_from_db()
    assert text.state == DRAFT
    assert list(queries.published_texts()) == []


def test_the_medical_advisor_signs_why_it_goes_out_all_the_same(crew):
    text = publish_despite(crew, write(crew, CLAIM))
    assert text.state == PUBLISHED
    (shown,) = queries.signatures_of(text)
    assert shown["holds"]
    assert shown["reason"] == "It quotes an advertisement"
    assert CLAIM in shown["signature"].content


def test_nobody_else_signs_and_nobody_without_a_reason(crew):
    text = write(crew, CLAIM)
    with pytest.raises(Refusal) as refused:
        services.publish_text(
            text=text, seen=seen_of(text), by=crew.coordinator, at=AT, reason="Because",
            signature=despite_sign(crew.coordinator),
        )  # fmt: skip
    assert refused.value.codes == {"not_your_role"}
    with pytest.raises(Refusal) as refused:
        publish_despite(crew, text, reason="  ")
    assert refused.value.codes == {"reason_missing"}


def test_a_text_is_checked_with_the_rules_of_the_day_it_goes_out(crew, monkeypatch):
    text = write(crew)
    found = [{**science.check(CLAIM)[0]}]
    monkeypatch.setattr(science, "check", lambda _text: found)
    monkeypatch.setattr(science, "check_version", lambda: "sha256:later")
    with pytest.raises(Refusal, match="C10"):
        publish(crew, text)


def test_a_draft_changes_and_is_checked_again(crew):
    text = write(crew, CLAIM)
    seen = science.fingerprint(text.checked)
    changed = services.change_text(
        text=text, title="New", body=HONEST, seen=seen, by=crew.medical_advisor, at=AT
    )
    assert (changed.title, changed.findings, changed.blocking_count) == ("New", [], 0)
    with pytest.raises(Refusal) as refused:
        services.change_text(
            text=text, title="Mine", body=HONEST, seen=seen, by=crew.coordinator, at=AT
        )
    assert refused.value.codes == {"stale"}


def test_what_went_out_is_not_changed(crew):
    text = publish(crew, write(crew))
    with pytest.raises(Refusal) as refused:
        services.change_text(
            text=text, title="New", body=HONEST, seen="", by=crew.coordinator, at=AT
        )
    assert refused.value.codes == {"not_a_draft"}


def test_a_withdrawn_text_is_gone_from_the_public_and_stays_on_record(crew):
    text = publish(crew, write(crew))
    with pytest.raises(Refusal):
        services.withdraw_text(text=text, reason=" ", by=crew.coordinator, at=AT)
    services.withdraw_text(text=text, reason="Outdated", by=crew.coordinator, at=AT)
    text.refresh_from_db()
    assert text.state == WITHDRAWN
    assert list(queries.published_texts()) == []
    assert Move.objects.filter(subject_id=text.pk).count() == 2


def test_nobody_publishes_that_patients_may_leave_their_medicines(crew):
    text = write(crew, "You can stop taking your methotrexate after the first session.")
    for let_out in (publish, publish_despite):
        with pytest.raises(Refusal) as refused:
            let_out(crew, text)
        assert refused.value.codes == {"against_medicines"}
    kept = write(crew, "Do not stop taking your methotrexate.")
    assert publish(crew, kept).state == PUBLISHED


def test_publishing_twice_is_a_sentence(crew):
    text = write(crew)
    publish(crew, text)
    with pytest.raises(Refusal, match="published or withdrawn already"):
        publish(crew, text)


def test_the_same_form_sent_twice_is_one_text(crew):
    first = write(crew)
    again = write(crew, form_key=first.pk)
    assert again == first
    assert PatientText.objects.count() == 1


def test_somebody_of_another_site_writes_and_publishes_nothing_here(crew, other_site):
    text = write(crew)
    stranger = Crew(other_site).medical_advisor
    with pytest.raises(Refusal):
        services.publish_text(text=text, seen=seen_of(text), by=stranger, at=AT)
    with pytest.raises(Refusal):
        write(crew, by=stranger)


def test_a_demo_text_is_public_only_in_the_demo(crew, settings):
    text = publish(crew, write(crew, is_demo=True))
    assert list(queries.published_texts()) == []
    settings.DEMO = True
    assert list(queries.published_texts()) == [text]


HAND = [
    ("published by hand", CLAIM, "state = 'PUBLISHED', published_at = recorded_at"),
    ("findings emptied", CLAIM, "findings = '[]', blocking_count = 0"),
    ("count set down", CLAIM, "blocking_count = 0"),
    ("code", HONEST, "code = 'TX-000000-0'"),
]


def by_hand(crew, sql):
    with (
        acting(Acting(crew.coordinator.actor_code, "Try by hand")),
        pytest.raises(DatabaseError) as refused,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    return str(refused.value)


@pytest.mark.parametrize(("name", "body", "change"), HAND, ids=[row[0] for row in HAND])
def test_the_database_refuses_what_goes_past_the_services(crew, name, body, change):
    write(crew, body)
    by_hand(crew, f"UPDATE texts_patienttext SET {change}")


def test_the_database_refuses_a_body_that_was_not_checked(crew):
    text = write(crew)
    with acting(Acting(crew.coordinator.actor_code, "Try by hand")), connection.cursor() as cursor:
        cursor.execute("UPDATE texts_patienttext SET body = 'Exosomes cure gout.'")
    with acting(Acting(crew.coordinator.actor_code, "Try by hand")):
        Move.objects.create(
            subject_table="texts_patienttext", subject_id=text.pk, number=1, action="publish",
            from_state=DRAFT, to_state=PUBLISHED, actor=crew.coordinator.actor_code,
            occurred_at=AT, reason="",
        )  # fmt: skip
    told = by_hand(
        crew, "UPDATE texts_patienttext SET state = 'PUBLISHED', published_at = recorded_at"
    )
    assert "only as it was checked" in told


def test_the_database_asks_for_the_signature_too(crew):
    text = write(crew, CLAIM)
    with acting(Acting(crew.coordinator.actor_code, "Try by hand")):
        Move.objects.create(
            subject_table="texts_patienttext", subject_id=text.pk, number=1, action="publish",
            from_state=DRAFT, to_state=PUBLISHED, actor=crew.coordinator.actor_code,
            occurred_at=AT, reason="Because",
        )  # fmt: skip
    told = by_hand(
        crew, "UPDATE texts_patienttext SET state = 'PUBLISHED', published_at = recorded_at"
    )
    assert "only signed, with a reason" in told


@pytest.mark.parametrize("change", ["title = 'Other'", "body = 'Other'", "checked = 'Other'"])
def test_the_database_keeps_what_went_out(crew, change):
    publish(crew, write(crew))
    by_hand(crew, f"UPDATE texts_patienttext SET {change}")
    by_hand(crew, "DELETE FROM texts_patienttext")
