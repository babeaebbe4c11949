"""Rate expressions: parsed from text once, then evaluated, differentiated and compiled from one
shared graph.
"""

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from secretome.errors import BadInput

Node = int
_BINARY = {ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "div"}


@lru_cache(maxsize=4096)
def parse_rate(text: str) -> ast.expr:
    """The expression as a tree; rate laws are names, numbers, + - * / and whole powers."""
    try:
        tree = ast.parse(text, mode="eval").body
    except SyntaxError as error:
        raise BadInput(
            "this is not an expression",
            where=f"rate '{text}'",
            do="Write it with names, numbers and + - * / **",
        ) from error
    for node in ast.walk(tree):
        _require_allowed(node, text)
    return tree


def names_in(text: str) -> frozenset[str]:
    """Every name that the expression reads."""
    return frozenset(n.id for n in ast.walk(parse_rate(text)) if isinstance(n, ast.Name))


def evaluate(text: str, values: Mapping[str, Any]) -> Any:
    """The expression's value on floats, arrays or quantities: whatever ``values`` holds."""
    return _evaluate(parse_rate(text), values)


def _evaluate(node: ast.expr, values: Mapping[str, Any]) -> Any:
    match node:
        case ast.Name(id=name):
            return values[name]
        case ast.Constant(value=value):
            return value
        case ast.UnaryOp(operand=operand):
            return -_evaluate(operand, values)
        case ast.BinOp(left=left, op=ast.Pow(), right=ast.Constant(value=power)):
            return _evaluate(left, values) ** power
        case ast.BinOp(left=left, op=op, right=right):
            return _apply(op, _evaluate(left, values), _evaluate(right, values))
    raise AssertionError(ast.dump(node))


def _apply(op: ast.operator, left: Any, right: Any) -> Any:
    match op:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
    return left / right


def _require_allowed(node: ast.AST, text: str) -> None:
    if not _is_allowed(node):
        what = f"{type(node).__name__} is not part of a rate law"
        raise BadInput(what, where=f"rate '{text}'", do="Use + - * / and whole powers")


def _is_allowed(node: ast.AST) -> bool:
    match node:
        case ast.BinOp(op=ast.Pow(), right=power):
            return (
                isinstance(power, ast.Constant) and isinstance(power.value, int) and power.value > 0
            )
        case ast.BinOp(op=op):
            return type(op) in _BINARY
        case ast.Constant(value=value):
            return isinstance(value, int | float) and not isinstance(value, bool)
        case ast.UnaryOp(op=op):
            return isinstance(op, ast.USub)
    return isinstance(node, ast.Name | ast.operator | ast.expr_context | ast.unaryop)


