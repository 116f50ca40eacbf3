// Diagrams in pages: bpmn-js's NavigatedViewer on every element with data-bpmn. Load it as a module, and diagram.css.
//
//   <div class="stegvis-diagram" data-bpmn
//        data-xml-url="/processer/…/xml"     where the BPMN is fetched, with the page's own cookies
//        data-marks="diagram-marks"          id of a data block, below; may be left out
//        data-twin="diagram-steps"           id of the text twin; may be left out
//        aria-label="Diagram över Utreda"></div>
//   <script type="application/json" id="diagram-marks">
//     {"waiting": {"fatta_beslut": 1}, "walked": ["start", "flow_1"], "failed": {"bestall": 2}, "noted": ["utreda"],
//      "order": ["start", "fatta_beslut"]}
//   </script>
//   <ol id="diagram-steps"><li data-element="fatta_beslut">…</li></ol>
//
// Marks, each a list of element ids or an object from id to count (ids that the diagram lacks are passed over):
//   waiting  tokens wait here · walked  the case has passed (flows too) · failed  an incident · noted  a finding
// `order` is the order in which the arrow keys go through the elements; without it, that of the text twin; without that,
// from left to right.
// Afterwards data-bpmn is "ready" or "failed". Choosing an element (Enter, click) sends the event `stegvis:element` with
// detail {id}, and goes to the twin's item with that data-element. An item that is pointed at or focused shows in the diagram.
// In CSP: script-src, style-src and connect-src 'self', img-src 'self' data:. The bpmn.io logo stays, as its licence asks.
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import OutlineModule from 'diagram-js/lib/features/outline';

import { walkable } from './diagram/keyboard.js';
import { marksOf, showMarks } from './diagram/marks.js';
import { toolbar } from './diagram/toolbar.js';
import { twinOf } from './diagram/twin.js';
import { words } from './words.js';

// Diagrams keep their own colours on paper white, also in dark mode: process owners colour by meaning.
const COLOURS = { defaultFillColor: '#fff', defaultStrokeColor: '#22282e', defaultLabelColor: '#22282e' };

async function xmlFrom(url) {
  const answer = await fetch(url, { headers: { Accept: 'application/xml, text/xml' } });
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer.text();
}

async function mount(root) {
  const canvas = document.createElement('div');
  canvas.className = 'stegvis-diagram__canvas';
  root.append(canvas);
  const viewer = new NavigatedViewer({
    container: canvas,
    bpmnRenderer: COLOURS,
    zoomScroll: { enabled: false }, // the wheel scrolls the page until someone works in the diagram
    additionalModules: [OutlineModule],
  });
  const { warnings } = await viewer.importXML(await xmlFrom(root.dataset.xmlUrl));
  if (warnings.length) console.warn(`${warnings.length} warnings in the diagram`, warnings);
  root.dataset.warnings = warnings.length;

  const marks = marksOf(document.getElementById(root.dataset.marks));
  showMarks(viewer, marks);
  const twin = twinOf(viewer, document.getElementById(root.dataset.twin));
  walkable(viewer, root, { marks, order: marks.order ?? twin.order, choose: twin.choose });
  toolbar(viewer, root, marks);
  root.setAttribute('role', 'group');
  if (!root.hasAttribute('aria-label')) root.setAttribute('aria-label', words().diagram.name);
}

function sayThatItFailed(root, error) {
  console.error(error);
  const note = document.createElement('p');
  note.className = 'govuk-body';
  note.textContent = words().diagram.failed;
  root.replaceChildren(note);
}

for (const root of document.querySelectorAll('[data-bpmn]')) {
  mount(root).then(
    () => { root.dataset.bpmn = 'ready'; },
    (error) => { sayThatItFailed(root, error); root.dataset.bpmn = 'failed'; },
  );
}
