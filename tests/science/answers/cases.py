"""A sound case to start from, as text; tests change one thing at a time."""

import numpy as np
import yaml

from secretome.answers import LotFile, parse_case
from secretome.instruments import read
from secretome.instruments.nanosight.specimen import Specimen, write_specimen

SOUND = """\
id: T-1
example: true
patient: {pseudonym: P-1, weight_kg: 70}
condition: pulmonary fibrosis
icd10: J84.1
route: nebulised
product: EV 01
dose:
  target: 2e9
  unit: particles
  tolerance_pct: 30
  recovery: {value: 0.8, low: 0.75, high: 0.85, source: six runs}
  vial_ml: 1.0
  smallest_volume_ml: 0.1
  endotoxin: "<0.05"
legal_basis:
  kind: trial
  jurisdiction: DE
  reference: CT-1
  approved_by: ethics committee
  valid_from: 2026-01-01
  valid_to: 2026-12-31
  product: EV 01
  condition: J84.1
  route: nebulised
schedule:
  sessions: 5
  interval_days: 7
  visits:
    - {week: 4, purpose: safety}
    - {week: 52, purpose: closing visit, measure: FVC}
prices:
  version: "2026-1"
  currency: EUR
  items:
    - {item: course, amount: 0.00, per: course}
"""


def case_text(**changes):
    """The sound case with parts replaced; a part set to None is left out.

    ``dose__vial_ml=2`` changes one key inside ``dose``.
    """
    data = yaml.load(SOUND, Loader=yaml.BaseLoader)  # noqa: S506 - reads every scalar as text
    for name, value in changes.items():
        *parents, key = name.split("__")
        place = data
        for parent in parents:
            place = place[parent]
        if value is None:
            place.pop(key, None)
        else:
            place[key] = value
    text = yaml.safe_dump(data, sort_keys=False)
    return text.replace("''''''", '""').replace("'", "")


def a_case(**changes):
    """The sound case with changes, read."""
    return parse_case(case_text(**changes), where="case.yaml")


def a_lot(name="lot.csv", **parts):
    """A synthetic lot file, read."""
    sound = {"captures": 8, "replicate_cv": 0.04, "dilution": 100}
    specimen = Specimen("LOT-1", 5e9, **(sound | parts))
    data = write_specimen(specimen, rng=np.random.default_rng(11))
    return LotFile(name, read(data, name=name))
