"""One person's window: what they open, fill in, sign, press and read."""

import re
from collections.abc import Sequence
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, Request, expect

PASSWORD = "demo demo demo"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


class Desk:
    """A browser window of one person; whatever the console says is kept in ``faults``."""

    def __init__(self, browser: Browser, url: str, **window) -> None:
        self.url, self.username = url, ""
        self.context = browser.new_context(base_url=url, locale="en-GB", **window)
        self.context.set_default_timeout(30_000)
        self.page: Page = self.context.new_page()
        self.faults: list[str] = []
        self.page.on("console", lambda message: self.faults.append(message.text))
        self.page.on("pageerror", lambda fault: self.faults.append(str(fault)))
        self.page.on("request", self._notice)

    def sign_in(self, username: str) -> "Desk":
        """Click a name on the page of demo accounts."""
        self.username = username
        self.page.goto("/demo/")
        self.page.locator(f"form[action$='/{username}/'] button").click()
        self.page.wait_for_url(re.compile(f"^{re.escape(self.url)}/(?!demo)"))
        return self

    def open(self, path: str) -> "Desk":
        """Open an address of the site."""
        self.page.goto(path)
        return self

    def scan(self, code: str) -> "Desk":
        """Type a code into the box that is on every page."""
        box = self.page.locator("#search-box")
        box.fill(code)
        box.press("Enter")
        self.page.wait_for_load_state()
        return self

    def press(self, name: str, within: Locator | None = None) -> "Desk":
        """Press the button or follow the link with this name."""
        where = within or self.page.locator("body")
        button = where.get_by_role("button", name=name, exact=True)
        link = where.get_by_role("link", name=name, exact=True)
        button.or_(link).first.click()
        self.page.wait_for_load_state()
        return self

    def press_main(self) -> "Desk":
        """Press the one main button of the page's form."""
        self.page.locator("main form button.main").first.click()
        self.page.wait_for_load_state()
        return self

    def forgive(self, status: str) -> "Desk":
        """Drop what the console says about an answer with this status, which was meant."""
        self.faults[:] = [fault for fault in self.faults if f"status of {status}" not in fault]
        return self

    def fill(self, within: str = "body", **fields: str) -> "Desk":
        """Fill in fields by their names in the form."""
        for name, text in fields.items():
            found = self.page.locator(f"{within} [name='{name}']")
            if found.first.evaluate("field => field.tagName") == "SELECT":
                found.select_option(text)
            elif found.first.get_attribute("type") in {"radio", "checkbox"}:
                self.page.locator(f"{within} [name='{name}'][value='{text}']").check()
            else:
                found.fill(text)
        return self

    def choose(self, **fields: str) -> "Desk":
        """In each list choose the first line that holds these words."""
        for name, words in fields.items():
            options = self.page.locator(f"select[name='{name}'] option")
            value = options.filter(has_text=words).first.get_attribute("value")
            self.page.locator(f"select[name='{name}']").select_option(value)
        return self

    def attach(self, name: str, *files: Path) -> "Desk":
        """Choose files for the field of this name."""
        self.page.locator(f"input[name='{name}']").set_input_files(list(files))
        return self

    def sign(self, button: str, password: str = PASSWORD, **fields: str) -> "Desk":
        """Fill the sign box that has this button, with the code it shows, and press it."""
        self.fill(within=".sign-box", **{f"sign-{name}": text for name, text in fields.items()})
        box = self.page.locator(".sign-box").filter(
            has=self.page.get_by_role("button", name=button, exact=True)
        )
        if box.locator("[name='sign-code']").count():
            box.locator("[name='sign-username']").fill(self.username)
            box.locator("[name='sign-code']").fill(_digits(box))
        box.locator("[name='sign-password']").fill(password)
        return self.press(button, within=box)

    def sees(self, *words: str | re.Pattern[str]) -> "Desk":
        """Wait until the page shows each of these words."""
        for each in words:
            expect(self.page.get_by_text(each).filter(visible=True).first).to_be_visible()
        return self

    def is_marked(self, *words: str) -> "Desk":
        """Wait until the page shows a badge with exactly these words."""
        for each in words:
            badge = self.page.locator(".badge .word").get_by_text(each, exact=True)
            expect(badge.filter(visible=True).first).to_be_visible()
        return self

    def does_not_see(self, *words: str) -> "Desk":
        """The page shows none of these words."""
        for each in words:
            expect(self.page.get_by_text(each).filter(visible=True)).to_have_count(0)
        return self

    def heading(self, words: str | re.Pattern[str]) -> "Desk":
        """Wait until the page is headed so."""
        expect(self.page.locator("h1").first).to_contain_text(words)
        return self

    def text(self) -> str:
        """Everything the page shows."""
        return self.page.locator("body").inner_text()

    def code(self, kind: str) -> str:
        """The first code of this kind the page shows: ``LT``, ``VL``, ``SE`` ..."""
        return self.codes(kind)[0]

    def codes(self, kind: str) -> list[str]:
        """Every code of this kind in the main part of the page, in order, once."""
        html = self.page.locator("main").inner_html()
        return list(dict.fromkeys(re.findall(rf"\b{kind}-[0-9A-Z]{{6}}-[0-9A-Z*]", html)))

    def axe(self, *rules: str) -> list[tuple[str, list]]:
        """What axe holds against the page, when it is serious or critical."""
        wanted = [*rules] or RULES
        found = Axe().run(self.page, options={"runOnly": wanted}).response["violations"]
        return [
            (one["id"], [node["target"] for node in one["nodes"]][:4])
            for one in found if one["impact"] in {"serious", "critical"}
        ]  # fmt: skip

    def shoot(self, path: Path, *, full: bool = False) -> None:
        """Keep a picture of the page."""
        self.page.screenshot(path=path, full_page=full, animations="disabled")

    def _notice(self, request: Request) -> None:
        if not request.url.startswith((f"{self.url}/", "data:", "blob:")):
            self.faults.append(f"asked elsewhere: {request.url}")


def _digits(box: Locator) -> str:
    found = re.search(r"\b(\d{6})\b", box.inner_text())
    assert found, "the sign box of a demo shows the code"
    return found.group(1)


def one_of(texts: Sequence[str]) -> re.Pattern[str]:
    """A pattern for any of these texts."""
    return re.compile("|".join(re.escape(text) for text in texts))
