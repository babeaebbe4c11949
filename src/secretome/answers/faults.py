"""Every fault of a case at once, each as a sentence with its place."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from secretome.answers.yaml_text import YamlDocument
from secretome.errors import BadInput

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

_SHOWN = 20


class CaseFaults(BadInput):
    """A case that cannot be used; ``faults`` holds one sentence each."""

    def __init__(self, faults: tuple[str, ...], *, where: str) -> None:
        """Keep all faults; the message is one line with the first twenty."""
        self.faults = faults
        rest = f" (and {len(faults) - _SHOWN} more)" if len(faults) > _SHOWN else ""
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        super().__init__(
            f"{count}: {' '.join(faults[:_SHOWN]).rstrip('.')}{rest}",
            where=where,
            do="The keys and their meaning: secretome schema case.",
        )


def sentences(errors: "Iterable[ValidationError]", document: YamlDocument) -> tuple[str, ...]:
    """Turn schema errors into sentences, in the order of the lines."""
    placed = [(document.line_of(tuple(e.absolute_path)), sentence(e)) for e in errors]
    return tuple(f"line {line}: {text.rstrip('.')}." for line, text in sorted(set(placed)))


def sentence(error: Any) -> str:
    """Say one schema error in words."""
    name = _name(tuple(error.absolute_path))
    make = _SENTENCES.get(str(error.validator))
    return f"{name} {make(error)}" if make else f"{name} does not fit ({error.message[:80]})"


def _name(path: tuple[Any, ...]) -> str:
    parts = [f"[{part}]" if isinstance(part, int) else f".{part}" for part in path]
    return "".join(parts).lstrip(".") or "the case"


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    text = str(getattr(value, "text", value))
    return f"'{text[:40]}...'" if len(text) > 40 else f"'{text}'"


def _missing(error: Any) -> str:
    lacking = [key for key in error.validator_value if key not in error.instance]
    return f"lacks {' and '.join(lacking)}"


def _unknown(error: Any) -> str:
    known = error.schema.get("properties", {})
    extra = [key for key in error.instance if key not in known]
    return f"has no key {', '.join(_shown(key) for key in extra)} (known: {', '.join(known)})"


_TYPES = {
    "object": "a group of keys",
    "array": "a list",
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
}


def _type(error: Any) -> str:
    wanted = error.validator_value
    names = [wanted] if isinstance(wanted, str) else wanted
    return f"must be {' or '.join(_TYPES.get(n, n) for n in names)}, not {_shown(error.instance)}"


_SENTENCES = {
    "required": _missing,
    "anyOf": lambda _: "must name a condition or an icd10 code",
    "additionalProperties": _unknown,
    "type": _type,
    "enum": lambda e: (
        f"is {_shown(e.instance)}; it must be one of {', '.join(map(str, e.validator_value))}"
    ),
    "minimum": lambda e: f"is {_shown(e.instance)}; it must be at least {e.validator_value}",
    "maximum": lambda e: f"is {_shown(e.instance)}; it must be at most {e.validator_value}",
    "exclusiveMinimum": lambda e: f"is {_shown(e.instance)}; it must be above {e.validator_value}",
    "minLength": lambda _: "is empty",
    "maxLength": lambda e: f"is longer than {e.validator_value} letters",
    "minItems": lambda _: "is an empty list",
    "maxItems": lambda e: f"has more than {e.validator_value} entries",
    "pattern": lambda e: (
        f"is {_shown(e.instance)}; {e.schema.get('x-says', 'it has no such form')}"
    ),
    "format": lambda e: f"is {_shown(e.instance)}; write a date as 2026-01-31",
}
