"""What the result is said to depend on, and what is known of it: usually nothing, said plainly."""

from secretome.evidence.expectation import Covariate
from secretome.evidence.files import rows_of, split

_EVERY = "*"


def covariates_of(condition: str) -> tuple[Covariate, ...]:
    """Return each covariate once, with what is known for this condition first."""
    rows = rows_of("covariates")
    names = dict.fromkeys(row["covariate"] for row in rows)
    return tuple(_best(rows, name, condition) for name in names)


def _best(rows: list[dict[str, str]], name: str, condition: str) -> Covariate:
    own = [r for r in rows if r["covariate"] == name and r["condition"] == condition]
    row = own[0] if own else next(r for r in rows if r["covariate"] == name)
    return Covariate(name, row["known"], split(row["sources"]))
