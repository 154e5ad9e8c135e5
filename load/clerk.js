import { check, sleep } from 'k6';
import http from 'k6/http';
import { BASE, tagged } from './k6/gift.js';

// Finance staff at work while the day goes on: the desk, the day's list and its CSV, cases, reconciliation, receipts.
// LOGIN is a fresh one-time login of a clerk; VUS clerks share its session for SECONDS.

const VUS = Number(__ENV.VUS || 4);
const SECONDS = Number(__ENV.SECONDS || 30);

export const options = {
  scenarios: { clerks: { executor: 'constant-vus', vus: VUS, duration: `${SECONDS}s` } },
  thresholds: {
    checks: ['rate>0.99'],
    http_req_failed: [{ threshold: 'rate<0.01', abortOnFail: true, delayAbortEval: '5s' }],
    'http_req_duration{step:page}': ['p(95)<800'],
    'http_req_duration{step:file}': ['p(95)<2000'],
  },
};

/** Logs in once and finds the places of the clerk's navigation. */
export function setup() {
  const login = http.get(__ENV.LOGIN);
  const desk = login.submitForm({
    formSelector: 'form[action*="login"]',
    params: { headers: { Origin: BASE } },
  });
  const home = desk.url.replace(/\/$/, '');
  if (desk.status !== 200 || !/\/console\/.+/.test(home))
    throw new Error(`no way in: ${desk.status} ${desk.url}`);
  return { home, session: http.cookieJar().cookiesForURL(BASE) };
}

const PAGES = [
  '',
  '/days',
  '/cases',
  '/reconciliation',
  '/receipts',
  '/settlements',
  '/approvals',
  '/statements',
];

export default function clerk({ home, session }) {
  const jar = http.cookieJar();
  for (const [name, [value]] of Object.entries(session)) jar.set(BASE, name, value);
  for (const path of PAGES) {
    const page = http.get(`${home}${path}`, tagged('page'));
    check(page, { 'a page of the console': ({ status, url }) => status === 200 && !url.includes('/login') });
    sleep(0.2 + Math.random() * 0.4);
  }
  const today = new Date(Date.now() + 8 * 3600 * 1000).toISOString().slice(0, 10);
  const list = http.get(`${home}/days/${today}/gifts.csv`, tagged('file'));
  check(list, {
    'the list of the day': ({ status, body }) => status === 200 && body.charCodeAt(0) === 0xfeff,
  });
  sleep(0.5);
}
