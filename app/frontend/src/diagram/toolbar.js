// Buttons above the diagram: larger, smaller, the whole of it, and where it waits.
import { words } from '../words.js';

const LEGIBLE = 0.8;

function goTo(viewer, ids) {
  const canvas = viewer.get('canvas');
  const registry = viewer.get('elementRegistry');
  const first = ids.map((id) => registry.get(id)).find(Boolean);
  canvas.zoom(LEGIBLE, { x: first.x + first.width / 2, y: first.y + first.height / 2 });
  canvas.scrollToElement(first, 80);
  registry.getGraphics(first).focus({ preventScroll: true });
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
  const said = words().diagram;
  const fit = () => { canvas.resized(); canvas.zoom('fit-viewport', 'auto'); };
  const waiting = [...marks.waiting.keys()].filter((id) => viewer.get('elementRegistry').get(id));

  const bar = document.createElement('div');
  bar.className = 'stegvis-diagram__tools';
  bar.append(
    button(said.zoomIn, () => viewer.get('zoomScroll').stepZoom(1)),
    button(said.zoomOut, () => viewer.get('zoomScroll').stepZoom(-1)),
    button(said.fit, fit),
  );
  if (waiting.length) bar.append(button(said.here, () => goTo(viewer, waiting)));
  root.prepend(bar);

  fit();
  // Follow the page's width until someone has zoomed or moved by hand.
  let fitted = canvas.zoom();
  new ResizeObserver(() => {
    if (canvas.zoom() !== fitted) return;
    fit();
    fitted = canvas.zoom();
  }).observe(root);
}
