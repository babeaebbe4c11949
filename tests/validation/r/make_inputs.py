"""Writes the invented data on which R and this project are compared: python make_inputs.py."""

import json
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
SEED = 20261125


def main() -> None:
    """Write inputs.json; the same seed always writes the same file."""
    rng = np.random.default_rng(SEED)
    inputs = {
        "pools": [pool(rng, k, tau) for k, tau in ((3, 0.0), (5, 0.3), (12, 0.15), (20, 0.6))],
        "curves": [curve(rng, noise) for noise in (0.01, 0.03)],
        "stability": [stability(rng, spread) for spread in (0.0, 0.6, 3.0)],
        "decay": decay(rng),
        "groups": [groups(rng) for _ in range(3)],
        "shares": [[0, 10], [0, 3], [3, 12], [12, 12], [44, 1000]],
        "counts": [0, 1, 5, 120],
    }
    text = json.dumps(inputs, indent=1)
    (HERE / "inputs.json").write_text(f"{text}\n", encoding="utf-8")


def pool(rng: np.random.Generator, k: int, tau: float) -> dict[str, list[float]]:
    """Effects of k studies with their variances."""
    se = rng.uniform(0.1, 0.6, k)
    effects = rng.normal(-0.4, np.hypot(se, tau))
    return {"value": _plain(effects), "variance": _plain(se**2)}


def curve(rng: np.random.Generator, noise: float) -> dict[str, list[float]]:
    """Standards in triplicate on a four-parameter curve, with scatter in proportion."""
    x = np.repeat(100.0 / 2 ** np.arange(8), 3)
    y = 2.4 + (0.06 - 2.4) / (1 + (x / 12.0) ** 1.3)
    return {"x": _plain(x), "y": _plain(y * rng.normal(1, noise, y.size))}


def stability(rng: np.random.Generator, spread: float) -> dict[str, list[object]]:
    """Three batches over 24 months; ``spread`` moves their starts apart."""
    months = np.array([0, 3, 6, 9, 12, 18, 24], float)
    rows = [
        (name, m, 101 + spread * place - 0.35 * m + rng.normal(0, 0.6))
        for place, name in enumerate("ABC")
        for m in months
    ]
    batch, month, value = zip(*rows, strict=True)
    return {"batch": list(batch), "months": _plain(month), "value": _plain(value)}


def decay(rng: np.random.Generator) -> dict[str, list[object]]:
    """Five batches that lose a share each month, each from its own start."""
    rows = [
        (name, m, float(np.exp(4.6 + start - 0.02 * m + rng.normal(0, 0.01))))
        for name, start in zip("ABCDE", rng.normal(0, 0.05, 5), strict=True)
        for m in (0.0, 3.0, 6.0, 12.0, 18.0)
    ]
    batch, month, value = zip(*rows, strict=True)
    return {"batch": list(batch), "months": _plain(month), "value": _plain(value)}


def groups(rng: np.random.Generator) -> dict[str, list[float]]:
    """Two groups of lots."""
    return {"first": _plain(rng.normal(100, 4, 9)), "second": _plain(rng.normal(101, 6, 12))}


def _plain(values: object) -> list[float]:
    return [float(f"{v:.10g}") for v in np.asarray(values, float)]


if __name__ == "__main__":
    main()
