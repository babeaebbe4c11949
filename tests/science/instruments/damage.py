"""Ways to spoil a file, and the rule for reading one: refuse it or give sound numbers."""

from math import isfinite

from hypothesis import strategies as st

from secretome.errors import BadInput
from secretome.instruments import read
from secretome.instruments.reading import UNFORESEEN


def sound_or_refused(data, **how):
    """The measurement with all numbers finite, or None where it was refused in one line."""
    try:
        measurement = read(data, name="damaged", **how)
    except BadInput as refusal:
        assert "\n" not in str(refusal)  # noqa: PT017 - a refusal is one of two good ends
        assert UNFORESEEN not in str(refusal)  # noqa: PT017 - each damage has its own sentence
        return None
    assert all(isfinite(number) for number in measurement.numbers())
    measurement.as_dict()
    return measurement


@st.composite
def spoilt(draw, data):
    """The bytes with a part cut off, flipped, copied, lost or in another encoding."""
    place = draw(st.integers(0, len(data)))
    length = draw(st.integers(1, max(len(data) // 3, 1)))
    way = draw(st.sampled_from(("cut", "flip", "lose", "copy", "merge", "encode", "blank")))
    if way == "flip":
        return _flipped(draw, data)
    return {
        "cut": lambda: data[:place],
        "lose": lambda: data[:place] + data[place + length :],
        "copy": lambda: data[:place] + data[place - length : place] + data[place:],
        "merge": lambda: data + data,
        "encode": lambda: data.decode("latin-1").encode("utf-16"),
        "blank": lambda: data[:place] + b"\0" * length + data[place + length :],
    }[way]()


def _flipped(draw, data):
    changed = bytearray(data)
    for _ in range(draw(st.integers(1, 12))):
        changed[draw(st.integers(0, len(data) - 1))] = draw(st.integers(0, 255))
    return bytes(changed)
