"""Temperature files as a HOBO logger writes them, for freezers and transports of tests."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from factories.people import Crew
from secretome_record.stock import services
from secretome_record.stock.models import Freezer, TemperatureFile

_HEAD = (
    '"Plot Title: test freezer"\n"#","Date Time, GMT{zone}",'
    '"Temp, °C (LGR S/N: 700, SEN S/N: 700)","End Of File"\n'
)


def logger_file(
    start: datetime, celsius: Sequence[float], every: timedelta = timedelta(minutes=15)
) -> bytes:
    """An export with one reading after another, on the clock of ``start``."""
    zone = f"{start:%z}"
    lines = [_HEAD.format(zone=f"{zone[:3]}:{zone[3:]}")]
    for number, value in enumerate(celsius):
        mark = "Logged" if number == len(celsius) - 1 else ""
        lines.append(f"{number + 1},{start + number * every:%Y-%m-%d %H:%M:%S},{value},{mark}\n")
    return "".join(lines).encode()


def add_file(
    crew: Crew, freezer: Freezer, data: bytes, at: datetime, name: str = "logger.csv"
) -> TemperatureFile:
    """Added by the storekeeper."""
    return services.add_temperature_file(
        freezer=freezer, data=data, name=name, by=crew.storekeeper, at=at
    )
