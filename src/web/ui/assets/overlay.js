// Keeps a livestream's overlay up to date. It only exchanges texts of elements that stand in the page, holds one request
// and two timers, and comes back by itself; while nothing can be heard, the last numbers and their time stay.
(() => {
  const WAIT_MIN_MS = 500;
  // An overlay must be right within 10 s of the server's return.
  const WAIT_MAX_MS = 5_000;
  const WAIT_DARK_MS = 15_000;
  // The server shows every 15 s that it lives.
  const SILENT_MS = 45_000;
  const NAME_MS = 6_000;
  // Browsers inside broadcasting programs grow by themselves; a new page begins small again.
  const RELOAD_MS = 6 * 3_600_000;

  const box = document.getElementById('overlay');
  const places = [...box.querySelectorAll('[data-text]')];
  const bar = box.querySelector('.bar');
  const meter = bar.querySelector('progress');
  const namePlace = box.querySelector('[data-names]');
  const language = document.documentElement.lang;
  let names = JSON.parse(namePlace.dataset.names);
  let turn = 0;
  let known = '';
  let asked;
  let heardSomething = false;

  const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const write = (place, text) => {
    if (place.textContent !== text) place.textContent = text;
  };

  function showName() {
    write(namePlace, names.length > 0 ? names[turn % names.length] : '');
    namePlace.dataset.turn = String(turn % 2);
  }

  function show(state) {
    const texts = state.texts[language] ?? state.texts['zh-CN'];
    for (const place of places) write(place, texts[place.dataset.text]);
    bar.hidden = texts.goal === '';
    meter.value = Math.min(state.percent ?? 0, 100);
    meter.setAttribute('aria-label', texts.bar);
    const newest = texts.names[0] !== names[0];
    names = texts.names;
    if (newest) {
      turn = 0;
      showName();
    }
    box.hidden = false;
  }

  function goDark() {
    box.hidden = true;
    known = '';
  }

  /** One event's text; answers whether the stream is over for good. */
  function take(block) {
    const retry = /^retry: (\d+)$/m.exec(block);
    if (retry) asked = Number(retry[1]);
    const data = /^data: (.*)$/m.exec(block);
    if (!data) return false;
    const state = JSON.parse(data[1]);
    if (state.gone) {
      goDark();
      return true;
    }
    show(state);
    known = /^id: (.*)$/m.exec(block)?.[1] ?? '';
    return false;
  }

  /** Reads one stream to its end; answers after how many milliseconds to come back, or undefined. */
  async function listen() {
    const stop = new AbortController();
    let silence = setTimeout(() => stop.abort(), SILENT_MS);
    heardSomething = false;
    asked = undefined;
    try {
      const answer = await fetch(box.dataset.stream, {
        credentials: 'omit',
        cache: 'no-store',
        headers: known === '' ? {} : { 'Last-Event-ID': known },
        signal: stop.signal,
      });
      if ([403, 404, 410].includes(answer.status)) {
        goDark();
        return WAIT_DARK_MS;
      }
      if (!answer.ok) return undefined;
      const reader = answer.body.getReader();
      const decoder = new TextDecoder();
      let rest = '';
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return asked === 5_000 ? undefined : asked;
        heardSomething = true;
        clearTimeout(silence);
        silence = setTimeout(() => stop.abort(), SILENT_MS);
        const blocks = (rest + decoder.decode(value, { stream: true })).split('\n\n');
        rest = blocks.pop();
        for (const block of blocks) if (take(block)) return WAIT_DARK_MS;
        if (performance.now() > RELOAD_MS) location.reload();
      }
    } catch {
      return undefined;
    } finally {
      clearTimeout(silence);
      stop.abort();
    }
  }

  async function run() {
    let wait = WAIT_MIN_MS;
    for (;;) {
      const wanted = await listen();
      wait = heardSomething ? WAIT_MIN_MS : Math.min(wait * 2, WAIT_MAX_MS);
      await sleep((wanted ?? wait) * (0.75 + Math.random() / 2));
    }
  }

  setInterval(() => {
    turn += 1;
    if (names.length > 1) showName();
  }, NAME_MS);
  run();
})();
