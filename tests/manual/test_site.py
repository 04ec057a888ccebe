"""The manual as a site: it builds without a warning, and needs nothing from elsewhere."""

import re
import subprocess
import sys
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def test_the_manual_builds_and_stands_alone(tmp_path: Path) -> None:
    """Every page is built, no link between them leads nowhere, and none loads anything from another site."""
    command = (sys.executable, "-m", "sphinx", "--quiet", "--fail-on-warning", DOCS, tmp_path)
    built = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (built.returncode, built.stderr) == (0, "")
    pages = {path.relative_to(tmp_path).with_suffix(".md") for path in tmp_path.rglob("*.html")}
    assert {path.relative_to(DOCS) for path in DOCS.rglob("*.md")} <= pages
    for path in tmp_path.rglob("*.html"):
        loaded = re.findall(r'<(?:script|link|img|iframe)[^>]*?(?:src|href)="(https?:|//)', path.read_text("utf-8"))
        assert loaded == [], path
