"""Addresses of batches, recipes, cell banks, lots, vials and labels."""

from django.urls import path

from secretome_record.batches.views import lots, making, recipes

app_name = "batches"

# Where a scanned or typed code of this room opens; a vial opens in the stock room, at its place.
CODE_ADDRESSES = {
    "BA": "batches:record",
    "CB": "batches:cell_bank",
    "LT": "batches:lot",
    "RC": "batches:recipe",
}

urlpatterns = [
    path("batches/", making.batch_list, name="list"),
    path("batches/start/", making.start, name="start"),
    path("batches/steps/<uuid:record_id>/check/", making.check, name="check"),
    path("batches/<str:code>/", making.record, name="record"),
    path("batches/<str:code>/step/", making.step, name="step"),
    path("batches/<str:code>/fill/", making.fill, name="fill"),
    path("batches/<str:code>/stop/", making.stop, name="stop"),
    path("batches/<str:code>/deviation/", making.deviate, name="deviate"),
    path("recipes/", recipes.recipe_list, name="recipes"),
    path("recipes/write/", recipes.recipe_add, name="recipe_add"),
    path("recipes/product/", recipes.product_add, name="product_add"),
    path("recipes/<str:code>/", recipes.recipe, name="recipe"),
    path("recipes/<str:code>/approve/", recipes.approve, name="approve"),
    path("recipes/<str:code>/retire/", recipes.retire, name="retire"),
    path("cell-banks/", making.bank_list, name="cell_banks"),
    path("cell-banks/freeze/", making.bank_add, name="bank_add"),
    path("cell-banks/<str:code>/", making.cell_bank, name="cell_bank"),
    path("lots/", lots.lot_list, name="lots"),
    path("lots/<str:code>/", lots.lot, name="lot"),
    path("lots/<str:code>/labels/", lots.labels, name="labels"),
    path("lots/<str:code>/labels/count/", lots.count, name="count"),
    path("label-sheets/<str:sha256>/", lots.label_sheet, name="label_sheet"),
    path("vials/<str:code>/", lots.vial, name="vial"),
]
