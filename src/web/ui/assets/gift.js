// Looks for news of a gift that is not settled yet, and exchanges the text when there is some. Stops after a while.
(() => {
  const main = document.querySelector('main');
  const stateOf = (root) => root.querySelector('[data-state]') || { dataset: {} };
  const waiting = () => 'wait' in stateOf(main).dataset;
  let left = 40;

  const look = async () => {
    left -= 1;
    try {
      const answer = await fetch(location.href, { headers: { accept: 'text/html' } });
      if (answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
        const news = page.querySelector('main');
        if (news && stateOf(news).dataset.state !== stateOf(main).dataset.state) {
          main.innerHTML = news.innerHTML;
          document.title = page.title;
        }
      }
    } catch {
      // Away for a moment: the next look tells.
    }
    if (left > 0 && waiting()) setTimeout(look, 3000);
  };
  if (waiting()) setTimeout(look, 2000);
})();
