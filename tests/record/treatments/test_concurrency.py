"""Two people reach for the same vial at the same moment: one gets it, the other a sentence."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from factories.people import Crew, make_site
from factories.treatments import consented_plan, free_vial, reserve, session_of
from secretome_record.batches.models import Vial
from secretome_record.ledger.refusal import Refusal
from secretome_record.treatments.models import Reservation, Session

RUNNERS = 4


@pytest.mark.django_db(transaction=True)
def test_two_people_never_take_the_same_vial():
    crew = Crew(make_site())
    plan = consented_plan(crew, session_count=RUNNERS)
    vial = free_vial(plan.lot)
    assert crew.nurse
    start, got, sentences = Barrier(RUNNERS, timeout=60), [], []

    def reach(number: int) -> None:
        try:
            session = Session.objects.select_related("plan").get(plan=plan, number=number)
            mine = Vial.objects.get(pk=vial.pk)
            start.wait()
            got.append(reserve(session, crew, mine).session_id)
        except Refusal as refusal:
            sentences.append(str(refusal))
        finally:
            connection.close()

    threads = [Thread(target=reach, args=(n,)) for n in range(1, RUNNERS + 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert len(got) == 1
    assert len(sentences) == RUNNERS - 1
    assert all(f"Somebody keeps {vial.code} for" in sentence for sentence in sentences)
    kept = Reservation.objects.get(vial=vial)
    assert kept.session_id == got[0]
    assert Vial.objects.get(pk=vial.pk).state == "RESERVED"
    assert session_of(plan).state == "PLANNED"
