"""Every answer is as the OpenAPI document says, whatever is asked: a few cases in every run, thousands in a campaign.

Schemathesis makes the cases and has the checks: no 5xx, no status, header, media type or body that the document does
not have, no bad request taken, no good one refused, no key that does not matter, `Allow` as it is.
"""

import os
from pathlib import Path

import pytest

from tests.acceptance import cases
from tests.acceptance.cases import Campaign
from tests.acceptance.programs import serving

_WANTED = os.environ.get("SUBREG_TEST_CASES")
_SEED = int(os.environ.get("SUBREG_TEST_CASES_SEED", "0"))
# Cases of the coverage phase are not drawn, and there are thousands of them.
CAMPAIGN = (
    Campaign(1, 3, _SEED, "examples,fuzzing,stateful")
    if _WANTED is None
    else Campaign(int(_WANTED), 5 * int(_WANTED), _SEED, "examples,coverage,fuzzing,stateful")
)


@pytest.mark.timeout(600)  # three servers and their cases, on a machine that does other things too
@pytest.mark.parametrize("who", ["staff", "stranger", "customer"])
async def test_every_answer_is_as_the_document_says(database_url: str, tmp_path: Path, who: str) -> None:
    """With the key that may do all, with none, and with a subscriber token, no answer breaks a check."""
    async with serving(database_url, tmp_path) as address:
        customer = await cases.seed(address, database_url)
        caller = {"staff": cases.STAFF, "stranger": cases.STRANGER, "customer": customer}[who]
        result = await cases.run(address, tmp_path, CAMPAIGN, caller)
    print(result.text if result.code else f"{who}: {result.cases} cases, seed {CAMPAIGN.seed}")  # noqa: T201 — for a campaign
    assert (0, True) == (result.code, result.cases > 0)
