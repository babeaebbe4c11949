"""From the accepted answer to the given dose, by the services."""

from factories.people import Crew
from factories.treatments import given_dose
from secretome_record.ledger.lineage import trace
from secretome_record.treatments.models import PlannedVisit


def test_a_dose_is_given_from_plan_to_patient(site):
    crew = Crew(site)
    given = given_dose(crew)
    plan = given.session.plan
    assert given.session.state == "GIVEN"
    assert given.vial.state == "GIVEN"
    found = trace(given.vial.code)
    assert [n.code for n in found.of_kind("patient")] == [plan.patient.code]
    assert found.of_kind("donor")
    assert {v.state for v in PlannedVisit.objects.filter(plan=plan)} == {"DUE"}
