"""Makes pytest a driver of conformance runs: one run of the binary, one item a case.

    pytest reports/conformance --binary build/ipclaim
    pytest reports/conformance --results results.ndjson
    pytest reports --target gvisor --target musl        one item a target; pytest -n 2 runs two at a time

This file holds the hooks only. What an item comes to is decided in ipclaim_reports/items.py, where
the table says which outcome is told to pytest as what.
"""

from __future__ import annotations

import shlex
import tempfile
from pathlib import Path
from typing import Any, Iterator

import pytest

from ipclaim_reports import items
from ipclaim_reports.binary import run_binary
from ipclaim_reports.errors import ReportError
from ipclaim_reports.language import LANGUAGES
from ipclaim_reports.model import Report
from ipclaim_reports.tables import tomllib
from ipclaim_reports.session import (
    OUT,
    REPORTS,
    ROOT,
    Written,
    exit_status_of,
    load_reports,
    summary_of,
    write_reports,
)
from ipclaim_reports.target_run import Unavailable
from ipclaim_reports.target_session import (
    TARGETS,
    Conducted,
    conduct,
    list_lines,
    side_by_side,
)
from ipclaim_reports.target_soak import soak
from ipclaim_reports.targets import Target, choose, dealt, load_targets

PLAN = REPORTS / "conformance" / "run.toml"
written_key = pytest.StashKey[list[Written]]()
deselected_key = pytest.StashKey[bool]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("ipclaim", "conformance runs")
    path: dict[str, Any] = {"type": Path, "metavar": "PATH"}
    group.addoption(
        "--binary", help="the binary to run (default: build/ipclaim; for targets, built)", **path
    )
    group.addoption("--run-args", metavar="ARGS", default="", help="arguments for `ipclaim run`")
    group.addoption("--results", action="append", default=[], help="read results instead", **path)
    group.addoption("--out", default=OUT, help="where reports are written", **path)
    group.addoption("--record", help="the record to compare with", **path)
    group.addoption("--lang", choices=LANGUAGES, default="en", help="the reports' language")
    group.addoption(
        "--target",
        metavar="NAME",
        action="append",
        default=[],
        help="run on this target of ci/targets.toml, or on those of a set: quick, full, all;"
        " with --results, the name of the report's folder",
    )
    group.addoption("--targets-file", help="the targets (default: ci/targets.toml)", **path)
    group.addoption(
        "--soak",
        metavar="N",
        type=int,
        help="run N times on each target, each time in another order, and fail if an outcome varies",
    )
    group.addoption("--target-list", action="store_true", help="list the targets, and end")
    group.addoption("--root", default=ROOT, help="where cases/ and seed/ are", **path)
    group.addoption(
        "--allow-truncated", action="store_true", help="accept a run that stopped early"
    )


def pytest_cmdline_main(config: pytest.Config) -> int | None:
    option = config.option
    if option.soak is not None and (option.soak < 1 or not _runs_targets(option)):
        raise pytest.UsageError("--soak N: give a number of runs, and --target NAME to run on")
    if not option.target_list:
        return None
    try:
        lines = list_lines(_targets(option))
    except ReportError as error:
        raise pytest.UsageError(str(error)) from error
    print(*lines, sep="\n")
    return 0


def _targets(option: Any) -> dict[str, Target]:
    return load_targets(option.targets_file or TARGETS)


def _runs_targets(option: Any) -> bool:
    return bool(option.target) and not option.results


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Targets are asked for: then `pytest reports` means them, not the reports' own tests."""
    return True if _runs_targets(config.option) and collection_path.name == "tests" else None


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    if file_path != PLAN:
        return None
    kind = TargetsFile if _runs_targets(parent.config.option) else RunFile
    return kind.from_parent(parent, path=file_path)


