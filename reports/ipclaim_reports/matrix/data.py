"""matrix.json and matrix.csv: the matrix for programs. Words are keys, sentences English."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from ..language import said
from ..text import visible
from .model import Cell, Column, Matrix, Row

SCHEMA = "ipclaim-matrix"
VERSION = 1


def render_json(matrix: Matrix) -> str:
    """The whole matrix; reports/schema/matrix.schema.json describes it."""
    return json.dumps(document(matrix), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def document(matrix: Matrix) -> dict[str, Any]:
    """The matrix as plain data."""
    return {
        "schema": SCHEMA,
        "version": VERSION,
        "differing": len(matrix.differing),
        "sides": {side or "none": count for side, count in matrix.tally().items()},
        "targets": [_target(column) for column in matrix.columns],
        "claims": [_claim(matrix, row) for row in matrix.rows],
    }


def _target(column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "about": column.about,
        "product": column.product.en,
        "kernel": column.sides.kernel,
        "libc": column.sides.libc,
        "processor": column.sides.processor,
        "translated": column.sides.translated,
        "report": column.link,
        "exit": column.exit_status,
        "comparison": {word or "not compared": count for word, count in column.words.items()},
    }


def _claim(matrix: Matrix, row: Row) -> dict[str, Any]:
    claim = row.claim
    return {
        "id": claim.id,
        "title": claim.title,
        "mechanism": claim.mechanism,
        "origin": claim.origin,
        "differs": row.differs,
        "causes": [
            {"side": cause.side, "witnesses": list(cause.witnesses)} for cause in row.causes
        ],
        "cells": {
            column.name: _cell(cell) for column, cell in zip(matrix.columns, row.cells) if cell
        },
    }


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "verdict": cell.verdict,
        "comparison": cell.comparison,
        "why": cell.why.en,
        "observed": _observed(cell),
    }


def _observed(cell: Cell) -> dict[str, str]:
    return {value.name: said(value.text).en for value in cell.values}


def render_csv(matrix: Matrix) -> str:
    """A line a claim, three fields a target: verdict, what was observed, how it stands to the record."""
    out = io.StringIO()
    # RFC 4180; spreadsheets take it.
    writer = csv.writer(out)
    fields = ("verdict", "observed", "record")
    heads = [f"{column.name} {field}" for column in matrix.columns for field in fields]
    writer.writerow(["claim", "title", "mechanism", "origin", "differs", "sides", *heads])
    for row in matrix.rows:
        claim = row.claim
        line = [claim.id, claim.title, claim.mechanism, claim.origin]
        line += ["yes" if row.differs else "no", " ".join(cause.side for cause in row.causes)]
        for cell in row.cells:
            seen = "; ".join(f"{k} = {v}" for k, v in _observed(cell).items()) if cell else ""
            line += [cell.verdict, seen, cell.comparison or ""] if cell else ["", "", ""]
        writer.writerow([_harmless(text) for text in line])
    return out.getvalue()


def _harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula, and no terminal for a command."""
    shown = visible(text, keep="")
    return "'" + shown if shown[:1] in ("=", "+", "-", "@") else shown
