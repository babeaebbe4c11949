"""Each kind of file shows itself as a picture, drawn once for its content."""

import pytest
from django.conf import settings
from django.urls import reverse

from factories import quality as make
from factories.browsing import browser_of
from factories.people import AT
from secretome_record.quality import pictures, services
from secretome_record.quality.models import Run, SampleFile
from secretome_record.quality.pictures import curves
from secretome_record.quality.services import Dropped

FILES = {
    "flow_fcs/macsquant_fcs31_well.fcs": b"FSC-A",
    "qpcr/stepone_std.rdml": b"Cq (cycles)",
    "plate_reader/gen5_endpoint_stdcurve.txt": b"Absorbance",
    "temperature_logger/hobo_6265_mdy_ampm_GPL.csv": b"warmest allowed",
    "nanosight/tidynano_beads_nta32_combined.csv": b"Diameter",
}


@pytest.fixture
def sample(crew):
    return make.make_sample(crew, make.demo_lot(crew))


def test_each_kind_of_file_is_drawn_on_both_grounds_and_said_in_words(crew, sample, shared):
    folder = shared / "data" / "instruments"
    services.drop_files(
        sample=sample, files=[Dropped(name, (folder / name).read_bytes()) for name in FILES],
        method_version="1", started_at=AT, by=crew.qc_analyst, at=AT,
    )  # fmt: skip
    runs = {f.name: f.run for f in SampleFile.objects.filter(sample=sample).select_related("run")}
    assert len(runs) == len(FILES)
    client = browser_of(crew.nurse)
    for name, words in FILES.items():
        run = runs[name]
        for ground in ("light", "dark"):
            answer = client.get(reverse("quality:picture", args=[run.code]), {"ground": ground})
            assert answer.status_code == 200, name
            assert words in answer.content, name
        assert pictures.spoken(run, run.reading["samples"][0]["id"]), name
    text = client.get(reverse("quality:sample", args=[sample.code])).content.decode()
    assert text.count('class="distribution"') == len(FILES)
    assert "slope -3.48 cycles" in text


def test_a_file_without_a_picture_says_so_and_has_no_address_for_one(crew, sample, shared):
    name = "cell_counter/nucleoview_example01.csv"
    data = (shared / "data" / "instruments" / name).read_bytes()
    services.drop_files(
        sample=sample, files=[Dropped("count.csv", data)], method_version="1", started_at=AT,
        by=crew.qc_analyst, at=AT,
    )  # fmt: skip
    run = Run.objects.get(sample=sample)
    client = browser_of(crew.nurse)
    assert client.get(reverse("quality:picture", args=[run.code])).status_code == 404
    text = client.get(reverse("quality:run", args=[run.code])).content.decode()
    assert "A file of this kind has no picture" in text


def test_a_picture_is_drawn_once(crew, sample, monkeypatch):
    run = make.run_with_file(crew, sample)
    first = pictures.run_svg(run, "S1", "light")
    monkeypatch.setattr(pictures.science, "distributions", None)
    assert pictures.run_svg(run, "S1", "light") == first
    assert any((settings.SECRETOME_FILES / "pictures").iterdir())


def test_a_reading_without_three_standards_has_no_curve():
    well = {"settings": {}, "quality": {"Well ID": "STD1", "Conc/Dil": "2"},
            "attributes": [{"name": "absorbance[450]", "value": 0.3}]}  # fmt: skip
    assert curves.points_of({"samples": [{"captures": [well, well, well]}]}) is None
