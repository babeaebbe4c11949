"""The small functions around a step, as LLVM text with places to fill: gather, write out."""

HELPERS = """
define void @refresh(ptr %work) #0 {
  %y = @@at_y@@
  %z = @@at_Z@@
  %h = @@at_H@@
  %f = @@at_F@@
  %b = @@at_B@@
  call void @slopes(ptr %y, ptr %h, ptr %f, ptr %b)
  @@NONLINEAR@@
  ret void
}

define double @first_norm(ptr %work, double %rtol, ptr %atol) #0 {
entry:
  %y = @@at_y@@
  %f = @@at_F@@
  br label %lane
lane:
  %l = phi i64 [ 0, %entry ], [ %l2, %lane_end ]
  %largest = phi double [ 0.0, %entry ], [ %largest2, %lane_end ]
  br label %state
state:
  %i = phi i64 [ 0, %lane ], [ %i2, %state ]
  %sum = phi double [ 0.0, %lane ], [ %sum2, %state ]
  %row = mul i64 %i, @@LANES@@
  %index = add i64 %row, %l
  %f_p = getelementptr inbounds @@ELEMENT@@, ptr %f, i64 %index
  %f_e = load @@ELEMENT@@, ptr %f_p
  %f_d = @@WIDEN(%f_e)@@
  %y_p = getelementptr inbounds @@ELEMENT@@, ptr %y, i64 %index
  %y_e = load @@ELEMENT@@, ptr %y_p
  %y_d = @@WIDEN(%y_e)@@
  %negative = fcmp olt double %y_d, 0.0
  %minus = fneg double %y_d
  %size = select i1 %negative, double %minus, double %y_d
  %relative = fmul double %rtol, %size
  %atol_p = getelementptr inbounds double, ptr %atol, i64 %i
  %atol_v = load double, ptr %atol_p
  %scale = fadd double %relative, %atol_v
  %share = fdiv double %f_d, %scale
  %square = fmul double %share, %share
  %sum2 = fadd double %sum, %square
  %i2 = add i64 %i, 1
  %more_states = icmp ult i64 %i2, @@STATES@@
  br i1 %more_states, label %state, label %lane_end
lane_end:
  %above = fcmp ogt double %sum2, %largest
  %largest2 = select i1 %above, double %sum2, double %largest
  %l2 = add i64 %l, 1
  %more_lanes = icmp ult i64 %l2, @@LANES@@
  br i1 %more_lanes, label %lane, label %done
done:
  %mean = fdiv double %largest2, @@STATES@@.0
  %norm = call double @llvm.sqrt.f64(double %mean)
  ret double %norm
}

define void @gather(ptr %work, ptr %parameters, i64 %subjects, i64 %group) #0 {
entry:
  %p = @@at_p@@
  %base = mul i64 %group, @@LANES@@
  %final = sub i64 %subjects, 1
  br label %lane
lane:
  %l = phi i64 [ 0, %entry ], [ %l2, %lane_end ]
  %wanted = add i64 %base, %l
  %beyond = icmp ugt i64 %wanted, %final
  %subject = select i1 %beyond, i64 %final, i64 %wanted
  %row = mul i64 %subject, @@PARAMETERS@@
  br label %parameter
parameter:
  %i = phi i64 [ 0, %lane ], [ %i2, %parameter ]
  %from = add i64 %row, %i
  %from_p = getelementptr inbounds double, ptr %parameters, i64 %from
  %value = load double, ptr %from_p
  %to_row = mul i64 %i, @@LANES@@
  %to = add i64 %to_row, %l
  %to_p = getelementptr inbounds double, ptr %p, i64 %to
  store double %value, ptr %to_p
  %i2 = add i64 %i, 1
  %more = icmp ult i64 %i2, @@PARAMETERS@@
  br i1 %more, label %parameter, label %lane_end
lane_end:
  %l2 = add i64 %l, 1
  %more_lanes = icmp ult i64 %l2, @@LANES@@
  br i1 %more_lanes, label %lane, label %done
done:
  ret void
}

define void @spread_inputs(ptr %work, ptr %levels, i64 %piece) #0 {
entry:
  %u = @@at_u@@
  %row = mul i64 %piece, @@INPUTS@@
  %none = icmp eq i64 @@INPUTS@@, 0
  br i1 %none, label %done, label %input
input:
  %i = phi i64 [ 0, %entry ], [ %i2, %input_end ]
  %from = add i64 %row, %i
  %from_p = getelementptr inbounds double, ptr %levels, i64 %from
  %value = load double, ptr %from_p
  %to_row = mul i64 %i, @@LANES@@
  br label %lane
lane:
  %l = phi i64 [ 0, %input ], [ %l2, %lane ]
  %to = add i64 %to_row, %l
  %to_p = getelementptr inbounds double, ptr %u, i64 %to
  store double %value, ptr %to_p
  %l2 = add i64 %l, 1
  %more_lanes = icmp ult i64 %l2, @@LANES@@
  br i1 %more_lanes, label %lane, label %input_end
input_end:
  %i2 = add i64 %i, 1
  %more = icmp ult i64 %i2, @@INPUTS@@
  br i1 %more, label %input, label %done
done:
  ret void
}

define void @spread_tolerance(ptr %work, ptr %atol) #0 {
entry:
  %a = @@at_A@@
  br label %state
state:
  %i = phi i64 [ 0, %entry ], [ %i2, %state_end ]
  %atol_p = getelementptr inbounds double, ptr %atol, i64 %i
  %atol_i = load double, ptr %atol_p
  %value = @@NARROW(%atol_i)@@
  %row = mul i64 %i, @@LANES@@
  br label %lane
lane:
  %l = phi i64 [ 0, %state ], [ %l2, %lane ]
  %to = add i64 %row, %l
  %to_p = getelementptr inbounds @@ELEMENT@@, ptr %a, i64 %to
  store @@ELEMENT@@ %value, ptr %to_p
  %l2 = add i64 %l, 1
  %more_lanes = icmp ult i64 %l2, @@LANES@@
  br i1 %more_lanes, label %lane, label %state_end
state_end:
  %i2 = add i64 %i, 1
  %more = icmp ult i64 %i2, @@STATES@@
  br i1 %more, label %state, label %done
done:
  ret void
}

define void @write_out(ptr %work, ptr %out, i64 %subjects, i64 %group, i64 %times, i64 %time) #0 {
entry:
  %o = @@at_O@@
  %base = mul i64 %group, @@LANES@@
  br label %lane
lane:
  %l = phi i64 [ 0, %entry ], [ %l2, %lane_end ]
  %subject = add i64 %base, %l
  %real = icmp ult i64 %subject, %subjects
  br i1 %real, label %start, label %done
start:
  %block = mul i64 %subject, %times
  %line = add i64 %block, %time
  %to_row = mul i64 %line, @@OUTPUTS@@
  br label %output
output:
  %i = phi i64 [ 0, %start ], [ %i2, %output ]
  %from_row = mul i64 %i, @@LANES@@
  %from = add i64 %from_row, %l
  %from_p = getelementptr inbounds @@ELEMENT@@, ptr %o, i64 %from
  %value = load @@ELEMENT@@, ptr %from_p
  %to = add i64 %to_row, %i
  %to_p = getelementptr inbounds @@ELEMENT@@, ptr %out, i64 %to
  store @@ELEMENT@@ %value, ptr %to_p
  %i2 = add i64 %i, 1
  %more = icmp ult i64 %i2, @@OUTPUTS@@
  br i1 %more, label %output, label %lane_end
lane_end:
  %l2 = add i64 %l, 1
  %more_lanes = icmp ult i64 %l2, @@LANES@@
  br i1 %more_lanes, label %lane, label %done
done:
  ret void
}

define void @take_step(ptr %work) #0 {
  %y = @@at_y@@
  %n = @@at_N@@
  call void @llvm.memcpy.p0.p0.i64(ptr align 32 %y, ptr align 32 %n, i64 @@STATE_BYTES@@, i1 false)
  call void @refresh(ptr %work)
  ret void
}
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)

"""
