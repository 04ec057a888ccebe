"""The invariants of ARCHITECTURE.md that import-linter cannot see, read from the syntax trees of `service/`."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

import pytest

Detector = Callable[[ast.Module], Iterator[tuple[int, str]]]

SERVICE = Path(__file__).parent.parent / "service"

MOST_LINES_OF_A_FILE = 350
MOST_LINES_OF_A_FUNCTION = 40

# The rooms that may look at a clock. All else is a noun, a rule, a legal fact or the feed: values in, values out.
WITH_CLOCK = {"__main__", "cli", "app", "settings", "web", "access", "register", "store", "database", "examples"}

MAY_READ_ENVIRONMENT = {
    "settings/*": "the one place that parses SUBREG_* variables",
    "serving.py": "tells prometheus-client where the workers keep their numbers, and the C library what to give back",
    "database/embedded*": "builds the environment of the PostgreSQL it starts",
    "database/client_programs.py": "hands the variables of libpq on to pg_dump, as asyncpg reads them itself",
}
MAY_HOLD_SQL = {
    "database/embedded*": "talks to a server that has no schema yet",
    "database/migrations*": "keeps the table that says which migrations were applied",
    "database/pool.py": "asks a server what it is before any query is loaded",
}

# What an identifier must not say, and which word of the law says it.
BANNED_WORDS = {
    "vendor": "subprocessor",
    "supplier": "subprocessor",
    "provider": "subprocessor",
    "alert": "finding",
}

CLOCK_READINGS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today"} | {
    f"time.{name}" for name in ("time", "time_ns", "monotonic", "monotonic_ns", "localtime", "gmtime")
}
ENVIRONMENT = {"environ", "environb", "getenv", "getenvb", "putenv", "unsetenv"}
SQL = re.compile(
    r"(SELECT|INSERT|UPDATE|DELETE|WITH)\s|(select|insert into|delete from)\s|update \S+ set\s|with \S+ as\s"
)
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def modules() -> Iterator[tuple[PurePosixPath, ast.Module]]:
    """Every module of the program: its path below `service/` and its syntax tree."""
    for file in sorted(SERVICE.rglob("*.py")):
        yield PurePosixPath(file.relative_to(SERVICE).as_posix()), ast.parse(file.read_text("utf-8"))


def offences(detect: Detector, *, allowed: Iterable[str] = ()) -> list[str]:
    """What a detector finds in the program, as `path:line what`, outside the modules of the allowed patterns."""
    return [
        f"service/{path}:{line} {what}"
        for path, tree in modules()
        if not any(fnmatchcase(str(path), pattern) for pattern in allowed)
        for line, what in detect(tree)
    ]


def docstrings(tree: ast.Module) -> dict[ast.AST, ast.Constant]:
    """The docstring of the module and of each class and function that has one."""
    return {
        node: node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
        and isinstance(node.body[0].value, ast.Constant)
        and isinstance(node.body[0].value.value, str)
    }


def line_count(node: ast.stmt | ast.expr) -> int:
    """How many lines the node covers; decorators are not counted."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def sql_literals(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """String literals that begin as a statement of SQL does."""
    prose = set(docstrings(tree).values())
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in prose:
            text = node.value.lstrip()
            if SQL.match(text):
                yield node.lineno, repr(text[:40])


def environment_accesses(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Uses of `os.environ` and its kin, and imports of them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and dotted(node) in {f"os.{name}" for name in ENVIRONMENT}:
            yield node.lineno, dotted(node)
        elif isinstance(node, ast.ImportFrom) and node.module == "os":
            yield from ((node.lineno, f"os.{alias.name}") for alias in node.names if alias.name in ENVIRONMENT)


def clock_readings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Uses of the wall clock and of the monotonic one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and dotted(node) in CLOCK_READINGS:
            yield node.lineno, dotted(node)


def dotted(node: ast.Attribute) -> str:
    """The last two parts of an attribute: `dt.datetime.now` is `datetime.now`."""
    owner = node.value
    name = owner.attr if isinstance(owner, ast.Attribute) else owner.id if isinstance(owner, ast.Name) else ""
    return f"{name}.{node.attr}"


def long_functions(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Functions with more lines than a reader takes in, docstrings not counted."""
    prose = docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = line_count(node) - (line_count(prose[node]) if node in prose else 0)
            if lines > MOST_LINES_OF_A_FUNCTION:
                yield node.lineno, f"{node.name} has {lines} lines"


