"""The living page of pieces in a real browser: widths, themes, print, keyboard, axe."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.urls import include, path
from playwright.sync_api import Page, sync_playwright

HOUSE = "http://house.test"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SWITCHES = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
urlpatterns = [
    path("", include("secretome_record.pages.urls")),
    path("search/", lambda request: HttpResponse(request.GET["q"]), name="search"),
]
pytestmark = pytest.mark.journey


@pytest.fixture
def answer(db, client, settings):
    """The page as the site sends it, made before the browser starts."""
    settings.SHOW_COMPONENTS = True
    settings.ROOT_URLCONF = __name__
    return client.get("/components/")


@pytest.fixture
def browser():
    """Debian's own browser, or the one that came with Playwright."""
    chromium = "/usr/bin/chromium" if Path("/usr/bin/chromium").exists() else None
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=chromium, args=SWITCHES)
        yield started
        started.close()


@pytest.fixture
def open_page(answer, browser):
    """Open the page in a window; what the console said and who else was asked is kept."""

    def opened(**window) -> Page:
        page = browser.new_context(**window).new_page()
        page.faults = []
        page.on("console", lambda message: page.faults.append(message.text))
        page.on("pageerror", lambda fault: page.faults.append(str(fault)))
        page.route("**/*", lambda route: _serve(route, answer, page.faults))
        page.goto(f"{HOUSE}/components/")
        page.wait_for_load_state("load")
        return page

    return opened


def _serve(route, answer, faults):
    url = urlsplit(route.request.url)
    if f"{url.scheme}://{url.netloc}" != HOUSE:
        faults.append(f"asked elsewhere: {url.geturl()}")
        route.abort()
    elif url.path.startswith("/static/"):
        route.fulfill(path=finders.find(url.path.removeprefix("/static/")))
    else:
        rules = answer.headers["Content-Security-Policy"]
        headers = {"Content-Type": "text/html", "Content-Security-Policy": rules}
        route.fulfill(status=200, headers=headers, body=answer.content)


@pytest.mark.parametrize("width", [320, 390, 768, 1440])
def test_every_piece_fits_reads_and_is_quiet_by_day_and_by_night(open_page, width):
    for scheme in ("light", "dark"):
        page = open_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
        assert [(one["id"], [n["target"] for n in one["nodes"]]) for one in found] == []
        assert page.faults == []


def test_every_piece_can_be_read_with_scripts_off(open_page):
    page = open_page(java_script_enabled=False, viewport={"width": 390, "height": 900})
    assert page.get_by_role("heading", name="Pieces").is_visible()
    assert page.locator("button.copy:visible").count() == 0
    page.locator(".timeline summary").first.click()
    assert page.get_by_text("Freezer F2 stood").is_visible()


def test_the_slash_key_goes_to_the_search_box_but_not_while_typing(open_page):
    page = open_page()
    page.locator("h1").first.click()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search-box"
    page.locator("#ok_name").fill("")
    page.locator("#ok_name").press("/")
    assert page.evaluate("document.activeElement.id") == "ok_name"
    assert page.locator("#ok_name").input_value() == "/"


def test_the_keyboard_reaches_the_content_first(open_page):
    page = open_page()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.className") != "skip":
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_file_that_is_too_large_is_told_before_it_is_sent(open_page, tmp_path):
    page = open_page()
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.truncate(33 * 1024 * 1024)
    page.locator("#upload_file").set_input_files(large)
    assert page.get_by_text(
        "This file is too large. At most 32 MiB. Nothing was sent."
    ).is_visible()
    assert not page.locator("#upload_file").evaluate("input => input.checkValidity()")


def test_in_print_colour_and_controls_are_gone_and_details_are_open(open_page):
    page = open_page(color_scheme="dark")
    page.emulate_media(media="print")
    assert not page.locator(".search-box").is_visible()
    assert not page.locator(".page-action").get_by_text("Enter the sterility result").is_visible()
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(255, 255, 255)"
    assert page.get_by_text("Freezer F2 stood").is_visible()


def test_a_right_to_left_page_fits_too(open_page):
    for width in (390, 1440):
        page = open_page(viewport={"width": width, "height": 900})
        page.evaluate("document.documentElement.dir = 'rtl'")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
