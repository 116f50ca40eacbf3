"""Steering: answers lead where the conditions of the diagrams say, towards what is new or towards the end."""

from random import Random

from app.cli.simulation.steering import Mood, Steering, distances
from app.definitions.model import Event, EventKind, Flow, Kind, Node, Process

FLOWS = {
    "in": Flow("in", "start", "utred"),
    "vidare": Flow("vidare", "utred", "val"),
    "klart": Flow("klart", "val", "slut", condition='=svar = "klart"'),
    "igen": Flow("igen", "val", "utred", condition='=svar = "igen"'),
    "annars": Flow("annars", "val", "omvag"),
    "till_slut": Flow("till_slut", "omvag", "slut"),
}
NODES = {
    "start": Node("start", Kind.START_EVENT, "p", outgoing=("in",)),
    "utred": Node("utred", Kind.USER_TASK, "p", outgoing=("vidare",)),
    "val": Node("val", Kind.EXCLUSIVE_GATEWAY, "p", outgoing=("klart", "igen", "annars"), default="annars"),
    "omvag": Node("omvag", Kind.TASK, "p", outgoing=("till_slut",)),
    "slut": Node("slut", Kind.END_EVENT, "p", event=Event(EventKind.MESSAGE, name="klart")),
    "vantan": Node("vantan", Kind.BOUNDARY_EVENT, "p", outgoing=("igen",), attached_to="utred"),
}
PROCESS = Process("p", "Provning", executable=True, nodes=NODES, flows=FLOWS)


def _steering() -> Steering:
    return Steering(Random(1), (PROCESS,))


def test_an_answer_opens_the_flow_whose_condition_names_it() -> None:
    assert _steering().flows("svar", "igen") == {("p", "igen")}


def test_an_answer_that_no_condition_names_opens_the_default_flow() -> None:
    assert _steering().flows("svar", "något annat") == {("p", "annars")}


def test_an_answer_that_decides_nothing_opens_nothing() -> None:
    assert _steering().flows("anteckning", "text") == set()


def test_in_a_hurry_the_answer_nearest_to_the_end_is_given() -> None:
    steering = _steering()
    steering.mood = Mood.HURRY
    assert {steering.answer("svar", ["igen", "annat", "klart"]) for _ in range(50)} == {"klart"}


def test_otherwise_what_leads_to_something_new_is_preferred() -> None:
    steering = _steering()
    steering.walked.update(("p", flow) for flow in FLOWS if flow != "till_slut")
    given = []
    for _ in range(200):
        steering.begin()
        given.append(steering.answer("svar", ["igen", "annat", "klart"]))
    assert given.count("annat") > 120, "it leads to the one flow that has not been walked"
    assert set(given) == {"igen", "annat", "klart"}


def test_what_has_been_tried_in_a_case_gives_way_to_something_else() -> None:
    steering = _steering()
    given = [steering.answer("svar", ["igen", "klart"]) for _ in range(40)]
    assert given.count("igen") > 10
    assert given.count("klart") > 10


def test_while_a_case_lingers_nothing_is_chosen_that_ends_it_at_once() -> None:
    steering = _steering()
    steering.mood = Mood.LINGER
    assert {steering.answer("svar", ["igen", "klart"]) for _ in range(50)} == {"igen"}


def test_distances_count_steps_to_the_nearest_end() -> None:
    assert distances(PROCESS) == {"slut": 0, "val": 1, "omvag": 1, "utred": 2, "start": 3}


def test_messages_that_the_diagrams_send_are_known() -> None:
    assert _steering().thrown() == {"klart"}
