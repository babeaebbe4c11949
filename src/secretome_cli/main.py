"""The command ``secretome``: one table of names, each loaded only when it is called."""

import os
import sys
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, get_type_hints

COMMANDS: dict[str, tuple[str, str]] = {
    "read": ("secretome_cli.science.read:read", "Instrument file to measurement."),
    "dose": ("secretome_cli.science.dose:dose", "Volume to draw, with interval and every check."),
    "plan": ("secretome_cli.science.plan:plan", "Case and lot to answer and plan."),
    "schema": ("secretome_cli.science.schema:schema", "The JSON Schema of an input file."),
    "evidence": ("secretome_cli.science.evidence:evidence", "What is known about a condition."),
    "check-text": ("secretome_cli.science.check_text:check_text", "Mark claims in patient text."),
    "simulate": ("secretome_cli.science.simulate:simulate", "Run virtual patients."),
    "qualify": ("secretome_cli.science.qualify:qualify", "Predictions against observed courses."),
    "verify": ("secretome_cli.science.verify:verify", "Prove an exported ledger, offline."),
    "demo": ("secretome_cli.record.demo:demo", "Build and serve a demo programme."),
    "serve": ("secretome_cli.record.serve:serve", "Serve the site on the configured database."),
    "migrate": ("secretome_cli.record.migrate:migrate", "Bring the database up to date."),
    "first-site": (
        "secretome_cli.record.first_site:first_site",
        "Open the first site and its administrator.",
    ),
    "trace": ("secretome_cli.record.trace:trace", "Ancestors and descendants of a code."),
    "export": ("secretome_cli.record.export:export", "Write the ledger as a bundle to verify."),
    "work": ("secretome_cli.record.work:work", "Do the jobs that are waiting."),
}
_SEE = "See: secretome --help"
_FAILED = 2


def main(words: Sequence[str] | None = None) -> int:
    """Do what the words say and answer the exit code: 0 done, 2 nothing done, 3 blocked."""
    if sys.stdout is None:
        return _complain("the output is closed, so no answer can be given. Leave it open.")
    first, *rest = [*(sys.argv[1:] if words is None else words)] or ["--help"]
    if first in {"--help", "-h"}:
        return _tell(_help_text())
    if first == "--version":
        return _tell(f"secretome {_version()}")
    if first not in commands_here():
        return _complain(_unknown_sentence(first))
    return _run(first, rest)


def _run(name: str, words: list[str]) -> int:
    """Call one command; every failure leaves as one line, never as a traceback."""
    try:
        return _call(name, words)
    except SystemExit as error:
        return error.code if isinstance(error.code, int) else _FAILED
    except KeyboardInterrupt:
        return _complain(f"secretome {name} was stopped before it was done.")
    except BaseException as error:  # the last door: what is raised here has nowhere else to go
        exit_code = getattr(error, "exit_code", None)
        if type(error).__name__ == "Exit" and isinstance(exit_code, int):
            return exit_code
        from secretome_cli.science.failures import line_for

        return _complain(line_for(error, command=f"secretome {name}"))


def _call(name: str, words: list[str]) -> int:
    from typer import Typer
    from typer.main import get_command

    function = _load(name)
    app = Typer(add_completion=False, rich_markup_mode=None)
    app.command(name)(function)
    command = get_command(app)
    with command.make_context(f"secretome {name}", words) as context:
        arguments = {p.name for p in command.params if p.param_type_name == "argument"}
        _require_files(function, {name: context.params.get(name) for name in arguments})
        result = command.invoke(context)
    sys.stdout.flush()
    return result if isinstance(result, int) else 0


def _require_files(function: Callable[..., Any], arguments: dict[str, Any]) -> None:
    """Ask for the files named as arguments before anything heavy is loaded to read them."""
    hints = get_type_hints(function)
    for name, value in arguments.items():
        if hints.get(name) is Path and value is not None:
            Path(value).stat()
        elif hints.get(name) == list[Path]:
            for path in value or ():
                Path(path).stat()


def _load(name: str) -> Callable[..., Any]:
    module_name, function_name = COMMANDS[name][0].split(":")
    if ".record." in module_name and not _is_here("django"):
        from secretome_cli.science.failures import missing_record

        raise missing_record(name)
    function: Callable[..., Any] = getattr(import_module(module_name), function_name)
    return function


def commands_here() -> dict[str, str]:
    """Answer name and help of each command whose module is installed."""
    return {
        name: text
        for name, (target, text) in COMMANDS.items()
        if _is_here(target.partition(":")[0])
    }


def _is_here(module_name: str) -> bool:
    try:
        return find_spec(module_name) is not None
    except (ImportError, ValueError):
        return False


def _help_text() -> str:
    rows = "\n".join(f"  {name:<12}{text}" for name, text in commands_here().items())
    return (
        "Usage: secretome COMMAND [WORDS]...\n\n"
        "Runs a stem-cell-secretome treatment programme from donor to outcome.\n"
        "Not a medical device; not validated for clinical use.\n\n"
        f"Commands:\n{rows}\n\n"
        "Options:\n  --help      This text, or that of a command: secretome read --help\n"
        "  --version   The version.\n\n"
        "Exit codes: 0 done; 2 nothing done, stderr says why; "
        "3 answered, with a finding that blocks."
    )


def _version() -> str:
    from importlib.metadata import version

    return version("secretome")


def _unknown_sentence(word: str) -> str:
    shown = "".join(letter if letter.isprintable() else "?" for letter in word[:40])
    near = get_close_matches(word, commands_here(), n=1)
    hint = f"Did you mean {near[0]}? " if near else ""
    return f"there is no command {shown!r}. {hint}{_SEE}"


def _tell(text: str) -> int:
    try:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
    except OSError:
        return _complain("the text could not be written to its end.")
    return 0


def _complain(sentence: str) -> int:
    """Write one line to stderr; nothing further is flushed into an output that has gone."""
    if sys.stderr is not None:
        sys.stderr.write(f"secretome: {sentence}\n")
    _drop_dead_output()
    return _FAILED


def _drop_dead_output() -> None:
    if sys.stdout is None:
        return
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
