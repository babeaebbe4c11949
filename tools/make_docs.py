"""Makes the generated parts of docs: pictures of the flow and of every state table, the command.

With --check it writes nothing and fails when a file is not what would be made.
"""

import sys
from dataclasses import replace
from html import escape
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from command_reference import command_reference

ROOT = Path(__file__).resolve().parent.parent
ROOMS = (
    "evidence", "donors", "batches", "quality", "stock", "patients", "treatments", "outcomes",
    "texts",
)  # fmt: skip
ROW, BOX, TOP = 44, 150, 40
STYLE = """<style>
text{font:14px system-ui,sans-serif;fill:#1c2528}
.small{font-size:12px;fill:#4a5a5f}.box{fill:#fff;stroke:#0b6b6b;stroke-width:1.5}
.first{fill:#e3f2f1}.line{fill:none;stroke:#7d8f94;stroke-width:1.2}
.ground{fill:#fff}.tip{fill:#7d8f94}.seam{fill:#fff8e6;stroke:#a36a00;stroke-width:1.5}
</style>"""


def tables() -> dict[str, object]:
    """Return every state table of the record, by the name of its record."""
    from secretome_record.ledger.states import StateTable

    found: dict[str, object] = {}
    for room in ROOMS:
        module = import_module(f"secretome_record.{room}.states")
        for value in vars(module).values():
            if isinstance(value, StateTable):
                found.setdefault(value.subject, value)
    return found


def state_picture(table) -> str:
    """Draw one table: state before, the move with who and which signature, state after."""
    states = table.states
    height = TOP + ROW * max(len(states), len(merged(table.steps))) + 10
    left = {s: TOP + i * height_step(states, height) for i, s in enumerate(states)}
    parts = [head(840, height, title(table.subject))]
    parts += [
        f'<text class="small" x="{x}" y="24">{word}</text>'
        for x, word in ((10, "from"), (250, "move"), (680, "to"))
    ]
    for i, (step, befores) in enumerate(merged(table.steps).items()):
        parts += move_row(step, befores, TOP + i * ROW, left)
    for state, y in left.items():
        first = " first" if state == table.initial else ""
        parts += [box(10, y, words(state), first), box(680, y, words(state), "")]
    return "\n".join([*parts, "</svg>\n"])


def title(subject: str) -> str:
    """Name the picture of one table."""
    return f"How {'an' if subject[0] in 'aeiou' else 'a'} {subject} moves"


def height_step(states, height) -> float:
    """Return the distance between states so that they fill the picture evenly."""
    return max(ROW, (height - TOP - 40) / max(len(states) - 1, 1)) if len(states) > 1 else ROW


def merged(steps) -> dict:
    """Return each move once, with all the states it leads from."""
    found: dict = {}
    for step in steps:
        found.setdefault(replace(step, before=""), []).append(step.before)
    return found


def move_row(step, befores: list[str], y: float, left: dict[str, float]) -> list[str]:
    """Draw one move: its lines and its words."""
    roles = ", ".join(sorted(words(role) for role in step.roles))
    signed = f" - signed: {step.meaning}" if step.meaning else ""
    why = " - says why" if step.reason_needed else ""
    return [
        *(curve(160, left[before] + 14, 244, y + 10) for before in befores),
        curve(600, y + 10, 680, left[step.after] + 14),
        f'<text x="250" y="{y + 14}">{escape(words(step.action))}</text>',
        f'<text class="small" x="250" y="{y + 30}">{escape(roles + signed + why)}</text>',
    ]


def words(name: str) -> str:
    """Return a name of the code in plain words."""
    return name.replace("_", " ").lower()


_TIP = (
    '<defs><marker id="tip" markerWidth="8" markerHeight="8" refX="7" refY="4" orient="auto">'
    '<path class="tip" d="M0 0L8 4L0 8z"/></marker></defs>'
)


def head(width: float, height: float, title: str) -> str:
    """Open a picture."""
    name = escape(title)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" role="img" aria-label="{name}"><title>{name}</title>'
        f'{STYLE}{_TIP}<rect class="ground" width="100%" height="100%"/>'
    )


def box(x: float, y: float, text: str, kind: str) -> str:
    """Draw a state."""
    return (
        f'<rect class="box{kind}" x="{x}" y="{y:.0f}" width="{BOX}" height="28" rx="3"/>'
        f'<text x="{x + 10}" y="{y + 19:.0f}">{escape(text)}</text>'
    )


