// How the diagram first shows, and the buttons above it: larger, smaller, the whole of it, and where it waits.
import { words } from '../words.js';

const LEGIBLE = 0.8;
const OVERVIEW = 0.25; // below this the whole diagram says nothing: on a telephone it opens where it waits
const MARGIN = 20;
const LOGO = 24; // room for bpmn.io's logo below the drawing

function goTo(viewer, ids) {
  const canvas = viewer.get('canvas');
  const first = viewer.get('elementRegistry').get(ids[0]);
  canvas.zoom(LEGIBLE, { x: first.x + first.width / 2, y: first.y + first.height / 2 });
  canvas.scrollToElement(first, 80);
  return first;
}

/** Show all of it, no larger than drawn, in a box no higher than it needs. */
function fit(viewer, box) {
  const canvas = viewer.get('canvas');
  if (!box.clientWidth) return 1; // hidden, as in a tab: fitted when it is shown
  const { inner } = canvas.viewbox();
  const width = inner.width + 2 * MARGIN;
  const height = inner.height + 2 * MARGIN + LOGO;
  box.style.height = ''; // the style sheet's, as an upper limit
  const scale = Math.min(1, box.clientWidth / width, box.clientHeight / height);
  box.style.height = `${Math.max(200, Math.ceil(height * scale) + 2)}px`;
  canvas.resized();
  canvas.viewbox({
    x: inner.x - MARGIN - Math.max(0, box.clientWidth / scale - width) / 2,
    y: inner.y - MARGIN - Math.max(0, box.clientHeight / scale - height) / 2,
    width: box.clientWidth / scale,
    height: box.clientHeight / scale,
  });
  return scale;
}

function button(text, act) {
  const node = document.createElement('button');
  node.type = 'button';
  node.className = 'stegvis-diagram__button';
  node.textContent = text;
  node.addEventListener('click', act);
  return node;
}

export function toolbar(viewer, root, marks) {
  const canvas = viewer.get('canvas');
  const registry = viewer.get('elementRegistry');
  const box = root.querySelector('.stegvis-diagram__canvas');
  const said = words().diagram;
  const waiting = [...marks.waiting.keys()].filter((id) => registry.get(id));
  const show = () => {
    if (fit(viewer, box) < OVERVIEW && waiting.length) goTo(viewer, waiting);
  };

  const bar = document.createElement('div');
  bar.className = 'stegvis-diagram__tools';
  bar.append(
    button(said.zoomIn, () => viewer.get('zoomScroll').stepZoom(1)),
    button(said.zoomOut, () => viewer.get('zoomScroll').stepZoom(-1)),
    button(said.fit, () => fit(viewer, box)),
  );
  const here = () => registry.getGraphics(goTo(viewer, waiting)).focus({ preventScroll: true });
  if (waiting.length) bar.append(button(said.here, here));
  root.prepend(bar);

  show();
  // Follow the page's width until someone has zoomed by hand.
  let [width, shown] = [root.clientWidth, canvas.zoom()];
  new ResizeObserver(() => {
    if (root.clientWidth === width) return;
    width = root.clientWidth;
    if (canvas.zoom() === shown) show();
    shown = canvas.zoom();
  }).observe(root);
}
