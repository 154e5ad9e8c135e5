import { check, sleep } from 'k6';
import http from 'k6/http';
import { BASE, GIFT_THRESHOLDS, give, openProjects, progressOf, tagged } from './k6/gift.js';

// A livestream names a project: 500 viewers open a page with its widget within ten seconds and stay, their widgets
// asking for progress every 15 seconds and knowing what they have by its ETag, while some of them give. VIEWERS and
// SECONDS bound it.

const VIEWERS = Number(__ENV.VIEWERS || 500);
const SECONDS = Number(__ENV.SECONDS || 45);
const POLL_SECONDS = 15;

export const options = {
  scenarios: {
    viewers: {
      executor: 'ramping-vus',
      exec: 'watch',
      stages: [
        { duration: '10s', target: VIEWERS },
        { duration: `${SECONDS}s`, target: VIEWERS },
      ],
      gracefulRampDown: `${POLL_SECONDS + 5}s`,
    },
    donors: { executor: 'constant-vus', exec: 'donate', vus: 5, duration: `${SECONDS}s`, startTime: '5s' },
  },
  thresholds: {
    ...GIFT_THRESHOLDS,
    'http_req_duration{step:widget}': ['p(95)<150'],
    'http_req_duration{step:poll}': ['p(95)<100', 'p(99)<300'],
  },
};

/** All of them come for one project. */
export function setup() {
  return { slugs: openProjects().slugs.slice(0, 1) };
}

/** One viewer's page: the script once, then the project's progress for as long as it is open. */
export function watch({ slugs: [slug] }) {
  const script = http.get(`${BASE}/embed/v1/boai.js`, tagged('widget'));
  check(script, { 'widget script': ({ status }) => status === 200 });
  let [etag, seen] = ['', 0];
  for (let polls = 0; polls * POLL_SECONDS < SECONDS; polls++) {
    const headers = { Origin: 'https://media.example', ...(etag ? { 'If-None-Match': etag } : {}) };
    const answer = http.get(`${BASE}/api/v1/projects/${slug}/progress`, tagged('poll', headers));
    check(answer, { 'progress or nothing new': ({ status }) => status === 200 || status === 304 });
    if (answer.status === 200) {
      const { ledger_seq } = answer.json();
      check(ledger_seq, { 'numbers never go back': (seq) => seq >= seen });
      [etag, seen] = [answer.headers.Etag ?? '', ledger_seq];
    }
    sleep(POLL_SECONDS);
  }
}

export const donate = give;

/** What the crowd saw last is what the page says. */
export function teardown({ slugs: [slug] }) {
  const { raised } = progressOf(slug);
  const page = http.get(`${BASE}/projects/${slug}?lang=en`).body;
  const [yuan, cents] = [raised.slice(0, -2) || '0', raised.slice(-2).padStart(2, '0')];
  const said = yuan.replace(/\B(?=(\d{3})+$)/g, ',') + (cents === '00' ? '' : `.${cents}`);
  check(page, { 'the page says the same total': (text) => text.includes(said) });
}
