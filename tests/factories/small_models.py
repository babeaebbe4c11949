"""Small models with known answers, shared by the engine's tests."""

from secretome.engine.description import Flux, Input, Model, Output, Parameter, Species


def two_pools() -> Model:
    """Linear exchange and loss, fed by a drip."""
    return Model(
        name="two pools",
        species=(
            Species("blood", "particles", "in blood"),
            Species("organ", "particles", "in the organ"),
            Species("lost", "particles", "degraded"),
        ),
        parameters=(
            Parameter("k_in", "1/h", "uptake"),
            Parameter("k_out", "1/h", "return"),
            Parameter("k_deg", "1/h", "loss"),
            Parameter("dose", "particles", "dose"),
        ),
        inputs=(Input("drip", "1/h", "share of the dose an hour"),),
        fluxes=(
            Flux("drip", "drip*dose", {"blood": 1}),
            Flux("uptake", "k_in*blood", {"blood": -1, "organ": 1}),
            Flux("return", "k_out*organ", {"organ": -1, "blood": 1}),
            Flux("loss", "k_deg*organ", {"organ": -1, "lost": 1}),
        ),
        outputs=(
            Output("blood", "particles", {"blood": 1}),
            Output("body", "particles", {"blood": 1, "organ": 1}),
            Output("all", "particles", {"blood": 1, "organ": 1, "lost": 1}),
        ),
    )


def saturable(n_organs: int = 3) -> Model:
    """Organs around blood with saturable uptake and a response that feeds back: nonlinear and
    stiff.
    """
    species = [Species("blood", "particles", "in blood"), Species("lost", "particles", "degraded")]
    parameters = [
        Parameter("dose", "particles", "dose"),
        Parameter("v_blood", "L", "blood volume"),
        Parameter("k_deg", "1/h", "loss"),
        Parameter("k_rec", "1/h", "recovery"),
        Parameter("gain", "1", "gain"),
    ]
    fluxes = [Flux("drip", "drip*dose", {"blood": 1})]
    for i in range(n_organs):
        species += [
            Species(f"vas_{i}", "particles", "vascular"),
            Species(f"mac_{i}", "particles", "in phagocytes"),
        ]
        parameters += [
            Parameter(f"flow_{i}", "L/h", "flow"),
            Parameter(f"v_{i}", "L", "volume"),
            Parameter(f"vmax_{i}", "particles/h", "capacity"),
            Parameter(f"km_{i}", "particles", "half point"),
        ]
        fluxes += [
            Flux(f"in_{i}", f"flow_{i}*blood/v_blood", {"blood": -1, f"vas_{i}": 1}),
            Flux(f"out_{i}", f"flow_{i}*vas_{i}/v_{i}", {f"vas_{i}": -1, "blood": 1}),
            Flux(
                f"take_{i}",
                f"vmax_{i}*(1+gain*alarm)*vas_{i}/(km_{i}+vas_{i})",
                {f"vas_{i}": -1, f"mac_{i}": 1},
            ),
            Flux(f"deg_{i}", f"k_deg*mac_{i}", {f"mac_{i}": -1, "lost": 1}),
        ]
    species.append(Species("alarm", "1", "response", initial="gain"))
    fluxes += [
        Flux("calm", "k_rec*alarm*alarm", {"alarm": -1}),
        Flux("alarm", "k_rec*mac_0/(km_0+mac_0)", {"alarm": 1}),
    ]
    return Model(
        name="saturable",
        species=tuple(species),
        parameters=tuple(parameters),
        inputs=(Input("drip", "1/h", "share of the dose an hour"),),
        fluxes=tuple(fluxes),
        outputs=(
            Output("blood", "particles", {"blood": 1}),
            Output(
                "organs",
                "particles",
                {f"{p}_{i}": 1 for p in ("vas", "mac") for i in range(n_organs)},
            ),
            Output("alarm", "1", {"alarm": 1}),
        ),
    )


def saturable_values(model: Model, scale: float = 1.0) -> dict[str, float]:
    """A stiff but ordinary set of parameters."""
    values = {"dose": 100.0, "v_blood": 2.8, "k_deg": 0.3, "k_rec": 0.05, "gain": 0.5}
    for name in model.parameter_index:
        kind = name.split("_")[0]
        values.setdefault(
            name, {"flow": 200.0, "v": 0.2, "vmax": 20.0, "km": 2.0}.get(kind, 1.0) * scale
        )
    return values
