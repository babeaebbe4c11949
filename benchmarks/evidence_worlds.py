"""How often the expected intervals cover the truth, and "supported" is wrong, in known worlds.

Run: PYTHONPATH=tests python benchmarks/evidence_worlds.py [--worlds 400] [--seed 1]
"""

import argparse
from dataclasses import replace

import numpy as np

from factories.evidence_worlds import World, published, true_effect
from secretome.evidence import ConditionVerdict, assess

_BIASED = World(mean_effect=0.0)
_CLEAN = World(
    0.0, blinded_share=1.0, unblinded_bias=0.0, published_if_not_favourable=1.0, series=0
)
WORLDS = {
    "truths as a sceptic expects": _BIASED,
    "nothing works": _BIASED,
    "nothing works, no bias": _CLEAN,
    "nothing works, only favourable printed": replace(_BIASED, published_if_not_favourable=0.0),
    "nothing works, all unblinded": replace(_BIASED, blinded_share=0.0),
    "nothing works, one trial": replace(_BIASED, trials=1),
    "nothing works, twenty large trials": replace(_BIASED, trials=20, largest_arm=300),
    "small effect (0.3 SD)": replace(_BIASED, mean_effect=0.3),
    "large effect (0.8 SD)": replace(_BIASED, mean_effect=0.8),
    "large effect, large blinded trials": replace(
        _CLEAN, mean_effect=0.8, largest_arm=300, trials=6
    ),
}


def main() -> None:
    """Print one line per world."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    print(f"{'world':40} {'known':>6} {'covered':>8} {'width':>6} {'hopeful':>8} {'supported':>9}")
    for name, world in WORLDS.items():
        print(_line(name, world, asked.worlds, np.random.default_rng(asked.seed)))


def _line(name: str, world: World, count: int, rng: np.random.Generator) -> str:
    known = covered = supported = hopeful = 0
    widths = []
    for _ in range(count):
        one = replace(world, mean_effect=rng.normal(0, 0.3)) if "sceptic" in name else world
        found = assess("gout", extra=published(one, rng))
        supported += found.verdict is ConditionVerdict.SUPPORTED
        change = found.expected.change
        if change is None:
            continue
        known += 1
        truth = -true_effect(one, rng)
        covered += change.low <= truth <= change.high
        hopeful += truth > change.high
        widths.append(change.high - change.low)
    told = f"{known / count:6.2f} {covered / known:8.3f} {np.mean(widths):6.1f}"
    return f"{name:40} {told} {hopeful / known:8.3f} {supported / count:9.3f}"


if __name__ == "__main__":
    main()
