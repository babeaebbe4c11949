"""Pictures of the pages that decide, for the docs; written only when SECRETOME_SCREENS is set."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from journeys.bedside import scan
from journeys.desk import Desk
from journeys.test_wrong_vial import prepared_session

pytestmark = pytest.mark.journey
FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures" / "screens"
WINDOWS = {
    "phone-light": ({"width": 390, "height": 844}, "light"),
    "phone-dark": ({"width": 390, "height": 844}, "dark"),
    "desktop-light": ({"width": 1440, "height": 900}, "light"),
    "desktop-dark": ({"width": 1440, "height": 900}, "dark"),
}
LARGEST_BYTES = 200_000


def home(qc: Desk) -> None:
    qc.open("/").heading("Your work")


def release(qp: Desk) -> None:
    lot = qp.open("/quality/?state=REVIEWED").code("LT")
    qp.open(f"/quality/lots/{lot}/").sees("Nothing speaks against it.")


def bedside(nurse: Desk) -> None:
    session = prepared_session(nurse)
    nurse.open(f"/treatments/sessions/{session}/")
    patient = nurse.code("PT")
    nurse.open(f"/treatments/sessions/{session}/bedside/")
    scan(nurse, patient).sees("Plan sheet")


def wrong_vial(nurse: Desk) -> None:
    session = prepared_session(nurse)
    other = nurse.open("/patients/").code("PT")
    nurse.open(f"/treatments/sessions/{session}/bedside/")
    scan(nurse, other).sees("This is another patient.").forgive("409")


def answer(advisor: Desk) -> None:
    """The patient's own page, opened by a new private link and the birth date."""
    request = advisor.open("/requests/?state=ANSWERED").code("RQ")
    text = advisor.open(f"/requests/{request}/").text()
    born = re.search(r"Birth date\s+(\d{4}-\d\d-\d\d)", text).group(1)
    advisor.page.get_by_text("Give a new private link").click()
    advisor.page.locator("form[action$='/link/'] [name='reason']").fill("The sheet was lost.")
    advisor.press("Make a new link").heading("Your private answer")
    link = advisor.page.locator(".private-link code").inner_text()
    advisor.open(link).fill(birth_date=born).press("Open").sees("What result can you expect?")


def trace(safety: Desk) -> None:
    lot = safety.open("/quality/?state=ON_HOLD").code("LT")
    safety.open(f"/trace/{lot}/").heading("Trace of lot")


def batch_record(operator: Desk) -> None:
    batch = operator.open("/batches/").code("BA")
    operator.open(f"/batches/{batch}/").heading(batch)


def sample(qc: Desk) -> None:
    code = qc.open("/quality/samples/").code("SA")
    qc.open(f"/quality/samples/{code}/").sees("Runs")


def public(visitor: Desk) -> None:
    visitor.open("/known/").heading("What is known")


PAGES: dict[str, tuple[str, Callable[[Desk], None]]] = {
    "home": ("qc2", home), "release": ("qp", release), "bedside": ("nurse", bedside),
    "wrong-patient": ("nurse", wrong_vial), "answer": ("advisor", answer),
    "trace": ("safety", trace), "batch-record": ("operator", batch_record),
    "sample": ("qc", sample), "what-is-known": ("", public),
}  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("window", WINDOWS)
def test_a_picture_is_made_of(desk, name, window):
    size, scheme = WINDOWS[window]
    username, go_there = PAGES[name]
    who = desk(username, viewport=size, color_scheme=scheme)
    go_there(who)
    FOLDER.mkdir(parents=True, exist_ok=True)
    picture = FOLDER / f"{name}-{window}.png"
    who.shoot(picture)
    assert picture.stat().st_size < LARGEST_BYTES
