"""NanoSight texts for tests, made by the project's own writer and then changed by hand."""

import numpy as np

from secretome.instruments.nanosight.specimen import Specimen, write_specimen


def a_file(**parts) -> bytes:
    """One sample with three captures; the same bytes each time."""
    chosen = {"sample_id": "S1", "concentration_per_ml": 2e8, "captures": 3, **parts}
    return write_specimen(Specimen(**chosen), rng=np.random.default_rng(7))


def rows(data: bytes) -> list[str]:
    return data.decode("cp1252").splitlines()


def joined(lines: list[str]) -> bytes:
    return "\n".join([*lines, ""]).encode("cp1252")
