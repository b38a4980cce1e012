"""Constructs that would make a run depend on its block, its process or a file it reads.

Each rule takes a syntax tree and returns its findings as ``(line, what)``. The measurements
behind the first one: BLAS products, ``einsum`` and sums over the first axis give other last
bits at other block widths, and an array exponent gives other bits than a number.
"""

from __future__ import annotations

import ast

from tests.architecture.sources import called_name, functions

Finding = tuple[int, str]

PRODUCTS = {"dot", "vdot", "inner", "matmul", "tensordot", "einsum"}
POWERS = {"pow", "power", "float_power"}
SUMS = {"sum", "mean", "nansum", "nanmean", "average", "std", "var", "prod"}
ARRAY_MODULES = {"np", "numpy"}
GENERATORS = {"default_rng", "RandomState", "SeedSequence", "PCG64", "Philox", "MT19937"}
STIRRED = {"shuffle", "shuffle_do", "random_agent", "urandom", "uuid4", "token_bytes"}

# The one place where a product is stable at every width: a scipy.sparse CSR matrix times lanes.
SPARSE_PRODUCT = "apply_influence"


def _is_number(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp):
        node = node.operand
    return isinstance(node, ast.Constant)


def _first_axis(node: ast.Call) -> bool:
    """Say whether a sum-like call runs over axis 0, named or by position."""
    method = isinstance(node.func, ast.Attribute) and not (
        isinstance(node.func.value, ast.Name) and node.func.value.id in ARRAY_MODULES
    )
    position = 0 if method else 1
    axes = [word.value for word in node.keywords if word.arg == "axis"]
    if not axes and isinstance(node.func, ast.Attribute):
        axes = node.args[position : position + 1]
    flat = [
        part for axis in axes for part in (axis.elts if isinstance(axis, ast.Tuple) else [axis])
    ]
    return any(isinstance(axis, ast.Constant) and axis.value == 0 for axis in flat)


def _unsafe_call(node: ast.Call) -> str | None:
    name = called_name(node)
    if name in PRODUCTS:
        return f"{name}() goes through BLAS: other last bits at other widths"
    if name in SUMS and _first_axis(node):
        return f"{name}() over axis 0: use Python's sum over rows"
    if name in POWERS and len(node.args) > 1 and not _is_number(node.args[1]):
        return f"{name}() with an exponent that is not a number: use exp(p log x)"
    if name == "reduce" and isinstance(node.func, ast.Attribute):
        return "reduce() over an axis: use Python's sum over rows"
    return None


def _unsafe_operator(node: ast.BinOp | ast.AugAssign) -> str | None:
    if isinstance(node.op, ast.MatMult):
        return f"@ outside {SPARSE_PRODUCT}()"
    exponent = node.right if isinstance(node, ast.BinOp) else node.value
    if isinstance(node.op, ast.Pow) and not _is_number(exponent):
        return "** with an exponent that is not a number: use exp(p log x)"
    return None


def _sparse_lines(tree: ast.Module) -> set[int]:
    return {
        line
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name == SPARSE_PRODUCT
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }


def width_dependent(tree: ast.Module) -> list[Finding]:
    """Return what would give other bits at another block width."""
    allowed, findings = _sparse_lines(tree), []
    for node in ast.walk(tree):
        what = None
        if isinstance(node, ast.Call):
            what = _unsafe_call(node)
        elif isinstance(node, ast.BinOp | ast.AugAssign):
            what = _unsafe_operator(node)
        if what and getattr(node, "lineno", 0) not in allowed:
            findings.append((getattr(node, "lineno", 0), what))
    return findings


def _random_import(node: ast.Import | ast.ImportFrom) -> bool:
    module = (node.module or "") if isinstance(node, ast.ImportFrom) else ""
    names = [alias.name for alias in node.names]
    paths = [module, *([f"{module}.{name}" for name in names] if module else names)]
    return any(path.split(".")[0] == "random" or path.startswith("numpy.random") for path in paths)


def unnamed_randomness(tree: ast.Module) -> list[Finding]:
    """Return every source of chance that is not a named draw, and ``hash()``, which is salted."""
    findings = []
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        if isinstance(node, ast.Import | ast.ImportFrom) and _random_import(node):
            findings.append((line, "imports a random generator"))
        elif isinstance(node, ast.Attribute) and node.attr in {"random", "rng"}:
            findings.append((line, f".{node.attr} is a generator: draw by name instead"))
        elif isinstance(node, ast.Call) and called_name(node) in GENERATORS | STIRRED:
            findings.append((line, f"{called_name(node)}() is not a named draw"))
        elif isinstance(node, ast.Call) and called_name(node) == "hash":
            findings.append((line, "hash() differs between processes: use BLAKE2b"))
    return findings


def held_generators(tree: ast.Module) -> list[Finding]:
    """Return generators that outlive a call, are seeded by chance or belong to the process.

    What resampling may do: build a generator inside a function from a seed that is given.
    """
    inside = {id(node) for function in functions(tree) for node in ast.walk(function)}
    findings = []
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        if isinstance(node, ast.Call) and called_name(node) in GENERATORS:
            if id(node) not in inside or not (node.args or node.keywords):
                findings.append((line, f"{called_name(node)}() is held or has no seed"))
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute):
            if node.value.attr == "random" and node.attr not in GENERATORS | {"Generator"}:
                findings.append((line, f"random.{node.attr} draws from the process's generator"))
        elif isinstance(node, ast.Import | ast.ImportFrom) and _random_import(node):
            findings.append((line, "imports a random generator"))
    return findings


def code_from_data(tree: ast.Module) -> list[Finding]:
    """Return whatever could run code found in a file: eval, exec and pickles."""
    findings = []
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id in {"eval", "exec"}:
                findings.append((line, f"{node.func.id}()"))
        elif isinstance(node, ast.Import | ast.ImportFrom):
            module = (node.module or "") if isinstance(node, ast.ImportFrom) else ""
            roots = {module.split(".")[0], *(alias.name.split(".")[0] for alias in node.names)}
            for name in sorted(roots & {"pickle", "cloudpickle", "marshal", "shelve", "dill"}):
                findings.append((line, f"imports {name}"))
    return findings
