"""What `ipclaim bench` does, whatever it measures: the times themselves are no matter of a test."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from conftest import REPOSITORY, Place, Result

SCHEMA = json.loads((REPOSITORY / "reports" / "schema" / "bench.schema.json").read_text(encoding="utf-8"))
FEW = ("--quick", "--rounds", "2", "--payload", "64", "--definition", "pair")


def bench(place: Place, *arguments: str, **options: Any) -> Result:
    return place.run("bench", "--format", "ndjson", *arguments, timeout=300, **options)


def of_type(result: Result, kind: str) -> list[dict[str, Any]]:
    return [record for record in result.records if record["type"] == kind]


def variants(result: Result) -> dict[str, dict[str, Any]]:
    return {record["id"]: record for record in of_type(result, "bench")}


@pytest.fixture(scope="module")
def everything(binaries: Path) -> Any:
    """One round of all that a quick run measures, with the asides and by every definition."""
    place = Place(binaries / "ipclaim-selftest")
    yield bench(place, "--quick", "--rounds", "1", "*", "futex", "eventfd", "vmsplice", "splice", "shm-futex",
                "process-vm-readv")
    left = place.left()
    place.close()
    assert not left


def test_every_record_is_valid(everything: Result) -> None:
    assert everything.status == 0, everything.stderr
    validator = jsonschema.Draft202012Validator(SCHEMA)
    for record in everything.records:
        validator.validate(record)
    assert [r["type"] for r in everything.records][:: len(everything.records) - 1] == ["run", "end"]


def test_every_mechanism_is_measured(everything: Result) -> None:
    found = variants(everything)
    cpus = everything.records[0]["machine"]["cpus"]
    assert everything.records[0]["planned"] == len(found)
    for name, record in found.items():
        if record["status"] == "measured":
            assert len(record["blocks"]) == 1 and record["blocks"][0]["n"] > 0, name
            assert record["summary"]["median"] > 0 and record["summary"]["low"] is None, name
            assert record["verified"] is not False, name
        elif "shm-spin" in name or cpus < 2:
            assert record["status"] == "unsupported" and record["reason"], name
        else:
            # A queue takes no 64 KiB, nor does a datagram over the loopback interface with its head.
            assert record["measure"] == "throughput" and record["mechanism"] in ("sysv-msg", "posix-mq", "udp"), name
            assert record["status"] == "unsupported" and record["reason"], name
    mechanisms = {record["mechanism"] for record in found.values() if record["status"] == "measured"}
    assert {"pipe", "fifo", "sysv-msg", "posix-mq", "unix-stream", "unix-dgram-path", "tcp", "udp", "sysv-sem",
            "posix-sem", "posix-sem-named", "mutex", "mutex-cond", "shm-spin", "shm-posix-sem"} <= mechanisms


def test_without_a_systems_help(binaries: Path) -> None:
    """Where nothing but POSIX is there, what needs more is not measured, and says so."""
    place = Place(binaries / "ipclaim-selftest-generic")
    result = bench(place, "--quick", "--rounds", "1", "*", "futex", "eventfd", "vmsplice", "splice", "process-vm-readv")
    assert result.status == 0, result.stderr
    machine = result.records[0]["machine"]
    assert (machine["cpus"], machine["model"], machine["hypervisor"], machine["load"]) == (0, None, None, None)
    found = variants(result)
    assert found["latency/pipe/pair/64"]["status"] == "measured"
    for name, record in found.items():
        assert record["status"] in ("measured", "unsupported") and (record["status"] == "measured" or record["reason"])
        pinned = record.get("definition") in ("same-cpu", "cross-cpu")
        assert not (pinned and record["status"] == "measured"), name
    copies = of_type(result, "copies")
    assert copies and all(record["status"] == "unsupported" and record["reason"] for record in copies)
    assert all(record["put_by_kernel"] is record["put_by_program"] is None for record in copies)
    assert not place.left()
    place.close()


def test_what_compares_is_there(everything: Result) -> None:
    found = variants(everything)
    ratios = {(record["of"], record["to"]): record for record in of_type(everything, "ratio")}
    for (of, to), record in ratios.items():
        one, other = found[of]["blocks"][0]["value"], found[to]["blocks"][0]["value"]
        assert record["median"] == pytest.approx(one / other, rel=1e-4)
        assert record["difference"]["median"] == pytest.approx(one - other, rel=1e-3, abs=0.1)
        assert record["pairs"] == 1
    assert ("latency/fifo/pair/64", "latency/pipe/pair/64") in ratios
    assert ("connect/tcp", "connect/unix-stream-path") in ratios


def test_system_calls_are_counted(everything: Result, sanitized: bool) -> None:
    def counts(method: str, definition: str) -> dict[str, float]:
        return {
            record["mechanism"]: record["per_transfer"]
            for record in of_type(everything, "calls")
            if record["status"] == "measured" and (record["method"], record["definition"]) == (method, definition)
        }

    exact = counts("ptrace", "pair")
    two = ("pipe", "fifo", "sysv-msg", "posix-mq", "unix-stream", "unix-dgram", "tcp", "udp", "sysv-sem", "eventfd")
    assert {name: exact[name] for name in two} == dict.fromkeys(two, 2)
    none = ("posix-sem", "mutex", "shm-spin", "sysv-shm", "posix-shm")
    assert {name: exact[name] for name in none} == dict.fromkeys(none, 0)
    if sanitized:
        return  # AddressSanitizer makes a call of its own where a process ends
    assert set(none) <= set(counts("seccomp", "pair"))
    assert "futex" not in counts("seccomp", "pair"), "a wake-up is a call, even of nobody"
    if everything.records[0]["machine"]["cpus"] > 1:
        assert counts("seccomp", "cross-cpu") == {"shm-spin": 0}


def test_copies_are_counted(everything: Result) -> None:
    found = {record["mechanism"]: record for record in of_type(everything, "copies")}
    through_the_kernel = {"pipe", "fifo", "sysv-msg", "posix-mq", "unix-stream", "unix-dgram", "tcp", "udp"}
    in_memory = {"sysv-shm", "posix-shm", "shm-spin", "shm-posix-sem"}
    assert through_the_kernel | in_memory <= set(found)
    assert "posix-sem" not in found, "it carries nothing"
    if found["pipe"]["status"] == "unsupported":
        pytest.skip(found["pipe"]["reason"])

    def counts(mechanism: str) -> list[tuple[float, float]]:
        record = found[mechanism]
        return [(record[f"taken_by_{who}"], record[f"put_by_{who}"]) for who in ("kernel", "program")]

    assert all(counts(name) == [(1, 1), (0, 0)] for name in through_the_kernel)
    assert all(counts(name) == [(0, 0), (1, 1)] for name in in_memory)
    for name in {"vmsplice", "splice", "process-vm-readv"} & set(found):
        assert counts(name) == [(0, 1), (0, 0)], "the kernel has the sender's page itself"


def test_page_faults_of_first_touch_are_counted(everything: Result) -> None:
    found = {record["mechanism"]: record for record in of_type(everything, "faults")}
    assert set(found) == {"sysv-shm", "posix-shm"}
    for record in found.values():
        assert record["status"] == "measured" and record["pages"] == 256
        # A kernel may bring in several pages at once; what is there stays there, or nearly so.
        assert 0 < record["first"] and record["again"] < record["first"] / 4 and record["other"] > 0


def test_the_order_is_the_seeds(place: Place) -> None:
    def order(seed: str) -> list[tuple[int, str]]:
        found = variants(bench(place, *FEW, "--seed", seed, "pipe", "fifo", "posix-sem", "tcp"))
        return sorted((block["order"], name) for name, record in found.items() for block in record["blocks"])

    assert order("5") == order("5") != order("6")


def test_the_table_fits(place: Place) -> None:
    result = place.run("bench", *FEW, "pipe", "fifo", "shm-spin", timeout=300)
    assert result.status == 0
    lines = result.stdout.splitlines()
    assert max(map(len, lines)) <= 80, lines
    for word in ("pipe", "FIFO", "memory, spinning", "latency, pair, 64 bytes", "copies of a byte, of 4096"):
        assert word in result.stdout
    assert re.search("median +± +p90 +p99 +max +to pipe\n", result.stdout)


def test_what_is_listed_is_what_is_measured(place: Place) -> None:
    listed = place.run("bench", "--list", *FEW, "pipe", "tcp").stdout.split()
    assert listed == list(variants(bench(place, *FEW, "pipe", "tcp")))


def test_a_file_is_written(place: Place, tmp_path: Path) -> None:
    file = tmp_path / "bench.ndjson"
    file.write_text("something older, and longer\n" * 10000)
    result = bench(place, *FEW, "-o", str(file), "pipe")
    assert (result.status, result.stdout) == (0, "")
    records = [json.loads(line) for line in file.read_text().splitlines()]
    assert records[-1]["type"] == "end"


def test_a_full_disk_is_told(place: Place) -> None:
    with open("/dev/full", "w") as full:
        result = bench(place, *FEW, "pipe", stdout=full)
    result.has_only_line(3, "standard output", "No space left")


def test_content_that_is_another_is_not_measured(place: Place, binaries: Path) -> None:
    subject = str(binaries / "bench_subject.so")
    result = bench(place, *FEW, "--subject", subject, "pipe", environment={"IPCLAIM_SCRAMBLES": "1"})
    found = variants(result)
    assert found["latency/pipe/pair/64"]["status"] == "measured"
    assert found["latency/pipe/pair/64@subject"]["status"] == "failed"
    assert "not what was sent" in found["latency/pipe/pair/64@subject"]["reason"]


def test_what_a_subject_adds_is_found(place: Place, binaries: Path) -> None:
    """As much as cannot be noise; ci/bench-check looks at how exactly."""
    subject = str(binaries / "bench_subject.so")
    environment = {"IPCLAIM_SLOWER": "1000000"}
    result = bench(place, *FEW, "--subject", subject, "pipe", environment=environment)
    (ratio,) = of_type(result, "ratio")
    assert (ratio["of"], ratio["to"]) == ("latency/pipe/pair/64@subject", "latency/pipe/pair/64")
    assert ratio["difference"]["median"] > 900000


def test_what_cannot_be_done_says_why(place: Place) -> None:
    found = variants(bench(place, "--rounds", "1", "--payload", "64,1M", "--definition", "pair", "pipe", "sysv-msg"))
    assert found["latency/pipe/pair/64"]["status"] == "measured"
    assert found["latency/pipe/pair/1048576"]["status"] == "unsupported"
    assert "1048576 bytes do not fit" in found["latency/pipe/pair/1048576"]["reason"]
    assert "msgsnd: Invalid argument" in found["latency/sysv-msg/pair/1048576"]["reason"]


def test_nothing_measured_is_undecided(place: Place) -> None:
    result = bench(place, "--rounds", "1", "--payload", "1M", "--definition", "pair", "posix-mq")
    assert result.status == 4
    assert result.records[-1]["exit"] == 4


def claims_of_performance() -> list[str]:
    files = sorted((REPOSITORY / "cases").glob("*/claims.toml"))
    found = [claim for file in files for claim in tomllib.loads(file.read_text(encoding="utf-8"))["claim"]]
    return [claim["id"] for claim in found if claim["kind"] == "performance"]


def test_every_claim_of_performance_is_decided_by_something(place: Place) -> None:
    sources = "".join(file.read_text(encoding="utf-8") for file in (REPOSITORY / "cases").glob("*/*.c"))
    claims = claims_of_performance()
    assert len(claims) > 20
    for claim in claims:
        measured = place.run("bench", "--list", claim).status == 0
        assert measured != (f'S("{claim}")' in sources), claim


def test_a_claim_gets_its_verdict(place: Place) -> None:
    result = bench(place, "--rounds", "6", "shm.perf.low-overhead", "sysvmsg.perf.*")
    assert set(variants(result)) == {f"latency/{name}/pair/64" for name in ("pipe", "sysv-msg", "posix-shm")}
    verdicts = {(r["claim"], r["condition"]): r for r in of_type(result, "verdict")}
    # A copy of 64 bytes is a hundred times cheaper than two system calls, however noisy the machine.
    fast = verdicts[("shm.perf.low-overhead", None)]
    assert fast["verdict"] == "holds" and fast["criteria"][0]["most"] == 0.1
    assert verdicts[("perf.ns.pipe-10000", None)]["verdict"] == "untested"
    for record in of_type(result, "verdict"):
        jsonschema.Draft202012Validator(SCHEMA).validate(record)


def await_begin(place: Place, process: subprocess.Popen[str]) -> None:
    """Until the run's directory is there, which it makes when it heeds signals already."""
    while process.poll() is None:
        try:
            if list(Path(place.directory).rglob("ledger")):
                return
        except FileNotFoundError:
            pass  # it was looked at while it came or went
    pytest.fail(f"the run ended with {process.returncode}")