def curve(x1: float, y1: float, x2: float, y2: float) -> str:
    """Draw a line that leaves and arrives level."""
    mid = (x1 + x2) / 2
    return (
        f'<path class="line" marker-end="url(#tip)" d="M{x1:.0f} {y1:.0f} '
        f'C{mid:.0f} {y1:.0f} {mid:.0f} {y2:.0f} {x2:.0f} {y2:.0f}"/>'
    )


MAKING = ("donor", "donation", "cell bank", "batch", "lot and vials", "tests", "release", "stock")
CARE = ("request", "assessment", "answer", "plan", "reservation", "bedside", "dose", "visit")
# Text in two lines, the step above it leaves from, the steps below it leads to.
SEAMS = (
    (("1. The lot's own measure-", "ment sets the dose"), 5, (3,)),
    (("2. From vial to patient,", "and back to the donor"), 7, (5,)),
    (("3. Evidence behind", "every promise"), None, (1, 2)),
    (("4. What was expected is", "held against what happened"), None, (3, 7)),
)
SEAM_X = (340, 570, 60, 800)


def flow_picture() -> str:
    """Draw the flow: the making above, the care below, the four seams between them."""
    parts = [head(1010, 380, "From donor to outcome, and the four seams that join them")]
    for y, row, name in ((40, MAKING, "The making"), (270, CARE, "The care")):
        parts.append(f'<text class="small" x="12" y="{y - 12}">{name}</text>')
        parts += [flow_box(i, y, word) for i, word in enumerate(row)]
    for x, (lines, above, below) in zip(SEAM_X, SEAMS, strict=True):
        parts += seam(x, lines, above, below)
    parts.append(
        '<text class="small" x="12" y="350">No dose without a released lot. No lot without its '
        "tests. No promise without its evidence. No treatment without its follow-up.</text></svg>\n"
    )
    return "\n".join(parts)


def flow_box(place: int, y: float, word: str) -> str:
    """Draw one step of the flow, with the line from the step before."""
    x = 12 + place * 124
    line = curve(x - 14, y + 18, x - 1, y + 18) if place else ""
    return (
        f'{line}<rect class="box" x="{x}" y="{y}" width="110" height="36" rx="3"/>'
        f'<text x="{x + 8}" y="{y + 23}">{word}</text>'
    )


def seam(x: float, lines: tuple[str, str], above: int | None, below: tuple[int, ...]) -> list[str]:
    """Draw one seam with its lines to the steps it joins."""
    parts = [upright(x + 95, 196, 67 + step * 124, 268) for step in below]
    if above is not None:
        parts.append(upright(67 + above * 124, 76, x + 95, 142))
    parts.append(f'<rect class="seam" x="{x}" y="144" width="190" height="52" rx="3"/>')
    parts += [
        f'<text class="small" x="{x + 10}" y="{164 + i * 18}">{t}</text>'
        for i, t in enumerate(lines)
    ]
    return parts


def upright(x1: float, y1: float, x2: float, y2: float) -> str:
    """Draw a line that leaves and arrives upright."""
    mid = (y1 + y2) / 2
    return (
        f'<path class="line" marker-end="url(#tip)" d="M{x1:.0f} {y1:.0f} '
        f'C{x1:.0f} {mid:.0f} {x2:.0f} {mid:.0f} {x2:.0f} {y2:.0f}"/>'
    )


def pages() -> dict[Path, str]:
    """Return every generated file with its text."""
    made = {
        ROOT / "docs/pictures/flow.svg": flow_picture(),
        ROOT / "docs/reference/command.md": command_reference(),
    }
    lines = [
        "# How records move",
        "",
        "Made by `make docs` from the `states.py` of each room; do not edit by hand.",
        "",
    ]
    for subject, table in tables().items():
        name = subject.replace(" ", "-")
        made[ROOT / f"docs/states/{name}.svg"] = state_picture(table)
        lines += [f"## {subject.capitalize()}", "", f"![{title(subject)}]({name}.svg)", ""]
    made[ROOT / "docs/states/README.md"] = "\n".join(lines)
    return made


def main(*, check: bool) -> int:
    """Write the files, or say which are not what they should be."""
    stale = [
        p for p, text in pages().items() if not p.exists() or p.read_text(encoding="utf-8") != text
    ]
    for path in stale:
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(pages()[path], encoding="utf-8")
        print(f"{'not up to date' if check else 'made'}: {path.relative_to(ROOT)}")
    return 1 if stale and check else 0


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv))
