"""`python3 -m ipclaim_reports`."""

import sys

PACKAGES = {
    "jinja2": "python3-jinja2",
    "markupsafe": "python3-markupsafe",
    "jsonschema": "python3-jsonschema",
    "tomli": "python3-tomli",
}


def run() -> int:
    """Hand over to the command line, or say which package is missing."""
    try:
        from .cli import main
    except ModuleNotFoundError as error:
        package = PACKAGES.get(error.name or "")
        if package is None:
            raise
        print(
            f"ipclaim report: this Python ({sys.executable}) has no {error.name};"
            f" install it: apt-get install {package}",
            file=sys.stderr,
        )
        return 2
    return main()


if __name__ == "__main__":
    sys.exit(run())
