import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Failed, giveOnce } from './check-gift.mjs';
import { withDatabase } from './database-rows.mjs';
import { Stop, say } from './progress.mjs';
import { onStop } from './runtime.mjs';
import { Stack } from './stack.mjs';
import { throwawayFolder } from './test-servers.mjs';

export const PARTS = ['worker', 'deliveries', 'redis', 'mail'];

/**
 * `npm start -- --check`: a whole stack in a throwaway folder (a running one stays untouched), one gift, one JSON line
 * on stdout.
 *
 * `--without PART` leaves a part out and `--restore SECONDS` brings it back that long after the payment began; both
 * exist so that a test can see the check fail with the right step, or heal.
 *
 * @returns the exit code
 */
export async function check(args) {
  const { values } = parseArgs({
    args,
    options: {
      check: { type: 'boolean' },
      without: { type: 'string', multiple: true, default: [] },
      restore: { type: 'string' },
      patience: { type: 'string', default: '30' },
    },
  });
  const unknown = values.without.find((part) => !PARTS.includes(part));
  if (unknown) throw new Stop(`--without ${unknown}: the parts are ${PARTS.join(', ')}`, 2);
  const interrupted = new AbortController();
  onStop(() => interrupted.abort());
  const dir = await throwawayFolder('check');
  const stack = new Stack({ dir, without: values.without, signal: interrupted.signal });
  const since = performance.now();
  let answer;
  const fail = (error) => say(`! ${error.message}`);
  try {
    await stack.start({ seed: ['--gifts=0'] });
    const started = Math.round(performance.now() - since);
    if (values.restore) setTimeout(() => stack.restore().catch(fail), Number(values.restore) * 1000);
    const { ms, ...figures } = await withDatabase(stack.env.DATABASE_URL, (rows) =>
      giveOnce({
        web: stack.env.PUBLIC_URL,
        rows,
        mailbox: stack.env.MAILBOX_DIR,
        login: stack.describe().logins.find(({ role }) => role.startsWith('clerk')).url,
        patience: Number(values.patience) * 1000,
      }),
    );
    answer = { ok: true, ...figures, ms: { start: started, ...ms } };
  } catch (error) {
    answer = { ok: false, step: error instanceof Failed ? error.step : 'start', reason: error.message };
    if (!(error instanceof Failed || error instanceof Stop)) say(error.stack);
  } finally {
    await stack.stop();
    rmSync(dir, { recursive: true, force: true });
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
  return answer.ok ? 0 : 1;
}
