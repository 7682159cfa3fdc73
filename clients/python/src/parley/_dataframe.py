"""Trials as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas

    from parley.study import Study

# What stands behind the configuration, and constraints and attributes if there are any.
LAST = ("worker", "started_at", "finished_at", "duration")


def dataframe(study: Study) -> pandas.DataFrame:
    """A row for each trial, by number."""
    try:
        import pandas
    except ImportError:
        raise ImportError("study.dataframe() needs pandas: pip install 'parley[pandas]'") from None
    names = [parameter.name for parameter in study.space]
    columns = ["number", "state", "origin", *study.objectives, *(f"params_{name}" for name in names), *LAST]
    rows: list[dict[str, Any]] = []
    for trial in study.iterate():
        rows.append(
            {
                "number": trial.number,
                "state": trial.state,
                "origin": trial.origin,
                **{objective: trial.values.get(objective) for objective in study.objectives},
                **{f"params_{name}": trial.params.get(name) for name in names},
                **{f"constraints_{name}": value for name, value in trial.constraints.items()},
                **{f"attributes_{name}": value for name, value in trial.attributes.items()},
                **{name: getattr(trial, name) for name in LAST},
            }
        )
    return pandas.DataFrame(rows, columns=None if rows else columns)
