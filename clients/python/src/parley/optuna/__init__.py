"""An Optuna program that asks Parley: `optuna.create_study(sampler=ParleySampler("http://…"))`."""

try:
    import optuna as _optuna
except ImportError as missing:
    raise ImportError("parley.optuna needs Optuna: pip install 'parley[optuna]'") from missing

from parley.optuna._sampler import ParleySampler

__all__ = ["ParleySampler"]

del _optuna
