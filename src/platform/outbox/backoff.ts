const FIRST_SECONDS = 5;
const MAX_SECONDS = 15 * 60;
/** With the pauses above about a day: then a person must look. */
export const DEAD_AFTER_ATTEMPTS = 100;

/** What becomes of a task after its attempt number `failed` (1, 2, …) has failed. */
export function afterFailure(failed: number): { state: 'PENDING' | 'DEAD'; waitSeconds: number } {
  if (failed >= DEAD_AFTER_ATTEMPTS) return { state: 'DEAD', waitSeconds: 0 };
  return { state: 'PENDING', waitSeconds: Math.min(FIRST_SECONDS * 2 ** (failed - 1), MAX_SECONDS) };
}
