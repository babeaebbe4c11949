"""The model on which the speed of the engine is measured: 57 states, after the facts on
performance.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from secretome.engine.description import Flux, Input, Model, Output, Parameter, Species
from secretome.engine.schedule import Infusion, Schedule, schedule_of

# share of cardiac output, vascular volume (L), interstitial volume (L)
ORGANS = {
    "lung": (1.0, 0.50, 0.30),
    "liver": (0.065, 0.20, 0.30),
    "spleen": (0.03, 0.06, 0.04),
    "kidney": (0.19, 0.06, 0.05),
    "heart": (0.04, 0.04, 0.05),
    "brain": (0.12, 0.06, 0.25),
    "muscle": (0.17, 0.70, 3.4),
    "skin": (0.05, 0.20, 1.1),
    "adipose": (0.05, 0.25, 1.9),
    "gut": (0.145, 0.15, 0.35),
    "bone": (0.05, 0.12, 0.45),
    "pancreas": (0.01, 0.02, 0.03),
    "thymus": (0.005, 0.004, 0.006),
    "rest": (0.075, 0.15, 0.6),
}
PORTAL = ("gut", "spleen", "pancreas")
SATURABLE = ("liver", "spleen", "lung")
OUTPUTS = (
    "Aven",
    "I_lung",
    "I_liver",
    "I_spleen",
    "C_lung",
    "R_mir",
    "R_inf",
    "R_fib",
    "R_rep",
    "R_via",
)
HORIZON_H = 180 * 24.0
DOSES_H = (0.0, 168.0, 336.0)
_STARTS = {"R_inf": "1.0", "R_fib": "0.5", "R_rep": "0.1", "R_via": "0.6"}

Row = tuple[str, dict[str, float]]


def benchmark_model(outputs: Sequence[str] | None = OUTPUTS) -> Model:
    """The flux list; parameters are rate constants already. ``None`` returns every state."""
    rows = [*_circulation(), *_organ_rows(), *_entries(), *_cells(), *_response(), *_drips()]
    states = list(dict.fromkeys(name for _, change in rows for name in change))
    words = list(dict.fromkeys(w for rate, _ in rows for w in _words(rate)))
    named = [w for w in words if w not in states and w != "inf_on"]
    return Model(
        name="benchmark",
        species=tuple(Species(s, "1", s, _STARTS.get(s, "0")) for s in states),
        parameters=tuple(Parameter(p, "1/h", p) for p in named),
        inputs=(Input("inf_on", "1", "infusion on"),),
        fluxes=tuple(Flux(f"J{i}", rate, change) for i, (rate, change) in enumerate(rows)),
        outputs=tuple(Output(o, "1", {o: 1}) for o in (states if outputs is None else outputs)),
    )


def benchmark_schedule(model: Model) -> Schedule:
    """Three infusions of one hour."""
    return schedule_of(
        model, [Infusion("inf_on", d, 1.0, 1.0) for d in DOSES_H], horizon_h=HORIZON_H
    )


def benchmark_times() -> NDArray[np.float64]:
    """199 output times, denser after each dose."""
    after = np.array(
        [
            0.25,
            0.5,
            0.75,
            1,
            1.25,
            1.5,
            2,
            2.5,
            3,
            4,
            5,
            6,
            8,
            10,
            12,
            16,
            20,
            24,
            30,
            36,
            48,
            60,
            72,
            96,
            120,
            144,
        ]
    )
    early = [np.array(DOSES_H), *(d + after for d in DOSES_H)]
    return np.unique(np.concatenate([*early, np.linspace(480, HORIZON_H, 119)]))


def benchmark_patients(model: Model, count: int, seed: int = 1) -> NDArray[np.float64]:
    """Lognormal parameters with 30 to 50 % variation, axes (n patients, p parameters)."""
    rng = np.random.default_rng(seed)

    def vary(middle: float, cv: float) -> NDArray[np.float64]:
        spread = np.sqrt(np.log1p(cv * cv))
        return middle * np.exp(spread * rng.standard_normal(count) - spread**2 / 2)

    values = _flow_values(vary) | _organ_values(vary) | _other_values(vary)
    return np.ascontiguousarray(np.stack([values[name] for name in model.parameter_index], axis=1))


def _words(rate: str) -> list[str]:
    import re

    return re.findall(r"[A-Za-z_]\w*", rate)


def _circulation() -> list[Row]:
    rows: list[Row] = [
        ("q_lung_in*Aven", {"Aven": -1, "V_lung": 1}),
        ("q_lung_out*V_lung", {"V_lung": -1, "Aart": 1}),
    ]
    for organ in list(ORGANS)[1:]:
        target = "V_liver" if organ in PORTAL else "Aven"
        rows.append((f"q_{organ}_in*Aart", {"Aart": -1, f"V_{organ}": 1}))
        rows.append((f"q_{organ}_out*V_{organ}", {f"V_{organ}": -1, target: 1}))
    return rows


def _organ_rows() -> list[Row]:
    rows: list[Row] = []
    for o in ORGANS:
        v, e, i = f"V_{o}", f"E_{o}", f"I_{o}"
        leak = "*(1+a_perm*R_inf)" if o == "lung" else ""
        rows += [
            (f"ps_{o}{leak}*{v}", {v: -1, e: 1}),
            (f"psb_{o}{leak}*{e}", {e: -1, v: 1}),
            (f"ly_{o}*{e}", {e: -1, "lymph": 1}),
            (f"up_{o}*{e}", {e: -1, i: 1}),
            (f"rec_{o}*{i}", {i: -1, e: 1}),
            (f"deg_{o}*{i}", {i: -1}),
        ]
        if o in SATURABLE:
            rows.append((f"vm_{o}*{v}/(km_{o}+{v})", {v: -1, i: 1}))
    return rows


def _entries() -> list[Row]:
    return [
        ("k_lymph*lymph", {"lymph": -1, "Aven": 1}),
        ("k_lysis*Aven", {"Aven": -1}),
        ("k_air*D_air", {"D_air": -1, "E_lung": 1}),
        ("k_mcc*D_air", {"D_air": -1}),
        ("k_inj*D_inj", {"D_inj": -1, "lymph": 1}),
        ("k_skin*D_skin", {"D_skin": -1, "E_skin": 1}),
        ("k_skl*D_skin", {"D_skin": -1}),
    ]


def _cells() -> list[Row]:
    return [
        ("kc_trap*C_circ", {"C_circ": -1, "C_lung": 1}),
        ("kc_rel*C_lung", {"C_lung": -1, "C_circ": 1}),
        ("kc_tis*C_circ", {"C_circ": -1, "C_tis": 1}),
        ("kc_dl*C_lung", {"C_lung": -1, "C_dying": 1}),
        ("kc_dt*C_tis", {"C_tis": -1, "C_dying": 1}),
        ("kc_clr*C_dying", {"C_dying": -1}),
        ("sec_l*C_lung", {"V_lung": 1}),
        ("sec_c*C_circ", {"Aven": 1}),
        ("sec_t*C_tis", {"E_rest": 1}),
        ("sec_d*C_dying", {"V_lung": 1}),
    ]


def _response() -> list[Row]:
    return [
        ("k_mi*I_lung", {"R_mir": 1}),
        ("k_mo*R_mir", {"R_mir": -1}),
        ("ki_in*(1-emax*R_mir/(ec50+R_mir))*(1+k_dam*(1-R_via))", {"R_inf": 1}),
        ("ki_out*R_inf", {"R_inf": -1}),
        ("kf_in*R_inf*R_inf/(kf_h+R_inf*R_inf)", {"R_fib": 1}),
        ("kf_out*R_fib*(1+kf_m*R_mir/(ec50f+R_mir))", {"R_fib": -1}),
        ("kr_in*(1+kr_m*R_mir/(ec50r+R_mir))", {"R_rep": 1}),
        ("kr_out*R_rep", {"R_rep": -1}),
        ("kv_g*R_rep*R_via*(1-R_via)", {"R_via": 1}),
        ("kv_d*R_inf*R_via*(1+R_fib)", {"R_via": -1}),
    ]


def _drips() -> list[Row]:
    targets = {
        "r_ev": "Aven",
        "r_air": "D_air",
        "r_inj": "D_inj",
        "r_skin": "D_skin",
        "r_cell": "C_circ",
    }
    return [(f"inf_on*{rate}", {state: 1}) for rate, state in targets.items()]


def _flow_values(vary):
    output, arterial, venous = vary(336.0, 0.3), vary(1.0, 0.3), vary(2.8, 0.3)
    shares = {o: vary(ORGANS[o][0], 0.3) for o in list(ORGANS)[1:]}
    total = sum(shares.values())
    flows = {o: output * share / total for o, share in shares.items()}
    volumes = {o: vary(ORGANS[o][1], 0.3) for o in ORGANS}
    values = {f"v_{o}": v for o, v in volumes.items()}
    values |= {"q_lung_in": output / venous, "q_lung_out": output / volumes["lung"]}
    for o, flow in flows.items():
        out = flow + sum(flows[s] for s in PORTAL) if o == "liver" else flow
        values |= {f"q_{o}_in": flow / arterial, f"q_{o}_out": out / volumes[o]}
    return values


def _organ_values(vary):
    values = {}
    for o, (_, vascular, interstitial) in ORGANS.items():
        leak = vary(0.02 * max(interstitial, 0.05) * (20 if o in SATURABLE else 1), 0.5)
        values |= {
            f"ps_{o}": leak / vascular,
            f"psb_{o}": 0.5 * leak / interstitial,
            f"ly_{o}": vary(0.004, 0.4),
            f"up_{o}": vary(0.15, 0.5),
            f"rec_{o}": vary(0.01, 0.5),
            f"deg_{o}": vary(0.03, 0.4),
        }
    for o, most, half in (("liver", 60.0, 2.0), ("spleen", 12.0, 0.6), ("lung", 8.0, 3.0)):
        values |= {f"vm_{o}": vary(most, 0.5), f"km_{o}": vary(half, 0.4)}
    return values


def _other_values(vary):
    table = """k_lymph .08 .4|k_lysis .05 .4|k_air .08 .5|k_mcc .12 .4|k_inj .03 .5|k_skin .01 .5
    |k_skl .02 .5
    |kc_trap 6 .4|kc_rel .05 .5|kc_tis .8 .5|kc_dl .035 .4|kc_dt .01 .4|kc_clr .08 .4|sec_l .02 .5
    |sec_c .02 .5
    |sec_t .01 .5|sec_d .05 .5|a_perm .5 .3|k_mi .02 .5|k_mo .012 .4|ki_in .01 .3|emax .7 .05
    |ec50 .5 .5
    |k_dam 1 .3|ki_out .008 .3|kf_in .0015 .4|kf_h 1 .3|kf_out .0008 .4|kf_m 1.5 .3|ec50f .5 .5
    |kr_in .0008 .3
    |kr_m 4 .3|ec50r .6 .5|kr_out .004 .3|kv_g .012 .4|kv_d .0006 .4|r_ev 100 .3|r_air 20 .3
    |r_inj 10 .3
    |r_skin 5 .3|r_cell 50 .3"""
    rows = [row.split() for row in table.split("|")]
    return {name: vary(float(middle), float(cv)) for name, middle, cv in rows}
