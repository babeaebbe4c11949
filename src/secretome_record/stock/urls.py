"""Addresses of freezers, positions, lots in stock and vials."""

from django.urls import path

from secretome_record.stock import views

app_name = "stock"

# Where a scanned or typed code of this room opens.
CODE_ADDRESSES = {"FR": "stock:record", "PO": "stock:position", "VL": "stock:vial"}

urlpatterns = [
    path("stock/", views.stock_list, name="list"),
    path("stock/place/", views.place, name="place"),
    path("stock/freezers/add/", views.add_freezer, name="add_freezer"),
    path("stock/freezers/<str:code>/", views.record, name="record"),
    path("stock/freezers/<str:code>/positions/", views.add_positions, name="add_positions"),
    path("stock/positions/<str:code>/", views.position, name="position"),
    path("stock/lots/<str:code>/", views.lot, name="lot"),
    path("stock/vials/<str:code>/", views.vial, name="vial"),
    path("stock/vials/<str:code>/move/", views.move, name="move"),
    path("stock/vials/<str:code>/take-out/", views.take_out, name="take_out"),
    path("stock/vials/<str:code>/destroy/", views.destroy, name="destroy"),
]