@dataclass(slots=True)
class Graph:
    """Shared instructions in the order of their making; the same instruction is never stored
    twice.

    A node is ``(operation, *arguments)``. Leaves are ``const``, ``y`` (state), ``p`` (parameter),
    ``u`` (input) and any other array element named by its letters; the rest is ``add sub mul neg
    rcp fma fnma``, where ``fma a b c`` is ``c + a b`` and ``fnma a b c`` is ``c - a b``.
    """

    nodes: list[tuple[Any, ...]] = field(default_factory=list)
    _known: dict[tuple[Any, ...], Node] = field(default_factory=dict)
    _slopes: dict[tuple[Node, int], Node] = field(default_factory=dict)

    def node(self, *instruction: Any) -> Node:
        """The number of this instruction, made when it is new."""
        known = self._known.get(instruction)
        if known is None:
            known = len(self.nodes)
            self.nodes.append(instruction)
            self._known[instruction] = known
        return known

    def const(self, value: float) -> Node:
        """A number."""
        return self.node("const", float(value))

    def value_of(self, node: Node) -> float | None:
        """The number that this node is, or None when it is not a constant."""
        operation = self.nodes[node]
        return operation[1] if operation[0] == "const" else None

    def add(self, a: Node, b: Node) -> Node:
        """``a + b``."""
        left, right = self.value_of(a), self.value_of(b)
        if left is not None and right is not None:
            return self.const(left + right)
        if left == 0.0:
            return b
        if right == 0.0:
            return a
        if self.nodes[b][0] == "neg":
            return self.node("sub", a, self.nodes[b][1])
        return self.node("add", a, b)

    def sub(self, a: Node, b: Node) -> Node:
        """``a - b``."""
        left, right = self.value_of(a), self.value_of(b)
        if left is not None and right is not None:
            return self.const(left - right)
        if right == 0.0:
            return a
        if left == 0.0:
            return self.neg(b)
        return self.node("sub", a, b)

    def mul(self, a: Node, b: Node) -> Node:
        """``a * b``."""
        left, right = self.value_of(a), self.value_of(b)
        if left is not None and right is not None:
            return self.const(left * right)
        for value, other in ((left, b), (right, a)):
            if value == 0.0:
                return self.const(0.0)
            if value == 1.0:
                return other
            if value == -1.0:
                return self.neg(other)
        return self.node("mul", a, b)

    def neg(self, a: Node) -> Node:
        """``-a``."""
        value = self.value_of(a)
        if value is not None:
            return self.const(-value)
        if self.nodes[a][0] == "neg":
            return self.nodes[a][1]
        return self.node("neg", a)

    def rcp(self, a: Node) -> Node:
        """``1 / a``."""
        value = self.value_of(a)
        return self.const(1.0 / value) if value else self.node("rcp", a)

    def fnma(self, a: Node, b: Node, c: Node) -> Node:
        """``c - a b``, rounded once."""
        return self.node("fnma", a, b, c)

    def fma(self, a: Node, b: Node, c: Node) -> Node:
        """``c + a b``, rounded once."""
        return self.node("fma", a, b, c)

    def power(self, a: Node, exponent: int) -> Node:
        """``a`` to a whole positive power."""
        result = a
        for _ in range(exponent - 1):
            result = self.mul(result, a)
        return result

    def read(self, text: str, leaves: Mapping[str, Node]) -> Node:
        """The node of an expression whose names stand for ``leaves``."""
        return self._read(parse_rate(text), leaves)

    def _read(self, tree: ast.expr, leaves: Mapping[str, Node]) -> Node:
        match tree:
            case ast.Name(id=name):
                return leaves[name]
            case ast.Constant(value=int() | float() as value):
                return self.const(value)
            case ast.UnaryOp(operand=operand):
                return self.neg(self._read(operand, leaves))
            case ast.BinOp(left=left, op=ast.Pow(), right=ast.Constant(value=int() as exponent)):
                return self.power(self._read(left, leaves), exponent)
            case ast.BinOp(left=left, op=op, right=right):
                return self._combine(op, self._read(left, leaves), self._read(right, leaves))
        raise AssertionError(ast.dump(tree))

    def _combine(self, op: ast.operator, a: Node, b: Node) -> Node:
        match op:
            case ast.Add():
                return self.add(a, b)
            case ast.Sub():
                return self.sub(a, b)
            case ast.Mult():
                return self.mul(a, b)
        return self.mul(a, self.rcp(b))

    def slope(self, node: Node, state: int) -> Node:
        """The exact derivative of ``node`` to state number ``state``."""
        key = (node, state)
        if key not in self._slopes:
            self._slopes[key] = self._slope(self.nodes[node], node, state)
        return self._slopes[key]

    def _slope(self, instruction: tuple[Any, ...], node: Node, state: int) -> Node:
        slope = self.const(0.0)
        match instruction:
            case ("y", index):
                slope = self.const(1.0 if index == state else 0.0)
            case ("add", a, b):
                slope = self.add(self.slope(a, state), self.slope(b, state))
            case ("sub", a, b):
                slope = self.sub(self.slope(a, state), self.slope(b, state))
            case ("mul", a, b):
                left = self.mul(self.slope(a, state), b)
                slope = self.add(left, self.mul(a, self.slope(b, state)))
            case ("neg", a):
                slope = self.neg(self.slope(a, state))
            case ("rcp", a):
                slope = self.neg(self.mul(self.mul(node, node), self.slope(a, state)))
        return slope

    def arguments(self, node: Node) -> tuple[Node, ...]:
        """The nodes that this one is computed from."""
        operation, *arguments = self.nodes[node]
        return tuple(arguments) if operation in _OPERATIONS else ()

    def states_in(self, node: Node) -> frozenset[int]:
        """The states on which ``node`` depends."""
        found: set[int] = set()
        seen: set[Node] = set()
        waiting = [node]
        while waiting:
            current = waiting.pop()
            if current in seen:
                continue
            seen.add(current)
            if self.nodes[current][0] == "y":
                found.add(self.nodes[current][1])
            waiting.extend(self.arguments(current))
        return frozenset(found)


_OPERATIONS = frozenset({"add", "sub", "mul", "neg", "rcp", "fma", "fnma"})
