"""Fuzz the readers with atheris: every input is refused in one sentence or gives finite numbers.

Run: ``python tools/fuzz_readers.py --seconds 600 [--kind gen5]``. ``make test`` makes a few
thousand runs from a fixed seed (``--runs``), so that a failure there is a change and not bad luck.
The shared instrument files are the seeds; a crash is left as a file named ``crash-...``.
"""

import argparse
import os
import pkgutil
import shutil
import sys
import tempfile
from importlib import import_module
from math import isfinite
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["secretome.instruments"]):
    import secretome.instruments as room
    from secretome.errors import BadInput
    from secretome.instruments.reading import UNFORESEEN, read

    for found in pkgutil.walk_packages(room.__path__, "secretome.instruments."):
        import_module(found.name)

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("SECRETOME_SHARED", ROOT.parent / "shared"))
LARGEST_SEED_BYTES = 40_000


def one_input(data: bytes, kind: str | None = None) -> None:
    """Read one input; anything but a refusal or finite numbers is a finding."""
    try:
        measurement = read(data, kind=kind)
    except BadInput as refusal:
        if UNFORESEEN in str(refusal):
            raise
        return
    if not all(isfinite(number) for number in measurement.numbers()):
        raise AssertionError("a number is missing or infinite")


def main() -> None:
    """Collect the seeds and hand over to the fuzzer, which ends the process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--runs", type=int, default=None)
    parser.add_argument("--kind", default=None)
    chosen = parser.parse_args()
    seeds = Path(tempfile.mkdtemp(prefix="secretome-fuzz-"))
    for path in (SHARED / "data" / "instruments").glob("*/*"):
        if path.stat().st_size <= LARGEST_SEED_BYTES and path.suffix != ".md":
            shutil.copy(path, seeds / path.name)
    limits = (
        [f"-max_total_time={chosen.seconds}"]
        if chosen.runs is None
        else [f"-runs={chosen.runs}", "-seed=1", "-verbosity=0"]
    )
    words = [sys.argv[0], *limits, "-timeout=20", f"-max_len={LARGEST_SEED_BYTES}", str(seeds)]
    atheris.Setup(words, lambda data: one_input(data, chosen.kind))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
