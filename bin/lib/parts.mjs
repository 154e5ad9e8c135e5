import { join } from 'node:path';
import { answersAtAll, answersOk } from './programs.mjs';
import { ACCOUNT } from './settings.mjs';

/** Where the sandbox sends its events: straight to the web, whatever the public address is. */
const webhookUrl = ({ ports }) => `http://127.0.0.1:${ports.web}/webhooks/stripe/${ACCOUNT}`;

function sandboxArguments(stack) {
  const url = new URL(webhookUrl(stack));
  // Deliveries that never arrive: a port on which nobody listens.
  if (stack.without.includes('deliveries')) url.port = '9';
  return [
    `--port=${stack.ports.sandbox}`,
    `--data=${join(stack.dir, 'sandbox')}`,
    `--webhook-url=${url.href}`,
    `--webhook-secret=${stack.secrets.stripe_webhook_secret}`,
    `--secret-key=${stack.secrets.stripe_secret_key}`,
    `--mailbox=${stack.env.MAILBOX_DIR}`,
  ];
}

/** How a part of the stack is started and when it is ready, with the stack's settings of this moment. */
export function programOf(name, stack) {
  const { env, ports, without } = stack;
  // With a store missing on purpose a part serves, but does not call itself ready.
  const path = without.length > 0 ? '/health/live' : '/health/ready';
  switch (name) {
    case 'sandbox':
      return {
        script: 'dist/sandbox/main.js',
        args: sandboxArguments(stack),
        env,
        port: ports.sandbox,
        ready: () => answersAtAll(env.STRIPE_API_BASE),
      };
    case 'web':
      return {
        script: 'dist/main.js',
        env: { ...env, HEALTH_PORT: '0' },
        port: ports.web,
        ready: () => answersOk(`http://127.0.0.1:${ports.web}${path}`),
      };
    case 'worker':
      return {
        script: 'dist/worker.js',
        env: { ...env, METRICS_PORT: '0' },
        port: ports.worker_health,
        ready: () => answersOk(`http://127.0.0.1:${ports.worker_health}${path}`),
      };
    default:
      throw new Error(`there is no part ${name}`);
  }
}

/** The content of `.data/stack.json` (design, contracts): tools find everything here. */
export function stackFile(stack, logins) {
  const { web, worker, sandbox, database, redis } = stack.parts;
  const { env, secrets } = stack;
  return {
    web: { url: env.PUBLIC_URL, pid: web.pid },
    worker: { pid: worker?.pid ?? null },
    sandbox: { url: env.STRIPE_API_BASE, pid: sandbox.pid },
    database: { url: env.DATABASE_URL, owner_url: env.DATABASE_OWNER_URL, pid: database.pid },
    redis: { url: env.REDIS_URL, pid: redis?.pid ?? null },
    stripe: {
      account: ACCOUNT,
      webhook_url: webhookUrl(stack),
      webhook_secret: secrets.stripe_webhook_secret,
    },
    logins,
  };
}
