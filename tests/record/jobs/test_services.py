"""A job is started once, held under a lease, taken back from a dead worker, and ends the same."""

from datetime import UTC, datetime, timedelta

import pytest

from secretome_record.jobs import registry, services
from secretome_record.jobs.models import Job, Stage
from secretome_record.ledger.acting import Acting, acting
from secretome_record.ledger.refusal import refuse

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def worker():
    with acting(Acting("system:worker", "test", ambient=True)):
        yield


@pytest.fixture
def calls(monkeypatch):
    made = []

    def count(*, by, at, progress, **arguments):
        made.append((by.actor_code, at, arguments))
        progress.say(50, "half way")
        return "/done/"

    monkeypatch.setitem(registry._work, "test.count", count)
    return made


@pytest.fixture
def job(crew, site, calls, monkeypatch):
    monkeypatch.setattr(services, "_enqueue", lambda job: None)
    return start(crew, site)


def start(crew, site, work="test.count", key="count:1"):
    return services.start(
        key=key, work=work, arguments={"n": 1}, title="Count", site_id=site.pk, by=crew.qa
    )


def run(job, at=NOW):
    services.run(str(job.pk), lambda: at)
    job.refresh_from_db()
    return job


def test_a_job_runs_in_the_name_of_who_asked(job, calls, crew):
    assert run(job).stage == Stage.DONE
    assert calls == [(crew.qa.actor_code, NOW, {"n": 1})]
    assert (job.percent, job.result_url) == (100, "/done/")


def test_the_same_key_is_queued_once(job, crew, site):
    assert start(crew, site).pk == job.pk
    assert Job.objects.count() == 1


def test_a_job_that_is_held_is_not_taken_by_a_second_worker(job, calls):
    Job.objects.update(stage=Stage.RUNNING, lease_until=NOW + timedelta(seconds=10))
    assert run(job).stage == Stage.RUNNING
    assert calls == []


def test_a_done_job_is_not_done_again(job, calls):
    run(job)
    run(job)
    assert len(calls) == 1


def test_a_dead_workers_job_is_taken_back_and_done(job, calls):
    Job.objects.update(stage=Stage.RUNNING, lease_until=NOW - timedelta(seconds=1), attempts=1)
    assert services.reap(NOW) == 1
    assert run(job).stage == Stage.DONE
    assert job.attempts == 2


def test_a_job_whose_lease_still_runs_is_left_alone(job):
    Job.objects.update(stage=Stage.RUNNING, lease_until=NOW + timedelta(seconds=1))
    assert services.reap(NOW) == 0


def test_a_job_is_given_up_after_five_attempts(job):
    Job.objects.update(stage=Stage.RUNNING, lease_until=NOW - timedelta(seconds=1), attempts=5)
    services.reap(NOW)
    job.refresh_from_db()
    assert (job.stage, job.words) == (Stage.FAILED, "Given up after 5 attempts.")


def test_a_worker_that_lost_its_lease_reports_nothing_more(crew, site, monkeypatch):
    said = []

    def slow(*, progress, **_):
        Job.objects.update(attempts=2, words="the other worker")  # taken back and held by another
        said.append("before")
        progress.say(90, "still me")
        said.append("after")

    monkeypatch.setitem(registry._work, "test.slow", slow)
    monkeypatch.setattr(services, "_enqueue", lambda job: None)
    job = run(start(crew, site, work="test.slow", key="slow:1"))
    assert said == ["before"]
    assert (job.stage, job.percent, job.words) == (Stage.RUNNING, 0, "the other worker")


def test_a_worker_that_lost_its_lease_does_not_end_the_job(crew, site, monkeypatch):
    def silent(**_):
        Job.objects.update(attempts=2)
        return "/late/"

    monkeypatch.setitem(registry._work, "test.silent", silent)
    monkeypatch.setattr(services, "_enqueue", lambda job: None)
    job = run(start(crew, site, work="test.silent", key="silent:1"))
    assert (job.stage, job.result_url) == (Stage.RUNNING, "")


def test_a_refusal_ends_a_job_with_its_sentence(crew, site, monkeypatch):
    def refusing(**_):
        raise refuse("no", "The file is cut off at line 7.")

    monkeypatch.setitem(registry._work, "test.refuse", refusing)
    monkeypatch.setattr(services, "_enqueue", lambda job: None)
    job = run(start(crew, site, work="test.refuse", key="refuse:1"))
    assert (job.stage, job.words) == (Stage.FAILED, "The file is cut off at line 7.")


def test_a_failed_job_can_be_asked_for_again(crew, site, calls, monkeypatch):
    monkeypatch.setattr(services, "_enqueue", lambda job: None)
    job = start(crew, site)
    Job.objects.update(stage=Stage.FAILED, attempts=5)
    start(crew, site)
    assert run(job).stage == Stage.DONE


def test_an_immediate_queue_does_the_job_at_once(crew, site, calls):
    job = start(crew, site)
    job.refresh_from_db()
    assert job.stage == Stage.DONE
