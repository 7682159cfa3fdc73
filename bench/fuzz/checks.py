"""Checks in place of two of Schemathesis's own, which see more of what is agreed on than the OpenAPI document can say."""

import schemathesis
from schemathesis.specs.openapi.checks import negative_data_rejection

MODEL_UNAVAILABLE = "https://parley.dev/problems/model-unavailable"
OF_MODELS = {"draftSpace", "predict"}


@schemathesis.check
def no_server_error(ctx, response, case):
    """No 5xx, unless a language model was to answer and none is configured."""
    if response.status_code < 500:
        return
    operation = case.operation.definition.raw.get("operationId")
    if response.status_code == 503 and operation in OF_MODELS and response.json().get("type") == MODEL_UNAVAILABLE:
        return
    raise AssertionError(f"{response.status_code}: {response.text[:300]}")


@schemathesis.check
def invalid_data_is_refused(ctx, response, case):
    """What violates the document is refused, except that null and empty parameters say the same as leaving them out."""
    if not holds_null(case.body) and "" not in (case.query or {}).values():
        negative_data_rejection(ctx, response, case)


def holds_null(value):
    if isinstance(value, dict):
        return any(item is None or holds_null(item) for item in value.values())
    if isinstance(value, list):
        return any(item is None or holds_null(item) for item in value)
    return False
