"""People at their browsers: log in, find a task, fill in its form by label, press Klar."""

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.browser.town import Town

Answer = str | Sequence[str] | Sequence[Mapping[str, str]] | None
Answers = Mapping[str, Answer]

PATIENCE = 30.0  # seconds until jobs of the installation must have been done


@dataclass(slots=True)
class Person:
    """Somebody who is logged in."""

    page: Page
    town: Town

    def go(self, path: str) -> None:
        """Open an address of the installation."""
        self.page.goto(self.town.address + path)

    def start(self, process: str, answers: Answers) -> str:
        """Start a case by its form; its number."""
        self.go("/starta")
        self.page.get_by_role("link", name=f"Starta {process}", exact=True).click()
        fill(self.page, answers)
        self.page.get_by_role("button", name="Fortsätt").click()
        self.page.get_by_role("button", name="Starta ärendet").click()
        heading = self.page.get_by_role("heading", level=1).inner_text()
        found = re.search(r"Ärende (\S+)", heading)
        assert found, f"no case was started: {heading}"
        return found.group(1)

    def open_task(self, case: str, name: str) -> None:
        """Open a task of a case as soon as it is there, and take it if nobody has."""
        end = time.monotonic() + PATIENCE
        link = self.page.get_by_role("rowheader").get_by_role("link", name=name, exact=True)
        while True:
            self.go(f"/uppgifter?vilka=alla&arende={case}")
            if link.count():
                break
            there = self.page.get_by_role("rowheader").all_inner_texts()
            assert time.monotonic() < end, f"{name} never came in {case}; there is {there}"
            time.sleep(0.3)
        link.first.click()
        take = self.page.get_by_role("button", name="Ta uppgiften")
        done = self.page.get_by_role("button", name="Klar", exact=True)
        take.or_(done).first.wait_for()  # the click may still be on its way to the page of the task
        if take.count():
            take.click()
        expect(done).to_be_visible()

    def do(self, case: str, name: str, answers: Answers | None = None) -> None:
        """Do a task: the given answers, whatever else must be answered, Klar."""
        self.open_task(case, name)
        fill(self.page, answers or {})
        complete_the_rest(self.page)
        self.page.get_by_role("button", name="Klar", exact=True).click()
        said = self.page.get_by_role("alert").or_(self.page.locator(".govuk-error-summary"))
        expect(said.first).to_be_visible()
        text = said.first.inner_text()
        assert "är klar" in text, f"{name} in {case}: {text}"

    def register(self, case: str, happening: str, answers: Answers | None = None) -> None:
        """Register that something has happened in a case."""
        self.open_case(case)
        self.page.get_by_text("Registrera något som har hänt").click()
        self.page.get_by_role("link", name=happening, exact=True).click()
        fill(self.page, answers or {})
        complete_the_rest(self.page)
        self.page.get_by_role("button", name="Registrera", exact=True).click()
        expect(self.page.get_by_role("alert")).to_contain_text("registrerat")

    def open_case(self, case: str, process: str = "") -> None:
        """Open a case by its number, of the process when several instances share it."""
        self.go(f"/arenden?lage=alla&arende={case}")
        rows = self.page.get_by_role("row").filter(has_text=case)
        if process:
            rows = rows.filter(has_text=process)
        rows.get_by_role("link", name=case).last.click()

    def wait_until_case_says(self, text: str) -> None:
        """Read the open case anew until its line says this."""
        end = time.monotonic() + PATIENCE
        standing = self.page.locator(".stegvis-standing")
        while text not in standing.inner_text():
            assert time.monotonic() < end, f"the case never said {text!r}: {standing.inner_text()}"
            time.sleep(0.3)
            self.page.reload()


def fill(page: Page, answers: Answers) -> None:
    """Fill in fields by their labels. A list of texts ticks boxes, a list of mappings fills rows."""
    form = page.locator("main form").first
    for label, answer in answers.items():
        _fill(page, form, label, answer)


def _label(label: str) -> re.Pattern[str]:
    return re.compile(rf"^\s*{re.escape(label)}( \(frivilligt\))?\s*$")


def _fill(page: Page, form: Locator, label: str, answer: Answer) -> None:
    if isinstance(answer, Sequence) and not isinstance(answer, str) and (not answer or isinstance(answer[0], Mapping)):
        _fill_rows(page, form, label, answer)
        return
    group = form.get_by_role("group", name=_label(label))
    field = form.get_by_label(_label(label))
    group.or_(field).first.wait_for()
    if group.count():
        for choice in [answer] if isinstance(answer, str) else answer or []:
            group.first.get_by_label(str(choice), exact=True).check()
        return
    _answer(field.first, str(answer or ""))


def _answer(field: Locator, answer: str) -> None:
    if field.evaluate("node => node.tagName") == "SELECT":
        field.select_option(label=answer)
    elif field.get_attribute("type") == "checkbox":
        field.check()
    else:
        field.fill(answer)


def _fill_rows(page: Page, form: Locator, label: str, rows: Sequence[object]) -> None:
    add = form.get_by_role("button", name=f"Lägg till en rad i {label}")
    add.wait_for()
    for number, row in enumerate(rows, start=1):
        place = form.get_by_role("group", name=f"{label} {number}", exact=True)
        if not place.count():
            add.click()
        assert isinstance(row, Mapping)
        for inner, answer in row.items():
            _fill(page, place, inner, answer)


def complete_the_rest(page: Page) -> None:
    """Answer what must be answered and is not, as somebody would who only wants to get on."""
    for _round in range(6):
        expect(page.locator("[data-stegvis-fields][aria-busy]")).to_have_count(0)
        if not _answer_open_questions(page):
            return


def _answer_open_questions(page: Page) -> bool:
    today = time.strftime("%Y-%m-%d")
    return bool(page.evaluate(_ANSWER, today))


# Radios without a choice get the first, selects the first real one, texts a sentence, dates today, boxes are ticked.
_ANSWER = """
(today) => {
  const form = document.querySelector('main form[data-stegvis-form]');
  if (!form) return false;
  const done = [];
  const say = (field) => { field.dispatchEvent(new Event('input', {bubbles: true}));
                           field.dispatchEvent(new Event('change', {bubbles: true})); done.push(field.name); };
  const optional = (field) => {
    const group = field.closest('.govuk-form-group');
    const label = group.querySelector('label, legend');
    return label && label.textContent.includes('(frivilligt)');
  };
  for (const field of form.querySelectorAll('input, select, textarea')) {
    if (field.type === 'hidden' || field.hidden || !field.name || !field.closest('.govuk-form-group')) continue;
    if (optional(field)) continue;
    const others = [...form.querySelectorAll(`[name="${field.name}"]`)];
    if (field.type === 'radio' || field.type === 'checkbox') {
      if (!others.some((other) => other.checked)) { field.checked = true; say(field); }
    } else if (field.tagName === 'SELECT') {
      if (!field.value) { field.value = [...field.options].map((option) => option.value).find(Boolean); say(field); }
    } else if (!field.value.trim()) {
      const hint = field.closest('.govuk-form-group').querySelector('.govuk-hint');
      const date = hint && hint.textContent.includes('ÅÅÅÅ-MM-DD');
      const number = field.classList.contains('govuk-input--width-5') && field.inputMode === 'numeric';
      field.value = date ? today : number ? '1' : 'Enligt samtal den här veckan.';
      say(field);
    }
  }
  return done.length > 0;
}
"""
