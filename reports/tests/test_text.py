"""Names of cases, read aloud, and what they have measured."""

from __future__ import annotations

from typing import Any

import pytest

from ipclaim_reports.text import measured, sentence


@pytest.mark.parametrize(
    "name, read",
    [
        ("read_of_o_nonblock_fails", "read of O_NONBLOCK fails"),
        ("ipc_creat_finds_what_is_there", "IPC_CREAT finds what is there"),
        ("IPC_CREAT_finds_what_is_there", "IPC_CREAT finds what is there"),
        ("msgtyp_LONG_MIN_takes_the_lowest", "msgtyp LONG_MIN takes the lowest"),
        ("ipc_needs_no_kinship", "IPC needs no kinship"),
        ("D_C_A_B_are_received", "D C A B are received"),
        ("ipcs_lists_it", "ipcs lists it"),
    ],
)
def test_constants_are_kept_whole(name: str, read: str) -> None:
    assert sentence(name) == read


@pytest.mark.parametrize(
    ("value", "unit", "read"),
    [
        (1, "bytes", "1 byte"),
        (2, "bytes", "2 bytes"),
        (1, "processes", "1 process"),
        (1, "ms", "1 ms"),
        (True, "", "True"),
        (1, "", "1"),
        ("no", "", "no"),
    ],
)
def test_one_is_no_plural(value: Any, unit: str, read: str) -> None:
    assert measured(value, unit) == read
