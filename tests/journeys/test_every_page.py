"""Every page a person can reach from home: quiet, on this host, fitting, and axe finds nothing."""

import re
from collections.abc import Callable

import pytest

from journeys.desk import Desk

pytestmark = pytest.mark.journey
ROLES = {
    "coordinator": "Coordinator", "advisor": "Medical advisor", "physician": "Physician",
    "nurse": "Nurse", "storekeeper": "Storekeeper", "donors": "Donor coordinator",
    "operator": "Operator", "qc": "QC analyst", "qa": "QA", "qp": "Qualified person",
    "safety": "Safety officer", "inspector": "Inspector", "scientist": "Scientist",
    "admin": "Administrator", "": "visitor",
}  # fmt: skip
MOST_PAGES = 45
# A file is downloaded, not looked at; sign-out ends the walk; the rest stands for itself.
LEFT_OUT = re.compile(r"/(file|document|logout|export)/|\.svg|/demo/|/label-sheets/|#|^mailto:")
CODE = re.compile(r"/[A-Z]{2}-[0-9A-Z]{6}-[0-9A-Z*]/|/[0-9a-f-]{32,36}/|/\d+/|/known/[^/]+/")
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


def shape(path: str) -> str:
    """The address without its codes: pages of one shape are one template."""
    return CODE.sub("/*/", path.split("?", maxsplit=1)[0])


def links(desk: Desk) -> list[str]:
    found = desk.page.eval_on_selector_all(
        "a[href]", "all => all.map(link => link.getAttribute('href'))"
    )
    return [path for path in found if path.startswith("/") and not LEFT_OUT.search(path)]


def walk(desk: Desk, look: Callable[[Desk, str], None]) -> int:
    """Open one page of each shape, from home on, and let ``look`` judge it."""
    seen, waiting = {"/"}, [("/", "the first page")]
    while waiting and len(seen) <= MOST_PAGES:
        path, found_on = waiting.pop(0)
        answer = desk.page.goto(path)
        assert answer is not None
        assert answer.status == 200, f"{path}, linked from {found_on}"
        look(desk, path)
        for link in links(desk):
            if shape(link) not in seen:
                seen.add(shape(link))
                waiting.append((link, path))
    return len(seen)


def overflow(desk: Desk) -> int:
    return desk.page.evaluate("document.documentElement.scrollWidth - innerWidth")


def keyboard_reaches(desk: Desk) -> bool:
    """Whether Tab alone comes to the main action of the page, where it has one."""
    main = desk.page.locator("main .main:not([disabled])")
    if not main.count():
        return True
    desk.page.locator("main").focus()
    for _ in range(80):
        desk.page.keyboard.press("Tab")
        if desk.page.evaluate("document.activeElement.matches('main .main')"):
            return True
    return False


@pytest.fixture(scope="module")
def judged() -> set[str]:
    """The shapes axe has judged already: another role sees the same template."""
    return set()


@pytest.mark.parametrize("username", ROLES, ids=ROLES.values())
def test_every_page_is_quiet_fits_and_can_be_used_by_everybody(desk, judged, username):
    who = desk(username, viewport=WIDE, quiet=False)
    held_against: dict[str, list] = {}

    def look(window: Desk, path: str) -> None:
        found = []
        if shape(path) not in judged:
            judged.add(shape(path))
            found = look_closely(window)
        if window.faults:
            found.append(("console", list(window.faults)))
            window.faults.clear()
        if found:
            held_against[path] = found

    assert walk(who, look) > 3
    assert held_against == {}


def look_closely(window: Desk) -> list:
    """Axe by day and by night, the keyboard, and the width of a phone."""
    found = []
    found += [("light", one) for one in window.axe()]
    window.page.emulate_media(color_scheme="dark")
    found += [("dark", one) for one in window.axe("color-contrast")]
    if not keyboard_reaches(window):
        found.append(("keyboard", "the main action is out of reach"))
    window.page.set_viewport_size(NARROW)
    if (too_wide := overflow(window)) > 0:
        found.append(("390 px", f"{too_wide} px too wide"))
    window.page.set_viewport_size(WIDE)
    window.page.emulate_media(color_scheme="light")
    return found
