"""Every answer is as the OpenAPI document says, whatever is asked: a few cases in every run, thousands in a campaign.

Schemathesis makes the cases and has the checks: no 5xx, no status, header, media type or body that the document does
not have, no bad request taken, no good one refused, no key that does not matter, `Allow` as it is.
"""

import os
from itertools import product
from pathlib import Path

import pytest

from tests.acceptance import cases
from tests.acceptance.cases import Campaign
from tests.acceptance.programs import serving

_WANTED = os.environ.get("SUBREG_TEST_CASES")
_SEED = int(os.environ.get("SUBREG_TEST_CASES_SEED", "0"))
# Cases of the coverage phase are not drawn: there are tens of thousands, each document with one fault of each kind.
# Links are followed in a run of their own: after other phases Schemathesis ends that one after some twenty scenarios.
_PHASES = os.environ.get("SUBREG_TEST_CASES_PHASES", "examples,coverage,fuzzing stateful").split()
CAMPAIGNS = (
    [Campaign(1, 3, _SEED, "fuzzing,stateful")]
    if _WANTED is None
    else [Campaign(int(_WANTED), 25 * int(_WANTED), _SEED, phases) for phases in _PHASES]
)


@pytest.mark.timeout(600 if _WANTED is None else 0)  # two runs of Schemathesis, on a machine that does other things too
async def test_every_answer_is_as_the_document_says(database_url: str, tmp_path: Path) -> None:
    """With a subscriber token, with the key that may do all and, in a campaign, with none, no answer breaks a check."""
    results = {}
    async with serving(database_url, tmp_path, SUBREG_LOG="text,warning") as address:
        callers = {"customer": await cases.seed(address, database_url), "staff": cases.STAFF}
        if _WANTED is not None:  # what routes answer to no key, `tests/web/test_access_table.py` tells in every run
            callers["stranger"] = cases.STRANGER
        for (who, caller), campaign in product(callers.items(), CAMPAIGNS):
            result = results[who, campaign.phases] = await cases.run(address, tmp_path, campaign, caller)
            print(result.text if result.code else f"{who}: {campaign.phases}: {result.cases} cases, seed {_SEED}")  # noqa: T201 — for a campaign
    assert dict.fromkeys(results, (0, True)) == {who: (one.code, one.cases > 0) for who, one in results.items()}
