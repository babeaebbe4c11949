"""A folder dropped on a sample: each file is kept, read into a run, or says why not."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from factories import quality as make
from factories.browsing import browser_of
from factories.people import AT
from secretome_record.jobs import services as jobs
from secretome_record.jobs.models import Job, Stage
from secretome_record.ledger.acting import Acting, acting
from secretome_record.ledger.models import KeptFile
from secretome_record.ledger.refusal import Refusal
from secretome_record.quality import services
from secretome_record.quality.models import Run, SampleFile
from secretome_record.quality.services import Dropped


@pytest.fixture
def sample(crew):
    lot = make.demo_lot(crew)
    make.make_specification(crew, lot.product)
    return make.make_sample(crew, lot)


@pytest.fixture
def no_worker(monkeypatch):
    """The queue holds what is dropped until the test runs the worker."""
    monkeypatch.setattr(jobs, "_enqueue", lambda job: None)


def drop(crew, sample, *files: tuple[str, bytes], at=AT):
    return services.drop_files(
        sample=sample, files=[Dropped(*one) for one in files], method_version="2", started_at=at,
        by=crew.qc_analyst, at=at,
    )  # fmt: skip


def outcomes(sample):
    return {f.name: f.outcome for f in SampleFile.objects.filter(sample=sample)}


def test_a_folder_becomes_one_run_for_each_file_that_can_be_read(crew, sample):
    drop(crew, sample, ("nta.csv", make.nanosight_file()), ("notes.txt", b"remember the milk"))
    assert outcomes(sample) == {"nta.csv": "READ", "notes.txt": "REFUSED"}
    run = Run.objects.get(sample=sample)
    assert (run.method, run.method_version, run.run_by) == ("NTA", "2", crew.qc_analyst)
    assert run.reading["kind"] == "nanosight"
    assert run.warnings
    refused = SampleFile.objects.get(sample=sample, outcome="REFUSED")
    assert refused.why_not.startswith("notes.txt is no export that can be read here.")
    assert Job.objects.get(title="Read notes.txt").stage == Stage.FAILED


def test_the_same_file_twice_is_one_file_and_one_run(crew, sample):
    data = make.nanosight_file()
    first = drop(crew, sample, ("a.csv", data), ("copy of a.csv", data))
    again = drop(crew, sample, ("a.csv", data))
    assert [row.pk for row in first] == [row.pk for row in again]
    assert (Run.objects.count(), KeptFile.objects.filter(name="a.csv").count()) == (1, 1)


def test_a_file_that_a_run_of_the_sample_holds_already_is_that_run(crew, sample):
    run = make.run_with_file(crew, sample)
    (row,) = drop(crew, sample, ("again.csv", make.nanosight_file()))
    row.refresh_from_db()
    assert row.run == run


def test_numbers_of_a_dropped_file_are_taken_and_never_typed(crew, sample):
    drop(crew, sample, ("nta.csv", make.nanosight_file()))
    run = Run.objects.get(sample=sample)
    with pytest.raises(Refusal) as refused:
        make.enter(crew, run, "particle_concentration", "2e10", "particles/mL")
    assert "from_file_only" in refused.value.codes
    results = services.take_results(
        run=run, sample_in_file="S1", by=crew.qc_analyst, at=AT, dilution_factor_text="100",
        dilution_reason="sheet 1",
    )  # fmt: skip
    assert all(result.is_from_file for result in results)


def test_a_synthetic_file_on_a_real_sample_says_why_it_is_not_read(crew):
    from factories.batches import make_lot

    real = make.make_sample(crew, make_lot(crew, at=AT))
    drop(crew, real, ("nta.csv", make.nanosight_file()))
    (row,) = SampleFile.objects.filter(sample=real)
    assert (row.outcome, Run.objects.count()) == ("REFUSED", 0)
    assert "demo sample only" in row.why_not


def test_a_file_waits_until_the_worker_reads_it_and_a_second_reading_changes_nothing(
    crew, sample, no_worker
):
    (row,) = drop(crew, sample, ("nta.csv", make.nanosight_file()))
    assert outcomes(sample) == {"nta.csv": "WAITING"}
    assert not Run.objects.exists()
    job = Job.objects.get()
    with acting(Acting("system:worker", "test", ambient=True)):
        jobs.run(str(job.pk), lambda: AT)
        services.read_dropped_file(file_id=row.pk, by=crew.qc_analyst, at=AT)
    job.refresh_from_db()
    assert (job.stage, Run.objects.count()) == (Stage.DONE, 1)
    assert job.result_url == reverse("quality:run", args=[Run.objects.get().code])


def test_a_reading_that_breaks_off_leaves_nothing_and_is_started_again_by_the_same_drop(
    crew, sample, monkeypatch
):
    def break_off(*_):
        raise RuntimeError("power cut")

    with monkeypatch.context() as patched:
        patched.setattr(services.dropping.science, "read_instrument_file", break_off)
        drop(crew, sample, ("nta.csv", make.nanosight_file()))
    assert (outcomes(sample), Run.objects.count()) == ({"nta.csv": "WAITING"}, 0)
    assert "broke off" in page(crew, sample)
    drop(crew, sample, ("nta.csv", make.nanosight_file()))
    assert outcomes(sample) == {"nta.csv": "READ"}


def test_a_drop_by_nobody_of_the_laboratory_or_without_a_file_is_refused(crew, sample):
    with pytest.raises(Refusal) as refused:
        services.drop_files(
            sample=sample, files=[Dropped("a", b"a")], method_version="1", started_at=AT,
            by=crew.nurse, at=AT,
        )  # fmt: skip
    assert refused.value.codes == {"not_your_role"}
    with pytest.raises(Refusal, match="No file was dropped"):
        drop(crew, sample)
    with pytest.raises(Refusal, match="before the sample was taken"):
        drop(crew, sample, ("a", b"a"), at=AT - timedelta(hours=1))


def page(crew, sample) -> str:
    answer = browser_of(crew.qc_analyst).get(reverse("quality:sample", args=[sample.code]))
    text = answer.content.decode()
    assert "«missing" not in text
    return text


def uploads(*files: tuple[str, bytes]):
    return [SimpleUploadedFile(name, data) for name, data in files]


def send(crew, sample, files, folder=()):
    words = {
        "drop-method_version": "2", "drop-started_at": f"{timezone.now():%Y-%m-%dT%H:%M}",
        "drop-files": uploads(*files), "drop-folder": uploads(*folder),
    }  # fmt: skip
    return browser_of(crew.qc_analyst).post(
        reverse("quality:drop", args=[sample.code]), words, follow=True
    )


def test_files_and_a_folder_arrive_by_a_plain_form(crew, sample):
    picture = ("shot.png", b"\x89PNG\r\n\x1a\n....")
    files = [("nta.csv", make.nanosight_file()), (".DS_Store", b"x"), ("empty.csv", b"")]
    answer = send(crew, sample, files, [("notes.txt", b"remember the milk"), picture])
    text = answer.content.decode()
    assert outcomes(sample) == {"nta.csv": "READ", "notes.txt": "REFUSED"}
    assert "2 files are kept; being read." in text
    assert "“empty.csv” is empty." in text
    assert "“shot.png” is not a file of the kind needed here." in text
    assert "NanoSight summary" in text
    assert "is no export that can be read here" in text
    assert "DS_Store" not in text


def test_a_file_that_is_there_already_is_named_beside_its_copy(crew, sample):
    data = make.nanosight_file()
    text = send(crew, sample, [("beads.csv", data), ("beads_copy.csv", data)]).content.decode()
    said = "beads_copy.csv is the same file as beads.csv; it is kept once."
    assert said in text
    assert "1 file is kept; being read." in text
    text = send(crew, sample, [("beads_copy.csv", data)]).content.decode()
    assert said in text
    assert "kept; being read" not in text


def test_a_drop_of_nothing_useful_says_so_beside_the_field(crew, sample):
    answer = send(crew, sample, [("shot.png", b"\x89PNG\r\n\x1a\n....")])
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "No file was dropped." in text
    assert "“shot.png” is not a file" in text


def test_the_list_asks_again_while_something_waits_and_then_shows_the_page_anew(
    crew, sample, no_worker
):
    (row,) = drop(crew, sample, ("nta.csv", make.nanosight_file()))
    client = browser_of(crew.nurse)
    address = reverse("quality:files", args=[sample.code])
    answer = client.get(address, headers={"HX-Request": "true"})
    assert b"every 2s" in answer.content
    assert b"Waiting for its turn" in answer.content
    assert "HX-Refresh" not in answer.headers
    services.read_dropped_file(file_id=row.pk, by=crew.qc_analyst, at=AT)
    answer = client.get(address, headers={"HX-Request": "true"})
    assert answer.headers["HX-Refresh"] == "true"
    assert b"every 2s" not in answer.content


def test_a_sample_of_another_site_is_not_found(crew, sample, other_site):
    from factories.people import Crew

    stranger = browser_of(Crew(other_site).qc_analyst)
    for name in ("files", "drop"):
        address = reverse(f"quality:{name}", args=[sample.code])
        asked = stranger.get if name == "files" else stranger.post
        assert asked(address).status_code == 404
