"""One peer in one process: reads a tolerance, a number of patients and an offset, answers seconds
and worst error.
"""

import json
import os
import sys
import time

import numpy as np
from errors import reference, worst_error
from facts_model import benchmark_model, benchmark_patients
from peers import peer


def main(name: str) -> None:
    """Serve until the input ends."""
    simulate = peer(name)
    patients, exact = benchmark_patients(benchmark_model(), 64), reference()
    sys.stdout.write("READY\n")
    sys.stdout.flush()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    for line in sys.stdin:
        tolerance, count, offset = (float(word) for word in line.split())
        rows = [(int(offset) + i) % 64 for i in range(int(count))]
        start, before = time.perf_counter(), getattr(simulate, "solver_seconds", None)
        found = np.stack([simulate(patients[row], tolerance) for row in rows])
        seconds = time.perf_counter() - start
        answer = {"seconds": seconds, "error": worst_error(found, exact[rows])}
        if before is not None:
            answer["solver_seconds"] = simulate.solver_seconds - before
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
