"""Addresses of freezers, positions, lots in stock and vials."""

from django.urls import path

from secretome_record.stock.views import cold_chain
from secretome_record.stock.views import places as views

app_name = "stock"

# Where a scanned or typed code of this room opens.
CODE_ADDRESSES = {
    "FR": "stock:record", "PO": "stock:position", "VL": "stock:vial", "TF": "stock:temperature",
    "TR": "stock:transport",
}  # fmt: skip

urlpatterns = [
    path("stock/", views.stock_list, name="list"),
    path("stock/place/", views.place, name="place"),
    path("stock/freezers/add/", views.add_freezer, name="add_freezer"),
    path("stock/freezers/<str:code>/", views.record, name="record"),
    path("stock/freezers/<str:code>/positions/", views.add_positions, name="add_positions"),
    path(
        "stock/freezers/<str:code>/temperature/", cold_chain.add_to_freezer, name="freezer_file_add"
    ),
    path("stock/temperature/<str:code>/", cold_chain.record, name="temperature"),
    path("stock/temperature/<str:code>/decide/", cold_chain.decide, name="decide"),
    path("stock/temperature/<str:code>/picture.svg", cold_chain.picture, name="picture"),
    path("stock/temperature/<str:code>/file/", cold_chain.document, name="temperature_document"),
    path("stock/transports/", cold_chain.transport_list, name="transports"),
    path("stock/transports/add/", cold_chain.transport_add, name="transport_add"),
    path("stock/transports/<str:code>/", cold_chain.transport, name="transport"),
    path(
        "stock/transports/<str:code>/temperature/",
        cold_chain.add_to_transport,
        name="transport_file_add",
    ),
    path("stock/positions/<str:code>/", views.position, name="position"),
    path("stock/lots/<str:code>/", views.lot, name="lot"),
    path("stock/vials/<str:code>/", views.vial, name="vial"),
    path("stock/vials/<str:code>/move/", views.move, name="move"),
    path("stock/vials/<str:code>/take-out/", views.take_out, name="take_out"),
    path("stock/vials/<str:code>/destroy/", views.destroy, name="destroy"),
]
