"""What Schemathesis cannot read out of the OpenAPI document: days lie between 1950 and 2200, moments are past."""

from datetime import UTC, datetime

import schemathesis
from hypothesis import strategies

from service.documents import FIRST_DAY, LAST_DAY

schemathesis.openapi.format("date", strategies.dates(FIRST_DAY, LAST_DAY).map(str))
_PAST = strategies.datetimes(datetime(2000, 1, 1), datetime(2026, 1, 1), timezones=strategies.just(UTC))  # noqa: DTZ001 — the strategy adds the zone
schemathesis.openapi.format("date-time", _PAST.map(datetime.isoformat))
