// What script adds to the pages' forms. Everything here works without it, by a button and a round trip.
//
//   <form data-stegvis-form [data-draft="URL"]>   a form rendered from a .form schema
//     <div data-stegvis-fields [data-conditional]> its fields; data-conditional when some depend on others
//       <div data-field="key">                     one field; the server leaves out what does not apply
import { words } from './words.js';

const WAIT_CONDITION = 250;
const WAIT_DRAFT = 2500;

/** Requests beside the form. None outlives its sending: an answer that came late would undo what sending it set. */
class Errands {
  #leaving = new AbortController();

  constructor(form) {
    this.form = form;
    form.addEventListener('submit', () => this.#leaving.abort());
  }

  /** `act`, when nothing more has happened for so many milliseconds. */
  later(wait, act) {
    let timer;
    return () => {
      clearTimeout(timer);
      timer = setTimeout(() => this.#leaving.signal.aborted || act(), wait);
    };
  }

  post(url, doing) {
    const body = new FormData(this.form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    body.set('gor', doing);
    const headers = { 'X-Requested-With': 'fetch' };
    return fetch(url, { method: 'POST', body, headers, redirect: 'error', signal: this.#leaving.signal });
  }
}

const fieldsIn = (place) => [...place.children].filter((node) => 'field' in node.dataset);
const groupIn = (field) => field.querySelector('[data-stegvis-group]');

/** Take in fields that now apply and put away those that do not; what is shown in both is left as it is. */
function patch(place, fresh, away) {
  const shown = new Map(fieldsIn(place).map((node) => [node.dataset.field, node]));
  let last = null;
  for (const node of fieldsIn(fresh)) {
    const key = node.dataset.field;
    const own = shown.get(key) ?? away.get(key) ?? node;
    if (!shown.delete(key)) {
      if (last) last.after(own); else place.prepend(own);
    }
    if (groupIn(own) && own !== node) patch(groupIn(own), groupIn(node), away);
    else if ('text' in node.dataset && own.innerHTML !== node.innerHTML) own.innerHTML = node.innerHTML;
    last = own;
  }
  for (const [key, node] of shown) { away.set(key, node); node.remove(); }
}

function followConditions(errands, fields) {
  const away = new Map();
  let turn = 0;
  const ask = errands.later(WAIT_CONDITION, async () => {
    const mine = turn;
    try {
      const answer = await errands.post(errands.form.action, 'uppdatera');
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const fresh = page.querySelector('[data-stegvis-fields]');
      if (answer.ok && fresh && mine === turn) patch(fields, fresh, away);
    } catch { /* the button still does it, and the server checks again when the form is sent */ }
    if (mine === turn) fields.removeAttribute('aria-busy');
  });
  fields.addEventListener('change', () => {
    turn += 1;
    fields.setAttribute('aria-busy', 'true');
    ask();
  });
}

function saveDrafts(errands) {
  const { form } = errands;
  const status = form.querySelector('[data-stegvis-draft-status]');
  let typed = false;
  const save = errands.later(WAIT_DRAFT, async () => {
    let text = words().draft.failed;
    try {
      const answer = await errands.post(form.dataset.draft, 'utkast');
      if (answer.ok) { typed = false; text = (await answer.json()).text; }
    } catch { /* said below */ }
    if (status) status.textContent = text;
  });
  form.addEventListener('input', () => { typed = true; save(); });
  form.addEventListener('submit', () => { typed = false; });
  window.addEventListener('beforeunload', (event) => { if (typed) event.preventDefault(); });
}

export function forms() {
  for (const form of document.querySelectorAll('[data-stegvis-form]')) {
    const errands = new Errands(form);
    const fields = form.querySelector('[data-stegvis-fields]');
    if (fields && 'conditional' in fields.dataset) followConditions(errands, fields);
    if (form.dataset.draft) saveDrafts(errands);
  }
}
