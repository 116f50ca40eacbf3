"""Settings from the environment, prefix STEGVIS_: read at the start, checked, explained in docs/installningar.md."""

import contextlib
import os
import secrets
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.errors import SettingError

PREFIX = "STEGVIS_"
HANDLER_PREFIX = "STEGVIS_HANDLER_"
_MINIMUM_SECRET = 32

Port = Annotated[int, Field(ge=0, le=65535)]
Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]
Length = Annotated[str, Field(pattern=r"^P([0-9]{1,4}D|([0-9]{1,4}D)?T[0-9]{1,6}[HMS])$")]
_LENGTH = "en ISO 8601-längd i dygn, timmar, minuter eller sekunder, som P7D eller PT12H"


def _networks(text: str) -> str:
    for part in filter(None, text.split(",")):
        ip_network(part.strip())
    return text


class Settings(BaseSettings):
    """All settings. `description` says what one is for, `must` what a value has to be; both are read by people."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore", env_ignore_empty=True)

    data: Path = Field(
        default=Path("data"),
        description="Katalog för databas, hemlig nyckel och annat som ska finnas kvar.",
        json_schema_extra={"must": "en katalog som går att skapa och skriva i"},
    )
    database_url: str = Field(
        default="",
        pattern=r"^($|sqlite(\+\w+)?://|postgresql(\+\w+)?://)",
        description="Databasens adress som SQLAlchemy skriver den. Tom: SQLite-filen `stegvis.db` i datakatalogen.",
        json_schema_extra={"must": "en adress som börjar med sqlite:// eller postgresql://"},
    )
    secret_key: SecretStr | None = Field(
        default=None,
        min_length=_MINIMUM_SECRET,
        description="Nyckel som sessioner skrivs under med. Utan den skapas en och sparas i datakatalogen.",
        json_schema_extra={"must": f"en slumpad text om minst {_MINIMUM_SECRET} tecken"},
    )
    host: str = Field(
        default="127.0.0.1",
        min_length=1,
        description="Adress att lyssna på. `0.0.0.0` betyder alla, vilket bara hör hemma bakom en omvänd proxy.",
        json_schema_extra={"must": "ett värdnamn eller en IP-adress"},
    )
    port: Port = Field(
        default=8000,
        description="Port att lyssna på. 0 betyder en ledig port.",
        json_schema_extra={"must": "ett heltal mellan 0 och 65535"},
    )
    threads: int = Field(
        default=8,
        ge=2,
        le=64,
        description="Trådar som svarar på anrop.",
        json_schema_extra={"must": "ett heltal mellan 2 och 64"},
    )
    proxy: str = Field(
        default="",
        description="Adressen som en omvänd proxy anropar från, till exempel `127.0.0.1`. "
        "Bara den får säga vem som frågar.",
        json_schema_extra={"must": "en IP-adress"},
    )
    https: bool = Field(
        default=False,
        description="Om tjänsten nås med https: då skickas kakor bara krypterat.",
        json_schema_extra={"must": "true eller false"},
    )
    kommun: str = Field(
        default="Exempelkommunen",
        min_length=1,
        max_length=80,
        description="Kommunens namn, som det står överst på sidorna och i brev.",
        json_schema_extra={"must": "en text om högst 80 tecken"},
    )
    colour: Colour = Field(
        default="#00566e",
        description="Kommunens färg i sidhuvudet. Vit text ska gå att läsa på den.",
        json_schema_extra={"must": "en färg skriven som #rrggbb"},
    )
    session_minutes: int = Field(
        default=60,
        ge=5,
        le=720,
        description="Minuter utan aktivitet innan en inloggning upphör.",
        json_schema_extra={"must": "ett heltal mellan 5 och 720"},
    )
    broker_url: str = Field(
        default="",
        pattern=r"^($|rediss?://|amqps?://|sentinel://)",
        description="Adress till Redis eller RabbitMQ. Med den körs jobben av Celery (`./run worker`), utan den här.",
        json_schema_extra={"must": "en adress som börjar med redis://, rediss://, sentinel://, amqp:// eller amqps://"},
    )
    worker_threads: int | None = Field(
        default=None,
        ge=0,
        le=32,
        description="Trådar som kör jobb i samma process som webbplatsen. Utan värde: 2, eller 0 när "
        "`STEGVIS_BROKER_URL` är satt. 0 betyder att jobben körs någon annanstans.",
        json_schema_extra={"must": "ett heltal mellan 0 och 32"},
    )
    worker_claim: int = Field(
        default=4,
        ge=1,
        le=64,
        description="Jobb som en tråd tar åt gången.",
        json_schema_extra={"must": "ett heltal mellan 1 och 64"},
    )
    worker_lease_seconds: int = Field(
        default=60,
        ge=2,
        le=3600,
        description="Sekunder som ett taget jobb är reserverat. Ett jobb som tar längre tid förlänger själv sin tid.",
        json_schema_extra={"must": "ett heltal mellan 2 och 3600"},
    )
    worker_poll_seconds: float = Field(
        default=1.0,
        ge=0.05,
        le=60,
        description="Sekunder mellan svep efter jobb som förfallit. Nya jobb väcker trådarna direkt.",
        json_schema_extra={"must": "ett tal mellan 0.05 och 60"},
    )
    worker_timeout_seconds: int = Field(
        default=300,
        ge=1,
        le=86400,
        description="Sekunder som ett försök får ta, när hanteraren inte säger annat. Sedan räknas det som misslyckat.",
        json_schema_extra={"must": "ett heltal mellan 1 och 86400"},
    )
    retries: str = Field(
        default="PT5M,PT15M",
        pattern=r"^(R\d{1,4}/)?P[0-9A-Z.,]+$",
        description="När ett jobb som misslyckats försöks igen, om diagrammet inte säger det: väntan efter första "
        "felet, andra, … eller `R3/PT5M` för tre försök med fem minuter emellan.",
        json_schema_extra={
            "must": "ISO 8601-längder med komma emellan, som PT5M,PT15M, eller en upprepning som R3/PT5M"
        },
    )
    message_buffer: Length = Field(
        default="PT0S",
        description="Hur länge ett meddelande utifrån som ingen väntar på ännu sparas, till exempel `P7D`. `PT0S`: "
        "det nekas, som i Camunda.",
        json_schema_extra={"must": _LENGTH},
    )
    message_memory: Length = Field(
        default="P30D",
        description="Hur länge ett meddelande med avsändarens id (`Idempotency-Key`) känns igen, så att det inte får "
        "verkan två gånger.",
        json_schema_extra={"must": _LENGTH},
    )
    webhook_memory: Length = Field(
        default="P30D",
        description="Hur länge det som en webhook inte kunde få veta sparas, så att det kan skickas igen.",
        json_schema_extra={"must": _LENGTH},
    )
    webhook_networks: Annotated[str, AfterValidator(_networks)] = Field(
        default="",
        description="Privata nät som webhooks får skickas till, och dit även utan https: till exempel "
        "`10.20.0.0/16,192.0.2.7`. Tom: bara till adresser på internet.",
        json_schema_extra={"must": "IP-adresser eller nät med komma emellan, som 10.20.0.0/16,192.0.2.7"},
    )
    webhook_timeout_seconds: float = Field(
        default=10,
        ge=1,
        le=30,
        description="Sekunder som mottagaren av en webhook har på sig att svara.",
        json_schema_extra={"must": "ett tal mellan 1 och 30"},
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info",
        description="Hur mycket som loggas.",
        json_schema_extra={"must": "debug, info, warning eller error"},
    )

    @property
    def embedded_threads(self) -> int:
        """How many threads of a server's own process run jobs."""
        if self.worker_threads is None:
            return 0 if self.broker_url else 2
        return self.worker_threads

    @property
    def database(self) -> str:
        """The database's address; a SQLite file in the data directory when none is set."""
        return self.database_url or f"sqlite:///{(self.data / 'stegvis.db').absolute()}"


