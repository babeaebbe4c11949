"""``secretome simulate``: virtual patients through one course, as curves, claims and a picture."""

from pathlib import Path
from typing import Annotated, Any

import typer

from secretome_cli.science.answering import AsJson, answer, say, say_table
from secretome_cli.science.progress import progress

Product = Annotated[str, typer.Option(help="ev, secretome or cells.")]
RouteWord = Annotated[str, typer.Option(help="iv, ia, inhalation, joint, dermis, intranasal ...")]
Dose = Annotated[
    float | None,
    typer.Option(help="Particles or cells for each session; a usual one when left out."),
]
SpeciesWord = Annotated[str, typer.Option(help="human, macaque, rat or mouse.")]
Sex = Annotated[str | None, typer.Option(help="male or female; both when left out.")]
Patients = Annotated[int, typer.Option(help="How many virtual subjects.")]
Days = Annotated[float, typer.Option(help="How long to look.")]
Seed = Annotated[int, typer.Option(help="The same seed gives the same people.")]
SessionDays = Annotated[str, typer.Option(help="Days of the sessions, for example 0,7,14.")]
DurationH = Annotated[float | None, typer.Option(help="Hours that giving one dose takes.")]
ContactH = Annotated[float | None, typer.Option(help="Hours a product stays on the skin.")]
ContactShare = Annotated[float, typer.Option(help="Share that touches skin; a mask 1.")]
LabelWord = Annotated[str, typer.Option(help="Label to follow too: 89Zr, DiR, luciferase ...")]
Target = Annotated[str, typer.Option(help="Organ whose response is followed.")]
Versus = Annotated[str | None, typer.Option(help="Product to lay beside: ev, secretome or cells.")]
VersusDose = Annotated[float | None, typer.Option(help="Its dose; a usual one when left out.")]
Screen = Annotated[bool, typer.Option("--screen", help="Single precision, tolerance 1e-5.")]
Threads = Annotated[int, typer.Option(help="Threads on this machine.")]
Plot = Annotated[Path | None, typer.Option(help="Write a picture: NAME.svg or NAME.png.")]


def simulate(  # noqa: PLR0913 - one parameter for each option of the command
    *,
    product: Product = "ev",
    route: RouteWord = "iv",
    dose: Dose = None,
    species: SpeciesWord = "human",
    sex: Sex = None,
    patients: Patients = 1000,
    days: Days = 30.0,
    seed: Seed = 1,
    session_days: SessionDays = "0",
    duration_h: DurationH = None,
    contact_h: ContactH = None,
    contact_share: ContactShare = 1.0,
    label: LabelWord = "",
    target: Target = "liver",
    versus: Versus = None,
    versus_dose: VersusDose = None,
    screen: Screen = False,
    threads: Threads = 1,
    plot: Plot = None,
    as_json: AsJson = False,
) -> None:
    """Run virtual subjects through a course: where it goes, what is left, what it may do."""
    from secretome.kinetics import Experiment
    from secretome.population import draw_simulation, require_drawable, simulation_document

    sessions = _sessions_at_h(session_days)
    if plot is not None:
        require_drawable(plot)

    def course(name: str, amount: float | None) -> Experiment:
        return Experiment(
            name,
            route,
            _usual(name, species) if amount is None else amount,
            species=species,
            sex=sex,
            days=days,
            sessions_at_h=sessions,
            duration_h=duration_h,
            label=label,
            target=target,
            contact_h=contact_h,
            contact_share=contact_share,
        )

    courses = [course(product, dose)]
    if versus is not None:
        courses.append(course(versus, versus_dose))
    runs = _run_all(courses, patients=patients, seed=seed, screen=screen, threads=threads)
    document = simulation_document(*runs)
    if plot is not None:
        draw_simulation(document, plot)
        document["plot"] = str(plot)
    answer(document, as_json=as_json, show=_show)


def _usual(product: str, species: str) -> float:
    """A dose to start from; for an unknown product any, as it is refused by its name."""
    from secretome.kinetics import PRODUCTS, usual_dose

    return usual_dose(product, species).amount if product in PRODUCTS else 1.0


def _sessions_at_h(text: str) -> tuple[float, ...]:
    from secretome.errors import BadInput

    try:
        days = sorted(float(word) for word in text.split(","))
    except ValueError as error:
        do = "Write days divided by commas, for example 0,7,14"
        raise BadInput(f"'{text}' is not a list of days", where="--session-days", do=do) from error
    return tuple(day * 24 for day in days)


def _run_all(
    courses: list[Any], *, patients: int, seed: int, screen: bool, threads: int
) -> list[Any]:
    from secretome.population import plan_for, run_population

    runs = []
    with progress("simulating", total=patients * len(courses)) as advance:
        for course in courses:
            relative = 1e-5 if screen else 1e-6
            plan = plan_for(course, patients=patients, seed=seed, relative=relative, single=screen)
            seen = 0

            def note(done: int, _total: int) -> None:
                nonlocal seen
                advance(done - seen)
                seen = done

            runs.append(run_population(plan, threads=threads, progress=note))
    return runs


def _show(document: dict[str, Any]) -> None:
    _show_course(document)
    summary = document["summary"]
    say_table(
        ("left after", "median share of a dose", "5 %", "95 %"),
        [(k, v["median"], v["p05"], v["p95"]) for k, v in summary["share_intact"].items()],
    )
    say()
    say_table(
        ("place", "largest median share", "at hour"),
        [_peak_row(name, curve) for name, curve in document["tissues"].items()],
    )
    say()
    need = summary["half_life_needed_d_for_1_percent_at_180_d"]
    say(f"For 1 % to be left after 180 days the half-life would have to be {need:.0f} days.")
    copies = summary["peak_cargo_copies_per_target_cell"]["median"]
    native = summary["native_copies_per_cell_at_most"]
    say(f"Cargo copies in a target cell at most (median): {copies:.2g}; native copies {native:.2g}")
    say(f"Cells that make this dose in two days of culture: {summary['producer_cells']:.2g}")
    if "versus" in document:
        ratio = document["versus"]["exposure_ratio"]
        say(
            f"Plasma exposure to vesicles over that of {document['versus']['product']}: {ratio:.3g}"
        )
    balance = document["mass_balance"]["worst_share_of_dose"]
    say(f"Largest gap in the mass balance: {balance:.1g} of the dose")
    papers = sorted(row["source"] for row in document["sources"] if row["kind"] == "paper")
    say(f"Cite: {'; '.join(papers)}")
    say(document["notice"])


def _show_course(document: dict[str, Any]) -> None:
    say(
        f"{document['product']} by {document['route']}, {document['dose']:.3g} "
        f"{document['dose_unit']}, {document['species']}, {document['patients']} virtual subjects "
        f"({document['outcome']})"
    )
    for caution in [*document["cautions"], *document.get("versus", {}).get("cautions", [])]:
        say(f"Caution: {caution}")
    say()


def _peak_row(name: str, curve: dict[str, Any]) -> tuple[str, float, float]:
    top = max(range(len(curve["median"])), key=curve["median"].__getitem__)
    return name, curve["median"][top], curve["t_h"][top]
