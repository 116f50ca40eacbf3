"""What a form-js schema may break: the rules of forms, and which keys each kind of component may have."""

from app.definitions.catalogue import error, warning
from app.definitions.forms.model import Kind

TOO_LARGE = error(
    "form-too-large",
    "Formuläret är för stort: {size} byte, högst {limit} är tillåtet.",
    "The form is too large: {size} bytes, at most {limit} are allowed.",
)
NOT_JSON = error(
    "form-not-json",
    "Formuläret är inte giltig JSON: fel på rad {line}, tecken {column}.",
    "The form is not valid JSON: {original}.",
    "Öppna formuläret i ett ritverktyg och spara det på nytt.",
)
NOT_A_FORM = error(
    "form-not-a-form",
    "Filen är inte ett formulär: den saknar listan components.",
    "The file is not a form-js form: it has no list of components.",
    "Ladda upp en fil som sparats som formulär (.form).",
)
MISSING_ID = error(
    "form-missing-id",
    "Formuläret saknar id.",
    "The form has no id.",
    "Ge formuläret det id som uppgifterna hänvisar till.",
)
UNKNOWN_TYPE = error(
    "form-unknown-type",
    "Fältet ”{element}” är av slaget ”{type}”, som inte stöds.",
    "The field {element} is of the type {type}, which is not supported.",
    "Byt ut fältet mot ett annat slag.",
)
UNKNOWN_PROPERTY = error(
    "form-unknown-property",
    "Fältet ”{element}” har inställningen ”{property}”, som inte stöds.",
    "The field {element} has the property {property}, which is not supported.",
    "Ta bort inställningen.",
)
BAD_VALUE = error(
    "form-bad-value",
    "Fältet ”{element}” har ett värde som inte går att använda för ”{property}”; det ska vara {expected}.",
    "The field {element} has a value that cannot be used for {property}.",
)
MISSING_KEY = error(
    "form-missing-key",
    "Fältet ”{element}” saknar nyckel (key).",
    "The field {element} has no key.",
    "Ge fältet en nyckel: det är namnet på variabeln som svaret sparas i.",
)
BAD_KEY = error(
    "form-bad-key",
    "Fältet ”{element}” har nyckeln ”{key}”, som inte går att använda.",
    "The field {element} has the key {key}, which cannot be used.",
    "Använd bokstäver, siffror och understreck, och börja med en bokstav.",
)
DUPLICATE_KEY = error(
    "form-duplicate-key",
    "Nyckeln ”{key}” används av flera fält.",
    "The key {key} is used by more than one field.",
    "Ge varje fält en egen nyckel.",
)
BAD_PATTERN = error(
    "form-bad-pattern",
    "Fältet ”{element}” har ett mönster (pattern) som inte går att använda: {reason}.",
    "The field {element} has a pattern that cannot be used: {reason}.",
)
BAD_EXPRESSION = error(
    "form-bad-expression",
    "Fältet ”{element}” har ett uttryck i ”{property}” som inte går att tolka: {reason}",
    "The field {element} has an expression in {property} that does not parse: {reason}",
    "Uttryck skrivs i FEEL och börjar med =.",
)
NO_OPTIONS = error(
    "form-no-options",
    "Fältet ”{element}” har inga svar att välja bland.",
    "The field {element} has nothing to choose from.",
    "Skriv in svaren, eller ange en variabel eller ett uttryck som ger dem.",
)
DUPLICATE_OPTION = error(
    "form-duplicate-option",
    "Fältet ”{element}” har svaret ”{value}” flera gånger.",
    "The field {element} has the answer {value} more than once.",
    "Ge varje svar ett eget värde.",
)
BAD_BOUNDS = error(
    "form-bad-bounds",
    "Fältet ”{element}” har en undre gräns som är högre än den övre.",
    "The lower bound of the field {element} is above the upper.",
)
BAD_DEFAULT = error(
    "form-bad-default",
    "Fältet ”{element}” har ett förvalt värde som fältet inte godtar: {reason}",
    "The default value of the field {element} is not valid for it: {reason}",
)
UNKNOWN_CONTROL = error(
    "form-unknown-control",
    "Fältet ”{element}” har kontrollen ”{control}”, som inte finns.",
    "The field {element} asks for the check {control}, which does not exist.",
    "Kontroller som finns: {known}.",
)
BAD_TEMPLATE = error(
    "form-bad-template",
    "”{element}” har en mall i texten som inte stöds: {text}",
    "{element} has a template in its text that is not supported: {text}",
    "Använd {{{{uttryck}}}} eller en text som börjar med =.",
)
REMOTE_IMAGE = error(
    "form-remote-image",
    "Bilden ”{element}” hämtas från en annan webbplats, och det är inte tillåtet.",
    "The image {element} is loaded from another site, which is not allowed.",
    "Lägg in bilden i formuläret (data:).",
)
TOO_MANY = error(
    "form-too-many-fields",
    "Formuläret har för många fält eller för många nivåer; högst {limit} fält i {depth} nivåer är tillåtet.",
    "The form has too many fields or levels; at most {limit} in {depth} levels are allowed.",
)
NO_LABEL = warning(
    "form-no-label",
    "Fältet ”{element}” saknar rubrik.",
    "The field {element} has no label.",
    "Ge fältet en rubrik, så att alla vet vad som ska stå där.",
)

