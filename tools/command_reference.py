"""Writes the reference of the command ``secretome`` from the commands themselves."""

from importlib import import_module
from typing import Any

# What each document holds at least; scripts of others lean on these names, so they stay.
KEYS = {
    "read": "kind instrument software sha256 samples warnings unused",
    "dose": "lot volume_ml vials checks refused statement",
    "plan": "verdict legal_basis evidence expected share_not_reaching_mid dose sessions "
    "duration_weeks price checks refused",
    "evidence": "condition icd10 verdict certainty studies pooled expected cautions",
    "check-text": "findings",
    "simulate": "model_version outcome tissues summary mass_balance sources",
    "qualify": "datasets coverage within_2fold",
    "verify": "events ok first_fault",
    "demo": "home url accounts lots patients",
    "trace": "node ancestors descendants patients donors",
    "migrate": "events",
    "export": "bundle events fingerprint",
}
HEAD = """# The command `secretome`

Made by `make docs` from the commands themselves; do not edit by hand.

Exit codes: 0, done. 2, nothing done, or the answer could not be written to its end (`| head`, a
closed output, a full disk); one line on stderr says what is wrong, where, and what to do.
3, answered, with a finding that blocks (a dose refused, a bundle broken, an unreliable
measurement). Never a traceback. With `--json` one JSON document stands on stdout and nothing
else; progress goes to stderr. Commands of the record need `pip install '.[record]'`.
"""


def command_reference() -> str:
    """Return the page: one section for each command that is here."""
    from secretome_cli.main import COMMANDS, commands_here

    sections = [section(name, COMMANDS[name]) for name in commands_here()]
    return "\n".join([HEAD, *sections])


def section(name: str, entry: tuple[str, str]) -> str:
    """Return what one command does, takes and answers."""
    target, _ = entry
    module, function = target.split(":")
    command = built(name, getattr(import_module(module), function))
    promise, _, rest = (command.help or "").partition("\n")
    lines = [f"## {name}", "", usage(name, command), "", sentence(promise, rest), ""]
    lines += ["| word | meaning |", "| --- | --- |", *map(row, command.params), ""]
    if name in KEYS:
        lines += [f"JSON: {', '.join(f'`{key}`' for key in KEYS[name].split())}", ""]
    return "\n".join(lines)


def built(name: str, function: Any) -> Any:
    """Return the command as the command line builds it."""
    from typer import Typer
    from typer.main import get_command

    app = Typer(add_completion=False, rich_markup_mode=None)
    app.command(name)(function)
    return get_command(app)


def usage(name: str, command: Any) -> str:
    """Return the one line that calls it with what it cannot do without."""
    words = [word_of(p) for p in command.params if p.required]
    return f"`{' '.join(['secretome', name, *words])}`"


def word_of(parameter: Any) -> str:
    """Return how a parameter is written: ``FILE`` or ``--lot FILE``."""
    if parameter.param_type_name == "argument":
        return metavar(parameter)
    return f"{longest(parameter)} {metavar(parameter)}".strip()


def metavar(parameter: Any) -> str:
    """Return the word that stands for a value; none for a switch."""
    if getattr(parameter, "is_flag", False):
        return ""
    return parameter.metavar or parameter.name.rpartition("_")[2].upper()


def longest(parameter: Any) -> str:
    """Return the option in its long form."""
    return max(parameter.opts, key=len)


def row(parameter: Any) -> str:
    """Return one line of the table of words."""
    given = parameter.default
    told = f" Default: {given}." if isinstance(given, str | int | float) and given else ""
    needed = " Needed." if parameter.required else ""
    meaning = (getattr(parameter, "help", None) or "").strip().replace("|", "\\|")
    return f"| `{word_of(parameter)}` | {meaning}{needed}{told} |"


def sentence(promise: str, rest: str) -> str:
    """Return the whole description as one paragraph."""
    return " ".join(f"{promise} {rest}".split())
