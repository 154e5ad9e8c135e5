// <boai-project project="slug" channel="CODE" layout="card|bar|button" theme="auto|light|dark" lang="zh-CN|en">
//
// A project's live progress on a partner's page. Written by hand in ES2019 without a library, so that it stays below
// 4 kB. It sets no cookie, stores nothing, and puts no text of ours or theirs into the page as markup. What it says
// comes ready in words from the server; here is only when to ask, what to keep, and where the words go.
(() => {
  const script = document.currentScript || document.querySelector('script[src*="/embed/"][src*="/boai.js"]');
  if (!script || !window.customElements || !window.IntersectionObserver) return;
  // A second copy of the script, of whatever version, leaves everything to the first.
  if (customElements.get('boai-project')) return;

  const base = script.src.replace(/\/embed\/[^/]*\/boai\.js.*$/, '');
  const CSS = '/* boai.css */';
  const POLL_MS = 15000;
  const ACCENT = '#b3262b';
  /** What each project's elements share: one request for all of them. */
  const stores = new Map();

  let sheet;
  try {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
  } catch (_) {
    sheet = null;
  }

  const storeOf = (slug) => {
    if (!stores.has(slug)) stores.set(slug, { slug, all: new Set(), seen: new Set(), next: 0, fails: 0 });
    return stores.get(slug);
  };

  /** Asks when it is time and somebody looks; else sets the clock, or does nothing until somebody looks again. */
  const look = (store) => {
    clearTimeout(store.timer);
    if (store.busy || store.gone || document.hidden || store.seen.size === 0) return;
    const wait = store.next - Date.now();
    if (wait > 0) {
      store.timer = setTimeout(look, wait, store);
      return;
    }
    store.busy = true;
    const abort = new AbortController();
    const patience = setTimeout(() => abort.abort(), 10000);
    fetch(`${base}/embed/v1/widget/${encodeURIComponent(store.slug)}`, {
      credentials: 'omit',
      signal: abort.signal,
    })
      .then((answer) => {
        store.gone = answer.status === 404;
        if (!answer.ok) throw answer;
        return answer.json();
      })
      .then((data) => {
        const known = store.data;
        // A cache on the way may hold an older answer than the one shown: a sum never goes back by that.
        if (!known || data.progress.ledger_seq >= known.progress.ledger_seq) store.data = data;
        store.fails = 0;
      })
      .catch(() => {
        store.fails++;
      })
      .then(() => {
        clearTimeout(patience);
        store.busy = false;
        // Spread, so that the viewers of one livestream do not ask in the same second for ever.
        store.next = Date.now() + POLL_MS * Math.min(store.fails + 1, 4) * (1 + Math.random() / 4);
        store.all.forEach((element) => {
          element.draw();
        });
        look(store);
      });
  };

  const lookAll = () => stores.forEach(look);
  document.addEventListener('visibilitychange', lookAll);

  const eye = new IntersectionObserver(
    (entries) => {
      entries.forEach(({ target, isIntersecting }) => {
        if (target.store) target.store.seen[isIntersecting ? 'add' : 'delete'](target);
      });
      lookAll();
    },
    { rootMargin: '200px' },
  );

  /** Relative luminance of a computed colour (WCAG 2); undefined for what is transparent or not sRGB. */
  const luminance = (color) => {
    const parts = /^rgb\((\d+), (\d+), (\d+)\)$/.exec(color);
    if (!parts) return undefined;
    const [r, g, b] = parts.slice(1).map((part) => {
      const c = part / 255;
      return c > 0.03928 ? ((c + 0.055) / 1.055) ** 2.4 : c / 12.92;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  const inkOn = (light) => (contrast(light, 1) >= 4.5 ? '#fff' : '#000');

  const add = (parent, tag, name) => {
    const made = document.createElement(tag);
    made.className = name;
    made.setAttribute('part', name);
    return parent.appendChild(made);
  };

  class BoaiProject extends HTMLElement {
    static get observedAttributes() {
      return ['project', 'channel', 'layout', 'theme', 'lang'];
    }

    connectedCallback() {
      if (!this.slug) return;
      this.build();
      this.store = storeOf(this.slug);
      this.store.all.add(this);
      this.draw();
      eye.observe(this);
    }

    disconnectedCallback() {
      eye.unobserve(this);
      const { store } = this;
      if (!store) return;
      store.all.delete(this);
      store.seen.delete(this);
      this.store = null;
      look(store);
    }

    attributeChangedCallback() {
      if (!this.isConnected) return;
      this.disconnectedCallback();
      this.connectedCallback();
    }

    get slug() {
      return this.getAttribute('project');
    }

    /** The nearest language that is said: of the element, of the page around it, of the reader. */
    get words() {
      const near = this.closest('[lang]');
      const tag = (near && near.lang) || navigator.language;
      return /^zh/i.test(tag) ? 'zh-CN' : 'en';
    }

    build() {
      if (this.box) return;
      const root = this.attachShadow({ mode: 'open' });
      if (sheet && root.adoptedStyleSheets) root.adoptedStyleSheets = [sheet];
      else {
        // Before iOS 16.4; a page whose policy forbids it shows the same words without our look.
        const link = document.createElement('link');
        link.rel = 'stylesheet';
        link.href = `${base}/embed/v1/boai.css`;
        root.appendChild(link);
      }
      // What the partner put inside (the plain link) is shown until there are numbers, and kept for ever.
      this.plain = root.appendChild(document.createElement('slot'));
      this.ready = add(this.plain, 'a', 'link');
      const box = add(root, 'div', 'box');
      box.setAttribute('role', 'group');
      box.hidden = true;
      box.dir = 'ltr';
      const at = { name: add(box, 'p', 'name'), by: add(box, 'p', 'by') };
      const sum = add(box, 'p', 'sum');
      at.raised = add(sum, 'b', 'raised');
      at.label = add(sum, 'span', 'label');
      at.bar = add(box, 'progress', 'bar');
      at.bar.max = 100;
      at.meta = add(box, 'p', 'meta');
      at.asof = add(box, 'p', 'asof');
      this.link = add(box, 'a', 'cta');
      at.cta = add(this.link, 'span', 'do');
      at.note = add(this.link, 'span', 'note');
      at.opens = add(this.link, 'span', 'vh');
      [this.link, this.ready].forEach((link) => {
        link.target = '_blank';
        link.rel = 'noopener';
      });
      this.box = box;
      this.at = at;
    }

    draw() {
      const { store, box, at } = this;
      const words = this.words;
      const channel = this.getAttribute('channel') || '';
      this.link.href = this.ready.href =
        `${base}/projects/${encodeURIComponent(this.slug)}` +
        (/^[A-Za-z0-9]{3,8}$/.test(channel) ? `?ch=${channel}` : '');
      this.ready.textContent = words === 'en' ? 'Donate' : '我要捐款';
      const said = store.data && store.data.texts[words];
      box.hidden = !said;
      if (!said) {
        this.plain.hidden = false;
        return;
      }
      const layout = this.getAttribute('layout');
      const theme = this.getAttribute('theme');
      box.className = `boai layout-${/^(bar|button)$/.test(layout) ? layout : 'card'} ${
        /^(light|dark)$/.test(theme) ? theme : 'auto'
      }`;
      box.lang = words;
      box.setAttribute('aria-label', said.name);
      Object.keys(at).forEach((key) => {
        at[key].textContent = said[key];
      });
      if (store.fails) {
        at.asof.textContent = said.stale;
        at.note.textContent = said.stale;
      }
      const { percent } = store.data.progress;
      at.bar.hidden = percent === null;
      at.bar.value = Math.min(100, percent);
      at.bar.setAttribute('aria-label', said.bar);
      // Whoever was on the plain link stays on a link to the same page.
      const held = this.contains(document.activeElement) && document.activeElement !== this;
      this.plain.hidden = true;
      if (held) this.link.focus({ preventScroll: true });
      this.readable();
    }

    /** Colours that the page chose keep their text readable: black or white, where theirs would not be. */
    readable() {
      const { box, link } = this;
      ['--ink', '--on', '--accent'].forEach((name) => {
        box.style.removeProperty(name);
      });
      const { color, backgroundColor } = getComputedStyle(box);
      const [ink, paper] = [luminance(color), luminance(backgroundColor)];
      if (paper !== undefined && (ink === undefined || contrast(ink, paper) < 4.5))
        box.style.setProperty('--ink', inkOn(paper));
      const accent = luminance(getComputedStyle(link).backgroundColor);
      if (accent === undefined) box.style.setProperty('--accent', ACCENT);
      else box.style.setProperty('--on', inkOn(accent));
    }
  }

  customElements.define('boai-project', BoaiProject);
  const night = matchMedia('(prefers-color-scheme: dark)');
  if (night.addEventListener)
    night.addEventListener('change', () => {
      stores.forEach((store) => {
        store.all.forEach((element) => {
          element.draw();
        });
      });
    });
})();