@pytest.mark.parametrize("sig", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_stopped_completes_its_record(place: Place, sig: signal.Signals, tmp_path: Path) -> None:
    file = tmp_path / "bench.ndjson"
    arguments = ("bench", "--format", "ndjson", "--rounds", "1000", "-o", str(file), "pipe", "sysv-msg")
    process = place.start(*arguments)
    await_begin(place, process)
    os.kill(process.pid, sig)
    assert process.wait(60) in (-sig, 128 + sig)
    assert json.loads(file.read_text().splitlines()[-1])["interrupted"] == sig.name


def test_a_run_that_is_killed_leaves_nothing_after_a_sweep(ordinary: Place) -> None:
    """As an ordinary user, who has no namespace of his own: the ledger must say what there is."""
    process = ordinary.start("bench", "--share-ipc", "--rounds", "1000", "sysv-msg", "sysv-sem", "posix-mq", "sysv-shm")
    await_begin(ordinary, process)
    # Somewhere in the middle of it, wherever that is.
    select.select([], [], [], 0.3)
    process.kill()
    process.wait()
    assert ordinary.run("sweep").status == 0


def test_an_ordinary_user_measures_the_same(ordinary: Place) -> None:
    result = bench(ordinary, "--quick", "--rounds", "1", "latency/sysv-*/pair/*", "latency/p*/same-cpu/*", "setup")
    assert {r["status"] for r in of_type(result, "bench")} == {"measured"}
