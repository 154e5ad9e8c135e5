// Shows how far a long work is, as the server tells it. Without this script the page refreshes itself.
(() => {
  const box = document.querySelector('[data-stream]');
  if (!box) return;
  const part = (name) => box.querySelector(`[data-part="${name}"]`);
  const source = new EventSource(box.dataset.stream);
  const again = () => setTimeout(() => location.reload(), 5000);

  source.addEventListener('work', ({ data }) => {
    const news = JSON.parse(data);
    for (const name of ['state', 'count', 'rate', 'left']) {
      if (part(name).textContent !== news[name]) part(name).textContent = news[name];
    }
    const bar = part('bar');
    if (news.percent === null) bar.removeAttribute('value');
    else bar.value = news.percent;
    bar.setAttribute('aria-label', news.count || news.state);
    document.title = document.title.replace(
      /^(\d+ % · )?/,
      news.percent === null ? '' : `${news.percent} % · `,
    );
  });
  // The work has ended: its page has a result, a reason, and no bar.
  source.addEventListener('end', () => {
    source.close();
    location.reload();
  });
  // A broken line is taken up again by the browser; a refused one (signed out, too many readers) is not.
  source.addEventListener('error', () => {
    if (source.readyState === EventSource.CLOSED) again();
  });
})();
