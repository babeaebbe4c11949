"""Quantities are read exactly, or refused with the reason."""

import subprocess
import sys
from math import isfinite

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretome.errors import BadInput, UnitMismatch
from secretome.units import ATTRIBUTES, Kind, Quantity, attribute, convert, parse_quantity
from secretome.units.kinds import KIND_UNITS


@pytest.mark.parametrize(
    ("text", "kind", "canonical"),
    [
        ("5.8e9 /mL", Kind.PARTICLE_CONCENTRATION, 5.8e9),
        ("5.8 x 10^9 particles/ml", Kind.PARTICLE_CONCENTRATION, 5.8e9),
        ("5.8×10⁹ cm⁻³", Kind.PARTICLE_CONCENTRATION, 5.8e9),
        ("2 x10^8 particles", Kind.PARTICLE_NUMBER, 2e8),
        ("10^9 particles", Kind.PARTICLE_NUMBER, 1e9),
        ("3 µg/mL", Kind.PROTEIN_CONCENTRATION, 3.0),  # micro sign U+00B5
        ("3 μg/mL", Kind.PROTEIN_CONCENTRATION, 3.0),  # Greek mu U+03BC
        ("3 mg/mL", Kind.PROTEIN_CONCENTRATION, 3000.0),
        ("3 ug protein/mL", Kind.PROTEIN_CONCENTRATION, 3.0),
        ("0.5 EU/mL", Kind.ENDOTOXIN_CONCENTRATION, 0.5),
        ("0.5 [IU]/mL", Kind.ENDOTOXIN_CONCENTRATION, 0.5),
        ("3 IU/L", Kind.ENDOTOXIN_CONCENTRATION, 0.003),
        ("5 EU/kg/h", Kind.ENDOTOXIN_RATE, 5.0),
        ("1.5 10*6/mL", Kind.CELL_CONCENTRATION, 1.5e6),
        ("-80 °C", Kind.TEMPERATURE, -80.0),
        ("90 min", Kind.TIME, 1.5),
        ("0.5 fraction", Kind.FRACTION, 50.0),
        ("4e7 cell equivalents", Kind.CELL_EQUIVALENTS, 4e7),
    ],
)
def test_what_people_write_is_read(text, kind, canonical):
    assert parse_quantity(text, kind).canonical == pytest.approx(canonical, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "kind", "part"),
    [
        ("2 x 108 /mL", Kind.PARTICLE_CONCENTRATION, "power of ten"),
        ("2 x 10 8 particles", Kind.PARTICLE_NUMBER, "power of ten"),
        ("1,5 mL", Kind.VOLUME, "comma"),
        ("< 0.1 EU/mL", Kind.ENDOTOXIN_CONCENTRATION, "bound"),
        ("-3 mL", Kind.VOLUME, "negative"),
        ("", Kind.VOLUME, "no number"),
        ("nan mL", Kind.VOLUME, "not a number"),
        ("1e999 mL", Kind.VOLUME, "too large"),
        ("3", Kind.VOLUME, "no unit"),
        ("1e9", Kind.PARTICLE_NUMBER, "no unit"),
        ("3 ML", Kind.VOLUME, "not a known unit"),
        ("3 [EU]/mL", Kind.ENDOTOXIN_CONCENTRATION, "EU"),
        ("0.5 /mL", Kind.ENDOTOXIN_CONCENTRATION, "what is counted"),
        ("1e6 cells/kg", Kind.PARTICLES_PER_BODY_MASS, "cells"),
        ("3 ug/mL", Kind.PARTICLE_CONCENTRATION, "dimensions"),
        ("2 nm^999999999", Kind.LENGTH, "cannot be read"),
    ],
)
def test_what_is_unclear_is_refused_with_its_reason(text, kind, part):
    with pytest.raises(BadInput, match=part):
        parse_quantity(text, kind)


def test_milligram_is_never_taken_for_microgram():
    given_ug = parse_quantity("200 ug", Kind.PROTEIN_MASS)
    given_mg = parse_quantity("200 mg", Kind.PROTEIN_MASS)
    assert given_mg.canonical == 1000 * given_ug.canonical


@pytest.mark.parametrize("act", ["__add__", "__sub__", "__lt__", "__le__", "__gt__", "__ge__"])
def test_particles_and_protein_never_meet(act):
    particles = Quantity(1e9, "particles/mL", Kind.PARTICLE_CONCENTRATION)
    protein = Quantity(3, "ug/mL", Kind.PROTEIN_CONCENTRATION)
    with pytest.raises(UnitMismatch, match="factor measured on this lot"):
        getattr(particles, act)(protein)


def test_quantities_of_one_kind_add_and_order_across_units():
    one, other = Quantity(1, "mL", Kind.VOLUME), Quantity(500, "uL", Kind.VOLUME)
    assert (one + other).canonical == pytest.approx(1.5)
    assert (one - other).to("uL").value == pytest.approx(500)
    same = Quantity(1000, "uL", Kind.VOLUME)
    assert other < one <= same
    assert one > other
    assert one >= same


@given(
    value=st.floats(1e-6, 1e15),
    kind=st.sampled_from([k for k in Kind if k is not Kind.QUALITATIVE]),
)
def test_the_canonical_unit_of_every_kind_is_read_back(value, kind):
    unit = KIND_UNITS[kind].unit
    assert parse_quantity(f"{value!r} {unit}", kind).canonical == value
    assert convert(value, unit, kind) == value


@given(text=st.text(max_size=80), kind=st.sampled_from(Kind))
def test_any_text_gives_a_number_or_one_sentence(text, kind):
    try:
        value = parse_quantity(text, kind).canonical
    except BadInput:
        return
    assert isfinite(value)


def test_every_attribute_can_be_looked_up_and_says_what_it_means():
    for name, entry in ATTRIBUTES.items():
        assert attribute(name) is entry
        assert entry.meaning.endswith((".", "cent."))
        assert entry.label


def test_an_unknown_attribute_is_refused_with_near_names():
    with pytest.raises(BadInput, match="particle_concentration"):
        attribute("particle_concentrations")


def test_a_qualifier_is_taken_only_where_it_means_something():
    assert attribute("marker_positivity[CD63]").per == "marker"
    with pytest.raises(BadInput, match="no qualifier"):
        attribute("size_mean[CD63]")


def test_the_units_room_loads_without_the_unit_library():
    code = "import sys, secretome.units; sys.exit('pint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
