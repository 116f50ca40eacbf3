"""Accounts, roles and the kommun's settings."""

import pytest

from app.errors import ForbiddenError, InvalidFormError, InvalidRequestError, NotFoundError
from app.usecases.access import ROLES, SYSTEMFORVALTARE
from app.usecases.configurations import configuration, configuration_versions, save_configuration
from app.usecases.users import (
    NewUser,
    UserQuery,
    actor_of,
    authenticate,
    count_users,
    create_demo_users,
    create_user,
    demo_accounts,
    get_user,
    list_groups,
    list_users,
    set_enabled,
    set_groups,
    set_password,
)
from tests.unit.usecases.kommun import END, START, Kommun, flows, process

ASTA = NewUser("asta", "Asta Berg", "ett långt lösenord", ("handlaggare",), "asta@example.org")
FORM = b"""{"id": "kommun", "type": "default", "schemaVersion": 16, "components": [
  {"type": "textfield", "id": "f1", "key": "svarstid", "label": "Svarstid", "defaultValue": "P14D",
   "validate": {"required": true}},
  {"type": "checkbox", "id": "f2", "key": "invanta", "label": "Inv\xc3\xa4nta", "defaultValue": true}]}"""


def test_the_right_password_gives_the_person_with_their_roles(kommun: Kommun) -> None:
    create_user(kommun.context, ASTA)
    for _ in range(2):
        actor = authenticate(kommun.context, "asta", "ett långt lösenord")
        assert actor is not None
        assert (actor.id, actor.name, actor.groups) == ("asta", "Asta Berg", frozenset({"handlaggare"}))
    assert authenticate(kommun.context, "asta", "fel lösenord!") is None
    assert authenticate(kommun.context, "bo", "ett långt lösenord") is None


def test_a_changed_password_replaces_the_old_one(kommun: Kommun) -> None:
    create_user(kommun.context, ASTA)
    assert authenticate(kommun.context, "asta", "ett långt lösenord")
    set_password(kommun.acting("asta", "handlaggare"), "asta", "ett annat lösenord")
    assert authenticate(kommun.context, "asta", "ett långt lösenord") is None
    assert authenticate(kommun.context, "asta", "ett annat lösenord")
    with pytest.raises(ForbiddenError):
        set_password(kommun.acting("bo", "handlaggare"), "asta", "ett tredje lösenord")


def test_a_closed_account_lets_nobody_in(kommun: Kommun) -> None:
    create_user(kommun.context, ASTA)
    set_enabled(kommun.context, "asta", enabled=False)
    assert authenticate(kommun.context, "asta", "ett långt lösenord") is None
    assert actor_of(kommun.context, "asta") is None
    set_enabled(kommun.context, "asta", enabled=True)
    assert actor_of(kommun.context, "asta") is not None


def test_changed_roles_hold_at_once(kommun: Kommun) -> None:
    create_user(kommun.context, ASTA)
    set_groups(kommun.context, "asta", ("enhetschef", "beslutsfattare"))
    actor = actor_of(kommun.context, "asta")
    assert actor is not None
    assert actor.groups == {"enhetschef", "beslutsfattare"}


@pytest.mark.parametrize(
    "wrong",
    [
        NewUser("asta", "Asta", "kort"),
        NewUser("asta", "Asta", "ett långt lösenord", ("kung",)),
        NewUser("", "Asta", "ett långt lösenord"),
        NewUser("as ta", "Asta", "ett långt lösenord"),
    ],
)
def test_an_account_that_makes_no_sense_is_refused(kommun: Kommun, wrong: NewUser) -> None:
    with pytest.raises(InvalidRequestError):
        create_user(kommun.context, wrong)


def test_accounts_are_made_once_and_by_systemforvaltare(kommun: Kommun) -> None:
    with pytest.raises(ForbiddenError):
        create_user(kommun.acting("asta", "handlaggare"), ASTA)
    create_user(kommun.acting("sven", SYSTEMFORVALTARE), ASTA)
    with pytest.raises(InvalidRequestError, match="asta"):
        create_user(kommun.context, ASTA)
    with pytest.raises(NotFoundError):
        get_user(kommun.context, "bo")
    assert get_user(kommun.context, "asta").email == "asta@example.org"


def test_demo_accounts_cover_every_role_and_are_made_once(kommun: Kommun) -> None:
    create_demo_users(kommun.context)
    create_demo_users(kommun.context)
    assert count_users(kommun.context, UserQuery()) == len(demo_accounts())
    assert {role for account in demo_accounts() for role in account.groups} == set(ROLES)
    demo = authenticate(kommun.context, "demo", "demo")
    assert demo is not None
    assert demo.groups == set(ROLES)
    chiefs = list_users(kommun.context, UserQuery(group="enhetschef"))
    assert {each.id for each in chiefs} == {"demo", "eva"}
    assert [group.id for group in list_groups(kommun.context)] == list(ROLES)


def test_settings_are_the_forms_defaults_until_saved_and_then_versioned(kommun: Kommun) -> None:
    kommun.deploy(process(START + END + flows("start slut")), forms={"kommun.form": FORM})
    before = configuration(kommun.context)
    assert (before.version, before.values) == (0, {"svarstid": "P14D", "invanta": True})
    pia = kommun.acting("pia", "processagare")
    save_configuration(pia, {"svarstid": "P21D", "invanta": False})
    save_configuration(pia, {"svarstid": "P28D", "invanta": False})
    now = configuration(kommun.context)
    assert (now.version, now.values, now.saved_by) == (2, {"svarstid": "P28D", "invanta": False}, "pia")
    assert [each.values["svarstid"] for each in configuration_versions(kommun.context)] == ["P28D", "P21D"]


def test_settings_are_checked_by_their_form_and_saved_by_process_owners(kommun: Kommun) -> None:
    kommun.deploy(process(START + END + flows("start slut")), forms={"kommun.form": FORM})
    with pytest.raises(InvalidFormError):
        save_configuration(kommun.context, {"svarstid": "", "invanta": False})
    with pytest.raises(ForbiddenError):
        save_configuration(kommun.acting("hanna", "handlaggare"), {"svarstid": "P21D"})
    assert configuration(kommun.context).version == 0
