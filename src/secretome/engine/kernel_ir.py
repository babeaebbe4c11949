"""One model's compiled kernel as LLVM text: the programs, one step, the dense output."""

from dataclasses import dataclass

from secretome.engine.description import Model
from secretome.engine.ir_control import control_text
from secretome.engine.ir_text import Lanes, Text, number
from secretome.engine.programs import Program, Programs
from secretome.engine.rodas import STAGES, chain_form

_PTR = "ptr noalias nocapture"


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each array lies in the work space of one thread, in bytes from its start."""

    offsets: dict[str, int]
    total: int


@dataclass(frozen=True, slots=True)
class KernelOptions:
    """What a kernel is built for."""

    lanes: int
    single: bool = False
    quick_reciprocal: bool = False


def kernel_text(model: Model, programs: Programs, options: KernelOptions) -> tuple[str, Layout]:
    """LLVM text of the whole kernel and the layout of its work space."""
    build = _Build(model, programs, options)
    parts = [
        build.start(),
        build.constants(),
        build.slopes(),
        build.factors(),
        build.remainders(),
        build.chain(),
        build.stage_states(),
        build.combine(),
        build.step(),
        build.dense(),
        build.observe(),
        control_text(model, programs, options.lanes, build.layout.offsets, single=options.single),
    ]
    return "\n".join([*parts, _declarations(build.lanes, options)]), build.layout


class _Build:
    """Prints the functions one by one over a shared layout."""

    def __init__(self, model: Model, programs: Programs, options: KernelOptions) -> None:
        self.model, self.programs, self.options = model, programs, options
        self.lanes = Lanes("float" if options.single else "double", options.lanes)
        self.wide = Lanes("double", options.lanes)
        self.size = len(model.species)
        self.watched = _watched_states(model)
        self.layout = _layout(model, programs, self.lanes, self.wide, len(self.watched))

    def text(self, lanes: Lanes | None = None) -> Text:
        """A new function body."""
        return Text(
            lanes or self.lanes, quick_reciprocal=self.options.quick_reciprocal and lanes is None
        )

    def _plain(
        self, name: str, program: Program, reads: dict[str, str], writes: dict[str, str]
    ) -> str:
        """A function that is only a program; arrays by letter to argument names."""
        text = self.text()
        names = list(dict.fromkeys([*reads.values(), *writes.values()]))
        readers = {a: (lambda i, base=base: text.load(f"%{base}", i)) for a, base in reads.items()}
        writers = {
            a: (lambda i, v, base=base: text.store(f"%{base}", i, v)) for a, base in writes.items()
        }
        text.program(program, readers, writers)
        text.line("ret void")
        arguments = ", ".join(f"{_PTR} %{argument}" for argument in names)
        return text.function(f"void @{name}({arguments})")

    def _doubled(self, name: str, program: Program, reads: str, array: str) -> str:
        """A program computed in double lanes, stored in the kernel's own element type."""
        text = self.text(self.wide)
        readers = {a: (lambda i, a=a: text.load(f"%{a}", i)) for a in reads}

        def write(index: int, value: str) -> None:
            if self.lanes.element == "float":
                value = text.let(f"fptrunc {self.wide.vector} {value} to {self.lanes.vector}")
            place = text.let(
                f"getelementptr inbounds {self.lanes.vector}, ptr %{array}, i64 {index}"
            )
            text.line(f"store {self.lanes.vector} {value}, ptr {place}, align {self.lanes.bytes}")

        text.program(program, readers, {array: write})
        text.line("ret void")
        arguments = ", ".join(f"{_PTR} %{a}" for a in (*reads, array))
        return text.function(f"void @{name}({arguments})")

    def start(self) -> str:
        """Initial state from parameters."""
        return self._doubled("start", self.programs.start, "p", "y")

    def constants(self) -> str:
        """Everything that only parameters and inputs decide, once per piece."""
        return self._doubled("constants", self.programs.constants, "pu", "H")

    def slopes(self) -> str:
        """Right-hand side and the values and slopes of the nonlinear fluxes."""
        return self._plain(
            "slopes", self.programs.slopes, {"y": "y", "H": "H"}, {"F": "F", "B": "B"}
        )

    def factors(self) -> str:
        """Factors of I - h gamma J."""
        text = self.text()
        step = text.spread("%hg")
        text.program(
            self.programs.factors,
            {
                "H": lambda i: text.load("%H", i),
                "B": lambda i: text.load("%B", i),
                "hg": lambda _: step,
            },
            {"L": lambda i, v: text.store("%L", i, v)},
        )
        text.line("ret void")
        return text.function(f"void @factors({_PTR} %H, {_PTR} %B, double %hg, {_PTR} %L)")

    def remainders(self) -> str:
        """What the nonlinear fluxes differ from their tangents."""
        reads = {name: name for name in ("U", "Z", "H", "B")}
        return self._plain("remainders", self.programs.remainders, reads, {"R": "R"})

    def chain(self) -> str:
        """One stage's solve: from X and weighted remainders S into D."""
        text = self.text()
        text.program(
            self.programs.chain,
            {
                "X": lambda i: text.load("%X", i),
                "R": lambda i: text.load("%S", i),
                "L": lambda i: text.load("%L", i),
            },
            {"X": lambda i, v: text.store("%D", i, v)},
        )
        text.line("ret void")
        return text.function(f"void @chain({_PTR} %X, {_PTR} %L, {_PTR} %S, {_PTR} %D)")

    def stage_states(self) -> str:
        """The nonlinear states at each stage, and the weighted remainders of all stages so far."""
        return "\n".join(self._stage(stage) for stage in range(1, STAGES))

    def _stage(self, stage: int) -> str:
        form, text = chain_form(), self.text()
        for position, state in enumerate(self.programs.nonlinear_states):
            total = text.load("%Z", position)
            for j in range(stage):
                if form.stage[stage][j]:
                    vector = text.load("%K", j * self.size + state)
                    total = text.fma(text.const(form.stage[stage][j]), vector, total)
            text.store("%U", position, total)
        fluxes = self.programs.sizes["R"]
        row = text.place("%R", stage * fluxes)
        text.line(f"call void @remainders(ptr %U, ptr %Z, ptr %H, ptr %B, ptr {row})")
        step = text.spread("%hg")
        for flux in range(len(self.programs.remainders.stores)):
            vectors = [text.load("%R", j * fluxes + flux) for j in range(1, stage + 1)]
            total = text.weighted(form.remainder[stage][1 : stage + 1], vectors)
            text.store("%S", flux, text.binary("fmul", step, total or "zeroinitializer"))
        text.line("ret void")
        arguments = ", ".join(f"ptr %{a}" for a in ("Z", "K", "U", "H", "B", "R", "S"))
        return text.function(f"void @stage{stage}({arguments}, double %hg)")

    def combine(self) -> str:
        """New state N and the squared error norm, largest over lanes; a NaN in any lane stays a
        NaN.
        """
        form, text, lanes = chain_form(), self.text(), self.lanes
        relative = text.spread("%rtol")
        text.line("br label %loop")
        text.label("loop")
        text.line("%i = phi i64 [ 0, %0 ], [ %i2, %loop ]")
        text.line(f"%acc = phi {lanes.vector} [ zeroinitializer, %0 ], [ %acc2, %loop ]")
        at = [text.let(f"getelementptr inbounds {lanes.vector}, ptr %{a}, i64 %i") for a in "yAN"]
        vectors = []
        for j in range(STAGES):
            index = text.let(f"add i64 %i, {j * self.size}")
            place = text.let(f"getelementptr inbounds {lanes.vector}, ptr %K, i64 {index}")
            vectors.append(text.let(f"load {lanes.vector}, ptr {place}, align {lanes.bytes}"))
        old = text.load(at[0], 0)
        change = text.weighted(form.step, vectors) or "zeroinitializer"
        new = text.binary("fadd", old, change)
        error = text.weighted(form.error, vectors) or "zeroinitializer"
        text.store(at[2], 0, new)
        size = text.larger(text.absolute(old), text.absolute(new))
        scale = text.fma(relative, size, text.load(at[1], 0))
        share = text.binary("fmul", error, text.reciprocal(scale, refinements=1))
        text.line(f"%acc2 = fadd {lanes.vector} %acc, {text.binary('fmul', share, share)}")
        text.line("%i2 = add i64 %i, 1")
        text.line(f"%more = icmp ult i64 %i2, {self.size}")
        text.line("br i1 %more, label %loop, label %done")
        text.label("done")
        reduce = f"{lanes.element} @llvm.vector.reduce.fmaximum.{lanes.suffix}"
        largest = text.let(f"call {reduce}({lanes.vector} %acc2)")
        if lanes.element == "float":
            largest = text.let(f"fpext float {largest} to double")
        text.line(f"ret double {largest}")
        return text.function(
            f"double @combine({_PTR} %y, {_PTR} %K, {_PTR} %A, {_PTR} %N, double %rtol)"
        )

    def step(self) -> str:
        """One trial step of length h from y; returns the squared error norm."""
        text, lanes = self.text(), self.lanes
        at = self._arrays(text)
        text.line(f"%hg = fmul double %h, {number(chain_form().gamma)}")
        text.line(f"call void @factors(ptr {at['H']}, ptr {at['B']}, double %hg, ptr {at['L']})")
        step = text.spread("%hg")
        text.line("br label %scale")
        text.label("scale")
        text.line("%i = phi i64 [ 0, %0 ], [ %i2, %scale ]")
        slope = text.let(f"getelementptr inbounds {lanes.vector}, ptr {at['F']}, i64 %i")
        scaled = text.let(f"getelementptr inbounds {lanes.vector}, ptr {at['X']}, i64 %i")
        text.store(scaled, 0, text.binary("fmul", step, text.load(slope, 0)))
        text.line("%i2 = add i64 %i, 1")
        text.line(f"%more = icmp ult i64 %i2, {self.size}")
        text.line("br i1 %more, label %scale, label %stages")
        text.label("stages")
        for flux in range(self.programs.sizes["R"]):
            text.store(at["S"], flux, "zeroinitializer")
        before = at["X"]
        for stage in range(STAGES):
            if stage:
                rest = ", ".join(f"ptr {at[a]}" for a in ("Z", "K", "U", "H", "B", "R", "S"))
                text.line(f"call void @stage{stage}({rest}, double %hg)")
            after = text.place(at["K"], stage * self.size)
            source = before if stage >= 2 else at["X"]
            text.line(f"call void @chain(ptr {source}, ptr {at['L']}, ptr {at['S']}, ptr {after})")
            before = after
        norm = ", ".join(f"ptr {at[a]}" for a in ("y", "K", "A", "N"))
        text.line(f"%norm = call double @combine({norm}, double %rtol)")
        text.line("ret double %norm")
        return text.function("double @step(ptr %w, double %h, double %rtol)")

    def dense(self) -> str:
        """The watched states inside the last step, at share theta of it, into W."""
        form, text = chain_form(), self.text()
        at = self._arrays(text)
        text.line("%rest = fsub double 1.0, %theta")
        text.line("%both = fmul double %rest, %theta")
        weights = []
        for j in range(STAGES):
            inner = text.let(f"fmul double %theta, {number(form.dense[2][j])}")
            inner = text.let(f"fadd double {inner}, {number(form.dense[1][j])}")
            inner = text.let(f"fmul double {inner}, %theta")
            inner = text.let(f"fadd double {inner}, {number(form.dense[0][j])}")
            weights.append(text.spread(text.let(f"fmul double {inner}, %both")))
        self._dense_states(text, at, weights)
        text.line(f"call void @observe(ptr {at['W']}, ptr {at['O']})")
        text.line("ret void")
        table = ", ".join(f"i64 {state}" for state in self.watched)
        head = f"@watched = private constant [{len(self.watched)} x i64] [{table}]\n"
        return head + text.function("void @dense(ptr %w, double %theta)")

    def _dense_states(self, text: Text, at: dict[str, str], weights: list[str]) -> None:
        """Loop over the watched states: old, new and the eight K, weighted."""
        lanes = self.lanes
        early, late = text.spread("%rest"), text.spread("%theta")
        text.line("br label %loop")
        text.label("loop")
        text.line("%i = phi i64 [ 0, %0 ], [ %i2, %loop ]")
        entry = text.let("getelementptr inbounds i64, ptr @watched, i64 %i")
        state = text.let(f"load i64, ptr {entry}")
        old = text.load(
            text.let(f"getelementptr inbounds {lanes.vector}, ptr {at['y']}, i64 {state}"), 0
        )
        new = text.load(
            text.let(f"getelementptr inbounds {lanes.vector}, ptr {at['N']}, i64 {state}"), 0
        )
        total = text.fma(late, new, text.binary("fmul", early, old))
        for j, weight in enumerate(weights):
            index = text.let(f"add i64 {state}, {j * self.size}")
            place = text.let(f"getelementptr inbounds {lanes.vector}, ptr {at['K']}, i64 {index}")
            total = text.fma(weight, text.load(place, 0), total)
        place = text.let(f"getelementptr inbounds {lanes.vector}, ptr {at['W']}, i64 %i")
        text.store(place, 0, total)
        text.line("%i2 = add i64 %i, 1")
        text.line(f"%more = icmp ult i64 %i2, {len(self.watched)}")
        text.line("br i1 %more, label %loop, label %done")
        text.label("done")

    def observe(self) -> str:
        """Outputs as weighted sums of the watched states."""
        text = self.text()
        position = {state: i for i, state in enumerate(self.watched)}
        for row, output in enumerate(self.model.outputs):
            places = [position[self.model.species_index[name]] for name in output.terms]
            vectors = [text.load("%W", place) for place in places]
            total = text.weighted(tuple(map(float, output.terms.values())), vectors)
            text.store("%O", row, total or "zeroinitializer")
        text.line("ret void")
        return text.function(f"void @observe({_PTR} %W, {_PTR} %O)")

    def _arrays(self, text: Text) -> dict[str, str]:
        names = {}
        for name, offset in self.layout.offsets.items():
            names[name] = text.let(f"getelementptr inbounds i8, ptr %w, i64 {offset}")
        return names


