// Enhances the donate form: the button says the amount, typing an own amount picks "other", a second press waits.
(() => {
  const form = document.querySelector('form[data-give]');
  if (!form) return;
  const own = form.querySelector('input[name="amount"]');
  const button = form.querySelector('button[type="submit"]');
  const plain = button.textContent;
  const decimals = form.dataset.decimals;
  const wellFormed = new RegExp(decimals === '0' ? '^\\d{1,10}$' : `^\\d{1,10}(\\.\\d{1,${decimals}})?$`);
  const chosen = () => form.querySelector('input[name="preset"]:checked');

  const show = () => {
    const preset = chosen();
    const value = preset && preset.value !== 'other' ? preset.value : own.value.trim();
    const right = wellFormed.test(value) && Number(value) > 0;
    button.textContent = right ? form.dataset.give.replace('{amount}', form.dataset.sign + value) : plain;
  };

  form.addEventListener('change', (event) => {
    if (event.target.name === 'preset' && event.target.value !== 'other') own.value = '';
    show();
  });
  form.addEventListener('click', (event) => {
    // By pointer only: with the arrow keys the tile is merely passed.
    if (event.detail > 0 && event.target.value === 'other') own.focus();
  });
  own.addEventListener('input', () => {
    const other = form.querySelector('input[name="preset"][value="other"]');
    if (own.value !== '' && other) other.checked = true;
    show();
  });
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = '1';
    button.setAttribute('aria-disabled', 'true');
  });
  // Coming back from the checkout, the page may be the very one that was left: it must work again.
  addEventListener('pageshow', () => {
    delete form.dataset.sent;
    button.removeAttribute('aria-disabled');
    show();
  });
})();
