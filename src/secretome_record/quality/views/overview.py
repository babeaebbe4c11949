"""Pages that only read: what a lot is made of, an attribute over lots, stability of a product."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from secretome_record.quality import queries
from secretome_record.quality.overview import facts, pictures, studies
from secretome_record.quality.overview import queries as reads
from secretome_record.quality.overview.presenting import lots as words
from secretome_record.quality.overview.presenting import profile as shows
from secretome_record.quality.overview.science import profile as door
from secretome_record.quality.overview.studies import AgeStudy, LotStudy
from secretome_record.quality.pictures import kept_svg


@require_GET
def profile(request: HttpRequest, code: str) -> HttpResponse:
    """One lot as a whole: composition by class, completeness, particles per microgram."""
    lot = queries.by_code(queries.lots_for(request.user), code)
    chosen = facts.files_of(reads.readings_of_lot(lot))
    totals, steps = reads.verified_totals(lot), reads.steps_recorded(lot)
    purity, used = shows.purity(totals), facts.techniques_in(steps)
    known = facts.known_of(lot, steps, totals, has_ratio=shows.has_ratio(purity))
    composition = door.composition_of(chosen.files)
    found = composition.found
    shown = {
        "lot": lot,
        "files": len(chosen.files),
        "classes": shows.classes(found, chosen, totals) if found else [],
        "notes": [n for n in found.notes if "No file" not in n] if found else [],
        "left_out": shows.left_out(chosen, door.not_counted(chosen.files)),
        "total_columns": shows.total_columns(),
        "component_columns": shows.component_columns(),
        "purity": purity,
        "scores": shows.scores(door.completeness_of(chosen.files, known, used)),
        "techniques": shows.techniques_sentence(used),
    }
    return render(request, "quality/profile.html", shown)


@require_GET
def over_lots(request: HttpRequest, product_id: UUID, attribute: str) -> HttpResponse:
    """One attribute lot by lot: chart, rules, capability, trend, the newest lots."""
    study = studies.over_lots(request.user, product_id, attribute)
    shown = {
        **_about(study),
        "chart": words.control(study.chart, study.unit),
        "state": words.state_of(study.chart),
        "setting": words.setting_sentence(study.count),
        "count": study.count,
        "capability": words.capability_words(study.capability()),
        "trend": words.trend_words(study.trend(), study.unit),
        "sameness": words.sameness_words(study.sameness()),
        "columns": words.columns(),
        "rows": words.rows(study.lots, study.numbers, study.results, study.chart),
        "more": words.more_results(study.results),
        "spoken": words.spoken_chart(study.numbers, study.label, study.unit),
    }
    return render(request, "quality/over_lots.html", shown)


@require_GET
def over_lots_picture(request: HttpRequest, product_id: UUID, attribute: str) -> HttpResponse:
    """The control chart as SVG."""
    study = studies.over_lots(request.user, product_id, attribute)
    if not study.count:
        raise Http404
    limits = words.limits_of(study.line)
    about = f"{pictures.EDITION} over lots {study.label} {study.numbers} {limits}"
    return _svg(request, about, lambda ink: pictures.control_chart(
        study.numbers, study.chart.found, limits, study.title, ink
    ))  # fmt: skip


@require_GET
def stability(request: HttpRequest, product_id: UUID) -> HttpResponse:
    """Every attribute of a product by the age of its lots, with the shelf life it carries."""
    product = reads.product_for(request.user, product_id)
    specification, found = studies.by_age(product)
    shown = {
        "product": product,
        "specification": specification,
        "claim": words.claim_words(product),
        "studies": [_aged(study, product) for study in found],
    }
    return render(request, "quality/stability.html", shown)


@require_GET
def stability_picture(request: HttpRequest, product_id: UUID, attribute: str) -> HttpResponse:
    """Results by age as SVG."""
    product = reads.product_for(request.user, product_id)
    found = [one for one in studies.by_age(product)[1] if one.line.attribute == attribute]
    if not found or not found[0].numbers:
        raise Http404
    study, limits = found[0], words.limits_of(found[0].line)
    lines = study.lines()
    about = f"{pictures.EDITION} stability {study.line.label} {study.numbers} {limits}"
    return _svg(request, about, lambda ink: pictures.stability_chart(
        study.numbers, lines, limits, study.title, ink
    ))  # fmt: skip


def _svg(request: HttpRequest, about: str, chart: Any) -> HttpResponse:
    ground = "dark" if request.GET.get("ground") == "dark" else "light"
    answer = HttpResponse(kept_svg(about, ground, chart), "image/svg+xml")
    answer["Cache-Control"] = "private, no-cache"
    return answer


def _about(study: LotStudy) -> dict[str, Any]:
    return {
        "product": study.product,
        "attribute": study.attribute,
        "label": study.label,
        "unit": study.unit,
        "limits": words.specification_words(study.line),
        "specification": study.specification,
        "only_demo": bool(study.lots) and all(lot.is_demo for lot in study.lots),
    }


def _aged(study: AgeStudy, product: Any) -> dict[str, Any]:
    return {
        "line": study.line,
        "limits": words.specification_words(study.line),
        "found": words.shelf_life_words(study.answer, product),
        "count": len(study.numbers),
        "short": words.short_words(study.short),
        "left_out": [f"{code}: {why}." for code, why in study.left_out],
        "spoken": _("%(n)d results of %(label)s by the age of the lot.")
        % {"n": len(study.numbers), "label": study.line.label},
    }