def pytest_deselected(items: list[pytest.Item]) -> None:
    if items:
        items[0].config.stash[deselected_key] = True


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Give the exit status that the reports sum up to.

    Whoever selects items asks about those only. Of a whole run the verdicts have the word, for a
    claim can be against the record while every case passed.
    """
    if _runs_targets(session.config.option) and exitstatus == 0 and not _ran(session.config):
        session.exitstatus = 4
    written = session.config.stash.get(written_key, [])
    selected = session.config.stash.get(deselected_key, False)
    if not written or selected or exitstatus not in (0, 1, 5):
        return
    ours = exit_status_of([one.report for one in written])
    session.exitstatus = ours if ours in (1, 3) or exitstatus != 1 else exitstatus


def _ran(config: pytest.Config) -> bool:
    """Whether any item did more than say that it cannot be had here."""
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    return terminal is None or any(terminal.stats.get(kind) for kind in ("passed", "failed"))


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    for told in (
        one for kind in ("passed", "failed") for one in terminalreporter.stats.get(kind, [])
    ):
        # What a worker of pytest-xdist has found comes with the item's report.
        for title, text in getattr(told, "sections", []):
            if title == "Captured ipclaim call":
                terminalreporter.section(told.nodeid.rsplit("::", 1)[-1])
                terminalreporter.write_line(text)
    # A worker of pytest-xdist has seen some of the targets only.
    alone = not hasattr(config, "workerinput")
    if alone and _runs_targets(config.option) and not config.option.collectonly:
        _tell_the_missing(terminalreporter)
        if not config.option.soak:
            _compare_targets(terminalreporter, config.option)
    for written in config.stash.get(written_key, []):
        terminalreporter.section("ipclaim")
        for line in summary_of(written):
            terminalreporter.write_line(line)


def _tell_the_missing(terminalreporter: Any) -> None:
    """Name the targets that cannot be had here: what is not there must not go unnoticed."""
    missing = terminalreporter.stats.get("skipped", [])
    if missing:
        terminalreporter.section("not here")
    for told in missing:
        name = told.nodeid.rsplit("::", 1)[-1]
        terminalreporter.write_line(f"{name}: {told.longrepr[2].removeprefix('Skipped: ')}")


def _compare_targets(terminalreporter: Any, option: Any) -> None:
    """Put those that have run side by side."""
    try:
        chosen = choose(_targets(option), option.target)
        lines = side_by_side(chosen, option.out, option.root, option.lang, option.record)
    except ReportError as error:
        lines = [str(error)]
    if lines:
        terminalreporter.section("side by side")
    for line in lines:
        terminalreporter.write_line(line)


class RunFile(pytest.File):
    """One run, or the results of runs elsewhere."""

    def collect(self) -> Iterator[pytest.Item]:
        if hasattr(self.config, "workerinput"):
            # Each worker would run the binary, and no two runs are alike.
            raise self.CollectError("pytest -n is of no use here; give --run-args '-j N' instead")
        try:
            reports = self._reports()
        except ReportError as error:
            raise self.CollectError(str(error)) from error
        for report in reports:
            prefix = f"{report.target}: " if len(reports) > 1 else ""
            for item in items.items_of(report):
                yield CaseItem.from_parent(self, name=prefix + item.name, told=item)

    def _reports(self) -> list[Report]:
        option = self.config.option
        files = option.results
        with tempfile.TemporaryDirectory(prefix="ipclaim-") as folder:
            if not files:
                files = [self._run(Path(folder) / "results.ndjson")]
            reports = load_reports(
                files,
                option.root,
                option.record,
                ",".join(option.target),
                option.allow_truncated,
            )
            # The results go away with their folder, so the reports are written while they are here.
            if not option.collectonly:
                self.config.stash[written_key] = write_reports(reports, option.out, option.lang)
        return reports

    def _run(self, results: Path) -> Path:
        option = self.config.option
        plan = tomllib.loads(self.path.read_text(encoding="utf-8"))
        binary = option.binary or ROOT / plan["binary"]
        arguments = shlex.split(option.run_args) or plan["arguments"]
        return run_binary(binary, results, arguments)


class TargetsFile(pytest.File):
    """The targets that were asked for."""

    def collect(self) -> Iterator[pytest.Item]:
        option = self.config.option
        try:
            chosen = choose(_targets(option), option.target)
        except ReportError as error:
            raise self.CollectError(str(error)) from error
        for target in dealt(chosen):
            yield TargetItem.from_parent(self, name=target.name, target=target)


class TargetItem(pytest.Item):
    """A run on one target: it passes where nothing is against the record, and nothing hidden."""

    def __init__(self, *, target: Target, **more: Any) -> None:
        super().__init__(**more)
        self.target = target

    def runtest(self) -> None:
        try:
            done = self._run()
        except Unavailable as missing:
            raise pytest.skip.Exception(str(missing), _use_item_location=True) from None
        except ReportError as error:
            raise pytest.fail.Exception(str(error), pytrace=False) from None
        self.add_report_section("call", "ipclaim", "\n".join(done.summary))
        if done.wrong:
            raise pytest.fail.Exception("\n".join(done.wrong), pytrace=False)

    def _run(self) -> Conducted:
        option = self.config.option
        more = shlex.split(option.run_args)
        places = (option.out, option.root, more, option.record)
        if option.soak:
            return soak(self.target, option.soak, *places, option.binary)
        return conduct(self.target, *places, option.lang, option.binary)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return TARGETS, 0, self.name


class CaseItem(pytest.Item):
    """One case, told in pytest's words."""

    def __init__(self, *, told: items.Item, **more: Any) -> None:
        super().__init__(**more)
        self.told = told
        self.user_properties += told.properties

    def setup(self) -> None:
        if self.told.status == items.ERROR:
            raise pytest.fail.Exception(self.told.text, pytrace=False)

    def runtest(self) -> None:
        told = self.told
        if told.output:
            self.add_report_section("call", "output", told.output)
        if told.status == items.SKIPPED:
            raise pytest.skip.Exception(told.message, _use_item_location=True)
        if told.status == items.XFAILED:
            pytest.xfail(told.message)
        if told.status == items.FAILED:
            raise pytest.fail.Exception(told.text, pytrace=False)

    def repr_failure(self, excinfo: Any, style: Any = None) -> str:
        if isinstance(excinfo.value, pytest.fail.Exception):
            return str(excinfo.value)
        return str(super().repr_failure(excinfo, style))

    def reportinfo(self) -> tuple[Path, int | None, str]:
        line = self.told.line - 1 if self.told.line else None
        return ROOT / (self.told.file or "cases"), line, self.name
