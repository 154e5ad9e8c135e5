import { Refusal } from '../../src/kernel/errors.js';

/** The code of a refusal, and of each of its fields. */
export async function refusal(work: Promise<unknown>): Promise<string[]> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Refusal)) throw new Error(`not refused: ${String(error)}`);
  return [error.code, ...error.fields.map(({ code }) => code)];
}
