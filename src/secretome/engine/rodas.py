"""The stiff method: Rodas5P, and its chain form in which every stage costs one sparse solve.

Stands on: G. Steinebach, Construction of Rosenbrock-Wanner method Rodas5P, BIT Numer. Math. 63:27
(2023).
"""

from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import cache

Matrix = list[list[Decimal]]

ORDER = 5
STAGES = 8
GAMMA = "0.21193756319429014"

# rows end with a semicolon; the last two stages of a add one K each to the row before
_A_ROWS = """
;
3.0;
2.849394379747939 0.45842242204463923;
-6.954028509809101 2.489845061869568 -10.358996098473584;
2.8029986275628964 0.5072464736228206 -0.3988312541770524 -0.04721187230404641;
-7.502846399306121 2.561846144803919 -11.627539656261098 -0.18268767659942256
0.030198172008377946;
-7.502846399306121 2.561846144803919 -11.627539656261098 -0.18268767659942256
0.030198172008377946 1;
-7.502846399306121 2.561846144803919 -11.627539656261098 -0.18268767659942256
0.030198172008377946 1 1
"""
_C_ROWS = """
;
-14.155112264123755;
-17.97296035885952 -2.859693295451294;
147.12150275711716 -1.41221402718213 71.68940251302358;
165.43517024871676 -0.4592823456491126 42.90938336958603 -5.961986721573306;
24.854864614690072 -3.0009227002832186 47.4931110020768 5.5814197821558125
-0.6610691825249471;
30.91273214028599 -3.1208243349937974 77.79954646070892 34.28646028294783
-19.097331116725623 -28.087943162872662;
37.80277123390563 -3.2571969029072276 112.26918849496327 66.9347231244047
-40.06618937091002 -54.66780262877968 -9.48861652309627
"""
_H_ROWS = """
25.948786856663858 -2.5579724845846235 10.433815404888879 -2.3679251022685204
0.524948541321073 1.1241088310450404 0.4272876194431874 -0.17202221070155493;
-9.91568850695171 -0.9689944594115154 3.0438037242978453 -24.495224566215796
20.176138334709044 15.98066361424651 -6.789040303419874 -6.710236069923372;
11.419903575922262 2.8879645146136994 72.92137995996029 80.12511834622643
-52.072871366152654 -59.78993625266729 -0.15582684282751913 4.883087185713722
"""


@dataclass(frozen=True, slots=True)
class ChainForm:
    """The method in the chain basis; rows are stages, columns are chain vectors K.

    ``stage`` builds the state at a stage, ``remainder`` weighs the nonlinear remainders, ``step``
    and ``error`` combine the K into the new state and its error, ``dense`` interpolates.
    """

    gamma: float
    stage: tuple[tuple[float, ...], ...]
    remainder: tuple[tuple[float, ...], ...]
    step: tuple[float, ...]
    error: tuple[float, ...]
    dense: tuple[tuple[float, ...], ...]


@cache
def chain_form() -> ChainForm:
    """The chain form, from the published coefficients with 60 digits.

    With M = I - h g J and J K known from each solve, every right-hand side of the method is a
    combination of the first slope, earlier K and the remainders. The basis T turns the coupling of
    the K into a plain shift: M K_1 = h g f, M K_2 = h g (f + ...), M K_S = K_(S-1) + h g
    (remainders).
    """
    with localcontext(prec=60):
        return _chain_form()


def _chain_form() -> ChainForm:
    a, c, h = _lower(_A_ROWS), _lower(_C_ROWS), _lower(_H_ROWS)
    gamma = Decimal(GAMMA)
    first, coupling, remainder = _unrolled(a, c, gamma)
    basis = _chain_basis(first, coupling, gamma)
    back = _inverse(basis)
    last = [[*a[7][:7], Decimal(1)]]
    unit = [[Decimal(0)] * 7 + [Decimal(1)]]
    return ChainForm(
        gamma=float(gamma),
        stage=_floats(_product(a, back)),
        remainder=_floats(_product(basis, remainder)),
        step=_floats(_product(last, back))[0],
        error=_floats(_product(unit, back))[0],
        dense=_floats(_product(h, back)),
    )


