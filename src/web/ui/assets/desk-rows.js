// Enhances the rows of the desk: a filter for those of the page, and where to go on after a decision.
(() => {
  const rows = [...document.querySelectorAll('[data-row]')];
  const find = document.querySelector('[data-find]');
  find?.addEventListener('input', () => {
    const wanted = find.value.trim().toLowerCase();
    for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
  });

  // The row that was just decided is gone: the one that took its place is next.
  const number = /^#r(\d+)$/.exec(location.hash)?.[1];
  if (number !== undefined) (rows[Math.min(Number(number), rows.length - 1)] ?? null)?.focus();
  else rows[0]?.focus({ preventScroll: true });
})();
