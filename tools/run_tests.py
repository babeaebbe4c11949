"""Runs the checks and tests that `make test` promises, and says plainly what was left out."""

import os
import shutil
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTEST = [str(BIN / "pytest"), "-q", "-p", "no:cacheprovider"]
RECORD = ["tests/record", "tests/boundaries"]
POSTGRES = [sys.executable, "tools/with_postgres.py"]


def browser() -> str | None:
    """Return the Chromium of this machine, if there is one."""
    return (
        os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    )


def checks() -> list[list[str]]:
    """Lint, types, architecture, sizes, and hostile files for the readers."""
    folders = ["src", "tests", "tools", "benchmarks", "examples"]
    return [
        [str(BIN / "ruff"), "check", "--quiet", *folders],
        [str(BIN / "ruff"), "format", "--check", "--quiet", *folders],
        [str(BIN / "lint-imports"), "--no-cache"],
        [sys.executable, "tools/check_house.py"],
        [str(BIN / "pyright"), "--level", "error"],
        [str(BIN / "djlint"), "src", "--lint", "--quiet"],
        *fuzzing(),
    ]


def fuzzing() -> list[list[str]]:
    """A short run of the fuzzer over the readers, where its wheel exists."""
    if find_spec("atheris"):
        return [[sys.executable, "tools/fuzz_readers.py", "--runs", "3000"]]
    print("LEFT OUT: fuzzing of the readers, because atheris has no wheel for this machine.")
    return []


def sqlite() -> list[list[str]]:
    """Everything except the browser, on SQLite."""
    return [[*PYTEST, "-n", "2", "-m", "not journey", "tests"]]


def postgres() -> list[list[str]]:
    """The record's tests once more, on PostgreSQL."""
    return [[*POSTGRES, *PYTEST, "-n", "2", "-m", "not journey", *RECORD]]


def journeys() -> list[list[str]]:
    """A person's tasks in Chromium: all on SQLite, release and bedside on PostgreSQL too."""
    if not browser():
        print("LEFT OUT: the browser journeys, because no Chromium was found on this machine.")
        if os.environ.get("CI"):
            return [["false"]]
        return []
    both = [
        "tests/journeys/test_release_a_lot.py",
        "tests/journeys/test_from_request_to_dose.py",
        "tests/journeys/test_wrong_vial.py",
    ]
    return [
        [*PYTEST, "-m", "journey", "tests/journeys"],
        [*POSTGRES, *PYTEST, "-m", "journey", *both],
    ]


PARTS = {"checks": checks, "sqlite": sqlite, "postgres": postgres, "journeys": journeys}


def main(wanted: list[str]) -> int:
    """Run the named parts (all when none is named); go on after a failure, fail at the end."""
    failed: list[str] = []
    for part in wanted or list(PARTS):
        for command in PARTS[part]():
            words = " ".join(Path(w).name if w.startswith("/") else w for w in command)
            print(f"\n== {part}: {words}", flush=True)
            started = time.monotonic()
            environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
            if part in {"postgres", "journeys"} and "DATABASE_URL" in os.environ:
                environment["DATABASE_URL"] = os.environ["DATABASE_URL"]
            if subprocess.call(command, cwd=ROOT, env=environment):
                failed.append(words)
            print(f"   ({time.monotonic() - started:.0f} s)", flush=True)
    for words in failed:
        print(f"FAILED: {words}")
    print("All parts passed." if not failed else f"{len(failed)} part(s) failed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
