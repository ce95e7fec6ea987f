"""The app against its own OpenAPI: whatever is asked is answered as the schema says, and never with a fault."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

schemathesis = pytest.importorskip(
    "schemathesis", reason="schemathesis, which asks the app at random, is not installed"
)

import hypothesis  # noqa: E402

from osteon.web.app import create_app  # noqa: E402
from osteon.web.settings import Settings  # noqa: E402

EXAMPLES = int(os.environ.get("OSTEON_SCHEMA_EXAMPLES", "8"))
FOLDER = Path(tempfile.gettempdir()) / f"osteon-schema-{os.getpid()}"
ACCEPTED = ["2xx", "400", "401", "403", "404", "409", "422", "429", "503"]
"""What may come where the schema is kept: a schema cannot know which towns, foods and substances there are."""
REFUSED = ["400", "401", "403", "404", "405", "408", "409", "413", "415", "422", "429", "503"]
CONFIG = schemathesis.Config.from_dict(
    {
        "checks": {
            "positive_data_acceptance": {"expected-statuses": ACCEPTED},
            "negative_data_rejection": {"expected-statuses": REFUSED},
        }
    }
)
schema = schemathesis.openapi.from_asgi(
    "/api/openapi.json", create_app(Settings(data=FOLDER, names=("testserver",))), config=CONFIG
)


@pytest.mark.slow
@schema.parametrize()
@hypothesis.settings(max_examples=EXAMPLES, suppress_health_check=list(hypothesis.HealthCheck))
def test_answers_are_as_the_schema_says(case: schemathesis.Case) -> None:
    case.call_and_validate()
