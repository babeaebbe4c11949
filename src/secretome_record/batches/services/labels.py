"""Labels: printed with copy number and reason, kept as a sheet, counted until they balance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from secretome_record.batches import queries, rules
from secretome_record.batches.labels import LabelText, draw_sheet
from secretome_record.batches.models import Deviation, LabelCount, Lot, PrintedLabel, Vial
from secretome_record.ledger.acting import Actor
from secretome_record.ledger.files import keep_file, read_file
from secretome_record.ledger.models import KeptFile
from secretome_record.ledger.refusal import refuse, refuse_if_any
from secretome_record.ledger.writing import writing
from secretome_record.people.once import keyed, made_before
from secretome_record.people.roles import Role
from secretome_record.people.standing import acting_person, require_role_at


@dataclass(frozen=True, slots=True)
class LabelSheet:
    """A printed sheet: the PDF, where it is kept, and its labels on the record."""

    pdf: bytes
    file: KeptFile
    labels: tuple[PrintedLabel, ...]


def print_labels(
    *,
    vials: Sequence[Vial],
    by: Actor,
    at: datetime,
    reason: str = "",
    form_key: UUID | None = None,
) -> LabelSheet:
    """Print one label for each vial of one lot; a second copy needs a reason."""
    lot = _one_lot(vials)
    require_role_at(by, lot.site_id, Role.OPERATOR)
    person = acting_person(by)
    with writing(by=by, at=at, why=f"Print labels of {lot.code}") as entry:
        if before := made_before(PrintedLabel, form_key):
            return _sheet_again(before.sheet)
        rows = list(Vial.objects.filter(pk__in=[v.pk for v in vials]).order_by("number"))
        copies = queries.copies_of(rows)
        so_far = [copies.get(vial.pk, 0) for vial in rows]
        refuse_if_any(rules.reasons_against_labels(so_far, reason))
        texts = [_text(lot, v, n + 1) for v, n in zip(rows, so_far, strict=True)]
        pdf = draw_sheet(texts)
        file = keep_file(pdf, name=f"labels-{lot.code}.pdf", media_type="application/pdf")
        keys = [form_key, *[None] * (len(rows) - 1)]
        labels = tuple(
            entry.create(
                PrintedLabel,
                **keyed(key),
                vial=vial,
                copy_number=copy + 1,
                printed_by=person,
                printed_at=at,
                reason=reason.strip() if copy else "",
                sheet=file,
            )
            for key, vial, copy in zip(keys, rows, so_far, strict=True)
        )
        return LabelSheet(pdf, file, labels)


def _sheet_again(file: KeptFile) -> LabelSheet:
    labels = PrintedLabel.objects.filter(sheet=file).order_by("vial__number")
    return LabelSheet(read_file(file), file, tuple(labels))


def count_labels(
    *,
    lot: Lot,
    used: int,
    destroyed: int,
    by: Actor,
    at: datetime,
    form_key: UUID | None = None,
) -> LabelCount:
    """Balance a lot's labels; labels that cannot be accounted for raise a deviation."""
    require_role_at(by, lot.site_id, Role.OPERATOR, Role.QA)
    person = acting_person(by)
    with writing(by=by, at=at, why=f"Count the labels of {lot.code}") as entry:
        if before := made_before(LabelCount, form_key):
            return before
        printed = PrintedLabel.objects.filter(vial__lot=lot).count()
        refuse_if_any(
            rules.reasons_against_count(
                printed=printed, used=used, destroyed=destroyed, vials=lot.vial_count
            )
        )
        count = entry.create(
            LabelCount, **keyed(form_key), lot=lot, printed=printed, used=used, destroyed=destroyed,
            counted_by=person, counted_at=at,
        )  # fmt: skip
        if used + destroyed != printed:
            entry.create(
                Deviation, site_id=lot.site_id, batch_id=lot.batch_id, raised_by=person,
                what=rules.labels_missing_sentence(lot.code, printed, used, destroyed),
            )  # fmt: skip
        return count


def _one_lot(vials: Sequence[Vial]) -> Lot:
    lots = {vial.lot_id for vial in vials}
    if not lots:
        raise refuse("vials", "Choose at least one vial.")
    if len(lots) > 1:
        raise refuse("vials", "A sheet holds the labels of one lot. Choose vials of one lot.")
    return Lot.objects.select_related("product", "site").get(pk=lots.pop())


def _text(lot: Lot, vial: Vial, copy_number: int) -> LabelText:
    return LabelText(
        code=vial.code,
        lot=lot.code,
        product=lot.product.name,
        number=f"{vial.number} / {lot.vial_count}",
        volume=f"{lot.vial_volume_ml_text} mL",
        use_until=rules.last_day_words(lot.expires_at, lot.site.zone),
        storage=lot.product.storage_text,
        identity_code=vial.identity_code,
        copy_number=copy_number,
        is_demo=lot.is_demo,
    )
