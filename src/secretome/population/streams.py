"""Random numbers that belong to a person and a parameter: the same seed gives the same people in
any order and anywhere.
"""

import zlib

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

_WORDS_PER_COUNT = 4


def uniform_numbers(seed: int, name: str, first: int, count: int) -> NDArray[np.float64]:
    """Numbers between 0 and 1 of persons ``first`` to ``first + count`` in the stream called
    ``name``.

    The stream is counter-based, so a person's number does not depend on who is drawn before or
    beside.
    """
    generator = np.random.Philox(
        key=(seed & 0xFFFFFFFFFFFFFFFF) | (zlib.crc32(name.encode()) << 64)
    )
    skip = first % _WORDS_PER_COUNT
    generator.advance(first // _WORDS_PER_COUNT)
    raw = generator.random_raw(count + skip)[skip:]
    whole: NDArray[np.float64] = (raw >> np.uint64(11)).astype(np.float64)
    return (whole + 0.5) * 2.0**-53


def normal_numbers(seed: int, name: str, first: int, count: int) -> NDArray[np.float64]:
    """Standard normal numbers of the same kind."""
    numbers = uniform_numbers(seed, name, first, count)
    ndtri(numbers, out=numbers)
    return numbers
