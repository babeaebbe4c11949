"""The cold chain of the demo: a freezer that stayed cold, and one whose door stood open."""

from datetime import datetime, timedelta
from math import sin

from secretome_record.demo.crew import DemoCrew
from secretome_record.stock import services as stock
from secretome_record.stock.models import Freezer, TemperatureFile
from secretome_record.stock.rules import grid_names

_HEAD = (
    '"Plot Title: DEMO {name}, invented"\n"#","Date Time, GMT+00:00",'
    '"Temp, °C (LGR S/N: {serial}, SEN S/N: {serial})","End Of File"\n'
)
_EVERY = timedelta(minutes=30)


def open_second_freezer(crew: DemoCrew, at: datetime) -> Freezer:
    """Set up the freezer whose door will stand open."""
    keeper = crew["storekeeper"]
    freezer = stock.add_freezer(
        site=crew.site, name="Demo freezer 2", max_c=-75.0, by=keeper, at=at
    )
    stock.add_positions(freezer=freezer, names=grid_names("B1", 4, 6), by=keeper, at=at)
    return freezer


def stays_cold(crew: DemoCrew, freezer: Freezer, until: datetime) -> TemperatureFile:
    """Add three days of a freezer that stayed within its limit."""
    values = [-83.0 + 0.8 * sin(number / 7) for number in range(144)]
    return _add(crew, freezer, 900101, until - len(values) * _EVERY, values, until)


def door_stands_open(crew: DemoCrew, freezer: Freezer, until: datetime) -> TemperatureFile:
    """Add three days in which the freezer became too warm for five hours."""
    values = [-80.5 + 0.8 * sin(number / 7) for number in range(144)]
    for place, warmth in enumerate((-74, -66, -61, -58, -56, -55, -57, -62, -68, -74, -78)):
        values[80 + place] = float(warmth)
    return _add(crew, freezer, 900102, until - len(values) * _EVERY, values, until)


def _add(
    crew: DemoCrew,
    freezer: Freezer,
    serial: int,
    start: datetime,
    values: list[float],
    at: datetime,
) -> TemperatureFile:
    lines = [_HEAD.format(name=freezer.name, serial=serial)]
    for number, value in enumerate(values):
        mark = "Logged" if number == len(values) - 1 else ""
        moment = start + number * _EVERY
        lines.append(f"{number + 1},{moment:%Y-%m-%d %H:%M:%S},{value:.2f},{mark}\n")
    return stock.add_temperature_file(
        freezer=freezer, data="".join(lines).encode(), name=f"demo-logger-{serial}.csv",
        by=crew["storekeeper"], at=at,
    )  # fmt: skip
