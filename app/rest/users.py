"""Users and groups: read only."""

from typing import Any

from flask import Blueprint, Response

from app.rest.auth import context
from app.rest.params import query
from app.rest.wire import counted, json_answer, listed
from app.usecases import users
from app.usecases.users import GroupView, UserQuery, UserView

blueprint = Blueprint("user", __name__)


def _user(each: UserView) -> dict[str, Any]:
    first, _, last = each.name.partition(" ")
    return {"id": each.id, "firstName": first, "lastName": last, "email": each.email}


def _query() -> UserQuery:
    params = query()
    return UserQuery(id=params.text("id"), group=params.text("memberOfGroup"), page=params.page())


@blueprint.get("/user")
def index() -> Response:
    """Accounts."""
    return listed(_user(each) for each in users.list_users(context(), _query()))


@blueprint.get("/user/count")
def count() -> Response:
    """How many."""
    return counted(users.count_users(context(), _query()))


@blueprint.get("/user/<user_id>/profile")
def profile(user_id: str) -> Response:
    """One account."""
    return json_answer(_user(users.get_user(context(), user_id)))


@blueprint.get("/group")
def groups() -> Response:
    """Roles."""
    return listed(_group(each) for each in users.list_groups(context()))


def _group(each: GroupView) -> dict[str, Any]:
    return {"id": each.id, "name": each.name, "type": "role"}
