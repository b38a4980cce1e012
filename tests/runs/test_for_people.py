"""Tables that people open in a spreadsheet, and the names under which a browser saves them."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd
import pytest

from dashboards.web.downloads import make_attachment_header
from runs.archive.export.spreadsheet import make_spreadsheet_csv, neutralise_formula


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"), ("+1+2", "'+1+2"), ("-us", "'-us"), ("@a", "'@a"),
        ("\tx", "'\tx"), ("-1.5e-3", "-1.5e-3"), ("-", "-"), ("a=b", "a=b"), (-1.5, -1.5),
        ("\uff1d1+1", "'\uff1d1+1"), ("\uff20SUM(1)", "'\uff20SUM(1)"), ("\uff0d1", "'\uff0d1"),
        ("\r=1", "'\r=1"),
        ("+1e3", "+1e3"), ("中文", "中文"), ("'=1", "'=1"),
    ],
)  # fmt: skip
def test_no_cell_is_a_formula(cell: object, wanted: object) -> None:
    assert neutralise_formula(cell) == wanted


def test_a_table_for_people_comes_back_but_for_the_apostrophe() -> None:
    frame = pd.DataFrame({"variant": ["=1+1", "中文", None], "=x": [-1.5, 2.0, np.nan]})
    frame["kind"] = pd.Categorical(["-a", "b", "b"])
    written = make_spreadsheet_csv(frame)
    assert written.startswith(b"\xef\xbb\xbfvariant,'=x,kind\n")
    back = pd.read_csv(io.BytesIO(written))
    assert back["variant"].tolist()[:2] == ["'=1+1", "中文"]
    assert back["'=x"].tolist()[:2] == [-1.5, 2.0]
    assert back["kind"].tolist() == ["'-a", "b", "b"]
    assert frame.columns.tolist() == ["variant", "=x", "kind"]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("demo-runs.csv", 'attachment; filename="demo-runs.csv"'),
        ("für.csv", "attachment; filename=\"fur.csv\"; filename*=UTF-8''f%C3%BCr.csv"),
        (
            "中文.csv",
            "attachment; filename=\"taijie.csv\"; filename*=UTF-8''%E4%B8%AD%E6%96%87.csv",
        ),
        (
            "中-runs.csv",
            "attachment; filename=\"taijie-runs.csv\"; filename*=UTF-8''%E4%B8%AD-runs.csv",
        ),
        ('a"\r\nb.csv', "attachment; filename=\"a___b.csv\"; filename*=UTF-8''a%22%0D%0Ab.csv"),
    ],
)
def test_a_download_has_its_name_and_an_ascii_twin(name: str, wanted: str) -> None:
    assert make_attachment_header(name) == wanted
    make_attachment_header(name).encode("latin-1")
