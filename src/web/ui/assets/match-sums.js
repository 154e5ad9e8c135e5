// Says by how much the chosen lines and the chosen things of ours differ, while they are being chosen.
(() => {
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
