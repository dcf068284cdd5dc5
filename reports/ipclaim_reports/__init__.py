"""Reads what `ipclaim run` recorded and says what it means: verdicts, comparison, reports."""

__version__ = "0.1.0"
