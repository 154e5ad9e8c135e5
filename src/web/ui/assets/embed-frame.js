// In a frame on a partner's page: says how high its content is, and looks for news while somebody sees it.
(() => {
  const box = document.querySelector('[data-frame]');
  if (!box) return;
  const say = () => {
    const resizeHeight = Math.ceil(box.getBoundingClientRect().height);
    parent.postMessage({ boai: { resizeHeight } }, '*');
  };
  new ResizeObserver(say).observe(box);
  // The page around may start to listen late.
  for (const wait of [0, 500, 2000, 5000]) setTimeout(say, wait);
  const { widget } = box.dataset;
  if (!widget) return;

  const lang = document.documentElement.lang;
  const bar = box.querySelector('progress');
  let { stale } = box.dataset;
  let seq = Number(box.dataset.seq);
  let seen = true;
  let next = Date.now() + 15000;
  const write = (key, text) => {
    for (const place of box.querySelectorAll(`[data-t="${key}"]`)) place.textContent = text;
  };
  const look = async () => {
    if (!seen || document.hidden || Date.now() < next) return;
    next = Date.now() + 15000 + Math.random() * 4000;
    try {
      const answer = await fetch(widget, { credentials: 'omit' });
      if (!answer.ok) throw answer;
      const { progress, texts } = await answer.json();
      if (progress.ledger_seq < seq) return;
      seq = progress.ledger_seq;
      for (const [key, text] of Object.entries(texts[lang])) write(key, text);
      ({ stale } = texts[lang]);
      if (!bar) return;
      bar.value = Math.min(100, progress.percent);
      bar.setAttribute('aria-label', texts[lang].bar);
    } catch {
      write('asof', stale);
      write('note', stale);
    }
  };
  new IntersectionObserver((entries) => {
    seen = entries[entries.length - 1].isIntersecting;
  }).observe(box);
  setInterval(look, 1000);
})();
