"""The one syntax tree of FEEL and JUEL. Every node knows where in the text it begins, and its children."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Node:
    """A part of an expression; `at` is the index in the text where it begins."""

    at: int

    def children(self) -> "tuple[Node, ...]":
        """The parts directly below, in order of the text."""
        return ()


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A value written out."""

    value: object


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A variable, or a name bound by an expression around it. Null if there is none (FEEL)."""

    name: str


@dataclass(frozen=True, slots=True)
class RequiredName(Node):
    """A variable that must exist (JUEL)."""

    name: str


@dataclass(frozen=True, slots=True)
class Path(Node):
    """`base.name`: an entry of a context, or a property of a date, a duration or a range."""

    base: Node
    name: str

    def children(self) -> tuple[Node, ...]:
        return (self.base,)


@dataclass(frozen=True, slots=True)
class Index(Node):
    """JUEL's `base[key]`: a place in a list counted from 0, or an entry of a context."""

    base: Node
    key: Node

    def children(self) -> tuple[Node, ...]:
        return (self.base, self.key)


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """FEEL's `base[condition]`: the items for which it holds, or the item at a place counted from 1."""

    base: Node
    condition: Node

    def children(self) -> tuple[Node, ...]:
        return (self.base, self.condition)


@dataclass(frozen=True, slots=True)
class ListOf(Node):
    """`[a, b]`."""

    items: tuple[Node, ...]

    def children(self) -> tuple[Node, ...]:
        return self.items


@dataclass(frozen=True, slots=True)
class ContextOf(Node):
    """`{a: 1, b: a + 1}`: an entry sees those before it."""

    keys: tuple[str, ...]
    values: tuple[Node, ...]

    def children(self) -> tuple[Node, ...]:
        return self.values


@dataclass(frozen=True, slots=True)
class RangeOf(Node):
    """`[start..end)`, or `> 5` where a test is expected: an end that is absent is open without limit."""

    start: Node | None
    end: Node | None
    start_included: bool
    end_included: bool

    def children(self) -> tuple[Node, ...]:
        return tuple(node for node in (self.start, self.end) if node is not None)


@dataclass(frozen=True, slots=True)
class Unary(Node):
    """One operand: FEEL's `-`; JUEL's `juel -`, `juel not`, `juel empty`."""

    operator: str
    operand: Node

    def children(self) -> tuple[Node, ...]:
        return (self.operand,)


@dataclass(frozen=True, slots=True)
class Binary(Node):
    """Two operands, both evaluated; JUEL's operators are named `juel +` and so on, since they treat null otherwise."""

    operator: str
    left: Node
    right: Node

    def children(self) -> tuple[Node, ...]:
        return (self.left, self.right)


@dataclass(frozen=True, slots=True)
class Logic(Node):
    """`and`, `or`, `juel and`, `juel or` over two or more operands; stops as soon as the answer is certain."""

    operator: str
    operands: tuple[Node, ...]

    def children(self) -> tuple[Node, ...]:
        return self.operands


@dataclass(frozen=True, slots=True)
class Choice(Node):
    """`if` (FEEL: anything but true takes the other branch) or `?` (JUEL: the condition must be a boolean or null)."""

    operator: str
    condition: Node
    then: Node
    otherwise: Node

    def children(self) -> tuple[Node, ...]:
        return (self.condition, self.then, self.otherwise)


@dataclass(frozen=True, slots=True)
class Between(Node):
    """`value between low and high`, both included."""

    value: Node
    low: Node
    high: Node

    def children(self) -> tuple[Node, ...]:
        return (self.value, self.low, self.high)


@dataclass(frozen=True, slots=True)
class Equals(Node):
    """The test `= operand`, or `!= operand` if not `wanted`; its left side stands before `in`."""

    wanted: bool
    operand: Node

    def children(self) -> tuple[Node, ...]:
        return (self.operand,)


@dataclass(frozen=True, slots=True)
class In(Node):
    """`value in test` or `value in (test, test)`: true if any test holds. A test is a value, list, range, `Equals`."""

    value: Node
    tests: tuple[Node, ...]

    def children(self) -> tuple[Node, ...]:
        return (self.value, *self.tests)


@dataclass(frozen=True, slots=True)
class Type:
    """FEEL's type, such as `list<number>`: its name, what stands within <>; `names` are a context's entries."""

    name: str
    parts: "tuple[Type, ...]" = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    """`value instance of type`."""

    value: Node
    type: Type

    def children(self) -> tuple[Node, ...]:
        return (self.value,)


@dataclass(frozen=True, slots=True)
class Cell(Node):
    """A value in a decision table's cell: the input is it, is in it, or it is a condition of its own that holds."""

    input: Node
    value: Node

    def children(self) -> tuple[Node, ...]:
        return (self.input, self.value)


@dataclass(frozen=True, slots=True)
class For(Node):
    """`for name in source, … return body`; `body` also sees `partial`, the results so far."""

    names: tuple[str, ...]
    sources: tuple[Node, ...]
    body: Node

    def children(self) -> tuple[Node, ...]:
        return (*self.sources, self.body)


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """`some` or `every` name in source, … `satisfies` body."""

    operator: str
    names: tuple[str, ...]
    sources: tuple[Node, ...]
    body: Node

    def children(self) -> tuple[Node, ...]:
        return (*self.sources, self.body)


@dataclass(frozen=True, slots=True)
class FunctionOf(Node):
    """`function(a, b: number) body`; a parameter without a type takes any value."""

    parameters: tuple[str, ...]
    types: tuple[Type | None, ...]
    body: Node

    def children(self) -> tuple[Node, ...]:
        return (self.body,)


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A function called by name. `keywords` names the arguments, or is empty when they go by place."""

    function: str
    arguments: tuple[Node, ...]
    keywords: tuple[str, ...]

    def children(self) -> tuple[Node, ...]:
        return self.arguments


@dataclass(frozen=True, slots=True)
class Invoke(Node):
    """A function value called, such as an entry of a context; `keywords` as in a `Call`."""

    callee: Node
    arguments: tuple[Node, ...]
    keywords: tuple[str, ...]

    def children(self) -> tuple[Node, ...]:
        return (self.callee, *self.arguments)


@dataclass(frozen=True, slots=True)
class Template(Node):
    """Text with expressions in it: the parts as strings, one after the other."""

    parts: tuple[Node, ...]

    def children(self) -> tuple[Node, ...]:
        return self.parts
