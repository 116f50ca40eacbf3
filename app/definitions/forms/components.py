"""The parts of a component: its checks, its answers, its texts, read from form-js and checked on the way."""

from app.definitions.forms import rules
from app.definitions.forms.coercion import Problem, from_json
from app.definitions.forms.controls import CONTROLS
from app.definitions.forms.feel import is_expression
from app.definitions.forms.model import (
    CHOICES,
    FIELDS,
    Checks,
    Component,
    Kind,
    Option,
    Options,
)
from app.definitions.forms.parts import Part
from app.definitions.forms.patterns import BadPatternError, compiled
from app.definitions.forms.resolution import unresolved
from app.definitions.variables import is_name
from app.values import Value

_SUBTYPES = ("date", "time", "datetime")
_TIME_FORMATS = ("utc_offset", "utc_normalized", "no_timezone")
_LOCAL_IMAGE = ("data:image/", "=")


def check_keys(part: Part, kind: Kind) -> None:
    """Report every key that the component should not have."""
    for key in part.raw:
        if key not in rules.KEYS[kind]:
            part.report(rules.UNKNOWN_PROPERTY, property=str(key)[:80])
    for key in part.inner("validate").raw:
        if key not in rules.VALIDATE.get(kind, rules.VALIDATE_OTHERS):
            part.report(rules.UNKNOWN_PROPERTY, property=f"validate.{str(key)[:80]}")
    for key in part.inner("conditional").raw:
        if key != "hide":
            part.report(rules.UNKNOWN_PROPERTY, property=f"conditional.{str(key)[:80]}")


def component_of(part: Part, kind: Kind, path: tuple[str, ...], inner: tuple[Component, ...]) -> Component:
    """The component with everything that it says."""
    properties = _properties(part)
    disabled = part.flag("disabled")
    readonly = part.flag_or_expression("readonly")
    component = Component(
        kind=kind,
        id=part.text("id"),
        path=path,
        label=part.template("label") or part.template("dateLabel") or part.template("timeLabel"),
        description=part.template("description"),
        hide=part.inner("conditional").expression("hide"),
        readonly=True if disabled else readonly,
        default=_plain(part.raw.get("defaultValue")),
        checks=_checks(part, kind, properties),
        options=_options(part) if kind in CHOICES else None,
        components=inner,
        subtype=_one_of(part, "subtype", _SUBTYPES, "date"),
        time_format=_one_of(part, "timeSerializingFormat", _TIME_FORMATS, "no_timezone"),
        as_text=part.flag("serializeToString"),
        content=part.template("text") or part.template("content"),
        source=_source(part, kind),
        properties=properties,
        settings={key: part.raw[key] for key in rules.SETTINGS if key in part.raw},
    )
    if kind in FIELDS and not component.label:
        part.report(rules.NO_LABEL)
    return component


def _properties(part: Part) -> dict[str, str]:
    found = part.inner("properties").raw
    return {str(key): value for key, value in found.items() if isinstance(value, str)}


def _plain(value: object) -> Value:
    """JSON as it came; json.loads gives nothing else."""
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value if isinstance(value, str | bool | int | float) else None


def _one_of(part: Part, key: str, allowed: tuple[str, ...], missing: str) -> str:
    value = part.text(key) or missing
    if value not in allowed:
        part.report(rules.BAD_VALUE, property=key, expected=" eller ".join(allowed))
        return missing
    return value


def _checks(part: Part, kind: Kind, properties: dict[str, str]) -> Checks:
    validate = part.inner("validate")
    checks = Checks(
        required=validate.flag("required"),
        min_length=validate.length("minLength"),
        max_length=validate.length("maxLength"),
        minimum=validate.number("min"),
        maximum=validate.number("max"),
        decimals=part.whole("decimalDigits"),
        pattern=_pattern(part, validate.text("pattern")),
        kind=_one_of(validate, "validationType", ("", "custom", "email", "phone"), "") or None,
        controls=_controls(part, kind, properties),
        no_past=part.flag("disallowPassedDates"),
        sentence_missing=properties.get("saknas", ""),
        sentence_wrong=properties.get("fel", ""),
    )
    for low, high in ((checks.min_length, checks.max_length), (checks.minimum, checks.maximum)):
        if isinstance(low, int | float) and isinstance(high, int | float) and low > high:
            part.report(rules.BAD_BOUNDS)
    return checks


def _pattern(part: Part, text: str) -> str | None:
    if not text:
        return None
    try:
        compiled(text)
    except BadPatternError as wrong:
        part.report(rules.BAD_PATTERN, reason=str(wrong))
        return None
    return text


def _controls(part: Part, kind: Kind, properties: dict[str, str]) -> tuple[str, ...]:
    names = tuple(properties.get("kontroll", "").split())
    for name in names:
        if name not in CONTROLS or kind not in CONTROLS[name].kinds:
            known = ", ".join(sorted(CONTROLS))
            part.report(rules.UNKNOWN_CONTROL, control=name, known=known)
    return tuple(name for name in names if name in CONTROLS)


def _options(part: Part) -> Options:
    key, expression = part.text("valuesKey").strip(), part.expression("valuesExpression")
    if key and not all(is_name(each) for each in key.split(".")):
        part.report(rules.BAD_KEY, key=key)
    static = _static_options(part)
    if not key and not static and not part.raw.get("valuesExpression"):
        part.report(rules.NO_OPTIONS)
    return Options(static, key or None, expression)


def _static_options(part: Part) -> tuple[Option, ...]:
    listed = part.raw.get("values") or []
    if not isinstance(listed, list):
        part.report(rules.BAD_VALUE, property="values", expected="en lista")
        return ()
    found: dict[str, Option] = {}
    for each in listed:
        option = _option(each)
        if option is None:
            part.report(rules.BAD_VALUE, property="values", expected="svar med label och value")
        elif str(option.value) in found:
            part.report(rules.DUPLICATE_OPTION, value=str(option.value)[:80])
        else:
            found[str(option.value)] = option
    return tuple(found.values())


def _option(raw: object) -> Option | None:
    if not isinstance(raw, dict):
        return None
    value, label = raw.get("value"), raw.get("label")
    if not isinstance(value, str | bool | int | float) or value == "":
        return None
    return Option(value, label if isinstance(label, str) and label else str(value))


def _source(part: Part, kind: Kind) -> str:
    if kind is Kind.IMAGE:
        source = part.text("source")
        if source and not source.lstrip().lower().startswith(_LOCAL_IMAGE):
            part.report(rules.REMOTE_IMAGE)
            return ""
        return (part.expression("source") or "") if is_expression(source) else source
    if kind is Kind.EXPRESSION:
        if not part.text("expression"):
            part.report(rules.BAD_VALUE, property="expression", expected="ett FEEL-uttryck som börjar med =")
        return part.expression("expression") or ""
    if kind is Kind.TABLE:
        if is_expression(part.raw.get("columnsExpression")):
            part.expression("columnsExpression")
        source = part.text("dataSource").strip()
        if not is_expression(source):
            source = f"={source}" if source else ""
        return source if not source or part.parses("dataSource", source) else ""
    return ""


def check_default(part: Part, component: Component) -> None:
    """Report a default value that the field itself would refuse."""
    if component.default is None or component.kind not in FIELDS:
        return
    if component.options is not None and not component.options.static:
        return  # answers that only a running case has
    outcome = from_json(unresolved(component), component.default)
    if isinstance(outcome, Problem):
        part.report(rules.BAD_DEFAULT, reason=outcome.sentence)
