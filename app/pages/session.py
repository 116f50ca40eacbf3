"""Log in and out. The session is a signed cookie with the user's id; their name and roles are read each time."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Flask, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager, current_user, login_user, logout_user
from flask_wtf.csrf import CSRFError, CSRFProtect

from app.messages import gettext as _
from app.pages import kept, labels
from app.pages.site import pages, site, wiring
from app.usecases import users
from app.usecases.access import SYSTEM, Actor

WRONG = 422
LOG_IN_LIMIT = "10 per minute; 60 per hour"  # of wrong passwords, from one address
PUBLIC = frozenset({"pages.log_in", "pages.log_in_now", "pages.log_out", "pages.static", "pages.theme"})

_log_ins = LoginManager()
_csrf = CSRFProtect()
_limiter = Limiter(get_remote_address, storage_uri="memory://")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The person of a session, as Flask-Login wants to see one."""

    actor: Actor
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    def get_id(self) -> str:
        """What the session keeps."""
        return self.actor.id


def install(app: Flask) -> None:
    """Put sessions, the CSRF check of cookie requests, and the limit on guesses of passwords on an app."""
    app.config.setdefault("SESSION_COOKIE_SAMESITE", "Lax")
    app.config.setdefault("WTF_CSRF_CHECK_DEFAULT", False)  # REST has no cookies; the pages check below
    app.config.setdefault("WTF_CSRF_TIME_LIMIT", None)  # a form may stay open as long as the session
    _log_ins.init_app(app)
    _csrf.init_app(app)
    _limiter.init_app(app)


def _signed_in(user_id: str) -> SignedIn | None:
    actor = users.actor_of(wiring().make_context(SYSTEM), user_id)
    return SignedIn(actor) if actor else None


_log_ins.user_loader(_signed_in)


@pages.before_request
def require_log_in() -> ResponseReturnValue | None:
    """Everything but logging in needs somebody; what was typed when the session had ended comes back afterwards."""
    if request.endpoint in ("pages.static", "pages.theme"):
        return None
    if current_user.is_authenticated:
        g.actor = current_user.actor
        return None
    if request.endpoint in PUBLIC:
        return None
    if request.method == "GET":
        return redirect(url_for("pages.log_in", next=request.full_path.rstrip("?")))
    return _log_in_page(next=request.path, kept=kept.pack(request.form)), 401


@pages.before_request
def require_token() -> ResponseReturnValue | None:
    """CSRF: a form must come from our own page. When it cannot be shown that it did, the person sends it once more."""
    if request.method != "POST":
        return None
    try:
        _csrf.protect()
    except CSRFError:
        if request.endpoint == "pages.log_in_now":
            flash(_("Sidan hade varit öppen för länge. Försök igen."), "info")
            return redirect(url_for("pages.log_in"))
        return kept.once_more(request.path, kept.pack(request.form)), 400
    return None


@pages.get("/logga-in")
def log_in() -> ResponseReturnValue:
    """The form; somebody who is logged in goes on."""
    if current_user.is_authenticated:
        return redirect(_own(request.args.get("next")))
    return _log_in_page(next=request.args.get("next", ""))


@pages.post("/logga-in")
@_limiter.limit(LOG_IN_LIMIT, deduct_when=lambda answer: answer.status_code == WRONG)
def log_in_now() -> ResponseReturnValue:
    """Check the password; then go where the person was going, with what they had typed."""
    username = request.form.get("username", "").strip()
    password = request.form.get("password", "")
    errors = _missing(username, password)
    if not errors:
        found = users.authenticate(wiring().make_context(SYSTEM), username, password)
        if found:
            return _enter(found)
        errors["username"] = _("Användarnamnet eller lösenordet stämmer inte.")
    return _log_in_page(
        next=request.form.get("next", ""), kept=request.form.get("kept", ""), username=username, errors=errors
    ), WRONG


@pages.post("/logga-ut")
def log_out() -> ResponseReturnValue:
    """Forget the session."""
    logout_user()
    session.clear()
    flash(_("Du är utloggad."), "success")
    return redirect(url_for("pages.log_in"))


def _missing(username: str, password: str) -> dict[str, str]:
    errors = {}
    if not username:
        errors["username"] = _("Skriv ditt användarnamn.")
    if not password:
        errors["password"] = _("Skriv ditt lösenord.")
    return errors


def _enter(found: Actor) -> ResponseReturnValue:
    session.clear()
    session.permanent = True
    login_user(SignedIn(found))
    target = _own(request.form.get("next"))
    packed = request.form.get("kept", "")
    if packed:
        g.actor = found
        return kept.once_more(target, packed)
    return redirect(target)


def _own(target: str | None) -> str:
    """A path of ours; whatever else was asked for leads home."""
    parts = urlsplit(target or "")
    own = not parts.scheme and not parts.netloc and parts.path.startswith("/") and not parts.path.startswith("//")
    return target if target and own and "\\" not in target else url_for("pages.home")


def _log_in_page(**fields: object) -> str:
    errors = fields.setdefault("errors", {})
    problems = [(key, text) for key, text in errors.items()] if isinstance(errors, dict) else []
    accounts = [
        {
            "username": account.id,
            "name": account.name,
            "password": account.password,
            "roles": labels.roles(account.groups) if len(account.groups) < len(labels.ROLES) else _("Alla roller"),
        }
        for account in site().demo_accounts
    ]
    return render_template("log_in.html", problems=problems, demo_accounts=accounts, **fields)
