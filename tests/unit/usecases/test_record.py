"""What a step costs: statements and commits, and that nothing grows with time."""

from app.usecases.tasks import complete_task
from app.usecases.webhooks import NewWebhook, create_webhook
from tests.databases import KIND, POSTGRESQL
from tests.unit.usecases.kommun import END, START, Kommun, counting, flows, process, service, user

STATEMENTS = 6
LOCKS = int(KIND == POSTGRESQL)  # where many write at once, a case is locked by a statement of its own
CHOICE = '<exclusiveGateway id="val" default="val-slut"/>'
LOOP = process(START + user("a") + CHOICE + END + flows("start a, a val, val a [=igen], val slut"))


def _cost(kommun: Kommun, element: str, **variables: int | bool) -> tuple[int, int]:
    task = kommun.task(element)
    counter = counting(kommun.engine)
    counted = next(counter)
    complete_task(kommun.context, task, variables)
    next(counter, None)
    return len(counted.statements), counted.commits


def test_a_step_is_at_most_six_statements_and_one_commit(kommun: Kommun) -> None:
    kommun.deploy(LOOP)
    kommun.start()
    kommun.complete("a", igen=True)
    statements, commits = _cost(kommun, "a", igen=True, nr=1)
    assert (statements <= STATEMENTS + LOCKS, commits) == (True, 1)


def test_a_step_to_a_service_task_is_at_most_six_statements_too(kommun: Kommun) -> None:
    kommun.deploy(process(START + user("a") + service("s") + END + flows("start a, a s, s slut")))
    kommun.start()
    kommun.start()
    kommun.complete_id(kommun.tasks("a", kommun.start())[0])
    task = kommun.tasks("a", kommun.start())[0]
    counter = counting(kommun.engine)
    counted = next(counter)
    complete_task(kommun.context, task, {"nr": 1})
    next(counter, None)
    assert len(counted.statements) <= STATEMENTS + LOCKS


def test_without_webhooks_a_step_asks_for_none(kommun: Kommun) -> None:
    kommun.deploy(LOOP)
    kommun.start()
    task = kommun.task("a")
    counter = counting(kommun.engine)
    counted = next(counter)
    complete_task(kommun.context, task, {"igen": True})
    next(counter, None)
    assert not [text for text in counted.statements if "webhook" in text or "notice" in text]
    without, _ = _cost(kommun, "a", igen=True)
    create_webhook(kommun.context, NewWebhook("https://mottagare.example/"))
    kommun.complete("a", igen=True)
    told, commits = _cost(kommun, "a", igen=True)
    assert (told - without, commits) == (4, 1)  # whose case it is, the lane, the notices, and that they expire


def test_a_wait_that_does_not_change_costs_no_statement(kommun: Kommun) -> None:
    timers = "".join(
        f'<boundaryEvent id="t{number}" attachedToRef="sub"><timerEventDefinition><timeDuration>P1Y</timeDuration>'
        f'</timerEventDefinition></boundaryEvent><endEvent id="e{number}"/>'
        for number in range(5)
    )
    inner = '<startEvent id="s2"/>' + user("a") + user("b") + '<endEvent id="e"/>' + flows("s2 a, a b, b e")
    links = ", ".join(f"t{number} e{number}" for number in range(5))
    body = START + f'<subProcess id="sub">{inner}</subProcess>' + timers + END
    kommun.deploy(process(body + flows(f"start sub, sub slut, {links}")))
    case = kommun.start()
    assert len(kommun.waits(case)) == 6
    statements, _ = _cost(kommun, "a")
    assert statements <= STATEMENTS


def test_the_state_of_a_loop_does_not_grow(kommun: Kommun) -> None:
    kommun.deploy(LOOP)
    kommun.start()

    def size() -> int:
        with kommun.engine.connect() as connection:
            return int(
                connection.exec_driver_sql("SELECT length(state) + length(waiting) FROM case_state").scalar_one()
            )

    kommun.complete("a", igen=True)
    first = size()
    for _ in range(30):
        kommun.complete("a", igen=True)
    assert size() <= first * 1.05
