"""Median time to read each shared instrument file, beside the goals and the peers installed here.

Wall time is what the goals mean; time of the processor stands beside it, for on a busy machine the
wall time says more about its neighbours than about the reader.

Run: ``python benchmarks/readers.py [--repeats 5]``. The shared folder is found beside the checkout
or through ``SECRETOME_SHARED``; no file is copied.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from statistics import median

import numpy as np

from secretome.errors import BadInput
from secretome.instruments import read
from secretome.instruments.fcs import read_data_sets

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("SECRETOME_SHARED", ROOT.parent / "shared"))
SMALL_BYTES = 200_000
SMALL_GOAL_MS, WORKBOOK_GOAL_MS, FCS_GOAL_MS, STARTUP_GOAL_MS = 20.0, 100.0, 100.0, 300.0
_WORKBOOKS = (".xlsx", ".xls")


Times = tuple[float, float]


def timed(action: Callable[[], object], repeats: int) -> Times:
    """Median milliseconds on the wall and in the processor, after one run that warms imports."""
    action()
    walls, cpus = [], []
    for _ in range(repeats):
        wall, cpu = time.perf_counter(), time.process_time()
        action()
        cpus.append(1000 * (time.process_time() - cpu))
        walls.append(1000 * (time.perf_counter() - wall))
    return median(walls), median(cpus)


def goal_ms(path: Path) -> float | None:
    """The goal for a file; large tables and flow cytometry have none of their own."""
    if path.suffix in _WORKBOOKS:
        return WORKBOOK_GOAL_MS
    return SMALL_GOAL_MS if path.stat().st_size < SMALL_BYTES and path.suffix != ".fcs" else None


def files(repeats: int) -> list[dict[str, object]]:
    """One row per shared file; a file that must be refused is timed too."""
    rows = []
    for path in sorted((SHARED / "data" / "instruments").glob("*/*")):
        if path.suffix == ".md":
            continue
        data = path.read_bytes()
        goal = goal_ms(path)
        found = timed(lambda data=data: _read(data), repeats)
        name = f"{path.parent.name}/{path.name}"
        rows.append({"what": name, "bytes": len(data), "ms": found, "goal_ms": goal})
    return rows


def _read(data: bytes) -> None:
    try:
        read(data)
    except BadInput:
        return


def ten_million_values(repeats: int) -> list[dict[str, object]]:
    """Events of a synthetic file of 1,000,000 events and 10 channels, float32, with peers."""
    data = _large_fcs()
    rows = [
        {"what": "10 million values, events", "bytes": len(data), "goal_ms": FCS_GOAL_MS,
         "ms": timed(lambda: _events(data), repeats)},
        {"what": "10 million values, read() with every median", "bytes": len(data),
         "goal_ms": None, "ms": timed(lambda: read(data), repeats)},
    ]  # fmt: skip
    path = Path(os.environ.get("TMPDIR", "/tmp")) / "secretome-benchmark.fcs"  # noqa: S108
    path.write_bytes(data)
    for peer, action in _peers(path).items():
        rows.append({"what": f"10 million values, {peer}", "bytes": len(data), "goal_ms": None,
                     "ms": timed(action, repeats)})  # fmt: skip
    path.unlink()
    return rows


def _events(data: bytes) -> float:
    return float(read_data_sets(data)[0].events.sum())


def _peers(path: Path) -> dict[str, Callable[[], object]]:
    """Peers named in the facts, where this environment has them."""
    peers: dict[str, Callable[[], object]] = {}
    if find_spec("FlowCal"):
        import FlowCal

        peers["FlowCal"] = lambda: FlowCal.io.FCSData(str(path)).sum()
    if find_spec("flowio"):
        import flowio

        peers["FlowIO"] = lambda: flowio.FlowData(str(path)).as_array().sum()
    if find_spec("fcsparser"):
        import fcsparser

        peers["fcsparser"] = lambda: fcsparser.parse(str(path))[1].to_numpy().sum()
    return peers


def _large_fcs(events: int = 1_000_000, channels: int = 10) -> bytes:
    body = np.random.default_rng(1).normal(1e3, 3e2, (events, channels)).astype("<f4").tobytes()
    words = {"$TOT": events, "$PAR": channels, "$DATATYPE": "F", "$BYTEORD": "1,2,3,4",
             "$MODE": "L", "$NEXTDATA": 0, "$BEGINSTEXT": 0, "$ENDSTEXT": 0, "$BEGINANALYSIS": 0,
             "$ENDANALYSIS": 0, "$BEGINDATA": 4000, "$ENDDATA": 3999 + len(body)}  # fmt: skip
    for place in range(1, channels + 1):
        words |= {f"$P{place}B": 32, f"$P{place}N": f"C{place}", f"$P{place}R": 262144,
                  f"$P{place}E": "0,0"}  # fmt: skip
    text = "/" + "".join(f"{key}/{value}/" for key, value in words.items())
    offsets = (256, 255 + len(text), 4000, 3999 + len(body), 0, 0)
    head = "FCS3.0    " + "".join(f"{one:>8}" for one in offsets)
    return (head.ljust(256) + text).ljust(4000).encode() + body


def start_up(repeats: int) -> dict[str, object]:
    """Importing the layer of readers in a fresh process, less that of Python itself."""

    def run(code: str) -> None:
        subprocess.run([sys.executable, "-c", code], check=True)

    bare, _ = timed(lambda: run("pass"), repeats)
    found, _ = timed(lambda: run("import secretome.instruments"), repeats)
    times = (found - bare, 0.0)
    return {"what": "start-up", "bytes": 0, "ms": times, "goal_ms": STARTUP_GOAL_MS}


def main() -> None:
    """Print one line per file; the goal beside it where there is one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    repeats = chosen.repeats
    rows = [*files(repeats), *ten_million_values(repeats), start_up(repeats)]
    if chosen.json:
        print(json.dumps(rows))
        return
    for row in rows:
        wall, cpu = row["ms"]
        goal = row["goal_ms"]
        met = "" if goal is None else f"goal {goal:.0f}: {'met' if wall <= goal else 'missed'}"
        print(f"{wall:9.1f} ms {cpu:9.1f} ms cpu  {row['what']}  {met}")


if __name__ == "__main__":
    main()
