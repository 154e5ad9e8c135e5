// Shows the buttons that copy a box's text, where the browser lets them.
for (const button of document.querySelectorAll('[data-copy]')) {
  const box = document.getElementById(button.dataset.copy);
  const told = document.querySelector(`[data-copied="${button.dataset.copy}"]`);
  if (!box || !told) continue;
  button.hidden = false;
  button.addEventListener('click', async () => {
    box.select();
    try {
      if (navigator.clipboard) await navigator.clipboard.writeText(box.value);
      else document.execCommand('copy');
      told.textContent = told.dataset.text;
    } catch {
      // The text is selected: the reader copies it by hand.
      box.focus();
    }
  });
}
