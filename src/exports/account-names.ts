import { CHART } from '../ledger/chart-of-accounts.service.js';

type Line = (typeof CHART)[keyof typeof CHART];
const chart: Readonly<Record<string, Line | undefined>> = CHART;

/** An account's Chinese name by its code; the code itself where the chart has none. */
export function accountName(code: string): string {
  return chart[code]?.zh ?? code;
}

/** What an account is, or undefined where the chart does not know it. */
export function accountKind(code: string): Line['kind'] | undefined {
  return chart[code]?.kind;
}

/** Whether no account stands below it: accounting software books on such alone. */
export function isLeaf(code: string): boolean {
  return !Object.keys(CHART).some((other) => other !== code && other.startsWith(code));
}
