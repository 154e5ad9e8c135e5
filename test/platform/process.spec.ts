import { pino } from 'pino';
import { ConfigProblem, EXAMPLES, loadConfig } from '../../src/platform/config/load-config.js';
import { Poller } from '../../src/platform/jobs/poller.js';
import { failedStart } from '../../src/platform/process.js';
import { until } from './platform-app.js';

const RIGHT = {
  DATABASE_URL: 'mysql://app:x@127.0.0.1:3306/boai',
  REDIS_URL: 'redis://127.0.0.1:6379/0',
  PUBLIC_URL: 'https://give.example.org',
  SECRET_KEY: Buffer.alloc(32).toString('base64'),
  STRIPE_SECRET_KEY: 'sk_test_0123456789',
  STRIPE_WEBHOOK_SECRETS: 'whsec_new12345, whsec_old12345',
};

describe('settings', () => {
  it('have defaults, lists and numbers', () => {
    const config = loadConfig({ ...RIGHT, PORT: '8080', TRUST_PROXY: '10.0.0.0/8, 127.0.0.1', DEMO: '1' });
    expect(config).toMatchObject({
      PORT: 8080,
      HOST: '127.0.0.1',
      DEMO: true,
      TRUST_PROXY: ['10.0.0.0/8', '127.0.0.1'],
      STRIPE_WEBHOOK_SECRETS: ['whsec_new12345', 'whsec_old12345'],
      secure: true,
      ownerUrl: RIGHT.DATABASE_URL,
    });
    expect(Object.isFrozen(config)).toBe(true);
  });

  it.each([
    ['DATABASE_URL', 'postgres://app:hush@db/boai'],
    ['DATABASE_POOL', '0'],
    ['REDIS_URL', 'localhost'],
    ['REDIS_PREFIX', 'no-braces'],
    ['PUBLIC_URL', 'give.example.org'],
    ['PORT', '70000'],
    ['PORT', '1e3'],
    ['SECRET_KEY', 'c2hvcnQ='],
    ['STRIPE_SECRET_KEY', 'pk_test_hush12345'],
    ['STRIPE_WEBHOOK_SECRETS', 'hush'],
    ['SMTP_URL', 'http://mail'],
    ['LOG_LEVEL', 'loud'],
    ['NODE_ENV', 'staging'],
    ['DEMO', 'maybe'],
  ])('%s=%s ends the start with name, rule and example, without the value, exit code 78', (name, value) => {
    let problem: unknown;
    try {
      loadConfig({ ...RIGHT, [name]: value });
    } catch (error) {
      problem = error;
    }
    expect(problem).toBeInstanceOf(ConfigProblem);
    const { text, exitCode } = failedStart(problem);
    expect(exitCode).toBe(78);
    expect(text.split('\n')).toHaveLength(2);
    expect(text).toMatch(new RegExp(`  ${name}: .*must .*Example: ${name}=`));
    expect(text).toContain(EXAMPLES[name]);
    if (value.includes('hush')) expect(text).not.toContain('hush');
  });

  it('name every wrong one at once', () => {
    expect(() => loadConfig({})).toThrow(/DATABASE_URL[\s\S]*REDIS_URL[\s\S]*PUBLIC_URL[\s\S]*SECRET_KEY/);
  });

  it('leave other failures with exit code 1 and no password in the text', () => {
    const { text, exitCode } = failedStart(new Error('cannot reach mysql://app:hush@db:3306/boai'));
    expect(exitCode).toBe(1);
    expect(text).toContain('mysql://[hidden]@db:3306/boai');
  });
});

describe('a poller', () => {
  const log = pino({ level: 'silent' });

  it('goes on at once while there is work, then waits, and wakes when rung', async () => {
    const rows = [5, 3, 0, 0, 0];
    let rounds = 0;
    const poller = new Poller('test', 60_000, async () => rows[rounds++] ?? 0);
    poller.start(log);
    await until(() => rounds === 3);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(rounds).toBe(3);
    poller.ring();
    await until(() => rounds === 4);
    await poller.stop();
    poller.ring();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(rounds).toBe(4);
  });

  it('does not lose a ring that comes while it works', async () => {
    let rounds = 0;
    const poller: Poller = new Poller('test', 60_000, async () => {
      if (++rounds === 1) poller.ring();
      return 0;
    });
    poller.start(log);
    await until(() => rounds === 2);
    await poller.stop();
  });

  it('goes on after errors, and waits for the round under way when it is stopped', async () => {
    let rounds = 0;
    let finished = 0;
    const poller = new Poller('test', 1, async () => {
      if (++rounds <= 2) throw new Error('away');
      await new Promise((resolve) => setTimeout(resolve, 50));
      return ++finished;
    });
    poller.start(log);
    await until(() => rounds >= 3);
    await poller.stop();
    expect(finished).toBe(rounds - 2);
  });
});
