"""Checks the fields of a record, one rule a kind of value."""

from __future__ import annotations

from typing import Any, Callable, Mapping

from .errors import brief


class RecordError(ValueError):
    """A record that is not what the format promises: which field, and why."""


def fault(name: str, value: Any, wanted: str) -> RecordError:
    """The error that says which field is not what was wanted."""
    return RecordError(f'"{name}" is {brief(value)}, expected {wanted}')


def nests_deeper(value: Any, limit: int) -> bool:
    """Whether there are lists and objects in one another that many times; level by level, without recursion."""
    level = [value]
    for _ in range(limit + 1):
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, (dict, list))
        ]
        if not level:
            return False
    return True


def is_count(value: Any) -> bool:
    """Whether it counts something. True and 1.0 are equal to 1, and no counts."""
    return type(value) is int and value >= 0


def is_number(value: Any) -> bool:
    """Whether it measures something; true does not."""
    return type(value) in (int, float)


_KINDS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "string": (lambda v: isinstance(v, str), "a string"),
    "text": (lambda v: isinstance(v, str) and v != "", "a string that is not empty"),
    "string?": (lambda v: v is None or isinstance(v, str), "a string or null"),
    "count": (is_count, "a whole number that is not negative"),
    "integer": (lambda v: type(v) is int, "a whole number"),
    "time": (lambda v: is_number(v) and v >= 0, "a number that is not negative"),
    "some": (lambda v: v is None or is_number(v), "a number or null"),
    "integer?": (lambda v: v is None or type(v) is int, "a whole number or null"),
    "bool": (lambda v: type(v) is bool, "true or false"),
    "bool?": (lambda v: v is None or type(v) is bool, "true, false or null"),
    "object": (lambda v: isinstance(v, dict), "an object"),
    "object?": (lambda v: v is None or isinstance(v, dict), "an object or null"),
    "list": (lambda v: isinstance(v, list), "a list"),
    "list?": (lambda v: v is None or isinstance(v, list), "a list or null"),
    "strings": (
        lambda v: isinstance(v, list) and all(isinstance(item, str) for item in v),
        "a list of strings",
    ),
}


def check(record: Mapping[str, Any], kinds: Mapping[str, str], prefix: str = "") -> None:
    """Raise a RecordError at the first field that is missing or not of its kind."""
    for name, kind in kinds.items():
        if name not in record:
            raise RecordError(f'"{prefix}{name}" is missing')
        accepts, wanted = _KINDS[kind]
        if not accepts(record[name]):
            raise fault(prefix + name, record[name], wanted)
