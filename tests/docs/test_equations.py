"""Every equation leads from the page to the code and back."""

from __future__ import annotations

import re

from tests.docs.equations import PAGE, TABLE, list_computed, list_tagged, page

ALL = set(range(1, 27))


def test_every_equation_is_tagged_at_its_formula() -> None:
    assert set(list_tagged()) == ALL


def test_every_equation_is_named_by_what_computes_it_and_no_other() -> None:
    assert set(list_computed()) == ALL


def test_the_table_is_the_one_that_page_and_code_give() -> None:
    assert TABLE.read_text(encoding="utf-8") == page()


def test_a_formula_in_a_block_carries_its_number() -> None:
    blocks = PAGE.read_text().split("## 7. Submodels")[1].split("\n\n")
    formulas = [b for b in blocks if b.startswith("    ") and ("=" in b or "<-" in b)]
    (draws, mockery) = [b for b in formulas if not re.search(r"\(E\d+\)$", b, re.MULTILINE)]
    assert draws.startswith("    world  w = mix(")
    assert mockery.startswith("    m <- m + mockery_spread")
