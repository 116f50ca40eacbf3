// Where it waits, what is passed, what has stopped: a CSS marker on each element, and a count where there is one.
const COUNTED = ['waiting', 'failed', 'noted'];
export const KINDS = [...COUNTED, 'walked'];

const counts = (what = {}) => new Map(Array.isArray(what) ? what.map((id) => [id, 1]) : Object.entries(what));

/** {waiting: Map(id → count), …, order: [id] or undefined}, of a data block or of nothing. */
export function marksOf(block) {
  const given = block ? JSON.parse(block.textContent) : {};
  const marks = Object.fromEntries(KINDS.map((kind) => [kind, counts(given[kind])]));
  return { ...marks, order: given.order };
}

function badge(kind, count) {
  const html = document.createElement('span');
  html.className = `stegvis-badge stegvis-badge--${kind}`;
  html.setAttribute('aria-hidden', 'true'); // the element's spoken name says it
  html.textContent = kind === 'waiting' ? String(count) : '!';
  return html;
}

export function showMarks(viewer, marks) {
  const elements = viewer.get('elementRegistry');
  const canvas = viewer.get('canvas');
  const overlays = viewer.get('overlays');
  for (const kind of KINDS) {
    for (const [id, count] of marks[kind]) {
      if (!elements.get(id)) continue;
      canvas.addMarker(id, `stegvis-${kind}`);
      if (COUNTED.includes(kind) && !elements.get(id).waypoints) {
        overlays.add(id, kind, { position: POSITION[kind], html: badge(kind, count), show: { minZoom: 0.15 } });
      }
    }
  }
}

const POSITION = {
  waiting: { top: -18, left: -18 },
  failed: { top: -18, right: 12 },
  noted: { top: -18, left: -18 },
};
