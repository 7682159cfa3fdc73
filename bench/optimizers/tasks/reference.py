"""Zeros and scales that a long search found (``search.py``), for tasks whose minimum is not known by construction."""

import functools
import json
import math
import pathlib

FILE = pathlib.Path(__file__).parents[1] / "zeros.json"


@functools.cache
def _found():
    return json.loads(FILE.read_text()) if FILE.exists() else {}


def searched(name):
    """``zero`` and ``known_scale`` of a task; not numbers before it was searched."""
    found = _found().get(name, {"zero": math.nan, "scale": math.nan})
    return {"zero": found["zero"], "known_scale": found["scale"]}
