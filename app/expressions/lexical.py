"""Which names an expression binds itself, and which it takes from the variables: known when it is compiled."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.expressions.limits import Run

Locals = Mapping[str, object]
Code = Callable[[Run, Locals], object]


@dataclass(frozen=True, slots=True)
class Found:
    """What compiling found: free names, dotted paths from them, and names that may instead be parts of list items."""

    names: set[str] = field(default_factory=set)
    paths: set[str] = field(default_factory=set)
    possible: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Lexical:
    """The frames around a node, innermost last: a set of bound names, or the key of a filtered item."""

    found: Found
    frames: tuple[frozenset[str] | str, ...] = ()

    def binding(self, *names: str) -> "Lexical":
        """Inside a part where the names are bound."""
        return Lexical(self.found, (*self.frames, frozenset(names)))

    def filtering(self) -> "tuple[Lexical, str]":
        """Inside a filter's condition, and the key of its item among the locals: the item's entries are names there.

        An entry named `item` comes before the item itself (DMN 1.3, table 54).
        """
        key = f"[{len(self.frames)}]"
        return Lexical(self.found, (*self.frames, frozenset({"item"}), key)), key

    def binds(self, name: str) -> bool:
        """Whether an expression around binds the name for certain."""
        return any(name in frame for frame in self.frames if isinstance(frame, frozenset))

    def items(self, name: str) -> tuple[str, ...]:
        """The keys of the filtered items, innermost first, that may hold the name before what binds it."""
        keys: list[str] = []
        for frame in reversed(self.frames):
            if isinstance(frame, str):
                keys.append(frame)
            elif name in frame:
                break
        return tuple(keys)

    def record(self, name: str, path: str = "") -> None:
        """Note that the expression reads a name, and maybe a dotted path that begins with it."""
        if self.binds(name) or name == "?":
            return
        if self.items(name):
            self.found.possible.add(name)
            return
        self.found.names.add(name)
        if path:
            self.found.paths.add(path)
