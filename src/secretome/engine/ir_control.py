"""The step control of a group of lanes, as LLVM text: pieces, trial steps, outputs, failures."""

from collections.abc import Mapping

from secretome.engine.description import Model
from secretome.engine.ir_helpers import HELPERS
from secretome.engine.programs import Programs

# PI control of order 5 and the limits of a change of step; measured on the benchmark model
_SAFETY, _PROPORTIONAL, _INTEGRAL = 0.9, -0.14, 0.08


def control_text(
    model: Model, programs: Programs, lanes: int, offsets: Mapping[str, int], *, single: bool
) -> str:
    """The function ``integrate``: groups g0 to g1 of subjects through every piece of time."""
    sizes = {
        "LANES": lanes,
        "STATES": len(model.species),
        "PARAMETERS": len(model.parameters),
        "INPUTS": len(model.inputs),
        "OUTPUTS": len(model.outputs),
        "ELEMENT": "float" if single else "double",
        "STATE_BYTES": len(model.species) * lanes * (4 if single else 8),
        "FIRST_POWER": -0.2,
        "FIRST_SHARE": 0.1,
    }
    text = HELPERS + _TEMPLATE
    for name, offset in offsets.items():
        text = text.replace(f"@@at_{name}@@", f"getelementptr inbounds i8, ptr %work, i64 {offset}")
    for name, value in sizes.items():
        text = text.replace(f"@@{name}@@", str(value))
    text = text.replace("@@NONLINEAR@@", _copied_states(programs, single=single, lanes=lanes))
    narrow = "fptrunc double {} to float" if single else "fadd double {}, 0.0"
    text = text.replace("@@NARROW(%atol_i)@@", narrow.format("%atol_i"))
    widen = "fpext float {} to double" if single else "fadd double {}, 0.0"
    for value in ("%f_e", "%y_e"):
        text = text.replace(f"@@WIDEN({value})@@", widen.format(value))
    return text


def _copied_states(programs: Programs, *, single: bool, lanes: int) -> str:
    """The nonlinear states at the start of a step, from y into Z."""
    vector = f"<{lanes} x {'float' if single else 'double'}>"
    align = lanes * (4 if single else 8)
    lines = []
    for position, state in enumerate(programs.nonlinear_states):
        lines += [
            f"%zs{position} = getelementptr inbounds {vector}, ptr %y, i64 {state}",
            f"%zv{position} = load {vector}, ptr %zs{position}, align {align}",
            f"%zt{position} = getelementptr inbounds {vector}, ptr %z, i64 {position}",
            f"store {vector} %zv{position}, ptr %zt{position}, align {align}",
        ]
    return "\n  ".join(lines)


