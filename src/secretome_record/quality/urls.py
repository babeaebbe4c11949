"""Addresses of quality: lots to decide, samples, runs, results, specifications, certificates."""

from django.urls import path

from secretome_record.quality.views import (
    files,
    investigations,
    lots,
    overview,
    papers,
    results,
    samples,
)

app_name = "quality"

# Where a scanned or typed code of this room opens.
CODE_ADDRESSES = {
    "SA": "quality:sample", "RN": "quality:run", "RS": "quality:result",
    "SP": "quality:specification", "DV": "quality:deviation", "CE": "quality:certificate",
    "OO": "quality:oos",
}  # fmt: skip

urlpatterns = [
    path("quality/", lots.lot_list, name="list"),
    path("quality/lots/<str:code>/", lots.record, name="release"),
    path("quality/lots/<str:code>/review/", lots.review, name="review"),
    path("quality/lots/<str:code>/certify/", lots.certify, name="certify"),
    path("quality/lots/<str:code>/reject/", lots.reject, name="reject"),
    path("quality/lots/<str:code>/hold/", lots.hold, name="hold"),
    path("quality/lots/<str:code>/lift/", lots.lift, name="lift"),
    path("quality/lots/<str:code>/reopen/", lots.reopen, name="reopen"),
    path("quality/lots/<str:code>/judge/", lots.judge, name="judge"),
    path("quality/lots/<str:code>/profile/", overview.profile, name="profile"),
    path(
        "quality/products/<uuid:product_id>/over-lots/<path:attribute>/",
        overview.over_lots,
        name="over_lots",
    ),
    path(
        "quality/products/<uuid:product_id>/over-lots-picture/<path:attribute>",
        overview.over_lots_picture,
        name="over_lots_picture",
    ),
    path("quality/products/<uuid:product_id>/stability/", overview.stability, name="stability"),
    path(
        "quality/products/<uuid:product_id>/stability-picture/<path:attribute>",
        overview.stability_picture,
        name="stability_picture",
    ),
    path("quality/lots/<str:code>/sample/", samples.take, name="sample_take"),
    path("quality/samples/", samples.sample_list, name="samples"),
    path("quality/samples/<str:code>/", samples.sample, name="sample"),
    path("quality/samples/<str:code>/drop/", files.drop, name="drop"),
    path("quality/samples/<str:code>/files/", files.file_list, name="files"),
    path("quality/samples/<str:code>/run/", samples.start, name="run_start"),
    path("quality/runs/<str:code>/", samples.run, name="run"),
    path("quality/runs/<str:code>/upload/", samples.upload, name="upload"),
    path("quality/runs/<str:code>/take/", samples.take_numbers, name="take"),
    path("quality/runs/<str:code>/enter/", samples.enter, name="enter"),
    path("quality/runs/<str:code>/picture.svg", samples.picture, name="picture"),
    path("quality/runs/<str:code>/file/", samples.file, name="file"),
    path("quality/results/", results.result_list, name="results"),
    path("quality/results/<str:code>/", results.record, name="result"),
    path("quality/results/<str:code>/verify/", results.verify, name="verify"),
    path("quality/results/<str:code>/invalidate/", results.invalidate, name="invalidate"),
    path("quality/results/<str:code>/decide/", results.decide, name="decide"),
    path("quality/results/<str:code>/investigate/", investigations.open_for, name="oos_open"),
    path("quality/oos/", investigations.oos_list, name="oos_list"),
    path("quality/oos/<str:code>/", investigations.record, name="oos"),
    path("quality/oos/<str:code>/no-error/", investigations.no_error, name="oos_no_error"),
    path("quality/oos/<str:code>/error/", investigations.error, name="oos_error"),
    path("quality/oos/<str:code>/plan/", investigations.plan, name="oos_plan"),
    path("quality/oos/<str:code>/confirm/", investigations.confirm, name="oos_confirm"),
    path("quality/oos/<str:code>/no-cause/", investigations.no_cause, name="oos_no_cause"),
    path("quality/specifications/", papers.specification_list, name="specifications"),
    path(
        "quality/specifications/new/<uuid:product_id>/",
        papers.specification_add,
        name="specification_add",
    ),
    path("quality/specifications/<str:code>/", papers.specification, name="specification"),
    path("quality/specifications/<str:code>/approve/", papers.approve, name="approve"),
    path("quality/deviations/", papers.deviation_list, name="deviations"),
    path("quality/deviations/<str:code>/", papers.deviation, name="deviation"),
    path("quality/deviations/<str:code>/assess/", papers.assess, name="assess"),
    path("quality/deviations/<str:code>/close/", papers.close, name="close"),
    path("quality/certificates/<str:code>/", papers.certificate, name="certificate"),
    path("quality/certificates/<str:code>/document/", papers.document, name="document"),
    path("quality/check/<str:code>/", papers.check, name="check"),
]