def _watched_states(model: Model) -> list[int]:
    states = sorted(
        {model.species_index[name] for output in model.outputs for name in output.terms}
    )
    return states or [0]


def _layout(model: Model, programs: Programs, lanes: Lanes, wide: Lanes, watched: int) -> Layout:
    size, fluxes, states = len(model.species), programs.sizes["R"], programs.sizes["U"]
    counts = {
        "y": size,
        "N": size,
        "F": size,
        "X": size,
        "A": size,
        "H": programs.sizes["H"],
        "B": programs.sizes["B"],
        "L": programs.sizes["L"],
        "K": STAGES * size,
        "Z": states,
        "U": states,
        "R": STAGES * fluxes,
        "S": fluxes,
        "W": watched,
        "O": max(1, len(model.outputs)),
    }
    offsets, end = {}, 0
    for name, count in counts.items():
        offsets[name] = end
        end += count * lanes.bytes
    end = -(-end // 128) * 128
    for name, count in (("p", max(1, programs.sizes["p"])), ("u", max(1, programs.sizes["u"]))):
        offsets[name] = end
        end += count * wide.bytes
    return Layout(offsets, end)


def _declarations(lanes: Lanes, options: KernelOptions) -> str:
    wide = Lanes("double", options.lanes)
    lines = [
        "declare double @llvm.pow.f64(double, double)",
        "declare double @llvm.sqrt.f64(double)",
    ]
    for kind in {lanes, wide}:
        v, s = kind.vector, kind.suffix
        lines += [
            f"declare {v} @llvm.fma.{s}({v}, {v}, {v})",
            f"declare {v} @llvm.fabs.{s}({v})",
            f"declare {kind.element} @llvm.vector.reduce.fmaximum.{s}({v})",
        ]
    if options.quick_reciprocal:
        name, mask = ("ps", "i16") if options.single else ("pd", "i8")
        v = lanes.vector
        lines.append(f"declare {v} @llvm.x86.avx512.rcp14.{name}.512({v}, {v}, {mask})")
    bits = 8 * lanes.bytes
    width = f'"min-legal-vector-width"="{bits}" "prefer-vector-width"="{bits}"'
    lines.append(f"attributes #0 = {{ nounwind noinline {width} }}")
    return "\n".join(lines) + "\n"
