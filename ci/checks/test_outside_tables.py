"""The tables of System V are full of somebody else's objects, which survive untouched."""

from __future__ import annotations

import pytest

from outside import NOBODY, World

TABLES = {
    "msg": ("kernel.msgmni=6", "ipcmk -Q", "sysv_msg", "msgget("),
    "sem": ("kernel.sem='250 32000 32 5'", "ipcmk -S 2", "sysv_sem", "semget("),
    "semaphores": ("kernel.sem='250 16 32 100'", "ipcmk -S 8", "sysv_sem", "semget("),
    "shm": ("kernel.shmmni=5", "ipcmk -M 4096", "sysv_shm", "shmget("),
    "pages": ("kernel.shmall=8", "ipcmk -M 16384", "sysv_shm", "shmget("),
}


@pytest.mark.parametrize("user", [None, NOBODY], ids=["same user", "another user"])
@pytest.mark.parametrize("table", TABLES)
def test_table_is_full(world: World, table: str, user: int | None) -> None:
    setting, make, mechanism, call = TABLES[table]
    world.sh(f"sysctl -qw {setting}; while {make}; do :; done >/dev/null 2>&1")
    before = world.things()
    assert any(thing.startswith("System V") for thing in before)
    details = world.sh("ipcs -q; ipcs -s; ipcs -m")
    ran = world.run(mechanism, "cross", "--share-ipc", user=user)
    assert ran.is_whole and not ran.wrong() and ran.status == 0
    missing = ran.messages("unresolved", "resource")
    assert f"{call}" in missing and "returned -1 ENOSPC" in missing and "ipcs -u" in missing
    assert world.things() == before
    assert world.sh("ipcs -q; ipcs -s; ipcs -m") == details


def test_private_namespaces_have_tables_of_their_own(world: World) -> None:
    world.sh("sysctl -qw kernel.msgmni=6; while ipcmk -Q; do :; done >/dev/null 2>&1")
    before = world.things()
    ran = world.run("sysv_msg")
    assert ran.is_whole and not ran.wrong() and ran.status == 0
    assert ran.records[0]["environment"]["private_ipc_namespace"] and not ran.of("unresolved")
    assert world.things() == before
