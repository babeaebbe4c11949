"""The demo's clock: moments of the past months, always before now."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class DemoClock:
    """Counts back from the moment the demo is built."""

    now: datetime

    def days_ago(self, days: float, hour: int = 9) -> datetime:
        """Return that day at that hour (UTC), never later than a minute ago."""
        day = (self.now - timedelta(days=days)).replace(
            hour=hour, minute=0, second=0, microsecond=0
        )
        return min(day, self.now - timedelta(minutes=1))
