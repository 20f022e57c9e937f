"""What both descriptions (OpenAPI) promise, asked at random by schemathesis: no failure inside, nothing that is not described."""

import datetime

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from reiki_api.app import create_app
from reiki_api.limits import Rate, Settings

NOW = datetime.datetime(2025, 4, 15, 3, 0, tzinfo=datetime.UTC)
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
SOME = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def app(store_url):
    # How often one may ask has tests of its own.
    uncounted = Rate(0, 0)
    return create_app(
        store_url, clock=lambda: NOW, settings=Settings(rate_reading=uncounted, rate_heavy=uncounted)
    )


@pytest.mark.slow
@pytest.mark.parametrize("described", ["/v1/openapi.json", "/api/2/openapi.json"])
def test_every_operation_answers_as_it_is_described(app, described, subtests):
    schema = schemathesis.openapi.from_asgi(described, app)
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) >= 6
    for operation in operations:
        with subtests.test(operation.label):

            @given(case=operation.as_strategy())
            @SOME
            def asked(case):
                case.call_and_validate(checks=CHECKS)

            asked()


@pytest.mark.parametrize("described", ["/v1/openapi.json", "/api/2/openapi.json"])
def test_every_operation_says_what_a_stranger_and_a_hasty_client_get(app, described):
    from fastapi.testclient import TestClient

    with TestClient(app) as client:
        paths = client.get(described).json()["paths"]
    for path, operations in paths.items():
        for operation in operations.values():
            assert {"401", "429", "503"} <= operation["responses"].keys(), path
