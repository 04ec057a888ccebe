"""What the benchmarks find: a line of JSON each, a table at the end, and the table in docs/performance.md."""

import json
import operator
import os
import platform
import re
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import psutil

PAGE = Path(__file__).parents[2] / "docs" / "performance.md"
_BLOCK = re.compile(r"(?<=<!-- bench -->\n).*(?=<!-- /bench -->)", re.DOTALL)
_COLUMNS = ("benchmark", "ours", "reference", "unit", "ratio", "goal", "met", "others", "day")
_ORDERS = {">=": operator.ge, "<=": operator.le}


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """One figure beside its reference. `goal` is what the ratio should be (`>= 0.8`), "-" where there is none.

    `others` is the share of the processors, in percent, that others used in the second before the benchmark began;
    `skipped` says why there is no figure.
    """

    name: str
    unit: str = ""
    ours: float | None = None
    reference: float | None = None
    goal: str = "-"
    others: float = 0.0
    skipped: str | None = None

    @property
    def ratio(self) -> float | None:
        """Ours by the reference; null where one of them is wanting."""
        return None if self.ours is None or not self.reference else round(self.ours / self.reference, 2)

    @property
    def met(self) -> str:
        """Whether the ratio is what it should be: yes, no, or "-" where that is not asked."""
        if self.skipped is not None:
            return "skipped"
        if self.goal == "-" or self.ratio is None:
            return "-"
        order, bound = self.goal.split()
        return "yes" if _ORDERS[order](self.ratio, float(bound)) else "no"

    def cells(self) -> tuple[str, ...]:
        """Return the row of the table, in the order of its columns."""
        numbers = (_short(self.ours), _short(self.reference), self.unit, _short(self.ratio))
        day = datetime.now(UTC).date().isoformat()
        return (
            self.name,
            *numbers,
            self.goal,
            f"skipped: {self.skipped}" if self.skipped else self.met,
            f"{self.others:.0f} %",
            day,
        )


class Results:
    """The results of one run. `others` is what is noted with each of them, set before a benchmark begins."""

    def __init__(self) -> None:
        """Begin with none."""
        self.found: list[Result] = []
        self.others = 0.0

    def add(self, result: Result) -> None:
        """Keep a result and print its line."""
        result = msgspec.structs.replace(result, others=self.others)
        self.found.append(result)
        print(json.dumps(msgspec.to_builtins(result) | {"ratio": result.ratio, "met": result.met}))


RUN = Results()


def told(name: str, ours: float, reference: float | None, unit: str, goal: str = "-") -> None:
    """Tell what was measured; both figures are in the unit, and the goal is one for their ratio."""
    shown = None if reference is None else round(reference, 3)
    RUN.add(Result(name=name, ours=round(ours, 3), reference=shown, unit=unit, goal=goal))


def skipped(name: str, reason: str) -> None:
    """Tell that a figure is wanting, and why."""
    RUN.add(Result(name=name, skipped=reason))


def table(rows: list[tuple[str, ...]]) -> str:
    """Return rows as a table of Markdown."""
    lines = [_COLUMNS, tuple("---" for _ in _COLUMNS), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def write(postgres: str) -> None:
    """Renew the rows of docs/performance.md that were measured, and say on which machine; the other rows stay."""
    page = PAGE.read_text("utf-8")
    old = [tuple(line.strip("| \n").split(" | ")) for line in page.splitlines() if line.startswith("| ")]
    rows = {cells[0]: cells for cells in old if len(cells) == len(_COLUMNS) and cells[0] not in ("benchmark", "---")}
    rows |= {result.name: result.cells() for result in RUN.found}
    told_of = f"{machine(postgres)}\n\n{table(list(rows.values()))}"
    PAGE.write_text(_BLOCK.sub(lambda _: told_of, page, count=1), "utf-8")


def machine(postgres: str) -> str:
    """Return in one sentence what the figures were taken on."""
    known = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text("utf-8"))
    model = known[1] if known else platform.processor()
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"{os.cpu_count()} cores ({model}), {memory:.0f} GiB of memory, Python {platform.python_version()}, "
        f"PostgreSQL {postgres}, clients on the same machine."
    )


def _short(number: float | None) -> str:
    return "-" if number is None else f"{number:,.0f}" if abs(number) >= 1000 else f"{number:g}"
