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

  it.each([
    ['worker', 'booking'],
    ['deliveries', 'booking'],
    ['mail', 'mail'],
  ])('without %s stops at the step "%s" and says so', async (missing, step) => {
    const { code, answer } = await check('--without', missing, '--patience', '8');
    expect(answer).toEqual({ ok: false, step, reason: expect.any(String) });
    expect(code).toBe(1);
  });

  it('without Redis books the gift all the same; the receipt waits', async () => {
    const { code, answer } = await check('--without', 'redis', '--patience', '8');
    expect(answer).toMatchObject({ ok: false, step: 'receipt' });
    expect(code).toBe(1);
  });

  it.each(['worker', 'deliveries', 'redis', 'mail'])(
    'comes to its end later, when %s is away for a while',
    async (missing) => {
      const { code, answer } = await check('--without', missing, '--restore', '4', '--patience', '90');
      expect(answer).toMatchObject({ ok: true });
      expect(code).toBe(0);
    },
  );
});
