"""Pages: the frame, the pieces, the choice of display, the errors, and the style they share."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse

import secretome_record.pages as room
from secretome_record.pages.examples import ExampleForm
from secretome_record.pages.tables import Cell, Column, shown_rows

ROOM = Path(room.__file__).parent
STYLE = (ROOM / "static/pages/style.css").read_text(encoding="utf-8")
PIECES_STYLE = (ROOM / "static/pages/pieces.css").read_text(encoding="utf-8")
PIECES = sorted((ROOM / "templates/pages/pieces").glob("*.html"))
FOOTER = "not a medical device and it is not validated for clinical use"


class Person(str):
    __slots__ = ()


def shown(text, **context):
    return Template("{% load pieces %}" + text).render(Context(context))


@pytest.fixture
def components(client, settings):
    settings.SHOW_COMPONENTS = True
    return client.get(reverse("pages:components"))


@pytest.mark.django_db
def test_the_living_page_shows_every_piece(components):
    text = components.content.decode()
    assert components.status_code == 200
    used = {template.name for template in components.templates}
    never = {f"pages/pieces/{path.name}" for path in PIECES} - used
    assert never == {"pages/pieces/flow.html"} - used
    assert "«missing" not in text


@pytest.mark.django_db
def test_no_page_carries_an_inline_style_or_script(components):
    text = components.content.decode()
    assert not re.search(r"\sstyle=|<style|\son\w+=", text)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))


@pytest.mark.django_db
def test_every_id_on_the_living_page_is_there_once_and_every_label_finds_its_field(components):
    ids, targets = [], []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            facts = dict(attrs)
            if "id" in facts:
                ids.append(facts["id"])
            targets.extend(facts.get("aria-describedby", "").split())
            if tag == "label" and "for" in facts:
                targets.append(facts["for"])

    Reader().feed(components.content.decode())
    assert len(set(ids)) >= 30
    doubles = {one for one in ids if ids.count(one) > 1}
    assert {one for one in doubles if not one.startswith("filter-")} == set()
    assert set(targets) - set(ids) == set()


@pytest.mark.django_db
def test_the_living_page_is_closed_where_patients_are(client, settings):
    settings.DEBUG = settings.SHOW_COMPONENTS = False
    assert client.get(reverse("pages:components")).status_code == 404


@pytest.mark.django_db
def test_every_page_says_what_it_is_not(components):
    assert FOOTER in re.sub(r"\s+", " ", components.content.decode())
    for base in ("400", "403", "404", "413", "429", "500", "403_csrf"):
        assert FOOTER in re.sub(r"\s+", " ", render_to_string(f"{base}.html"))


@pytest.mark.parametrize("base", ["base", "public_base", "bedside_base"])
def test_each_base_stands_without_anything_from_above(base):
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    text = render_to_string(f"pages/{base}.html", request=request)
    assert 'href="#main"' in text
    assert 'id="main"' in text
    assert "«missing" not in text
    assert '"allowEval":false' in text


def test_a_refusal_without_a_request_says_what_to_do():
    text = render_to_string("403.html", {"exception": "Only the qualified person may release."})
    assert "Only the qualified person may release." in text
    assert "Nothing was changed." in text


def test_the_flow_is_two_chains_with_counts_and_the_current_step():
    names = ("stock", "patients")
    steps = [{"label": n.title(), "url": f"/{n}", "count": 3, "room": n} for n in names]
    text = shown("{% flow_navigation %}", navigation=[steps[0], steps[1] | {"current": True}])
    assert text.count("<ol>") == 2
    assert text.count('aria-current="page"') == 1
    assert "waiting for you" in text
    assert shown("{% flow_navigation %}").strip() == ""


def test_the_flow_without_the_first_chain_has_no_empty_list():
    text = shown(
        "{% flow_navigation %}", navigation=[{"label": "P", "url": "/", "room": "patients"}]
    )
    assert text.count("<ol>") == 1


def test_messages_are_sentences_with_a_shape():
    message = Message(constants.ERROR, "The lot was not released: sterility is pending.")
    text = render_to_string("pages/messages.html", {"messages": [message]})
    assert "tone-refused" in text
    assert "<svg" in text


def test_a_state_is_a_shape_and_a_word_in_every_tone():
    for tone in ("good", "waiting", "held", "refused", "warning", "unknown", "neutral", "other"):
        text = shown("{% state_badge 'Word' tone %}", tone=tone)
        assert "<svg" in text
        assert "Word" in text


def test_a_measured_value_never_stands_alone():
    text = shown("{% estimate '5.8e9' '5.1e9' '6.6e9' n=5 unit='/mL' level=0.95 %}")
    assert "5.1 – 6.6" in text
    assert "95" in text
    assert "no interval stated" in shown("{% estimate '5.8' %}")
    assert "no value: lost" in shown("{% estimate None reason='lost' %}")


def test_names_from_outside_are_escaped_in_every_piece():
    evil = "<img src=x onerror=1>"
    for text in (
        "{% state_badge evil by=evil %}", "{% code evil %}", "{% fact_list rows %}",
        "{% reasons rows %}", "{% estimate evil unit=evil reason=evil %}", "{% empty_state evil %}",
        "{% next_action evil '/x' evil %}", "{% refusal_screen evil evil %}",
        "{% step_bar rows %}", "{% progress job %}",
        "{% load figures %}{% interval_bar evil 1 %}{% sparkline evil job.values %}",
        "{% load figures %}{% icon_array 1 evil %}",
    ):  # fmt: skip
        rows, job = [(evil, evil, evil)], {"words": evil, "percent": evil, "values": []}
        out = shown(text, evil=evil, rows=rows, job=job)
        assert evil not in out, text
        assert "&lt;img" in out, text


def test_a_code_is_grouped_for_reading_and_whole_for_copying():
    text = shown("{% code '9f86d081884c7d65' %}")
    assert "<span>9f86</span><span>d081</span>" in text
    assert 'data-copy="9f86d081884c7d65"' in text
    assert "<span>LT-26-0014-X</span>" in shown("{% code 'LT-26-0014-X' %}")


def test_a_closed_signature_offers_no_button_and_says_why():
    text = shown(
        "{% sign_box form 'I certify.' closed=why %}", form=ExampleForm(), why=["Not yet."]
    )
    assert "Not yet." in text
    assert "<button" not in text
    assert "<button" in shown("{% sign_box form 'I certify.' %}", form=ExampleForm())


def test_a_signature_names_whose_password_it_asks_for():
    text = shown("{% sign_box form 'I certify.' %}", form=ExampleForm(), user=Person("anna"))
    assert 'value="anna" autocomplete="username" hidden' in text


def test_an_error_stands_beside_its_field_and_leads_to_it():
    form = ExampleForm({"name": "", "volume_ml": "-1"})
    text = shown("{% form_errors form %}{% field form.name %}", form=form)
    assert 'href="#id_name"' in text
    assert 'id="id_name_error"' in text
    assert "Fill this in." in text
    assert "This field is required" not in text


def test_the_heading_above_the_errors_counts_every_sentence():
    form = ExampleForm({"name": "Anna", "volume_ml": "1"})
    form.is_valid()
    before = sum(len(sentences) for sentences in form.errors.values())
    form.add_error(None, ["The lot is on hold.", "The basis has expired."])
    text = shown("{% form_errors form %}", form=form)
    assert f"{before + 2} things need mending" in text
    assert text.count("<li>") == before + 2


def test_a_job_asks_again_only_while_it_runs():
    assert "hx-get" in shown("{% progress job %}", job={"percent": 4, "words": "w", "url": "/j"})
    done = {"percent": 100, "words": "w", "url": "/j", "is_done": True}
    assert "hx-get" not in shown("{% progress job %}", job=done)


def test_a_table_names_every_cell_for_phones():
    columns = [Column("Lot", "code"), Column("Count", "number")]
    rows = shown_rows(columns, [[Cell("LT-1", "/x"), "5.8"], ["LT-2", None]])
    assert [cell.label for cell in rows[0]] == ["Lot", "Count"]
    assert rows[1][1].value == ""
    text = shown("{% data_table 'Lots' c r %}", c=columns, r=[["LT-1", "5.8"]])
    assert text.count("data-label=") == 2
    assert 'scope="row"' in text
    assert "<caption>Lots</caption>" in text


def test_a_row_that_is_too_short_is_a_fault_of_the_page():
    with pytest.raises(ValueError, match="shorter"):
        shown_rows([Column("A"), Column("B")], [["a"]])


@pytest.mark.django_db
def test_the_choice_of_display_is_kept_in_a_cookie_and_can_be_undone(client):
    answer = client.post(reverse("pages:display"), {"theme": "dark", "next": "/components/?a=1"})
    assert answer["Location"] == "/components/?a=1"
    assert answer.cookies["theme"].value == "dark"
    assert answer.cookies["theme"]["httponly"]
    gone = client.post(reverse("pages:display"), {"theme": "device", "next": "/"})
    assert gone.cookies["theme"]["max-age"] == 0
    assert client.post(reverse("pages:display"), {"theme": "<x>"}).cookies["theme"].value == ""


@pytest.mark.django_db
@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_the_choice_of_display_never_leads_away(client, away):
    assert client.post(reverse("pages:display"), {"theme": "dark", "next": away})["Location"] == "/"


@pytest.mark.django_db
def test_the_chosen_theme_and_the_search_key_reach_the_page(client, settings):
    settings.SHOW_COMPONENTS = True
    client.cookies["theme"] = "dark"
    client.cookies["search_key"] = "off"
    head = client.get(reverse("pages:components")).content.decode()
    assert 'data-theme="dark"' in head
    assert 'data-search-key="off"' in head
    client.cookies["theme"] = '"><script>'
    assert "data-theme" not in client.get(reverse("pages:components")).content.decode()


def tokens(block):
    return dict(re.findall(r"--([\w-]+):\s*(#\w+);", block))


def blocks():
    light = STYLE.split("/* ---- tokens: paper")[1].split("/* ---- tokens: by night, when the d")[0]
    device = STYLE.split("when the device asks")[1].split("/* ---- tokens")[0]
    chosen = STYLE.split("when the reader has chosen it")[1].split("@media")[0]
    return tokens(light), tokens(device), tokens(chosen)


def test_night_is_the_same_whether_device_or_reader_asks():
    light, device, chosen = blocks()
    assert device == chosen
    assert set(light) == set(device)


def brightness(colour):
    full = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    parts = [int(full[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    bright, dim = sorted((brightness(one), brightness(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def test_every_colour_of_words_can_be_read_on_its_ground():
    words = ("ink", "ink-2", "accent", "good", "waiting", "held", "refused")
    for theme in blocks()[:2]:
        for word in words:
            for ground in ("paper", "paper-2"):
                assert contrast(theme[word], theme[ground]) >= 4.5, (word, ground)
        assert contrast(theme["accent-ink"], theme["accent"]) >= 4.5
        assert contrast(theme["accent"], theme["accent-wash"]) >= 4.5
        assert contrast(theme["refused"], theme["wash-refused"]) >= 4.5
        assert contrast(theme["held"], theme["wash-held"]) >= 4.5
        assert contrast(theme["edge"], theme["paper"]) >= 3


def test_the_style_has_no_decoration_and_no_side_of_its_own():
    both = STYLE + PIECES_STYLE
    assert "box-shadow" not in both
    assert "gradient" not in both
    assert not re.search(r"(margin|padding|border)-(left|right)", both)
    assert "url(" not in both


def test_templates_hold_no_inline_style_and_no_address_off_the_house():
    for path in (ROOM / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|<style|https?://|\son\w+=", text), path.name
