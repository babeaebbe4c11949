"""The demo's door into the science: instrument files written in the NanoSight layout."""

import numpy as np

from secretome.instruments.nanosight.constants import WARNINGS
from secretome.instruments.nanosight.specimen import Specimen, write_specimen


def nanosight_file(concentration_per_ml: float, seed: int, *, unreliable: bool = False) -> bytes:
    """Return a file that says inside that it is synthetic; the same bytes for the same words.

    ``concentration_per_ml`` is what the instrument saw, after dilution and before correction.
    """
    words = (
        {(WARNINGS, "Validity of concentration measurement"): "Unreliable"} if unreliable else {}
    )
    specimen = Specimen(
        sample_id=f"DEMO-{seed}", concentration_per_ml=concentration_per_ml, words=words
    )
    return write_specimen(specimen, rng=np.random.default_rng(seed))
