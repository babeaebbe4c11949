"""A wrongly typed positive result is set aside by a second person, and the ledger says by whom."""

import pytest

from factories.donors import enter, make_donor
from factories.people import AT
from secretome_record.donors import services
from secretome_record.ledger.models import Event
from secretome_record.ledger.refusal import Refusal


def refused(act):
    with pytest.raises(Refusal) as said:
        act()
    return said.value.codes


def test_nobody_sets_aside_the_positive_result_they_entered(crew):
    donor = make_donor(crew)
    own = {"reason": "typed wrongly", "by": crew.donor_coordinator, "at": AT}
    positive, negative = enter(donor, crew, "HCV", "POSITIVE"), enter(donor, crew, "HBsAg")
    assert refused(lambda: services.set_screening_aside(screening=positive, **own)) == {"own_entry"}
    services.set_screening_aside(screening=negative, **own)
    aside = services.set_screening_aside(
        screening=positive, reason="typed wrongly", by=crew.second("donor_coordinator"), at=AT
    )
    told = Event.objects.filter(table_name="donors_screening", row_id=aside.pk.hex)
    assert told.latest("seq").actor == crew.second("donor_coordinator").actor_code
