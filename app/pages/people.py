"""Names of the people that lists and logs know by id."""

from flask import g

from app.messages import gettext as _
from app.pages.site import actor, context
from app.usecases.users import UserQuery, list_users


def name(user_id: str | None) -> str:
    """The person's name, their id when nobody knows them, "" for nobody."""
    if not user_id:
        return ""
    if "people" not in g:
        g.people = {user.id: user.name for user in list_users(context(), UserQuery())}
    known: dict[str, str] = g.people
    return known.get(user_id) or user_id


def name_or_you(user_id: str | None) -> str:
    """As `name`, but "dig" for the one who reads."""
    who = actor()
    return _("dig") if who and user_id == who.id else name(user_id)


def is_me(user_id: str | None) -> bool:
    """Whether this is the one who reads."""
    who = actor()
    return bool(who and user_id == who.id)
