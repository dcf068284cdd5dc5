"""What the tests of targets share: tables of targets, scripts in place of programs, the driver."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from doors import FAKE, run

from ipclaim_reports.session import REPORTS, ROOT

ENTRY = 'about = "a place"\nbuild = "host"\nrun = "{}"\nkind = "native"\nset = "quick"\n'


def table(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "targets.toml"
    file.write_text(text, encoding="utf-8")
    return file


def entry(name: str, **more: Any) -> str:
    common = {"about": "a place", "build": "host", "run": "{}", "kind": "native", "set": "quick"}
    lines = [f"{key} = {json.dumps(value)}" for key, value in {**common, **more}.items()]
    return "\n".join([f"[target.{name}]", *lines, ""])


def script(file: Path, *lines: str) -> Path:
    file.write_text("\n".join(["#!/bin/sh", *lines, ""]), encoding="utf-8")
    file.chmod(0o755)
    return file


def drive(root: Path, cwd: Path, file: Path, *arguments: object, **environment: str) -> Any:
    """The driver on the targets of a file; what it runs there stands in for ipclaim."""
    command = [sys.executable, "-m", "pytest", REPORTS, "--targets-file", file, "--binary", FAKE]
    own = ["--root", root, "--out", cwd / "out", "-p", "no:randomly"]
    log = {"FAKE_LOG": str(cwd / "log")}
    return run(*command, *own, *arguments, cwd=ROOT, **log, **environment)
