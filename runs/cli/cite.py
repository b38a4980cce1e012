"""`taijie cite`: how to cite the program, and a batch, as BibTeX."""

from __future__ import annotations

import re
from typing import Annotated

import typer

from runs.cli.list_show import Outputs
from runs.errors import WrongInput
from runs.paths import HOME
from runs.terminal import say

PLACES = (HOME / "CITATION.cff", HOME / "runs" / "CITATION.cff")
"""In a checkout, and in what is installed."""
SPECIAL = re.compile(r"[&%$#_{}~^\\]")
SPELLED = {"~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "\\": r"\textbackslash{}"}


def cite(
    batch: Annotated[
        str | None, typer.Argument(help="A batch, to be named in the note; none if left out.")
    ] = None,
    outputs: Outputs = None,
) -> None:
    """Print how to cite the program as BibTeX; with a batch, also its hashes and seed."""
    told = _make_batch_note_and_year(batch, outputs)
    say(format_bibtex_entry(_read_citation(), *told))


def format_bibtex_entry(citation: dict[str, object], note: str = "", year: str = "") -> str:
    """Return the BibTeX entry of a citation file's fields, one line a field; those without text are
    left out. year: by default that of the release.
    """
    authors = [_write_author(one) for one in _list_authors(citation)]
    fields = {
        "author": " and ".join(authors),
        "title": f"{{{escape_bibtex(citation['title'])}}}",
        "version": escape_bibtex(citation["version"]),
        "year": year or str(citation.get("date-released", ""))[:4],
        "license": escape_bibtex(citation.get("license", "")),
        "note": note,
    }
    width = max(map(len, fields))
    rows = [f"  {name:<{width}}  = {{{text}}}," for name, text in fields.items() if text]
    return "\n".join(["@software{taijie,", *rows, "}"])


def escape_bibtex(text: object) -> str:
    """Return a text with the characters that are special in BibTeX and LaTeX escaped."""
    return SPECIAL.sub(lambda sign: SPELLED.get(sign[0], f"\\{sign[0]}"), str(text))


def _read_citation() -> dict[str, object]:
    """Return the fields of CITATION.cff; WrongInput if it is not installed."""
    import yaml

    for path in PLACES:
        if path.is_file():
            found: dict[str, object] = yaml.safe_load(path.read_text(encoding="utf-8"))
            return found
    raise WrongInput("CITATION.cff is missing from this installation.", key="cite")


def _list_authors(citation: dict[str, object]) -> list[dict[str, str]]:
    """Return the authors of a citation file; [] if they are no list."""
    authors = citation["authors"]
    return list(authors) if isinstance(authors, list) else []


def _write_author(author: dict[str, str]) -> str:
    """Return a person as `Family, Given`, and a group in braces, so that BibTeX does not
    split it.
    """
    if "name" in author:
        return f"{{{escape_bibtex(author['name'])}}}"
    parts = [escape_bibtex(author[key]) for key in ("family-names", "given-names") if key in author]
    return ", ".join(parts)


def _make_batch_note_and_year(name: str | None, outputs: str | None) -> tuple[str, str]:
    """Return a note on a batch and the year it was made; empty texts for None."""
    if name is None:
        return "", ""
    from runs.archive.addressing import open_archive

    manifest = open_archive(outputs).open(name).manifest
    configs = ", ".join(f"{escape_bibtex(one.name)}: {one.hash[:12]}" for one in manifest.variants)
    commit = f", commit {manifest.commit}" if manifest.commit else ""
    return (
        f"batch {escape_bibtex(manifest.name)}, seed {manifest.seed}, {manifest.runs:,} runs"
        f" a variant{commit}, engine {manifest.engine.digest[:12]}, configurations {configs}",
        manifest.created[:4],
    )
