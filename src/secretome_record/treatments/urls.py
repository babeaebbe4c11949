"""Addresses of plans, legal bases, prices, sessions, and the bedside."""

from django.urls import path

from secretome_record.treatments.views import bedside, body, plans, scope, sessions

app_name = "treatments"

# Where a scanned or typed code of this room opens.
CODE_ADDRESSES = {
    "PL": "treatments:plan",
    "SE": "treatments:session",
    "LB": "treatments:legal_basis",
    "AD": "treatments:administration",
}

urlpatterns = [
    path("treatments/", plans.plan_list, name="list"),
    path("treatments/legal-bases/", scope.basis_list, name="legal_bases"),
    path("treatments/legal-bases/add/", scope.basis_add, name="basis_add"),
    path("treatments/legal-bases/<str:code>/", scope.basis, name="legal_basis"),
    path("treatments/prices/", scope.price_lists, name="prices"),
    path("treatments/prices/add/", scope.price_add, name="price_add"),
    path("treatments/requests/<str:code>/plan/", plans.write, name="write"),
    path("treatments/plans/<str:code>/", plans.record, name="plan"),
    path("treatments/plans/<str:code>/sign/", plans.sign, name="sign"),
    path("treatments/plans/<str:code>/consent/", plans.consent, name="consent"),
    path("treatments/plans/<str:code>/withdraw/", plans.withdraw, name="withdraw"),
    path("treatments/plans/<str:code>/stop/", plans.stop, name="stop"),
    path("treatments/plans/<str:code>/complete/", plans.complete, name="complete"),
    path("treatments/plans/<str:code>/body/", body.body, name="body"),
    path("treatments/sessions/<str:code>/", sessions.record, name="session"),
    path("treatments/sessions/<str:code>/reserve/", sessions.reserve, name="reserve"),
    path("treatments/sessions/<str:code>/prepare/", sessions.prepare, name="prepare"),
    path("treatments/sessions/<str:code>/allow/", sessions.allow, name="allow"),
    path("treatments/sessions/<str:code>/cancel/", sessions.cancel, name="cancel"),
    path("treatments/sessions/<str:code>/bedside/", bedside.scan, name="bedside"),
    path("treatments/sessions/<str:code>/give/", bedside.give, name="give"),
    path("treatments/kept/<uuid:reservation_id>/release/", sessions.release, name="release"),
    path("treatments/doses/<str:code>/", sessions.administration, name="administration"),
]
