"""Bodies: organ volumes, plasma and interstitial spaces and flows of mouse, rat, macaque and
human.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from secretome.errors import BadInput
from secretome.kinetics.assembly import ORGANS, PORTAL
from secretome.kinetics.tables import Row, packaged, read_table

SPECIES = ("mouse", "rat", "macaque", "human")
VENOUS_SHARE = 2 / 3  # of the plasma outside organs; the rest is arterial


@dataclass(frozen=True, slots=True)
class Space:
    """One organ: whole volume, plasma, interstitium (litres) and plasma flow of its own artery
    (litres an hour).
    """

    volume_l: float
    plasma_l: float
    interstitial_l: float
    flow_l_per_h: float


@dataclass(frozen=True, slots=True)
class Body:
    """One reference subject; ``sources`` names where the numbers come from."""

    species: str
    sex: str
    weight_kg: float
    height_cm: float | None
    organs: Mapping[str, Space]
    plasma_l: float
    hematocrit: float
    sources: tuple[str, ...]

    @property
    def cardiac_output_l_per_h(self) -> float:
        """Plasma flow through the lung: the sum of all organs, so that the circle closes."""
        return sum(space.flow_l_per_h for name, space in self.organs.items() if name != "lung")

    @property
    def blood_l(self) -> float:
        """Plasma outside and inside the organs, with its cells."""
        inside = sum(space.plasma_l for space in self.organs.values())
        return (self.plasma_l + inside) / (1 - self.hematocrit)

    def parameters(self) -> dict[str, float]:
        """The body's values under the names of the model."""
        values = {
            "v_ven": self.plasma_l * VENOUS_SHARE,
            "v_art": self.plasma_l * (1 - VENOUS_SHARE),
        }
        for name, space in self.organs.items():
            values |= {
                f"m_{name}": space.volume_l,
                f"v_{name}": space.plasma_l,
                f"vi_{name}": space.interstitial_l,
                f"q_{name}": space.flow_l_per_h,
            }
        return values


@cache
def body_of(species: str, sex: str | None = None) -> Body:
    """The reference body of a species; refused for a species without physiology."""
    if species not in SPECIES:
        do = f"Use one of {', '.join(SPECIES)}, or add its organs to physiology.csv"
        raise BadInput(f"no physiology for '{species}'", where="species", do=do)
    if sex not in {None, "male", "female"}:
        raise BadInput(f"no body for sex '{sex}'", where="sex", do="Use male or female")
    if species == "human":
        return _human(sex or "male")
    if species == "rat":
        return _rat()
    return _from_shah_betts(species)


_PARTS = {
    "gut": ("small_intestine", "large_intestine", "pancreas"),
    "rest": ("other", "thymus"),
}


def _from_shah_betts(species: str) -> Body:
    weight = {"mouse": 0.028, "macaque": 6.2}[species]
    rows = [r for r in _rows() if r["species"] == species and r["body_weight_kg"] == f"{weight:g}"]
    pick = {
        q: _by_organ(rows, q)
        for q in (
            "total_volume",
            "plasma_volume_vascular",
            "interstitial_volume",
            "plasma_flow",
            "plasma_volume_total",
        )
    }
    organs = {}
    for organ in ORGANS:
        parts = _PARTS.get(organ, (organ,))
        organs[organ] = Space(
            *(
                sum(pick[q][part] for part in parts)
                for q in (
                    "total_volume",
                    "plasma_volume_vascular",
                    "interstitial_volume",
                    "plasma_flow",
                )
            )
        )
    hematocrit = {"mouse": 0.45, "macaque": 0.42}[species]
    plasma = pick["plasma_volume_total"]["whole_body"]
    return Body(species, "male", weight, None, organs, plasma, hematocrit, ("Shah&Betts 2012",))


# organ: ICRP masses, flow shares, blood shares that make it up
_ICRP = {
    "lung": (("lung_tissue",), (), ("lung_bronchial",)),
    "liver": (("liver",), ("liver_arterial",), ("liver",)),
    "spleen": (("spleen",), ("spleen",), ("spleen",)),
    "bone": (("skeleton_total",), ("skeleton_total",), ("skeleton_total",)),
    "gut": (
        (
            "stomach_wall",
            "small_intestine_wall",
            "right_colon_wall",
            "left_colon_wall",
            "rectosigmoid_wall",
            "pancreas",
        ),
        ("stomach_oesophagus", "small_intestine", "large_intestine", "pancreas"),
        ("stomach_oesophagus", "small_intestine", "large_intestine", "pancreas"),
    ),
    "kidney": (("kidneys",), ("kidneys",), ("kidneys",)),
    "heart": (("heart_tissue",), ("heart_coronary",), ("heart_coronary",)),
    "brain": (("brain",), ("brain",), ("brain",)),
    "muscle": (("muscle",), ("muscle",), ("muscle",)),
    "skin": (("skin",), ("skin",), ("skin",)),
    "adipose": (("adipose_separable",), ("adipose",), ("adipose",)),
}


