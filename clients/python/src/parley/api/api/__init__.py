# flake8: noqa

__all__ = [
    "AnalysisApi",
    "FineTuningApi",
    "ModelsApi",
    "ResultsApi",
    "StudiesApi",
    "TrialsApi",
    "WatchingApi",
    "WebhooksApi",
]

import typing as _typing

if _typing.TYPE_CHECKING:
    # import apis into api package
    from parley.api.api.analysis_api import AnalysisApi
    from parley.api.api.fine_tuning_api import FineTuningApi
    from parley.api.api.models_api import ModelsApi
    from parley.api.api.results_api import ResultsApi
    from parley.api.api.studies_api import StudiesApi
    from parley.api.api.trials_api import TrialsApi
    from parley.api.api.watching_api import WatchingApi
    from parley.api.api.webhooks_api import WebhooksApi

else:
    from importlib import import_module

    _exports = {
        "AnalysisApi": ".analysis_api",
        "FineTuningApi": ".fine_tuning_api",
        "ModelsApi": ".models_api",
        "ResultsApi": ".results_api",
        "StudiesApi": ".studies_api",
        "TrialsApi": ".trials_api",
        "WatchingApi": ".watching_api",
        "WebhooksApi": ".webhooks_api",
    }

    def __getattr__(name: str) -> object:
        if (module_name := _exports.get(name)) is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(module_name, __name__), name)
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        return sorted(globals().keys() | _exports.keys())
