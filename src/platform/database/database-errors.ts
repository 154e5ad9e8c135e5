interface DriverError {
  errno?: number;
  code?: string;
  /** Set by mysql2 when the connection cannot be used any more, sometimes without a code. */
  fatal?: boolean;
}

/** 1213 deadlock, 1205 lock wait timeout, 1020 record changed since last read (MariaDB snapshot isolation). */
const RERUN = new Set([1213, 1205, 1020]);
const LOST = new Set([
  'PROTOCOL_CONNECTION_LOST',
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOENT',
  'ER_SERVER_SHUTDOWN',
  'ER_CONNECTION_KILLED',
]);

function driverError(error: unknown): DriverError {
  const inner = (error as { driverError?: DriverError } | null)?.driverError;
  return inner ?? (error as DriverError | null) ?? {};
}

/** Whether the whole database transaction must be run again. */
export function mustRerun(error: unknown): boolean {
  return RERUN.has(driverError(error).errno ?? 0);
}

/** Whether a unique key refused a row (1062). */
export function isDuplicateKey(error: unknown): boolean {
  return driverError(error).errno === 1062;
}

/** Whether the connection broke, so that the outcome of the last statement is unknown. */
export function connectionLost(error: unknown): boolean {
  const { code, fatal } = driverError(error);
  return fatal === true || LOST.has(code ?? '');
}