_TEMPLATE = f"""
define i64 @integrate(ptr %work, ptr %parameters, i64 %subjects, i64 %g0, i64 %g1,
    ptr %edges, ptr %levels, i64 %pieces, ptr %times, i64 %n_times, double %rtol, ptr %atol,
    ptr %out, ptr %counts, ptr %failed, i64 %max_steps) #0 {{
entry:
  %t = alloca double
  %h = alloca double
  %before = alloca double
  %k = alloca i64
  %rejected = alloca i1
  %tries = alloca i64
  %p = @@at_p@@
  %u = @@at_u@@
  %y = @@at_y@@
  %hv = @@at_H@@
  call void @spread_tolerance(ptr %work, ptr %atol)
  br label %group
group:
  %g = phi i64 [ %g0, %entry ], [ %g_next, %group_end ]
  call void @gather(ptr %work, ptr %parameters, i64 %subjects, i64 %g)
  call void @start(ptr %p, ptr %y)
  store i64 0, ptr %k
  store i64 0, ptr %tries
  br label %piece
piece:
  %s = phi i64 [ 0, %group ], [ %s_next, %piece_end ]
  %edge0_p = getelementptr inbounds double, ptr %edges, i64 %s
  %t0 = load double, ptr %edge0_p
  %s1 = add i64 %s, 1
  %edge1_p = getelementptr inbounds double, ptr %edges, i64 %s1
  %te = load double, ptr %edge1_p
  store double %t0, ptr %t
  call void @spread_inputs(ptr %work, ptr %levels, i64 %s)
  call void @constants(ptr %p, ptr %u, ptr %hv)
  call void @refresh(ptr %work)
  br label %early
early:
  %ke = load i64, ptr %k
  %ke_in = icmp ult i64 %ke, %n_times
  br i1 %ke_in, label %early_test, label %first
early_test:
  %tke_p = getelementptr inbounds double, ptr %times, i64 %ke
  %tke = load double, ptr %tke_p
  %t0_slack = fadd double %t0, 1.0e-12
  %tke_due = fcmp ole double %tke, %t0_slack
  br i1 %tke_due, label %early_write, label %first
early_write:
  call void @dense(ptr %work, double 0.0)
  call void @write_out(ptr %work, ptr %out, i64 %subjects, i64 %g, i64 %n_times, i64 %ke)
  %ke2 = add i64 %ke, 1
  store i64 %ke2, ptr %k
  br label %early
first:
  %norm0 = call double @first_norm(ptr %work, double %rtol, ptr %atol)
  %norm1 = fadd double %norm0, 1.0e-100
  %guess0 = call double @llvm.pow.f64(double %norm1, double @@FIRST_POWER@@)
  %guess1 = fmul double %guess0, @@FIRST_SHARE@@
  %length = fsub double %te, %t0
  %guess_small = fcmp olt double %guess1, %length
  %h_first = select i1 %guess_small, double %guess1, double %length
  store double %h_first, ptr %h
  store double 1.0e-4, ptr %before
  store i1 false, ptr %rejected
  %slack_te = fmul double %te, 1.0e-12
  %stop = fsub double %te, %slack_te
  br label %try
try:
  %t_now = load double, ptr %t
  %unfinished = fcmp olt double %t_now, %stop
  br i1 %unfinished, label %trim, label %piece_end
trim:
  %h_now = load double, ptr %h
  %rest = fsub double %te, %t_now
  %h_long = fmul double %h_now, 1.0001
  %h_twice = fmul double %h_now, 1.9
  %half = fmul double %rest, 0.5
  %reaches = fcmp oge double %h_long, %rest
  %nearly = fcmp ogt double %h_twice, %rest
  %h_maybe = select i1 %nearly, double %half, double %h_now
  %step = select i1 %reaches, double %rest, double %h_maybe
  %tries_now = load i64, ptr %tries
  %tries2 = add i64 %tries_now, 1
  store i64 %tries2, ptr %tries
  %too_many = icmp ugt i64 %tries2, %max_steps
  %least = fmul double %te, 1.0e-15
  %too_small = fcmp ole double %step, %least
  %hopeless = or i1 %too_many, %too_small
  br i1 %hopeless, label %fail, label %attempt
attempt:
  %square = call double @step(ptr %work, double %step, double %rtol)
  %mean = fdiv double %square, @@STATES@@.0
  %error = call double @llvm.sqrt.f64(double %mean)
  %good = fcmp ole double %error, 1.0
  br i1 %good, label %accept, label %reject
accept:
  %t_new0 = fadd double %t_now, %step
  %t_new = select i1 %reaches, double %te, double %t_new0
  %slack_t = fmul double %t_new, 1.0e-12
  %due = fadd double %t_new, %slack_t
  br label %late
late:
  %kl = load i64, ptr %k
  %kl_in = icmp ult i64 %kl, %n_times
  br i1 %kl_in, label %late_test, label %advance
late_test:
  %tkl_p = getelementptr inbounds double, ptr %times, i64 %kl
  %tkl = load double, ptr %tkl_p
  %tkl_due = fcmp ole double %tkl, %due
  br i1 %tkl_due, label %late_write, label %advance
late_write:
  %past = fsub double %tkl, %t_now
  %theta = fdiv double %past, %step
  call void @dense(ptr %work, double %theta)
  call void @write_out(ptr %work, ptr %out, i64 %subjects, i64 %g, i64 %n_times, i64 %kl)
  %kl2 = add i64 %kl, 1
  store i64 %kl2, ptr %k
  br label %late
advance:
  call void @take_step(ptr %work)
  store double %t_new, ptr %t
  %taken = load i64, ptr %counts
  %taken2 = add i64 %taken, 1
  store i64 %taken2, ptr %counts
  %error_safe = fadd double %error, 1.0e-14
  %e_now = call double @llvm.pow.f64(double %error_safe, double {_PROPORTIONAL})
  %before_now = load double, ptr %before
  %e_before = call double @llvm.pow.f64(double %before_now, double {_INTEGRAL})
  %both = fmul double %e_now, %e_before
  %factor0 = fmul double %both, {_SAFETY}
  %was_rejected = load i1, ptr %rejected
  %ceiling = select i1 %was_rejected, double 1.0, double 6.0
  %over = fcmp ogt double %factor0, %ceiling
  %factor1 = select i1 %over, double %ceiling, double %factor0
  %under = fcmp olt double %factor1, 0.2
  %factor = select i1 %under, double 0.2, double %factor1
  %h_next = fmul double %step, %factor
  store double %h_next, ptr %h
  %tiny_error = fcmp olt double %error, 1.0e-4
  %kept = select i1 %tiny_error, double 1.0e-4, double %error
  store double %kept, ptr %before
  store i1 false, ptr %rejected
  br label %try
reject:
  %refused_p = getelementptr inbounds i64, ptr %counts, i64 1
  %refused = load i64, ptr %refused_p
  %refused2 = add i64 %refused, 1
  store i64 %refused2, ptr %refused_p
  store i1 true, ptr %rejected
  %finite = fcmp olt double %error, 1.0e30
  %e_reject = call double @llvm.pow.f64(double %error, double -0.2)
  %cut0 = fmul double %e_reject, {_SAFETY}
  %cut_low = fcmp olt double %cut0, 0.1
  %cut1 = select i1 %cut_low, double 0.1, double %cut0
  %cut = select i1 %finite, double %cut1, double 0.1
  %h_cut = fmul double %step, %cut
  store double %h_cut, ptr %h
  br label %try
piece_end:
  %s_next = add i64 %s, 1
  %more_pieces = icmp ult i64 %s_next, %pieces
  br i1 %more_pieces, label %piece, label %group_end
fail:
  %failed_p = getelementptr inbounds i8, ptr %failed, i64 %g
  store i8 1, ptr %failed_p
  br label %group_end
group_end:
  %g_next = add i64 %g, 1
  %more_groups = icmp ult i64 %g_next, %g1
  br i1 %more_groups, label %group, label %end
end:
  ret i64 0
}}
"""
