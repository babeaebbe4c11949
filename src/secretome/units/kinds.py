"""The kinds of quantity, each with its canonical unit; nothing converts across kinds."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What is measured; two numbers of different kind never meet."""

    PARTICLE_CONCENTRATION = "particle concentration"
    PARTICLE_NUMBER = "particle number"
    PARTICLES_PER_BODY_MASS = "particles per body mass"
    PARTICLES_PER_PROTEIN = "particles per protein mass"
    PARTICLES_PER_CELL = "particles per cell"
    SUBVISIBLE_CONCENTRATION = "subvisible particle concentration"
    PROTEIN_CONCENTRATION = "protein mass concentration"
    PROTEIN_MASS = "protein mass"
    PROTEIN_PER_BODY_MASS = "protein mass per body mass"
    LIPID_CONCENTRATION = "lipid mass concentration"
    LIPID_AMOUNT = "phospholipid amount"
    LIPID_PER_BODY_MASS = "phospholipid amount per body mass"
    NUCLEIC_ACID_CONCENTRATION = "nucleic acid mass concentration"
    COPY_CONCENTRATION = "copy concentration"
    CELL_NUMBER = "cell number"
    CELL_CONCENTRATION = "cell concentration"
    CELLS_PER_BODY_MASS = "cells per body mass"
    CELL_EQUIVALENTS = "cell equivalents"
    CELL_EQUIVALENTS_PER_BODY_MASS = "cell equivalents per body mass"
    CELL_EQUIVALENT_CONCENTRATION = "cell equivalent concentration"
    ENDOTOXIN_CONCENTRATION = "endotoxin activity concentration"
    ENDOTOXIN = "endotoxin activity"
    ENDOTOXIN_PER_BODY_MASS = "endotoxin activity per body mass"
    ENDOTOXIN_RATE = "endotoxin activity per body mass and hour"
    COLONY_CONCENTRATION = "colony-forming unit concentration"
    POTENCY = "relative potency"
    VOLUME = "volume"
    VOLUME_RATE = "volume per time"
    MASS = "mass"
    LENGTH = "length"
    TIME = "time"
    TEMPERATURE = "temperature"
    FRACTION = "fraction"
    RATIO = "ratio"
    COUNT = "count"
    FREQUENCY = "frequency"
    ABSORBANCE = "absorbance"
    SIGNAL = "signal"
    CYCLES = "quantification cycle"
    PH = "pH"
    OSMOLALITY = "osmolality"
    VISCOSITY = "dynamic viscosity"
    QUALITATIVE = "qualitative"


@dataclass(frozen=True, slots=True)
class KindUnit:
    """The canonical unit of a kind: as printed, as UCUM code, and as plain dimensions."""

    unit: str
    ucum: str
    dimensions: str
    nouns: tuple[str, ...] = ()
    noun_needed: bool = False
    unit_needed: bool = True
    may_be_negative: bool = False


_PARTICLES = ("particle", "particles", "vesicle", "vesicles", "ev", "evs")
_CELLS = ("cell", "cells")
_EQUIVALENTS = ("cell_equivalents", "cell_equivalent", "ce", "ceq")
_ENDOTOXIN = ("eu", "iu", "[iu]")
_PROTEIN = ("protein",)
_LIPID = ("lipid", "lipids", "phospholipid", "phospholipids")
_NUCLEIC = ("dna", "rna", "mirna")
_COUNTED = (
    *("particle", "particles", "track", "tracks", "event", "events", "count", "counts"),
    *("frame", "frames", "bead", "beads", "read", "reads"),
)

