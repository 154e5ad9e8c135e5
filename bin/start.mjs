import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { check } from './lib/check.mjs';
import { holderOf, takeLock } from './lib/lock.mjs';
import { DATA, ensureDirectory, readJson } from './lib/paths.mjs';
import { main, padded, Stop, say } from './lib/progress.mjs';
import { onStop, prepare } from './lib/runtime.mjs';
import { Stack } from './lib/stack.mjs';

// npm start: Boai on this machine, everything private to this folder. npm start -- --check: one gift, end to end.
// --data DIR puts the data elsewhere than in .data and --gifts N seeds fewer gifts (tests do both).

const WEB_PORT = Number(process.env.PORT || 3000);

/** What the person at the terminal needs next. Logins are one-time links; they are also in .data/stack.json. */
function showDoors({ web, sandbox, logins }, metricsPort) {
  const door = (name, url) => `  ${padded(name, 26)} ${url}`;
  const lines = [
    '',
    'Boai 博爱 is running. Ctrl-C stops everything.',
    '',
    door('Donors · 捐赠人', web.url),
    door('API documents · 接口文档', `${web.url}/api/docs`),
    door('Console · 后台', `${web.url}/console`),
    door('Partners · 合作方', `${web.url}/partner`),
    door('Sandbox · 模拟支付', sandbox.url),
    door('Metrics · 指标', `http://127.0.0.1:${metricsPort}/metrics`),
    ...(logins.length > 0 ? ['', 'One-time logins · 一次性登录', ''] : []),
    ...logins.map(({ role, url }) => door(role, url)),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

async function start(data, seed) {
  ensureDirectory(data);
  const lockFile = join(data, 'start.lock');
  const release = takeLock(lockFile);
  if (!release) {
    const running = readJson(join(data, 'stack.json'));
    const where = running ? ` at ${running.web.url}` : '';
    throw new Stop(
      `Boai already runs from this folder${where} (process ${holderOf(lockFile)}). Stop it first.`,
    );
  }
  const interrupted = new AbortController();
  const stopped = new Promise((resolve) =>
    interrupted.signal.addEventListener('abort', resolve, { once: true }),
  );
  onStop(() => interrupted.abort());
  try {
    const stack = new Stack({ dir: data, preferredWeb: WEB_PORT, signal: interrupted.signal });
    await stack.start({ seed });
    showDoors(stack.describe(), stack.ports.web_metrics);
    await stopped;
    say('\nStopping …');
    await stack.stop();
    say('Stopped.');
  } finally {
    release();
  }
}

await main(async () => {
  const args = process.argv.slice(2);
  if (!(await prepare())) return undefined;
  if (args.includes('--check')) return check(args);
  const { values } = parseArgs({
    args,
    options: { data: { type: 'string', default: DATA }, gifts: { type: 'string' } },
  });
  return start(resolve(values.data), values.gifts ? [`--gifts=${values.gifts}`] : []);
});
