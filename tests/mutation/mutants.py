"""Mutants: a module with one small fault each, made by the operators of mutmut from its syntax tree.

mutmut itself is not run: it starts pytest anew for every mutant (some seconds each), and leaves out what stands outside
of functions or is decorated: here the declarations of all rules, their tables, and the properties of every struct.
"""

from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

import libcst as cst
import msgspec
from libcst import matchers
from mutmut.mutation.mutators import mutation_operators, operator_assignment

ROOT = Path(__file__).parents[2]

# Words for readers: no test asserts a message letter by letter, and `test_pages.py` holds what a page says of a rule.
WORDING = frozenset({"message", "remedy", "title", "severities"})
_LEFT_OUT = (
    matchers.Annotation()
    | matchers.Decorator()
    | matchers.ImportFrom()
    | matchers.FormattedString()
    | matchers.ConcatenatedString()
    | matchers.Expr(value=matchers.SimpleString())
    | matchers.Arg(keyword=matchers.OneOf(*(matchers.Name(word) for word in sorted(WORDING))))
    | matchers.Arg(keyword=matchers.Name("frozen") | matchers.Name("kw_only"))
    | matchers.Subscript(value=matchers.Name("Literal"))
    | matchers.Call(func=matchers.OneOf(*map(matchers.Name, ("TypeVar", "isinstance", "len"))))
)
_WITH_NONE = matchers.Call(
    args=[matchers.ZeroOrMore(), matchers.Arg(value=matchers.Name("None")), matchers.ZeroOrMore()]
)


class Mutant(msgspec.Struct, frozen=True, kw_only=True):
    """The module with a fault: its dotted name, the lines that differ, and its whole source."""

    module: str
    before: str
    after: str
    source: str


def mutants_of(path: Path) -> Iterator[Mutant]:
    """Yield the mutants of a source file, in the order of its lines."""
    original = path.read_text("utf-8")
    # The wrapper gives every node an identity of its own: libcst shares those that look alike.
    tree = cst.MetadataWrapper(cst.parse_module(original)).module
    module = ".".join(path.resolve().relative_to(ROOT).with_suffix("").parts)
    begins = sum(len(tree.code_for_node(line)) for line in tree.header)
    for statement in tree.body:
        text = tree.code_for_node(statement)
        ends = begins + len(text)
        for faulty in _faulty(tree, statement):
            if faulty != text:
                before, after = _differing(text.splitlines(), faulty.splitlines())
                source = original[:begins] + faulty + original[ends:]
                yield Mutant(module=module, before=before, after=after, source=source)
        begins = ends


def _faulty(tree: cst.Module, statement: cst.CSTNode) -> Iterator[str]:
    faults = _Faults()
    statement.visit(faults)
    for node, changed in faults.found:
        replaced = changed if node is statement else statement.deep_replace(node, changed)
        if isinstance(replaced, cst.CSTNode):
            yield tree.code_for_node(replaced)


class _Faults(cst.CSTVisitor):
    """Collects each node with what could wrongly stand in its place."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[cst.CSTNode, cst.CSTNode]] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if matchers.matches(node, _LEFT_OUT):
            return False
        self.found += [(node, changed) for changed in _changed(node)]
        return True


def _changed(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    if isinstance(node, cst.SimpleString):
        yield from _another_word(node)
        return
    if isinstance(node, cst.If | cst.CompIf):
        yield node.with_changes(test=_negated(node.test))
    for kind, operator in mutation_operators:
        if isinstance(node, kind) and operator is not operator_assignment:
            yield from (changed for changed in operator(node) if not _is_idle(node, changed))


def _another_word(node: cst.SimpleString) -> Iterator[cst.SimpleString]:
    """Yield another code word; a string with a blank in it is a sentence or a citation."""
    if " " not in node.value and not node.value.startswith(('"""', "'''")):
        quote = node.quote
        yield node.with_changes(value=f"{node.prefix}{quote}XX{node.raw_value}XX{quote}")


def _negated(test: cst.BaseExpression) -> cst.UnaryOperation:
    bracketed = test.with_changes(lpar=[cst.LeftParen(), *test.lpar], rpar=[*test.rpar, cst.RightParen()])
    return cst.UnaryOperation(operator=cst.Not(), expression=bracketed)


def _is_idle(node: cst.CSTNode, changed: cst.CSTNode) -> bool:
    """Tell whether a call only lacks words, or has None for an argument: the type checker refuses that."""
    if not isinstance(node, cst.Call) or not isinstance(changed, cst.Call):
        return False
    kept = set(map(id, changed.args))
    gone = [arg for arg in node.args if id(arg) not in kept]
    words = any(arg.keyword is not None and arg.keyword.value in WORDING for arg in gone)
    return words or (bool(gone) and len(changed.args) == len(node.args) and matchers.matches(changed, _WITH_NONE))


def _differing(original: list[str], mutated: list[str]) -> tuple[str, str]:
    """Return the lines that differ, each side as one line."""
    same = _alike(original, mutated)
    one, other = original[same:], mutated[same:]
    same = _alike(one[::-1], other[::-1])
    return _on_one_line(one[: len(one) - same]), _on_one_line(other[: len(other) - same])


def _alike(one: list[str], other: list[str]) -> int:
    """Return how many lines are the same before the first that differs."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _on_one_line(lines: list[str]) -> str:
    return " ".join(map(str.strip, lines))