def _unrolled(a: Matrix, c: Matrix, gamma: Decimal) -> tuple[list[Decimal], Matrix, Matrix]:
    """Weights of first slope, K and remainders in each right-hand side, once J K is replaced."""
    first = [Decimal(0)] * STAGES
    coupling, remainder = _zeros(), _zeros()
    for s in range(STAGES):
        first[s] = 1 - sum((a[s][j] * first[j] for j in range(s)), Decimal(0))
        for k in range(s):
            carried = sum((a[s][j] * coupling[j][k] for j in range(k + 1, s)), Decimal(0))
            coupling[s][k] = a[s][k] / gamma + c[s][k] - carried
        for k in range(s + 1):
            carried = sum((a[s][j] * remainder[j][k] for j in range(k, s)), Decimal(0))
            remainder[s][k] = (1 if k == s else 0) - carried
    return first, coupling, remainder


def _chain_basis(first: list[Decimal], coupling: Matrix, gamma: Decimal) -> Matrix:
    """The lower-triangular basis.

    Stage 2 of Rodas5P adds nothing for a linear right-hand side, so each row keeps one free
    direction, which the next row needs to be solvable.
    """
    basis = _zeros()
    basis[0][0] = basis[1][0] = Decimal(1)
    free = [-first[1], Decimal(1)] + [Decimal(0)] * (STAGES - 2)
    for s in range(2, STAGES):
        matrix = [[Decimal(0)] * s for _ in range(s)]
        for k in range(s):
            for j in range(max(2, k + 1), s + 1):
                matrix[k][j - 2] = coupling[j][k]
            matrix[k][s - 1] = -free[k] / gamma
        solution = _solve(matrix, [basis[s - 1][k] / gamma for k in range(s)])
        for k in range(2):
            basis[s - 1][k] += solution[s - 1] * free[k]
        for j in range(2, s + 1):
            basis[s][j] = solution[j - 2]
        basis[s][0] = -sum((basis[s][j] * first[j] for j in range(1, s + 1)), Decimal(0))
    return basis


def _numbers(text: str) -> list[Decimal]:
    return [Decimal(word) for word in text.split()]


def _lower(text: str) -> Matrix:
    rows = [_numbers(row) for row in text.split(";")]
    return [numbers + [Decimal(0)] * (STAGES - len(numbers)) for numbers in rows]


def _zeros() -> Matrix:
    return [[Decimal(0)] * STAGES for _ in range(STAGES)]


def _product(left: Matrix, right: Matrix) -> Matrix:
    return [
        [sum((x * right[k][j] for k, x in enumerate(row)), Decimal(0)) for j in range(STAGES)]
        for row in left
    ]


def _inverse(matrix: Matrix) -> Matrix:
    units = [[Decimal(int(i == j)) for i in range(STAGES)] for j in range(STAGES)]
    columns = [_solve(matrix, unit) for unit in units]
    return [list(row) for row in zip(*columns, strict=True)]


def _solve(matrix: Matrix, right: list[Decimal]) -> list[Decimal]:
    """Elimination with the largest pivot."""
    size = len(right)
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for k in range(size):
        pivot = max(range(k, size), key=lambda i: abs(rows[i][k]))
        rows[k], rows[pivot] = rows[pivot], rows[k]
        for i in range(size):
            if i != k and rows[i][k]:
                factor = rows[i][k] / rows[k][k]
                rows[i] = [x - factor * y for x, y in zip(rows[i], rows[k], strict=True)]
    return [row[size] / row[k] for k, row in enumerate(rows)]


def _floats(matrix: Matrix) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(float(x) for x in row) for row in matrix)
