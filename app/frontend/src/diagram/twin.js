// The diagram's text twin: pointing at an item shows its element, choosing an element goes to its item.
export function twinOf(viewer, list) {
  const items = list ? [...list.querySelectorAll('[data-element]')] : [];
  const canvas = viewer.get('canvas');
  const registry = viewer.get('elementRegistry');

  for (const item of items) {
    const { element } = item.dataset;
    if (!registry.get(element)) continue;
    const show = () => canvas.addMarker(element, 'stegvis-pointed');
    const hide = () => canvas.removeMarker(element, 'stegvis-pointed');
    item.addEventListener('pointerenter', show);
    item.addEventListener('pointerleave', hide);
    item.addEventListener('focusin', show);
    item.addEventListener('focusout', hide);
  }

  const choose = (id, root) => {
    root.dispatchEvent(new CustomEvent('stegvis:element', { bubbles: true, detail: { id } }));
    const item = items.find((one) => one.dataset.element === id);
    if (!item) return;
    const target = item.querySelector('a, button, summary') ?? item;
    if (target === item) item.tabIndex = -1;
    target.focus();
  };

  return { order: items.length ? items.map((item) => item.dataset.element) : undefined, choose };
}
