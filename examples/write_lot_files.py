"""Writes the synthetic lot files of the example cases, in the layout of a NanoSight export."""

from pathlib import Path

import numpy as np

from secretome.instruments.nanosight.specimen import Specimen, write_specimen

LOTS = Path(__file__).parent / "cases"
SPECIMENS = {
    "lot_ex01_synthetic.csv": Specimen(
        "EX-LOT-01", 5.2e9, captures=8, replicate_cv=0.04, dilution=100
    ),
    "lot_ex02_synthetic.csv": Specimen(
        "EX-LOT-02",
        4.0e7,
        captures=3,
        tracks_per_capture=60,
        replicate_cv=0.3,
        version="3.2",
        words={("Concentration Warnings", "Validity of concentration measurement"): "Unreliable"},
    ),
}


def main() -> None:
    """Write each file beside the cases."""
    for name, specimen in SPECIMENS.items():
        data = write_specimen(specimen, rng=np.random.default_rng(20260101))
        (LOTS / name).write_bytes(data)


if __name__ == "__main__":
    main()
