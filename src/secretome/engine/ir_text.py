"""Prints straight-line programs as LLVM text on vectors, one lane a subject."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from secretome.engine.programs import Program

Reader = Callable[[int], str]
Writer = Callable[[int, str], None]


@dataclass(frozen=True, slots=True)
class Lanes:
    """The vector type: element type and number of lanes."""

    element: str
    count: int

    @property
    def vector(self) -> str:
        """LLVM's name of the vector."""
        return f"<{self.count} x {self.element}>"

    @property
    def bytes(self) -> int:
        """Size of one vector."""
        return self.count * (4 if self.element == "float" else 8)

    @property
    def suffix(self) -> str:
        """How intrinsics name this vector."""
        return f"v{self.count}f{32 if self.element == 'float' else 64}"


@dataclass(slots=True)
class Text:
    """One function under construction: lines, and a counter for fresh names."""

    lanes: Lanes
    quick_reciprocal: bool = False
    lines: list[str] = field(default_factory=list)
    count: int = 0

    def line(self, text: str) -> None:
        """Add a line."""
        self.lines.append(f"  {text}")

    def label(self, name: str) -> None:
        """Start a block."""
        self.lines.append(f"{name}:")

    def let(self, text: str) -> str:
        """Add an instruction and return the name of its value."""
        self.count += 1
        name = f"%v{self.count}"
        self.line(f"{name} = {text}")
        return name

    def place(self, base: str, index: int) -> str:
        """Address of vector ``index`` of an array of vectors."""
        if index == 0:
            return base
        return self.let(f"getelementptr inbounds {self.lanes.vector}, ptr {base}, i64 {index}")

    def load(self, base: str, index: int) -> str:
        """Read vector ``index``."""
        return self.let(
            f"load {self.lanes.vector}, ptr {self.place(base, index)}, align {self.lanes.bytes}"
        )

    def store(self, base: str, index: int, value: str) -> None:
        """Write vector ``index``."""
        place = self.place(base, index)
        self.line(f"store {self.lanes.vector} {value}, ptr {place}, align {self.lanes.bytes}")

    def const(self, value: float) -> str:
        """The same number in every lane."""
        element = self.lanes.element
        return "<" + ", ".join([f"{element} {number(value, element)}"] * self.lanes.count) + ">"

    def spread(self, scalar: str) -> str:
        """A double put into every lane."""
        if self.lanes.element == "float":
            scalar = self.let(f"fptrunc double {scalar} to float")
        vector, element, count = self.lanes.vector, self.lanes.element, self.lanes.count
        first = self.let(f"insertelement {vector} poison, {element} {scalar}, i32 0")
        return self.let(
            f"shufflevector {vector} {first}, {vector} poison, <{count} x i32> zeroinitializer"
        )

    def binary(self, operation: str, a: str, b: str) -> str:
        """``fadd fsub fmul fdiv`` on vectors."""
        return self.let(f"{operation} nsz contract {self.lanes.vector} {a}, {b}")

    def negative(self, a: str) -> str:
        """Change of sign."""
        return self.let(f"fneg {self.lanes.vector} {a}")

    def fma(self, a: str, b: str, c: str) -> str:
        """``a b + c`` rounded once."""
        vector = self.lanes.vector
        return self.let(
            f"call {vector} @llvm.fma.{self.lanes.suffix}({vector} {a}, {vector} {b}, {vector} {c})"
        )

    def reciprocal(self, a: str, *, refinements: int = 2) -> str:
        """``1 / a``: by division, or by the processor's 14-bit estimate and Newton steps where it
        has one.
        """
        if not self.quick_reciprocal:
            return self.binary("fdiv", self.const(1.0), a)
        vector, single = self.lanes.vector, self.lanes.element == "float"
        name, mask = ("ps", "i16") if single else ("pd", "i8")
        guess = self.let(
            f"call {vector} @llvm.x86.avx512.rcp14.{name}.512"
            f"({vector} {a}, {vector} zeroinitializer, {mask} -1)"
        )
        negative = self.negative(a)
        for _ in range(min(refinements, 1) if single else refinements):
            rest = self.fma(negative, guess, self.const(1.0))
            guess = self.fma(guess, rest, guess)
        return guess

    def absolute(self, a: str) -> str:
        """Size without sign."""
        return self.let(
            f"call {self.lanes.vector} @llvm.fabs.{self.lanes.suffix}({self.lanes.vector} {a})"
        )

    def larger(self, a: str, b: str) -> str:
        """The larger of two, lane by lane."""
        flags = self.let(f"fcmp ogt {self.lanes.vector} {a}, {b}")
        vector = self.lanes.vector
        return self.let(f"select <{self.lanes.count} x i1> {flags}, {vector} {a}, {vector} {b}")

    def weighted(self, weights: tuple[float, ...], values: list[str]) -> str | None:
        """Sum of constants times vectors, without the zero weights; None when all are zero."""
        total = None
        for weight, value in zip(weights, values, strict=True):
            if weight == 0.0:
                continue
            constant = self.const(weight)
            total = (
                self.binary("fmul", constant, value)
                if total is None
                else self.fma(constant, value, total)
            )
        return total

    def program(
        self, program: Program, read: Mapping[str, Reader], write: Mapping[str, Writer]
    ) -> None:
        """Print the instructions of a program, and its stores as soon as their values exist."""
        names: dict[int, str] = {}
        stores: dict[int, list[tuple[str, int]]] = {}
        for array, index, node in program.stores:
            stores.setdefault(node, []).append((array, index))
        for node in program.needed():
            names[node] = self._printed(program.nodes[node], names, read)
            for array, index in stores.get(node, ()):
                write[array](index, names[node])

    def _printed(
        self, node: tuple[Any, ...], names: Mapping[int, str], read: Mapping[str, Reader]
    ) -> str:
        operation, *arguments = node
        if operation == "const":
            return self.const(arguments[0])
        if operation in read:
            return read[operation](arguments[0])
        return self._computed(operation, [names[argument] for argument in arguments])

    def _computed(self, operation: str, values: list[str]) -> str:
        match operation, values:
            case ("add" | "sub" | "mul", [a, b]):
                name = self.binary(f"f{operation}", a, b)
            case ("neg", [a]):
                name = self.negative(a)
            case ("rcp", [a]):
                name = self.reciprocal(a)
            case ("fma", [a, b, c]):
                name = self.fma(a, b, c)
            case ("fnma", [a, b, c]):
                name = self.fma(self.negative(a), b, c)
            case _:
                raise AssertionError(operation)
        return name

    def function(self, head: str) -> str:
        """The finished function."""
        return f"define {head} #0 {{\n" + "\n".join(self.lines) + "\n}\n"


def number(value: float, element: str = "double") -> str:
    """A floating-point constant as LLVM writes it, exactly."""
    exact = np.float64(np.float32(value)) if element == "float" else np.float64(value)
    return f"0x{int(exact.view(np.uint64)):016X}"
