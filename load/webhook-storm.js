import { check } from 'k6';
import crypto from 'k6/crypto';
import exec from 'k6/execution';
import http from 'k6/http';
import { GIFT_THRESHOLDS, give, openProjects, tagged } from './k6/gift.js';

// The provider sends everything again and again, in disorder, as after an outage of its own, with false signatures
// among it; meanwhile donors give, and every event of theirs comes three times. The books stand still but for the new
// gifts: `npm run load` checks them afterwards.

const { HOOK, HOOK_SECRET, SANDBOX, SANDBOX_KEY } = __ENV;
const RATE = Number(__ENV.RATE || 200);
const SECONDS = Number(__ENV.SECONDS || 30);
const FALSE_ONE_OF = 20;

export const options = {
  scenarios: {
    storm: {
      executor: 'constant-arrival-rate',
      exec: 'deliver',
      ...{ rate: RATE, duration: `${SECONDS}s`, preAllocatedVUs: 50, maxVUs: 200 },
    },
    donors: { executor: 'constant-vus', exec: 'donate', vus: 3, duration: `${SECONDS}s` },
  },
  thresholds: {
    ...GIFT_THRESHOLDS,
    'http_req_duration{step:deliver}': ['p(95)<150', 'p(99)<500'],
    dropped_iterations: ['count<1'],
  },
};

const control = (path, body) =>
  http.put(`${SANDBOX}/_sandbox${path}`, JSON.stringify(body), {
    headers: { 'Content-Type': 'application/json' },
  });

export function setup() {
  const { data } = http
    .get(`${SANDBOX}/v1/events?limit=100`, { headers: { Authorization: `Bearer ${SANDBOX_KEY}` } })
    .json();
  if (data.length === 0) throw new Error('the provider has no events to send again');
  control('/faults', { duplicates: 2, disorder: 0.3 });
  // The provider sends its events in this form; another one of the same id would be a conflict.
  return { ...openProjects(), events: data.map((event) => JSON.stringify(event, null, 2)) };
}

export function deliver({ events }) {
  const turn = exec.scenario.iterationInTest;
  const body = events[Math.floor(Math.random() * events.length)];
  const at = Math.floor(Date.now() / 1000);
  const forged = turn % FALSE_ONE_OF === 0;
  const signature = crypto.hmac(
    'sha256',
    forged ? 'whsec_somebody_else' : HOOK_SECRET,
    `${at}.${body}`,
    'hex',
  );
  const headers = { 'Content-Type': 'application/json', 'Stripe-Signature': `t=${at},v1=${signature}` };
  const expected = forged ? 400 : 200;
  const answer = http.post(HOOK, body, {
    ...tagged('deliver', headers),
    responseCallback: http.expectedStatuses(expected),
  });
  check(answer, { 'taken, or refused when false': ({ status }) => status === expected });
}

export const donate = give;

export function teardown() {
  control('/faults', { duplicates: 0, disorder: 0 });
}
