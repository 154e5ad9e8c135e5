// Enhances the desk of matches: a key for every step.
(() => {
  const find = document.querySelector('[data-find]');
  const keys = document.querySelector('[data-keys]');
  const here = () => document.activeElement?.closest?.('[data-row]') ?? null;

  const go = (step) => {
    const list = [...document.querySelectorAll('[data-row]:not([hidden])')];
    const at = list.indexOf(here());
    const next = list[at < 0 ? 0 : Math.min(Math.max(at + step, 0), list.length - 1)];
    next?.focus();
    next?.scrollIntoView({ block: 'nearest' });
  };
  const press = (selector, within = document) => {
    const target = within?.querySelector(selector);
    (target?.closest('a, button, summary') ?? target)?.click();
    return Boolean(target);
  };
  const openNote = (row) => {
    const details = row?.querySelector('[data-note]')?.closest('details');
    details?.setAttribute('open', '');
    details?.querySelector('textarea').focus();
    return Boolean(details);
  };
  const acts = {
    ArrowDown: () => (go(1), true),
    ArrowUp: () => (go(-1), true),
    Enter: () => press('[data-accept]', here()),
    s: () => press('[data-split]', here()),
    n: () => openNote(here()),
    u: () => press('[data-undo]'),
    '/': () => (find ? (find.focus(), true) : false),
    '?': () => keys.toggleAttribute('open') || true,
  };

  addEventListener('keydown', (event) => {
    const typing = event.target.closest?.('input, textarea, select');
    if (event.key === 'Escape' && typing) return typing.blur();
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      const exact = document.querySelector('[data-exact]');
      if (exact) event.preventDefault();
      return exact?.requestSubmit();
    }
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    // Enter on a link or button of the row is that link's own.
    if (event.key === 'Enter' && document.activeElement !== here()) return;
    const act = acts[event.key] ?? acts[event.key.toLowerCase()];
    if (act?.()) event.preventDefault();
  });
})();