_COMMON = frozenset({"type", "id", "layout", "conditional", "properties"})
_FIELD = _COMMON | {"key", "label", "description", "validate", "readonly", "disabled", "defaultValue"}
_CHOICE = _FIELD | {"values", "valuesKey", "valuesExpression"}
_BOX = _COMMON | {"label", "path", "components", "showOutline", "verticalAlignment"}

KEYS: dict[Kind, frozenset[str]] = {
    Kind.TEXTFIELD: _FIELD | {"appearance"},
    Kind.TEXTAREA: _FIELD,
    Kind.NUMBER: _FIELD | {"decimalDigits", "increment", "serializeToString", "appearance"},
    Kind.DATETIME: _FIELD
    | {"subtype", "dateLabel", "timeLabel", "use24h", "disallowPassedDates", "timeInterval", "timeSerializingFormat"},
    Kind.CHECKBOX: _FIELD,
    Kind.RADIO: _CHOICE,
    Kind.SELECT: _CHOICE | {"searchable"},
    Kind.CHECKLIST: _CHOICE,
    Kind.TAGLIST: _CHOICE,
    Kind.GROUP: _BOX,
    Kind.DYNAMIC_LIST: _BOX
    | {"isRepeating", "allowAddRemove", "defaultRepetitions", "disableCollapse", "nonCollapsedItems"},
    Kind.TABLE: _COMMON | {"label", "dataSource", "columns", "columnsExpression", "rowCount"},
    Kind.TEXT: _COMMON | {"text"},
    Kind.HTML: _COMMON | {"content"},
    Kind.IMAGE: _COMMON | {"source", "alt"},
    Kind.SEPARATOR: _COMMON,
    Kind.SPACER: _COMMON | {"height"},
    Kind.BUTTON: _COMMON | {"label", "action", "key"},
    Kind.EXPRESSION: _COMMON | {"key", "expression", "computeOn"},
}

_TEXT_CHECKS = frozenset({"required", "minLength", "maxLength", "pattern", "validationType"})
VALIDATE: dict[Kind, frozenset[str]] = {
    Kind.TEXTFIELD: _TEXT_CHECKS,
    Kind.TEXTAREA: _TEXT_CHECKS,
    Kind.NUMBER: frozenset({"required", "min", "max"}),
}
VALIDATE_OTHERS = frozenset({"required"})

SETTINGS = frozenset(
    {
        "action",
        "allowAddRemove",
        "alt",
        "appearance",
        "columns",
        "columnsExpression",
        "computeOn",
        "dateLabel",
        "defaultRepetitions",
        "disableCollapse",
        "height",
        "increment",
        "isRepeating",
        "layout",
        "nonCollapsedItems",
        "rowCount",
        "searchable",
        "showOutline",
        "timeInterval",
        "timeLabel",
        "use24h",
        "verticalAlignment",
    }
)
"""Keys that are kept as they stand for those who render."""
