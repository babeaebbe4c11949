"""Labels: every one is read back from the printed sheet, every copy is on the record."""

import pypdfium2
import pytest
import zxingcpp
from uuid_utils.compat import uuid7

from factories.batches import (
    autologous_lot,
    make_bank,
    make_batch,
    make_lot,
    make_product,
    vials_of,
)
from factories.batches import make_recipe as approved
from factories.donors import make_donation
from factories.people import AT
from secretome_record.batches import services
from secretome_record.batches.labels import LabelText, draw_sheet
from secretome_record.batches.models import Deviation, PrintedLabel
from secretome_record.ledger.files import read_file
from secretome_record.ledger.refusal import Refusal


def codes_on(pdf: bytes) -> list[str]:
    """Read every symbol on every page of the sheet, as a scanner does."""
    found = []
    for page in pypdfium2.PdfDocument(pdf):
        picture = page.render(scale=300 / 72).to_pil()
        symbols = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.DataMatrix)
        found += [symbol.text for symbol in symbols]
    return found


def text_of(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in pages)


def printing(crew, lot, **more):
    return services.print_labels(**{"vials": vials_of(lot), "by": crew.operator, "at": AT, **more})


def refused(act) -> frozenset[str]:
    with pytest.raises(Refusal) as caught:
        act()
    return caught.value.codes


def test_every_label_on_the_sheet_is_read_back_and_is_its_vial(crew):
    lot = make_lot(crew, vial_count=31)
    sheet = printing(crew, lot)
    assert sorted(codes_on(sheet.pdf)) == sorted(v.code for v in vials_of(lot))
    words = text_of(sheet.pdf)
    for vial in vials_of(lot):
        assert words.count(vial.code) == 1
    assert words.count(lot.code) == 31
    assert "DEMO" not in words
    assert "Use until 29 Aug 2026" in words.replace("\r\n", " ")


def test_the_sheet_is_kept_byte_for_byte(crew):
    sheet = printing(crew, make_lot(crew))
    assert read_file(sheet.file) == sheet.pdf
    assert {label.copy_number for label in sheet.labels} == {1}


def test_a_second_copy_needs_a_reason_and_says_that_it_is_one(crew):
    lot = make_lot(crew)
    printing(crew, lot)
    assert refused(lambda: printing(crew, lot)) == {"reason"}
    again = printing(crew, lot, vials=vials_of(lot)[:1], reason="smudged")
    assert [(x.copy_number, x.reason) for x in again.labels] == [(2, "smudged")]
    assert "Copy 2" in text_of(again.pdf)
    assert PrintedLabel.objects.count() == 5


def test_demo_labels_say_so_and_own_cells_name_their_person_by_code(crew):
    demo = make_lot(crew, make_batch(crew, make_bank(crew, [make_donation(crew, is_demo=True)])), 2)
    assert text_of(printing(crew, demo).pdf).count("DEMO") == 2
    own = autologous_lot(crew)
    words = text_of(printing(crew, own).pdf)
    assert words.count("FOR AUTOLOGOUS USE ONLY") == 2
    assert words.count(own.identity_code) == 2


def test_a_sheet_holds_one_lot(crew):
    lots = make_lot(crew), make_lot(crew)
    both = [*vials_of(lots[0]), *vials_of(lots[1])]
    assert refused(lambda: printing(crew, lots[0], vials=both)) == {"vials"}
    assert refused(lambda: printing(crew, lots[0], vials=[])) == {"vials"}


def test_a_form_sent_twice_prints_one_sheet(crew):
    lot, key = make_lot(crew), uuid7()
    first, second = printing(crew, lot, form_key=key), printing(crew, lot, form_key=key)
    assert first.pdf == second.pdf
    assert PrintedLabel.objects.count() == 4


def test_words_on_a_label_are_never_markup(crew):
    product = make_product(crew, name="#strong[x] <b>EV</b> $1 + 1$ @ref")
    lot = make_lot(crew, make_batch(crew, recipe=approved(crew, product)), 1)
    sheet = printing(crew, lot)
    assert "#strong[x] <b>EV</b> $1 + 1$ @ref" in text_of(sheet.pdf).replace("\r\n", " ")
    assert codes_on(sheet.pdf) == [vials_of(lot)[0].code]


def test_a_long_product_name_leaves_the_code_readable():
    label = LabelText(
        code="VL-7K3M92-H", lot="LT-7K3M92-H", product="Very long name of a product " * 4,
        number="1 / 1", volume="3.0 mL", use_until="29 Aug 2026",
        storage="Keep at -70 degrees or colder, in the vapour phase, away from light",
        identity_code="CI-7K3M92-H", copy_number=12, is_demo=True,
    )  # fmt: skip
    assert codes_on(draw_sheet([label])) == ["VL-7K3M92-H"]


def test_labels_balance_or_raise_a_deviation(crew):
    lot = make_lot(crew)
    count = {"lot": lot, "by": crew.qa, "at": AT}
    assert refused(lambda: services.count_labels(used=0, destroyed=0, **count)) == {"printed"}
    printing(crew, lot)
    services.count_labels(used=3, destroyed=1, **count)
    assert not Deviation.objects.exists()
    services.count_labels(used=3, destroyed=0, **count)
    assert Deviation.objects.get().what == (
        f"Labels of {lot.code}: 4 printed, 3 used, 0 destroyed; 1 is missing."
    )
    assert refused(lambda: services.count_labels(used=5, destroyed=0, **count)) == {
        "used", "destroyed",
    }  # fmt: skip
