#!/usr/bin/env python3
"""Stands in for the binary: writes the stream that FAKE_RESULTS names, or misbehaves as told.

The stream goes where -o says, else to standard output.
"""

import os
import shutil
import sys

log = os.environ["FAKE_LOG"]
with open(log, "a", encoding="utf-8") as file:
    file.write(" ".join(sys.argv[1:]) + "\n")
if "FAKE_RESULTS" in os.environ:
    with open(os.environ["FAKE_RESULTS"], "rb") as stream:
        if "-o" in sys.argv:
            with open(sys.argv[sys.argv.index("-o") + 1], "wb") as out:
                shutil.copyfileobj(stream, out)
        else:
            shutil.copyfileobj(stream, sys.stdout.buffer)
if "FAKE_SAYS" in os.environ:
    sys.exit(os.environ["FAKE_SAYS"])
sys.exit(int(os.environ.get("FAKE_EXIT", "0")))