def names_given(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Every name that a module gives: to a class, function, parameter, variable, attribute or import."""
    for node in ast.walk(tree):
        match node:
            case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                yield node.lineno, node.name
            case ast.arg():
                yield node.lineno, node.arg
            case ast.Name(ctx=ast.Store()):
                yield node.lineno, node.id
            case ast.Attribute(ctx=ast.Store()):
                yield node.lineno, node.attr
            case ast.alias(asname=str(name)):
                yield node.lineno, name


def banned_names(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Names that use a word of BANNED_WORDS, in the singular or the plural."""
    for line, name in names_given(tree):
        for word in WORD.findall(name):
            if better := BANNED_WORDS.get(word.lower().removesuffix("s")):
                yield line, f"{name}: say {better}"


@pytest.mark.parametrize(
    ("detect", "source", "found"),
    [
        pytest.param(sql_literals, "x = 'SELECT 1'", [(1, "'SELECT 1'")], id="sql"),
        pytest.param(sql_literals, "x = 'update list set day = $1'", [(1, "'update list set day = $1'")], id="lower"),
        pytest.param(sql_literals, "x = f' with a as ({y}'", [(1, "'with a as ('")], id="f-string"),
        pytest.param(sql_literals, "def f():\n    'SELECT is a word'", [], id="docstring"),
        pytest.param(sql_literals, "x = 'Select a list, with care'", [], id="prose"),
        pytest.param(environment_accesses, "import os\nos.environ['A']", [(2, "os.environ")], id="environment"),
        pytest.param(environment_accesses, "from os import getenv", [(1, "os.getenv")], id="imported-environment"),
        pytest.param(environment_accesses, "request.environ", [], id="another-environ"),
        pytest.param(clock_readings, "dt.datetime.now(dt.UTC)", [(1, "datetime.now")], id="now"),
        pytest.param(clock_readings, "date.today()", [(1, "date.today")], id="today"),
        pytest.param(clock_readings, "context.now", [], id="moment-given"),
        pytest.param(long_functions, "def f():\n" + "    x = 1\n" * 40, [(1, "f has 41 lines")], id="long"),
        pytest.param(long_functions, "def f():\n    'a\\\nb'\n" + "    x = 1\n" * 39, [], id="long-docstring"),
        pytest.param(banned_names, "class MailProvider: ...", [(1, "MailProvider: say subprocessor")], id="class"),
        pytest.param(banned_names, "open_alerts = 1", [(1, "open_alerts: say finding")], id="plural"),
        pytest.param(banned_names, "f(provider=1)", [], id="name-of-another-library"),
        pytest.param(banned_names, "provided = alerted = 1", [], id="longer-word"),
    ],
)
def test_detectors_see(detect: Detector, source: str, found: list[tuple[int, str]]) -> None:
    """Each detector of this module finds what it is for, and is silent on the near miss."""
    assert found == list(detect(ast.parse(source)))


def test_sql_lives_in_sql_files() -> None:
    """No module holds a statement of SQL, but for the few that work before the schema is there."""
    assert [] == offences(sql_literals, allowed=MAY_HOLD_SQL)


def test_environment_is_read_by_settings() -> None:
    """Only the settings read the environment, and the embedded PostgreSQL passes it on."""
    assert [] == offences(environment_accesses, allowed=MAY_READ_ENVIRONMENT)


def test_core_has_no_clock() -> None:
    """Nouns, rules, law and feed get the day and the moment as arguments."""
    assert [] == offences(clock_readings, allowed=[f"{room}{end}" for room in WITH_CLOCK for end in (".py", "/*")])


def test_files_fit_one_idea() -> None:
    """No file of the program is longer than a reader follows in one sitting."""
    sizes = {path: len((SERVICE / path).read_text("utf-8").splitlines()) for path, _ in modules()}
    assert {} == {path: lines for path, lines in sizes.items() if lines > MOST_LINES_OF_A_FILE}


def test_functions_do_one_thing() -> None:
    """No function of the program is longer than a screen."""
    assert [] == offences(long_functions)


def test_words_are_those_of_the_law() -> None:
    """No name in the program is a synonym of a word that the law has."""
    assert [] == offences(banned_names)


def test_modules_are_named_in_words_of_the_law() -> None:
    """No module or folder of the program is named with a synonym of a word that the law has."""
    names = {part for path, _ in modules() for part in path.with_suffix("").parts}
    assert set() == {name for name in names if any(word in name.lower() for word in BANNED_WORDS)}