def _human(sex: str) -> Body:
    """ICRP 89 masses, flows and blood; interstitial shares of each organ from Shah and Betts."""
    rows = [
        r
        for r in _rows()
        if r["species"] == "human" and r["sex"] == sex and r["primary_source"] == "ICRP89"
    ]
    pick = {
        q: _by_organ(rows, q)
        for q in (
            "mass",
            "blood_flow_fraction",
            "blood_volume_fraction",
            "cardiac_output",
            "plasma_volume",
            "erythrocyte_volume",
            "body_height",
        )
    }
    weight = 73.0 if sex == "male" else 60.0
    plasma, cells = (
        pick["plasma_volume"]["whole_body"] / 1000,
        pick["erythrocyte_volume"]["whole_body"] / 1000,
    )
    hematocrit = cells / (plasma + cells)
    output = pick["cardiac_output"]["whole_body"] * 60 * (1 - hematocrit)
    interstitial = _interstitial_shares()
    organs = {}
    for organ, (masses, flows, bloods) in _ICRP.items():
        volume = sum(pick["mass"][m] for m in masses) / 1000
        blood = sum(pick["blood_volume_fraction"][b] for b in bloods) / 100
        if organ == "lung":
            blood = 0.125  # ICRP 89: pulmonary and bronchial blood of the reference man
        flow = sum(pick["blood_flow_fraction"][f] for f in flows) / 100 * output
        organs[organ] = Space(volume, blood * plasma, interstitial[organ] * volume, flow)
    return _closed(
        "human", sex, weight, organs, plasma, hematocrit, output, pick["body_height"]["whole_body"]
    )


def _closed(
    species: str,
    sex: str,
    weight: float,
    organs: dict[str, Space],
    plasma: float,
    hematocrit: float,
    output: float,
    height: float | None,
) -> Body:
    """What the listed organs leave of weight, plasma and flow becomes the rest; big vessels keep
    the blood pools.
    """
    volume = max(weight * 0.02, weight * 0.95 - sum(s.volume_l for s in organs.values()))
    inside = sum(s.plasma_l for s in organs.values())
    flow = max(0.02 * output, output - sum(s.flow_l_per_h for s in organs.values()))
    rest_plasma = 0.05 * plasma
    organs["rest"] = Space(volume, rest_plasma, 0.17 * volume, flow)
    sources = (
        ("ICRP89", "Shah&Betts 2012 / Jones 2019")
        if species == "human"
        else ("ILSI-RSI 1994", "Kawai 1994")
    )
    pools = max(0.2 * plasma, plasma - inside - rest_plasma)
    return Body(species, sex, weight, height, organs, pools, hematocrit, sources)


def _interstitial_shares() -> dict[str, float]:
    rows = [r for r in _rows() if r["species"] == "human" and r["body_weight_kg"] == "71"]
    whole, between = _by_organ(rows, "total_volume"), _by_organ(rows, "interstitial_volume")
    shares = {}
    for organ in ORGANS:
        parts = _PARTS.get(organ, (organ,))
        shares[organ] = sum(between[p] for p in parts) / sum(whole[p] for p in parts)
    return shares


def _rat() -> Body:
    """Volumes and flows per body weight, vascular and interstitial shares of Kawai."""
    rows = [r for r in _rows() if r["species"] == "rat"]
    volume, flow = _by_organ(rows, "volume_per_bw"), _by_organ(rows, "blood_flow_per_bw075")
    vascular, between = (
        _by_organ(rows, "vascular_fraction"),
        _by_organ(rows, "interstitial_fraction"),
    )
    weight, hematocrit = 0.25, _by_organ(rows, "hematocrit")["whole_body"]
    scale = weight**0.75 * 60 / 1000 * (1 - hematocrit)
    output = _by_organ(rows, "cardiac_output_per_bw075")["whole_body"] * scale
    plasma = _by_organ(rows, "plasma_volume_per_bw")["whole_body"] * weight / 1000
    organs = {}
    for organ in ORGANS:
        if organ == "rest":
            continue
        name = {"kidney": "kidneys"}.get(organ, organ)
        whole = volume[organ] * weight
        arterial = flow[organ] - sum(flow[p] for p in PORTAL) if organ == "liver" else flow[organ]
        organs[organ] = Space(
            whole,
            whole * vascular[name] * (1 - hematocrit),
            whole * between[name],
            0.0 if organ == "lung" else arterial * scale,
        )
    return _closed("rat", "male", weight, organs, plasma, hematocrit, output, None)


@cache
def _rows() -> tuple[Row, ...]:
    needed = (
        "species",
        "sex",
        "body_weight_kg",
        "organ",
        "quantity",
        "value",
        "unit",
        "primary_source",
    )
    return tuple(read_table(packaged("parameters", "physiology.csv"), needed))


def _by_organ(rows: list[Row], quantity: str) -> dict[str, float]:
    return {row["organ"]: float(row["value"]) for row in rows if row["quantity"] == quantity}
