"""Scores the check on labelled sentences: marked or not, and the claims named."""

import csv
from dataclasses import dataclass
from pathlib import Path

from secretome.claims import check_text

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Score:
    """Counts of sentences: rightly marked, wrongly marked, missed, rightly left alone."""

    hits: int
    false_marks: int
    misses: int
    rightly_left: int
    ids_hit: int
    ids_false: int
    ids_missed: int

    @property
    def sentences(self) -> int:
        return self.hits + self.false_marks + self.misses + self.rightly_left

    @property
    def precision(self) -> float:
        return self.hits / (self.hits + self.false_marks)

    @property
    def recall(self) -> float:
        return self.hits / (self.hits + self.misses)

    @property
    def id_precision(self) -> float:
        return self.ids_hit / (self.ids_hit + self.ids_false)

    @property
    def id_recall(self) -> float:
        return self.ids_hit / (self.ids_hit + self.ids_missed)

    def row(self, name: str) -> str:
        """The line of the table in docs/explanation/checking-texts.md."""
        figures = (self.precision, self.recall, self.id_precision, self.id_recall)
        counts = (self.sentences, self.hits, self.false_marks, self.misses, self.rightly_left)
        cells = [*map(str, counts), *(f"{figure:.3f}" for figure in figures)]
        return f"| {name} | {' | '.join(cells)} |"


def score(name: str) -> Score:
    """Score one file of labelled sentences, each read alone."""
    with (HERE / f"sentences_{name}.csv").open(encoding="utf-8", newline="") as file:
        pairs = [(_labels(row), _marked(row["text"])) for row in csv.DictReader(file)]
    return Score(
        hits=sum(bool(want and got) for want, got in pairs),
        false_marks=sum(bool(got and not want) for want, got in pairs),
        misses=sum(bool(want and not got) for want, got in pairs),
        rightly_left=sum(not want and not got for want, got in pairs),
        ids_hit=sum(len(want & got) for want, got in pairs),
        ids_false=sum(len(got - want) for want, got in pairs),
        ids_missed=sum(len(want - got) for want, got in pairs),
    )


def _labels(row: dict[str, str]) -> set[str]:
    return {part.strip() for part in row["claim_ids"].split(";") if part.strip()}


def _marked(text: str) -> set[str]:
    return {finding.claim.claim_id for finding in check_text(text)}
