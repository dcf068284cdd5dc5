"""Sample cases of several mechanisms, with the transcripts that real ones would have."""

from __future__ import annotations

from typing import Any

from samples import Play, case, why


def full_pipe(variant: str = "pipe", rounds: int = 1) -> list[dict[str, Any]]:
    play = Play()
    play.new("writer")
    play.do("writer", "pipe", "fd", detail="fd 3,4")
    play.new("reader", "writer")
    for _ in range(16):
        play.do("writer", "write", "4, …4096 bytes…, 4096", 4096)
    play.do("writer", "write", '4, "x", 1', -1, errno="EAGAIN")
    last = play.begin("writer", "write", '4, "x", 1')
    play.blocked("writer", "write", last)
    play.expect("write is asleep inside write(2)")
    play.do("reader", "read", "3, buffer, 65536", 65536)
    play.expect("read returned 65536")
    play.finish("writer", "write", last, 1)
    play.expect("write returned 1")
    play.end()
    observed = [{"name": "pipe.capacity", "value": 65536, "unit": "bytes"}]
    return [
        case(
            "pipe.full.block",
            "write_to_full_pipe_blocks_until_drained",
            play,
            variant=variant,
            observations=observed,
            round=round,
            duration_us=812 + 7 * round,
        )
        for round in range(rounds)
    ]


def mtype(refutes: bool = True) -> dict[str, Any]:
    play = Play()
    play.new("sender")
    play.new("receiver")
    play.do("sender", "msgget", "IPC_PRIVATE, IPC_CREAT|0600", 32768)
    for kind in (5, 2, 4, 3, 9):
        play.do("sender", "msgsnd", f"32768, {{{kind}}}, 4, 0")
    for kind in (5, 2, 4, 3, 9):
        play.do("receiver", "msgrcv", "32768, buffer, 4, 0, 0", 4, detail=f"mtype {kind}")
        play.expect(f"msgrcv returned mtype {kind}")
    play.end()
    return case(
        "msg.prio.higher-first",
        "msgrcv_of_type_zero_takes_the_oldest_whatever_its_type",
        play,
        mechanism="sysv_msg",
        shows="refutes" if refutes else "proves",
    )


def lost_update() -> dict[str, Any]:
    play = Play()
    for name in ("A", "B"):
        play.new(name)
    play.do("A", "load", "&value", 5)
    play.do("B", "load", "&value", 5)
    play.do("A", "store", "&value, 6")
    play.do("B", "store", "&value, 7")
    play.expect("value is 7: the update of A is lost")
    play.end()
    return case(
        "shm.race.schedule",
        "the_documents_schedule_loses_the_update_of_a",
        play,
        mechanism="shm_sync",
    )


def failing() -> dict[str, Any]:
    play = Play()
    play.new("writer", end="killed by SIGPIPE")
    play.do("writer", "pipe", "fd", detail="fd 3,4")
    play.do("writer", "close", "3")
    late = play.begin("writer", "write", '4, "x", 1')
    play.say("signal", detail="SIGALRM to writer")
    play.blocked("writer", "write", late)
    play.expect("write fails with EPIPE: it is still blocked", ok=False)
    play.end()
    return case(
        "pipe.write.epipe",
        "write_without_reader_fails_with_epipe",
        play,
        outcome="fail",
        reason=why("assertion", 'write(4, "x", 1): expected -1 EPIPE, got nothing: it is blocked'),
        left=["System V queue 32768"],
        output="writer: about to write\n",
    )


def crowd(actors: int, calls: int) -> dict[str, Any]:
    play = Play()
    names = [f"worker-{number}" for number in range(actors)]
    for name in names:
        play.new(name)
    for number in range(calls):
        name = names[number * 7 % actors]
        play.do(name, "semop", f"98304, {{0, {number}, SEM_UNDO}}, 1")
    play.end()
    return case(
        "sem.p.atomic", "many_workers_take_turns", play, mechanism="sysv_sem", duration_us=48_211
    )


def assorted() -> list[dict[str, Any]]:
    """A small run with every outcome in it."""
    observed = [
        {"name": "pipe.interleaved", "value": 37, "unit": "records"},
        {"name": "pipe.filesystem", "value": "pipefs", "unit": ""},
    ]
    return [
        *full_pipe("pipe", 3),
        *full_pipe("fifo"),
        mtype(),
        lost_update(),
        failing(),
        crowd(20, 260),
        case(
            "pipe.big.interleaves",
            "large_writes_may_interleave",
            None,
            "observed",
            observations=observed,
        ),
        case(
            "mq.prio.first",
            "higher_priority_first",
            None,
            "unsupported",
            mechanism="posix_mq",
            reason=why("errno", "mq_open: ENOSYS"),
        ),
        case(
            "pipe.perm.other-uid",
            "another_user_may_not_open",
            None,
            "skipped",
            reason=why("need-second-uid", "only one user here"),
        ),
        case(
            "pipe.atomic.large",
            "race_shows",
            None,
            "unresolved",
            reason=why("state", "no lost update showed in 2 s", "free-running race"),
        ),
        case("pipe.cond.depends", "same_cpu", condition="one CPU"),
        case(
            "pipe.cond.depends",
            "two_cpus",
            None,
            "fail",
            condition="two CPUs",
            reason=why("assertion", "expected 1, got 2"),
        ),
        case("pipe.flaky", "sometimes", round=0),
        case(
            "pipe.flaky",
            "sometimes",
            None,
            "timeout",
            round=1,
            reason=why("deadline", "reader asleep in read(2)"),
        ),
        case("elsewhere.unknown", "of_a_newer_binary"),
        case(
            "pipe.broken",
            "harness_lost_an_actor",
            None,
            "broken",
            reason=why("actor", "actor reader is unaccounted for"),
        ),
        case(
            "pipe.crash",
            "reader_dies",
            None,
            "crash",
            reason=why("signal", "reader died of SIGSEGV"),
        ),
    ]