def load_settings(**overrides: object) -> Settings:
    """Settings of the environment; `overrides` (of the command line) win, None means not given.

    Raises:
        SettingError: a value is wrong; the sentence names the variable and says what it has to be.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings.model_validate(given)  # its __init__ reads the environment for what is not given
    except ValidationError as error:
        raise _explained(error) from None


def _explained(error: ValidationError) -> SettingError:
    """The first fault as a sentence. A secret's value is never repeated, nor an address that may hold a password."""
    first = error.errors(include_url=False)[0]
    name = str(first["loc"][0])
    must = _note(name, "must")
    shown = "" if name in ("secret_key", "broker_url") else f"”{first['input']}” duger inte. "
    return SettingError(name=f"{PREFIX}{name.upper()}", reason=f"{shown}Det ska vara {must}.")


def _note(name: str, note: str) -> str:
    extra = Settings.model_fields[name].json_schema_extra
    return str(extra.get(note, "")) if isinstance(extra, dict) else ""


def handler_settings() -> dict[str, str]:
    """What handlers see as `job.settings`: variables STEGVIS_HANDLER_… without the prefix, in lower case."""
    found = {key: value for key, value in os.environ.items() if key.startswith(HANDLER_PREFIX)}
    return {key.removeprefix(HANDLER_PREFIX).lower(): value for key, value in found.items()}


