"""How long the command takes to answer help and errors: medians of wall time, against 0.3 s.

Run: python benchmarks/startup.py [--runs 15]
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time

from secretome_cli.main import COMMANDS, commands_here

BUDGET_S = 0.3
_START = "import sys; from secretome_cli.main import main; sys.exit(main(sys.argv[1:]))"
_QUICK = (
    ["--help"],
    ["--version"],
    ["raed"],
    ["read", "missing.csv"],
    ["dose", "--lot", "missing.csv"],
    ["plan", "missing.yaml"],
    ["verify", "missing.zip"],
    ["read", "--unknown"],
)


def median_s(words: list[str], runs: int) -> float:
    """Answer the median wall time of one call, in seconds."""
    return statistics.median(_one_s(words) for _ in range(runs))


def _one_s(words: list[str]) -> float:
    with tempfile.TemporaryDirectory() as folder:
        started_s = time.perf_counter()
        subprocess.run(
            [sys.executable, "-c", _START, *words], cwd=folder, capture_output=True, check=False
        )
        return time.perf_counter() - started_s


def main() -> int:
    """Print a line for each call; 1 when one is over the budget."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    here = list(commands_here())
    calls = [words for words in _QUICK if words[0] not in COMMANDS or words[0] in here]
    slow = 0
    for words in [*calls, *([name, "--help"] for name in here)]:
        took_s = median_s(words, runs)
        slow += took_s > BUDGET_S
        mark = "over budget" if took_s > BUDGET_S else ""
        print(f"{took_s:6.3f} s  secretome {' '.join(words)}  {mark}".rstrip())
    return int(slow > 0)


if __name__ == "__main__":
    raise SystemExit(main())
