// Enhances the desk of matches: keys for every step, a filter for the rows of the page, sums while choosing.
(() => {
  const rows = [...document.querySelectorAll('[data-row]')];
  const find = document.querySelector('[data-find]');
  const shown = () => rows.filter((row) => !row.hidden);
  const here = () => document.activeElement?.closest?.('[data-row]') ?? null;

  const go = (step) => {
    const list = shown();
    const at = list.indexOf(here());
    const next = list[at < 0 ? 0 : Math.min(Math.max(at + step, 0), list.length - 1)];
    next?.focus();
    next?.scrollIntoView({ block: 'nearest' });
  };
  const press = (selector, within = document) => {
    const target = within?.querySelector(selector);
    if (!target) return false;
    (target.closest('a, button, summary') ?? target).click();
    return true;
  };
  const openNote = (row) => {
    const details = row?.querySelector('[data-note]')?.closest('details');
    if (!details) return false;
    details.open = true;
    details.querySelector('textarea').focus();
    return true;
  };
  const acts = {
    ArrowDown: () => (go(1), true),
    ArrowUp: () => (go(-1), true),
    Enter: () => press('[data-accept]', here()),
    s: () => press('[data-split]', here()),
    n: () => openNote(here()),
    u: () => press('[data-undo]'),
    '/': () => (find ? (find.focus(), true) : false),
    '?': () => {
      const keys = document.querySelector('[data-keys]');
      if (keys) keys.open = !keys.open;
      return Boolean(keys);
    },
  };

  if (rows.length > 0 || document.querySelector('[data-keys]'))
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

  find?.addEventListener('input', () => {
    const wanted = find.value.trim().toLowerCase();
    for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
  });

  // The row that was just decided is gone: the one that took its place is next.
  const number = /^#r(\d+)$/.exec(location.hash)?.[1];
  if (number !== undefined) (rows[Math.min(Number(number), rows.length - 1)] ?? null)?.focus();
  else rows[0]?.focus({ preventScroll: true });

  const sums = document.querySelector('[data-sums]');
  const rest = document.querySelector('[data-rest]');
  if (sums && rest) {
    const add = (name) =>
      [...sums.querySelectorAll(`input[name="${name}"]:checked`)].reduce(
        (sum, box) => sum + BigInt(box.dataset.amount),
        0n,
      );
    const show = () => {
      const left = add('lines') - add('parts');
      const digits = String(left < 0n ? -left : left).padStart(3, '0');
      rest.textContent = `${rest.dataset.rest}${left < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
    };
    sums.addEventListener('change', show);
    show();
  }
})();