def prepare_data(settings: Settings) -> None:
    """Make the data directory, readable by its owner only.

    Raises:
        SettingError: it cannot be made or written.
    """
    try:
        settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise SettingError(
            name=f"{PREFIX}DATA", reason=f"”{settings.data}” går inte att skapa ({error.strerror})."
        ) from None
    if not os.access(settings.data, os.W_OK | os.X_OK):
        raise SettingError(name=f"{PREFIX}DATA", reason=f"”{settings.data}” går inte att skriva i.")


def secret_key(settings: Settings) -> str:
    """The key that signs sessions: the setting, else one made once and kept in the data directory."""
    if settings.secret_key is not None:
        return settings.secret_key.get_secret_value()
    path = settings.data / "secret_key"
    if not path.exists():
        _make_secret(path)
    key = path.read_text(encoding="ascii", errors="replace").strip()
    if len(key) < _MINIMUM_SECRET:
        raise SettingError(name=f"{PREFIX}SECRET_KEY", reason=f"filen ”{path}” är skadad; ta bort den så skapas en ny.")
    return key


def _make_secret(path: Path) -> None:
    """Write a whole new key in one move: of two processes that start at the same moment, the first one's key stands."""
    handle, name = tempfile.mkstemp(dir=path.parent)  # made readable by its owner only
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
    with contextlib.suppress(FileExistsError):
        os.link(name, path)
    os.unlink(name)


@dataclass(frozen=True, slots=True)
class Explanation:
    """One row of the settings table. `default` is what counts when the variable is not set."""

    variable: str
    default: str
    must: str
    description: str


def explanations() -> Iterator[Explanation]:
    """All settings in order, for the documentation and the administration page."""
    for name, field in Settings.model_fields.items():
        default = "" if field.default is None else str(field.default)
        yield Explanation(f"{PREFIX}{name.upper()}", default, _note(name, "must"), field.description or "")


def table() -> str:
    """docs/installningar.md's table, in Markdown."""
    head = ["| variabel | utan den | ska vara | vad den styr |", "|---|---|---|---|"]
    rows = [f"| `{row.variable}` | {_code(row.default)} | {row.must} | {row.description} |" for row in explanations()]
    return "\n".join(head + rows)


def _code(text: str) -> str:
    return f"`{text}`" if text else "–"
