"""The supplier over HTTP: JSON, an idempotency key with all that is sent, time-outs, and errors that can be read."""

from collections.abc import Mapping
from typing import Protocol
from urllib.parse import quote

import requests

from app.handler import JobError

_CONNECT_SECONDS = 3.05
_ANSWER_SECONDS = 15.0
_LONGEST_REASON = 300


class RefusedError(Exception):
    """The supplier answered and said no; the text is its reason, for people."""


class SupplierError(JobError):
    """The supplier could not be reached or did not do its part: worth another try. Holds no personal data."""


class Supplier(Protocol):
    """What handlers need of a supplier, whichever it is."""

    def order(self, content: Mapping[str, object], key: str) -> str:
        """Place an order; its number. The same key never orders twice. Raises RefusedError, SupplierError."""

    def pick_up(self, content: Mapping[str, object], key: str) -> str:
        """Order a pick-up; its number. Raises RefusedError, SupplierError."""

    def cancel(self, number: str, key: str) -> None:
        """Take an order back; doing it again changes nothing. Raises RefusedError, SupplierError."""


def supplier(settings: Mapping[str, str]) -> Supplier:
    """The supplier of the settings: `leverantor_url`, and `leverantor_nyckel` when it asks for a key.

    Raises:
        SupplierError: no supplier has been set.
    """
    address = settings.get("leverantor_url", "").rstrip("/")
    if not address:
        raise SupplierError("no supplier: STEGVIS_HANDLER_LEVERANTOR_URL is not set")
    return HttpSupplier(address, settings.get("leverantor_nyckel", ""))


class HttpSupplier:
    """A supplier that speaks JSON over HTTP. Retries are the job's: the same key comes again."""

    def __init__(self, address: str, token: str = "") -> None:
        self._address = address
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}

    def order(self, content: Mapping[str, object], key: str) -> str:
        """POST the order."""
        return self._number(self._post("api/bestallningar", content, key))

    def pick_up(self, content: Mapping[str, object], key: str) -> str:
        """POST the pick-up."""
        return self._number(self._post("api/hamtningar", content, key))

    def cancel(self, number: str, key: str) -> None:
        """POST the cancellation."""
        self._post(f"api/bestallningar/{quote(number, safe='')}/annullering", {}, key)

    def _post(self, path: str, content: Mapping[str, object], key: str) -> object:
        try:
            answer = requests.post(
                f"{self._address}/{path}",
                json=content,
                headers=self._headers | {"Idempotency-Key": key},
                timeout=(_CONNECT_SECONDS, _ANSWER_SECONDS),
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise SupplierError(f"the supplier does not answer ({type(error).__name__})") from None
        if answer.status_code in (404, 422):
            raise RefusedError(_reason(answer))
        if answer.status_code not in (200, 201):
            raise SupplierError(f"the supplier answered {answer.status_code}")
        return _json(answer)

    @staticmethod
    def _number(answer: object) -> str:
        number = answer.get("nummer") if isinstance(answer, dict) else None
        if not isinstance(number, str) or not number:
            raise SupplierError("the supplier's answer has no number")
        return number


def _json(answer: requests.Response) -> object:
    try:
        content: object = answer.json()
    except ValueError:
        raise SupplierError("the supplier's answer is not JSON") from None
    return content


def _reason(answer: requests.Response) -> str:
    try:
        content = answer.json()
    except ValueError:
        content = None
    reason = content.get("detail") if isinstance(content, dict) else None
    return str(reason or "Leverantören tog inte emot det.")[:_LONGEST_REASON]
