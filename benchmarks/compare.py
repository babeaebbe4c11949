"""Work against precision, beside other solvers, in tightly interleaved rounds: python
benchmarks/compare.py ROUNDS

A ratio is printed only for an error that both programs reached on either side; medians of ratios
by round.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from errors import reference, worst_error
from facts_model import benchmark_model, benchmark_patients, benchmark_schedule, benchmark_times
from peers import SETTINGS, installed, prepare

from secretome.engine import Kernel, Tolerance, load_kernel, run_chunks

HERE = Path(__file__).parent
RESULTS = HERE.parent / "build" / "benchmarks"
TOLERANCES = {"f64": (1e-3, 1e-4, 1e-5, 1e-6, 1e-7), "f32": (1e-3, 1e-4, 1e-5)}
TARGETS = (1e-4, 3e-6)
CORES = 2
OWN_PATIENTS = 512

Point = tuple[float, float]  # ms per 1,000 patients, worst error


class Peer:
    """Two processes of one program, one a core."""

    def __init__(self, name: str) -> None:
        environment = dict(os.environ, OMP_NUM_THREADS="1")
        command = [sys.executable, str(HERE / "worker.py"), name]
        self.name = name
        self.workers = [
            subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                env=environment,
            )
            for _ in range(CORES)
        ]
        for worker in self.workers:
            self._line_with(worker, "READY")

    def run(self, tolerance: float, count: int, offset: int) -> Point:
        """One timed round on both cores."""
        start = time.perf_counter()
        for i, worker in enumerate(self.workers):
            worker.stdin.write(f"{tolerance} {count} {offset + i * count}\n")
            worker.stdin.flush()
        answers = [json.loads(self._line_with(worker, '{"seconds"')) for worker in self.workers]
        seconds = time.perf_counter() - start
        if "solver_seconds" in answers[0]:  # a program with a clock of its own around its solver
            seconds = max(answer["solver_seconds"] for answer in answers)
        return seconds / (CORES * count) * 1e6, max(a["error"] for a in answers)

    def _line_with(self, worker: "subprocess.Popen[str]", start: str) -> str:
        """The next line that starts so; programs also print notes of their own."""
        for line in worker.stdout:
            if line.startswith(start):
                return line
        raise RuntimeError(f"{self.name} ended without an answer")

    def close(self) -> None:
        """End the processes."""
        for worker in self.workers:
            worker.stdin.close()
            worker.wait(timeout=10)


def own_run(kernel: Kernel, patients: np.ndarray, tolerance: float) -> Point:
    """One timed round of our kernel on both cores."""
    model = kernel.model
    schedule, times = benchmark_schedule(model), benchmark_times()
    blocks = [patients[i : i + 64] for i in range(0, len(patients), 64)]
    chunks = ((b, schedule, times, Tolerance(tolerance, tolerance * 1e-4)) for b in blocks)
    start = time.perf_counter()
    runs = list(run_chunks(kernel, chunks, threads=CORES))
    seconds = time.perf_counter() - start
    return seconds / len(patients) * 1e6, worst_error(runs[0].outputs, reference())


def at_error(points: list[Point], target: float) -> float | None:
    """Milliseconds at an error, straight on log scales; None when no points lie around it."""
    ordered = sorted(points, key=lambda p: p[1])
    errors = np.log([p[1] for p in ordered])
    if not errors[0] <= np.log(target) <= errors[-1]:
        return None
    return float(np.exp(np.interp(np.log(target), errors, np.log([p[0] for p in ordered]))))


def measure(rounds: int, names: list[str]) -> dict[str, list[list[Point]]]:
    """Points by program and round, all programs within each round."""
    model = benchmark_model()
    kernels = {kind: load_kernel(model, single=kind == "f32") for kind in TOLERANCES}
    patients = np.vstack(
        [
            benchmark_patients(model, 64),
            benchmark_patients(model, OWN_PATIENTS - 64, seed=9),
        ]
    )
    prepare(names)
    peers = [Peer(name) for name in names]
    for kind, kernel in kernels.items():
        own_run(kernel, patients[:64], TOLERANCES[kind][0])
    for one in peers:
        one.run(SETTINGS[one.name][1][0], 1, 0)
    found: dict[str, list[list[Point]]] = {name: [] for name in (*TOLERANCES, *names)}
    for number in range(rounds):
        for kind, kernel in kernels.items():
            found[kind].append([own_run(kernel, patients, t) for t in TOLERANCES[kind]])
        for one in peers:
            count, tolerances = SETTINGS[one.name]
            found[one.name].append([one.run(t, count, number * count * CORES) for t in tolerances])
    for one in peers:
        one.close()
    return found


def table(found: dict[str, list[list[Point]]]) -> list[dict[str, Any]]:
    """Median time and worst error for each program and tolerance."""
    rows = []
    for name, rounds in found.items():
        tolerances = TOLERANCES.get(name) or SETTINGS[name][1]
        for i, tolerance in enumerate(tolerances):
            points = [r[i] for r in rounds]
            rows.append(
                {
                    "program": name,
                    "tolerance": tolerance,
                    "ms_per_1000": float(np.median([p[0] for p in points])),
                    "worst_error": max(p[1] for p in points),
                }
            )
    return rows


def ratios(found: dict[str, list[list[Point]]]) -> list[dict[str, Any]]:
    """Peer time over ours at equal worst error: median of the rounds, with the span."""
    rows = []
    for name in found.keys() - TOLERANCES.keys():
        for kind in TOLERANCES:
            for target in TARGETS:
                pairs = [
                    (at_error(theirs, target), at_error(ours, target))
                    for theirs, ours in zip(found[name], found[kind], strict=True)
                ]
                values = [a / b for a, b in pairs if a and b]
                row = {"peer": name, "kernel": kind, "error": target, "rounds": len(values)}
                if len(values) == len(pairs):
                    row |= {
                        "ratio": float(np.median(values)),
                        "low": min(values),
                        "high": max(values),
                    }
                rows.append(row)
    return sorted(rows, key=lambda r: (r["peer"], r["kernel"], -r["error"]))


def main() -> None:
    """Measure, print, and write results.json and work_precision.svg into build/benchmarks."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    names = sys.argv[2].split(",") if len(sys.argv) > 2 else installed()
    found = measure(rounds, names)
    rows, compared = table(found), ratios(found)
    RESULTS.mkdir(parents=True, exist_ok=True)
    for row in rows:
        print(
            f"{row['program']:<11} rtol {row['tolerance']:.0e}  "
            f"{row['ms_per_1000']:>10.1f} ms per 1,000  "
            f"worst error {row['worst_error']:.1e}"
        )
    for row in compared:
        told = (
            f"{row['ratio']:.1f} [{row['low']:.1f} to {row['high']:.1f}]"
            if "ratio" in row
            else "errors do not match"
        )
        print(f"{row['peer']:<11} over {row['kernel']} at {row['error']:.0e}: {told}")
    (RESULTS / "results.json").write_text(
        json.dumps({"rounds": rounds, "points": rows, "ratios": compared}, indent=1),
        encoding="utf-8",
    )
    draw(rows)


def draw(rows: list[dict[str, Any]]) -> None:
    """The work-precision plot, when the picture maker is here."""
    try:
        import vl_convert
    except ImportError:
        return
    log = {"type": "log"}
    spec = {
        "data": {"values": rows},
        "mark": {"type": "line", "point": True},
        "width": 480,
        "height": 360,
        "title": "Work against precision, 2 cores, 57 states",
        "encoding": {
            "x": {
                "field": "worst_error",
                "type": "quantitative",
                "scale": log,
                "title": "worst error",
            },
            "y": {
                "field": "ms_per_1000",
                "type": "quantitative",
                "scale": log,
                "title": "ms per 1,000 patients",
            },
            "color": {"field": "program", "type": "nominal"},
        },
    }
    (RESULTS / "work_precision.svg").write_text(vl_convert.vegalite_to_svg(spec), encoding="utf-8")


if __name__ == "__main__":
    main()
