"""A mutant put into functions that are imported already, so that nothing is imported again."""

from __future__ import annotations

import gc
import inspect
from collections.abc import Iterator
from types import CodeType, FunctionType

from tests.architecture.sources import ROOT
from tests.mutation.mutants import Mutant, apply_mutant, source


def functions_in(code: CodeType) -> Iterator[CodeType]:
    """The code of every function and method of a module's code, those inside functions left out."""
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            if constant.co_flags & inspect.CO_OPTIMIZED:
                yield constant
            else:
                yield from functions_in(constant)


def change_code(mutant: Mutant) -> tuple[CodeType, CodeType] | None:
    """The code of its function as it is and with the change; None where only importing the module
    again would show it: a constant, a default, the body of a class.
    """
    text, path = source(mutant.path), str(ROOT / mutant.path)
    before, after = (
        list(functions_in(compile(one, path, "exec", dont_inherit=True)))
        for one in (text, apply_mutant(mutant, text))
    )
    # Those after it may differ by their line numbers: an operator loses the line break beside it.
    differ = [
        (a, b)
        for a, b in zip(before, after, strict=True)
        if a != b and a.co_firstlineno <= mutant.line
    ]
    return differ[-1] if differ else None


def put_inside(mutant: Mutant) -> bool:
    """Give the function, wherever it is held, the mutant's code; False where it has none."""
    pair = change_code(mutant)
    if pair is None:
        return False
    old, new = pair
    held = [
        one
        for one in gc.get_objects()
        if isinstance(one, FunctionType)
        and one.__code__.co_filename == old.co_filename
        and one.__code__.co_qualname == old.co_qualname
        and one.__code__.co_firstlineno == old.co_firstlineno
    ]
    for function in held:
        function.__code__ = new
    return bool(held)
