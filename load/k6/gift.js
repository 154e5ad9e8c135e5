import { check, sleep } from 'k6';
import http from 'k6/http';
import { Trend } from 'k6/metrics';

// What the journeys have in common: a gift from the project's page to its receipt.

export const BASE = __ENV.BASE;

const untilReceipt = new Trend('gift_until_receipt', true);
const untilProgress = new Trend('gift_until_progress', true);

/** What every journey that gives holds itself to. A stack that has gone is not asked again and again. */
export const GIFT_THRESHOLDS = {
  checks: ['rate>0.99'],
  http_req_failed: [{ threshold: 'rate<0.01', abortOnFail: true, delayAbortEval: '5s' }],
  'http_req_duration{step:page}': ['p(95)<300'],
  'http_req_duration{step:give}': ['p(95)<800'],
  'http_req_duration{step:progress}': ['p(95)<100'],
  gift_until_progress: ['p(95)<5000'],
  gift_until_receipt: ['p(95)<10000'],
};

export const tagged = (step, headers = {}) => ({ tags: { step }, headers });
export const progressOf = (slug) =>
  http.get(`${BASE}/api/v1/projects/${slug}/progress`, tagged('progress')).json();
const donateForm = (slug) => `form[action*="/projects/${slug}/donations"]`;

/** Projects that take gifts, for a journey's `setup`: found once and shared by all donors. */
export function openProjects() {
  const { data } = http.get(`${BASE}/api/v1/projects`).json();
  const slugs = data
    .map(({ slug }) => slug)
    .filter((slug) => http.get(`${BASE}/projects/${slug}`).html(donateForm(slug)).size() > 0);
  if (slugs.length === 0) throw new Error('no project takes gifts');
  return { slugs };
}

const hex = () => Math.floor(Math.random() * 0x10000).toString(16);
/** A visitor's address as a trusted proxy tells it; each donor has a network of its own, for limits per network stay on. */
const fromSomewhere = () => ({ 'X-Forwarded-For': `2001:db8:${hex()}:${hex()}::1` });

/** Asks until `done` says so, at most ten seconds. @returns the milliseconds it took, or undefined */
function waitFor(since, done) {
  while (Date.now() - since < 10_000) {
    if (done()) return Date.now() - since;
    sleep(0.2);
  }
  return undefined;
}

/** One donor: project page, gift, checkout, status, progress, receipt. */
export function give({ slugs }) {
  const slug = slugs[Math.floor(Math.random() * slugs.length)];
  const before = progressOf(slug);
  const page = http.get(`${BASE}/projects/${slug}`, tagged('page'));
  if (!check(page, { 'project page': ({ status }) => status === 200 })) return sleep(1);
  sleep(0.5 + Math.random());

  const cents = 1000 + Math.floor(Math.random() * 9000);
  const checkout = page.submitForm({
    formSelector: donateForm(slug),
    fields: { preset: 'other', amount: (cents / 100).toFixed(2) },
    params: tagged('give', { Origin: BASE, ...fromSomewhere() }),
  });
  const there = ({ status, url }) => status === 200 && !url.startsWith(BASE);
  if (!check(checkout, { 'checkout page': there })) return sleep(1);
  sleep(0.5 + Math.random());

  const since = Date.now();
  const paid = checkout.submitForm({ fields: { action: 'pay' }, params: tagged('pay') });
  const back = ({ status, url }) => status === 200 && url.includes('/donations/');
  if (!check(paid, { 'status page': back })) return sleep(1);

  const moved = () => Number(progressOf(slug).ledger_seq) > Number(before.ledger_seq);
  const progress = waitFor(since, moved);
  check(progress, { 'progress moved': (ms) => ms !== undefined });
  if (progress !== undefined) untilProgress.add(progress);

  const downloadable = () =>
    http.get(paid.url, tagged('status')).html('a[href*="receipt"][href*="key="]').size() > 0;
  const receipt = waitFor(since, downloadable);
  check(receipt, { 'receipt to download': (ms) => ms !== undefined });
  if (receipt !== undefined) untilReceipt.add(receipt);
}
