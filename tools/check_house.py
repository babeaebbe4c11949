"""Checks of the house that no linter has: sizes, encodings, writes only in services, queries."""

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILE_LIMIT, TEST_FILE_LIMIT, FUNCTION_LIMIT = 400, 600, 60
_WRITES = {"save", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
_WRITERS = {"services", "ledger", "jobs", "sealing", "people"}


def main() -> int:
    """Print every finding; return 1 when there is one."""
    findings = [
        finding
        for folder in ("src", "tests", "tools", "benchmarks")
        for path in sorted(ROOT.glob(f"{folder}/**/*.py"))
        if "migrations" not in path.parts
        for finding in check(path)
    ]
    print("\n".join(findings) or "House rules hold.")
    return 1 if findings else 0


def check(path: Path) -> list[str]:
    """Return what is wrong in one file."""
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    name = path.relative_to(ROOT)
    limit = TEST_FILE_LIMIT if name.parts[0] == "tests" else FILE_LIMIT
    lines = text.count("\n")
    found = [f"{name}: {lines} lines, at most {limit}"] if lines > limit else []
    found += [
        f"{name}:{node.lineno}: {node.name} is longer than {FUNCTION_LIMIT} lines"
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno >= FUNCTION_LIMIT
    ]
    found += [
        f"{name}:{node.lineno}: name the encoding; a machine's own may be ASCII"
        for node in ast.walk(tree)
        if _opens_text(node)
    ]
    return found + (_record(name, tree) if "secretome_record" in name.parts else [])


def _opens_text(node: ast.AST) -> bool:
    """Tell a call of read_text or write_text that leaves the encoding to the machine."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"read_text", "write_text"}
        and "encoding" not in {keyword.arg for keyword in node.keywords}
    )


def _record(name: Path, tree: ast.AST) -> list[str]:
    found = []
    room = name.parts[2] if len(name.parts) > 2 else ""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute):
            continue
        if node.attr == "objects" and "views" in str(name):
            found.append(f"{name}:{node.lineno}: a view asks queries, not `.objects`")
        if node.attr in _WRITES and not (_WRITERS & {room, *name.with_suffix("").parts}):
            found.append(f"{name}:{node.lineno}: `{node.attr}` outside a service")
    return found


if __name__ == "__main__":
    sys.exit(main())
