"""U5: four changed leaves among some hundred settings: the page names exactly those four."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from dashboards.text.labels import format_setting_name
from runs.archive.batch import Batch
from tests.browser.conftest import fresh, serve_folder
from tests.browser.truths import LEAVES, leaves
from tests.browser.visit import Visit
from tests.docs.commands import taijie
from tests.measured import Measured

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    return leaves(tmp_path_factory.mktemp("leaves"))


@pytest.fixture(scope="module")
def visit(batch: Batch, browser: Browser) -> Iterator[Visit]:
    with serve_folder(batch.path.parent) as found, fresh(browser, found.address) as visit:
        yield visit


def count(tree: object) -> int:
    """Return the leaves of a configuration."""
    parts = (
        list(tree.values()) if isinstance(tree, dict) else tree if isinstance(tree, list) else None
    )
    return 1 if parts is None else sum(count(part) for part in parts)


def rows_of_changes(visit: Visit, other: str) -> list[list[str]]:
    """Return the rows of the table of changes on Compare: setting in words, A, B, and its path."""
    visit.open(f"/compare?v=1&a=as+it+is&b={other}")
    card = visit.page.locator(".card", has_text="What was changed?").first
    return [
        [
            *row.locator("th, td").all_inner_texts(),
            str(row.locator("td").first.get_attribute("title")),
        ]
        for row in card.locator("tbody tr").all()
    ]


def test_four_changed_leaves_are_named_and_no_other(
    visit: Visit, batch: Batch, measured: Measured
) -> None:
    configs = [batch.config(record.hash) for record in batch.manifest.variants[:2]]
    among = count(configs[0])
    assert among > 100
    shown = rows_of_changes(visit, "four+leaves")
    assert {row[3]: row[2] for row in shown} == {key: str(value) for key, value in LEAVES.items()}
    assert [row[0] for row in shown] == [format_setting_name(row[3]) for row in shown]
    measured("U5", f"{len(shown)} of 4 changed leaves among {among:,} shown, and no other")


def test_a_choice_of_a_group_is_named_once(visit: Visit, measured: Measured) -> None:
    ((said, _, now, path),) = rows_of_changes(visit, "another+choice")
    assert (said.partition(" (a choice of ")[0], path) == ("US leader", "leader@us")
    assert now == "mutual"
    measured("U5", f"{said.partition('(')[2].rstrip(')')} in one row")


def test_the_terminal_says_the_same(batch: Batch, tmp_path: Path) -> None:
    words = ["diff", "as it is", "four leaves", "--json", "--outputs", str(batch.path.parent)]
    done = taijie(words, tmp_path)
    assert done.returncode == 0, done.stderr
    told = json.dumps(json.loads(done.stdout))
    assert all(key in told for key in LEAVES)
