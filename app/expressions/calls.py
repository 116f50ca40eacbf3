"""Closures of functions: those that an expression defines, and the calls of these and of the built-in ones."""

from collections.abc import Sequence
from difflib import get_close_matches

from app.expressions.compiler import compiled, several, weight
from app.expressions.functions import ABSENT, BUILTINS, Builtin
from app.expressions.kinds import Function, is_context
from app.expressions.lexical import Code, Lexical, Locals
from app.expressions.limits import MAX_CALLS, Fault, Refusal, Run
from app.expressions.nodes import Call, FunctionOf, Invoke, Literal, Name, Node, Path
from app.expressions.types import fitted


@compiled.register
def _(node: FunctionOf, lexical: Lexical) -> Code:
    body = compiled(node.body, lexical.binding(*node.parameters))
    parameters, types, cost = node.parameters, node.types, weight(node.body)

    def function(run: Run, local: Locals) -> object:
        seen = dict(local)  # what it saw where it was made; a context goes on adding to its locals
        run.charge(cost + len(seen))

        def call(run: Run, arguments: Sequence[object]) -> object:
            if len(arguments) != len(parameters):
                return None
            run.charge(cost + len(seen) // 10)
            if run.calls >= MAX_CALLS:
                raise Fault("funktioner anropar varandra i för många led", "functions call each other too deeply")
            given = {
                name: argument if wanted is None else fitted(run, argument, wanted)
                for name, wanted, argument in zip(parameters, types, arguments, strict=True)
            }
            run.calls += 1
            try:
                return body(run, {**seen, **given})
            finally:
                run.calls -= 1

        return Function(parameters, call)

    return function


@compiled.register
def _(node: Invoke, lexical: Lexical) -> Code:
    return _invoked(compiled(node.callee, lexical), several(node.arguments, lexical), node.keywords)


def _invoked(callee: Code, codes: tuple[Code, ...], keywords: tuple[str, ...]) -> Code:
    def invoked(run: Run, local: Locals) -> object:
        function = callee(run, local)
        if not isinstance(function, Function):
            raise Fault("något som inte är en funktion anropas", "what is called is no function")
        arguments = [code(run, local) for code in codes]
        if keywords:
            if sorted(keywords) != sorted(function.parameters):
                return None
            named = dict(zip(keywords, arguments, strict=True))
            arguments = [named[parameter] for parameter in function.parameters]
        return function.call(run, arguments)

    return invoked


@compiled.register
def _(node: Call, lexical: Lexical) -> Code:
    if lexical.binds(node.function):
        callee = compiled(Name(node.at, node.function), lexical)
        return _invoked(callee, several(node.arguments, lexical), node.keywords)
    function = BUILTINS.get(node.function)
    if function is None:
        raise _unknown(node)
    if node.function == "is defined" and len(node.arguments) == 1 and isinstance(node.arguments[0], Name | Path):
        return _defined(node.arguments[0], lexical)
    codes = several(_in_order(node, function), lexical)
    if len(codes) == 1:
        only = codes[0]
        return lambda run, local: function(run, (only(run, local),))
    return lambda run, local: function(run, [code(run, local) for code in codes])


def _defined(node: Name | Path, lexical: Lexical) -> Code:
    """Whether a variable or entry exists, even as null."""
    value = compiled(node, lexical)
    if isinstance(node, Path):
        base, entry = compiled(node.base, lexical), node.name
        return lambda run, local: _has(base(run, local), entry) or value(run, local) is not None
    name = node.name
    return lambda run, local: name in local or name in run.scope or value(run, local) is not None


def _has(value: object, name: str) -> bool:
    return is_context(value) and name in value


def _in_order(node: Call, function: Builtin) -> tuple[Node, ...]:
    """The arguments in the order of the parameters; refuses a wrong number and unknown names."""
    arguments = _named(node, function) if node.keywords else node.arguments
    most = function.most
    if len(arguments) < function.least or (most is not None and len(arguments) > most):
        wanted = (
            str(most) if function.least == most else f"{function.least}–{most}" if most else f"minst {function.least}"
        )
        raise Refusal(
            node.at,
            f"{function.name}() tar {wanted} argument, inte {len(arguments)}",
            f"{function.name}() takes {wanted.replace('minst', 'at least')} arguments, not {len(arguments)}",
        )
    return arguments


def _named(node: Call, function: Builtin) -> tuple[Node, ...]:
    """Named arguments in order, as far as the last that is given; what is left out between them is ABSENT."""
    given: dict[int, Node] = {}
    for keyword, argument in zip(node.keywords, node.arguments, strict=True):
        place = function.place(keyword, given)
        if place is None:
            known = ", ".join(parameter.name for parameter in function.parameters)
            raise Refusal(
                argument.at,
                f"{function.name}() har inget argument ”{keyword}” här, utan {known}",
                f"{function.name}() has no argument {keyword} here, but {known}",
            )
        given[place] = argument
    for place, parameter in enumerate(function.parameters):
        if place not in given and not parameter.optional and not parameter.repeated:
            raise Refusal(
                node.at,
                f"{function.name}() saknar argumentet ”{parameter.name}”",
                f"{function.name}() lacks its argument {parameter.name}",
            )
    return tuple(given.get(place, Literal(node.at, ABSENT)) for place in range(max(given) + 1))


def _unknown(node: Call) -> Refusal:
    close = get_close_matches(node.function, [name for name in BUILTINS if not name.startswith("juel.")], 1)
    hint, english = (f"; menades {close[0]}()?", f"; did you mean {close[0]}()?") if close else ("", "")
    return Refusal(
        node.at, f"det finns ingen funktion {node.function}(){hint}", f"there is no function {node.function}(){english}"
    )