KIND_UNITS: dict[Kind, KindUnit] = {
    Kind.PARTICLE_CONCENTRATION: KindUnit("particles/mL", "{particles}/mL", "1/mL", _PARTICLES),
    Kind.PARTICLE_NUMBER: KindUnit("particles", "{particles}", "1", _PARTICLES, noun_needed=True),
    Kind.PARTICLES_PER_BODY_MASS: KindUnit(
        "particles/kg", "{particles}/kg", "1/kg", _PARTICLES, noun_needed=True
    ),
    Kind.PARTICLES_PER_PROTEIN: KindUnit(
        "particles/ug", "{particles}/ug", "1/ug", (*_PARTICLES, *_PROTEIN)
    ),
    Kind.PARTICLES_PER_CELL: KindUnit(
        "particles/cell", "{particles}/{cell}", "1", (*_PARTICLES, *_CELLS), noun_needed=True
    ),
    Kind.SUBVISIBLE_CONCENTRATION: KindUnit(
        "particles/mL", "{particles}/mL", "1/mL", ("particle", "particles")
    ),
    Kind.PROTEIN_CONCENTRATION: KindUnit("ug/mL", "ug/mL", "ug/mL", _PROTEIN),
    Kind.PROTEIN_MASS: KindUnit("ug", "ug", "ug", _PROTEIN),
    Kind.PROTEIN_PER_BODY_MASS: KindUnit("ug/kg", "ug/kg", "ug/kg", _PROTEIN),
    Kind.LIPID_CONCENTRATION: KindUnit("ug/mL", "ug/mL", "ug/mL", _LIPID),
    Kind.LIPID_AMOUNT: KindUnit("pmol", "pmol", "pmol", _LIPID),
    Kind.LIPID_PER_BODY_MASS: KindUnit("pmol/kg", "pmol/kg", "pmol/kg", _LIPID),
    Kind.NUCLEIC_ACID_CONCENTRATION: KindUnit("ng/mL", "ng/mL", "ng/mL", _NUCLEIC),
    Kind.COPY_CONCENTRATION: KindUnit(
        "copies/mL", "{copies}/mL", "1/mL", ("copy", "copies"), noun_needed=True
    ),
    Kind.CELL_NUMBER: KindUnit("cells", "{cells}", "1", _CELLS, noun_needed=True),
    Kind.CELL_CONCENTRATION: KindUnit("cells/mL", "{cells}/mL", "1/mL", _CELLS),
    Kind.CELLS_PER_BODY_MASS: KindUnit("cells/kg", "{cells}/kg", "1/kg", _CELLS, noun_needed=True),
    Kind.CELL_EQUIVALENTS: KindUnit(
        "cell_equivalents", "{cell_equivalents}", "1", _EQUIVALENTS, noun_needed=True
    ),
    Kind.CELL_EQUIVALENTS_PER_BODY_MASS: KindUnit(
        "cell_equivalents/kg", "{cell_equivalents}/kg", "1/kg", _EQUIVALENTS, noun_needed=True
    ),
    Kind.CELL_EQUIVALENT_CONCENTRATION: KindUnit(
        "cell_equivalents/mL", "{cell_equivalents}/mL", "1/mL", _EQUIVALENTS, noun_needed=True
    ),
    # 1 EU = 1 IU; in UCUM [EU] is the Ehrlich unit, and unit libraries read EU as exa-something
    Kind.ENDOTOXIN_CONCENTRATION: KindUnit(
        "EU/mL", "[IU]/mL", "1/mL", _ENDOTOXIN, noun_needed=True
    ),
    Kind.ENDOTOXIN: KindUnit("EU", "[IU]", "1", _ENDOTOXIN, noun_needed=True),
    Kind.ENDOTOXIN_PER_BODY_MASS: KindUnit(
        "EU/kg", "[IU]/kg", "1/kg", _ENDOTOXIN, noun_needed=True
    ),
    Kind.ENDOTOXIN_RATE: KindUnit("EU/kg/h", "[IU]/kg/h", "1/kg/h", _ENDOTOXIN, noun_needed=True),
    Kind.COLONY_CONCENTRATION: KindUnit(
        "CFU/mL", "[CFU]/mL", "1/mL", ("cfu", "[cfu]"), noun_needed=True
    ),
    Kind.POTENCY: KindUnit("%", "%", "percent", may_be_negative=True),
    Kind.VOLUME: KindUnit("mL", "mL", "mL"),
    Kind.VOLUME_RATE: KindUnit("mL/h", "mL/h", "mL/h"),
    Kind.MASS: KindUnit("kg", "kg", "kg"),
    Kind.LENGTH: KindUnit("nm", "nm", "nm"),
    Kind.TIME: KindUnit("h", "h", "h"),
    Kind.TEMPERATURE: KindUnit("Cel", "Cel", "degC", may_be_negative=True),
    Kind.FRACTION: KindUnit("%", "%", "percent", may_be_negative=True),
    Kind.RATIO: KindUnit("1", "1", "1", unit_needed=False, may_be_negative=True),
    Kind.COUNT: KindUnit("1", "1", "1", _COUNTED, unit_needed=False),
    Kind.FREQUENCY: KindUnit("1/s", "/s", "1/s", ("frame", "frames", "event", "events")),
    Kind.ABSORBANCE: KindUnit(
        "AU", "{AU}", "1", ("au", "od", "abs"), noun_needed=True, may_be_negative=True
    ),
    Kind.SIGNAL: KindUnit(
        "1", "1", "1", ("rfu", "rlu", "mfi"), unit_needed=False, may_be_negative=True
    ),
    Kind.CYCLES: KindUnit("1", "1", "1", ("cycle", "cycles"), unit_needed=False),
    Kind.PH: KindUnit("pH", "[pH]", "1", ("ph", "[ph]"), unit_needed=False),
    Kind.OSMOLALITY: KindUnit("mOsm/kg", "mosm/kg", "1/kg", ("mosm", "mosmol"), noun_needed=True),
    Kind.VISCOSITY: KindUnit("cP", "cP", "cP"),
    Kind.QUALITATIVE: KindUnit("", "", "1", unit_needed=False),
}


def canonical_unit(kind: Kind) -> str:
    """The unit in which numbers of this kind are kept."""
    return KIND_UNITS[kind].unit


def ucum_code(kind: Kind) -> str:
    """The UCUM code of the canonical unit; ``[IU]`` for endotoxin."""
    return KIND_UNITS[kind].ucum


ALL_NOUNS: frozenset[str] = frozenset(noun for unit in KIND_UNITS.values() for noun in unit.nouns)
