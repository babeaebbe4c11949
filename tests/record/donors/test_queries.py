"""Reads about donors: another site's stay unseen, lists and work in few queries."""

import pytest
from django.http import Http404

from factories.donors import accept, eligible_donor, enter, give_consent, make_donor, screen
from factories.people import Crew
from secretome_record.donors import queries
from secretome_record.people.models import Person


def test_nobody_sees_the_donors_of_another_site(crew, other_site):
    donor = make_donor(crew)
    stranger = Crew(other_site).donor_coordinator
    assert queries.donors_for(crew.qa).count() == 1
    assert queries.donors_for(stranger).count() == 0
    with pytest.raises(Http404):
        queries.donor_for(stranger, donor.code)


def test_a_donor_is_found_by_the_whole_name_whatever_its_case(crew):
    donor = make_donor(crew, name="Dora Donor")
    make_donor(crew, name="Dana Donor")
    who = crew.donor_coordinator
    assert list(queries.named(queries.donors_for(who), "dora  donor", who)) == [donor]


def test_the_work_list_follows_a_donor_from_registration_to_acceptance(crew):
    who, donor = crew.donor_coordinator, make_donor(crew)
    code = donor.code

    def sentences():
        return [item.sentence for item in queries.waiting_for(Person.objects.get(pk=who.pk))]

    assert sentences() == [f"{code} has no consent yet."]
    give_consent(donor, crew)
    assert sentences() == [f"{code} waits for 5 verified tests."]
    screen(donor, crew)
    assert sentences() == [f"{code} can be accepted or refused."]
    accept(donor, crew)
    assert sentences() == []


def test_a_result_waits_for_everybody_but_the_one_who_entered_it(crew):
    donor = eligible_donor(crew)
    enter(donor, crew, "HCV")
    assert queries.waiting_for(crew.donor_coordinator) == []
    second = queries.waiting_for(crew.second("donor_coordinator"))
    assert [item.action for item in second] == ["Verify them"]
    assert queries.waiting_for(crew.operator) == []


def test_the_work_list_takes_the_same_few_queries_for_many_donors(
    crew, django_assert_max_num_queries
):
    for _ in range(4):
        give_consent(make_donor(crew), crew)
    person = Person.objects.get(pk=crew.donor_coordinator.pk)
    with django_assert_max_num_queries(4):
        assert len(queries.waiting_for(person)) == 4


def test_an_export_holds_what_the_room_knows(crew):
    donor = eligible_donor(crew, name="Dora Donor")
    held = queries.personal_data(donor.subject)
    assert held["name"] == "Dora Donor"
    assert len(held["screenings"]) == 5
