// The diagram by keyboard and screen reader: one stop for Tab, arrow keys from step to step, a spoken name on each.
import { is } from 'bpmn-js/lib/util/ModelUtil';

import { words } from '../words.js';
import { KINDS } from './marks.js';

const KIND_OF = [
  ['bpmn:CallActivity', 'call'],
  ['bpmn:SubProcess', 'subprocess'],
  ['bpmn:Activity', 'task'],
  ['bpmn:Event', 'event'],
  ['bpmn:Gateway', 'gateway'],
];

const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

function nameOf(element, marks) {
  const { kinds, marks: said } = words().diagram;
  const kind = KIND_OF.find(([type]) => is(element, type));
  const states = KINDS.filter((mark) => marks[mark].has(element.id)).map((mark) => said[mark](marks[mark].get(element.id)));
  return [element.businessObject.name, kinds[kind[1]], ...states].filter(Boolean).join(', ');
}

function stepsOf(viewer, order = []) {
  const place = new Map(order.map((id, at) => [id, at]));
  const last = order.length;
  return viewer.get('elementRegistry')
    .filter((element) => is(element, 'bpmn:FlowNode') && element.type !== 'label')
    .sort((a, b) => (place.get(a.id) ?? last) - (place.get(b.id) ?? last) || a.x - b.x || a.y - b.y);
}

/** Make the elements reachable; `choose(id)` is called when one is opened with Enter or a click. */
export function walkable(viewer, root, { marks, order, choose }) {
  const registry = viewer.get('elementRegistry');
  const steps = stepsOf(viewer, order);
  const gfx = (step) => registry.getGraphics(step);

  const stand = (at, { focus } = { focus: true }) => {
    steps.forEach((step, index) => gfx(step).setAttribute('tabindex', index === at ? '0' : '-1'));
    if (focus) gfx(steps[at]).focus({ preventScroll: true });
  };

  steps.forEach((step, at) => {
    const node = gfx(step);
    node.setAttribute('role', 'img');
    node.setAttribute('aria-label', nameOf(step, marks));
    node.addEventListener('focus', () => {
      viewer.get('selection').select(step);
      viewer.get('canvas').scrollToElement(step, 40);
    });
    node.addEventListener('blur', () => viewer.get('selection').deselect(step));
    node.addEventListener('keydown', (event) => {
      const to = { Home: 0, End: steps.length - 1 }[event.key] ?? at + (STEPS[event.key] ?? 0);
      if (event.key === 'Enter') choose(step.id, root);
      else if (to !== at && steps[to]) stand(to);
      else if (to === at) return;
      event.preventDefault();
    });
  });
  if (steps.length) stand(Math.max(0, steps.findIndex((step) => marks.waiting.has(step.id))), { focus: false });

  viewer.on('element.click', ({ element }) => steps.includes(element) && choose(element.id, root));
  root.addEventListener('focusin', () => viewer.get('zoomScroll').toggle(true));
  root.addEventListener('focusout', () => viewer.get('zoomScroll').toggle(false));
}
