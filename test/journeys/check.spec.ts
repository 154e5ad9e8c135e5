import { compiled, ended, startScript } from '../support/start.js';

// npm start -- --check, once with everything and once with each part missing. Each run has a whole stack of its own.
jest.setTimeout(240_000);

beforeAll(compiled);

interface Answer {
  ok: boolean;
  step?: string;
  reason?: string;
  donation?: string;
  entry?: string;
  ledger_seq?: string;
  receipt?: string;
  pdf_bytes?: number;
  progress?: { before: string; after: string };
  ms?: Record<string, number>;
}

async function check(...args: string[]): Promise<{ code: number | null; answer: Answer }> {
  const { code, stdout, stderr } = await ended(startScript(['--check', ...args]));
  const line = stdout.trim().split('\n').pop() ?? '';
  if (!line.startsWith('{')) throw new Error(`no answer:\n${stdout}\n${stderr}`);
  return { code, answer: JSON.parse(line) };
}

describe('npm start -- --check', () => {
  it('follows one gift from the page to the mailed receipt', async () => {
    const { code, answer } = await check();
    expect(answer).toEqual({
      ok: true,
      donation: expect.stringMatching(/^don_[0-9a-z]{26}$/),
      entry: expect.stringMatching(/^[0-9a-z]{26}$/),
      ledger_seq: expect.stringMatching(/^[1-9]\d*$/),
      receipt: expect.stringMatching(/\d{4}.*\d/),
      pdf_bytes: expect.any(Number),
      progress: { before: expect.stringMatching(/^\d+$/), after: expect.stringMatching(/^\d+$/) },
      ms: expect.objectContaining({
        give: expect.any(Number),
        booking: expect.any(Number),
        mail: expect.any(Number),
      }),
    });
    expect(Number(answer.progress?.after) - Number(answer.progress?.before)).toBe(6666);
    expect(answer.pdf_bytes).toBeGreaterThan(5_000);
    expect(code).toBe(0);
  });
});

/** What is missing, whether it comes back, and where the check then ends; the waiting of two runs fits into one. */
const MISSING = [
  { without: 'worker', restored: false, ends: { ok: false, step: 'booking' } },
  { without: 'deliveries', restored: false, ends: { ok: false, step: 'booking' } },
  { without: 'mail', restored: false, ends: { ok: false, step: 'mail' } },
  // The gift is booked all the same; only the receipt waits.
  { without: 'redis', restored: false, ends: { ok: false, step: 'receipt' } },
  ...['worker', 'deliveries', 'redis', 'mail'].map((without) => ({
    ...{ without, restored: true, ends: { ok: true } },
  })),
];
const AT_ONCE = 2;

describe('npm start -- --check without one part', () => {
  const runs = new Map<object, Promise<{ code: number | null; answer: Answer }>>();
  beforeAll(() => {
    const lanes: Promise<unknown>[] = Array.from({ length: AT_ONCE }, () => Promise.resolve());
    for (const [at, each] of MISSING.entries()) {
      const args = each.restored ? ['--restore', '4', '--patience', '90'] : ['--patience', '12'];
      const run = (lanes[at % AT_ONCE] ?? Promise.resolve()).then(() =>
        check('--without', each.without, ...args),
      );
      runs.set(each, run);
      lanes[at % AT_ONCE] = run.catch(() => undefined);
    }
  });

  it.each(MISSING)('$without away, coming back: $restored', async (each) => {
    const { code, answer } = (await runs.get(each)) ?? {};
    expect(answer).toMatchObject(each.ends);
    if (!each.restored) expect(answer?.reason).toEqual(expect.any(String));
    expect(code).toBe(each.restored ? 0 : 1);
  });
});
