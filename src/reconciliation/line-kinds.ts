import type { FactKind } from '../providers/event-reading.js';

/** Lines of one kind, and the facts that say the same in our books. */
export interface LineKind {
  /** The providers' names of such lines (settlements/statement-lines.ts says what they mean). */
  readonly types: readonly string[];
  readonly fact: FactKind;
  /** The line's column that holds the fact's key. */
  readonly key: 'provider_payment_id' | 'source_key' | 'line_key';
  /** Whether such money comes to us or goes: facts have no sign, lines have. */
  readonly sign: 1 | -1;
}

/** Pairs that P1 makes (payments.md 2.6): by the provider's own id and the kind. */
export const LINE_KINDS: readonly LineKind[] = [
  { types: ['charge', 'payment'], fact: 'payment_succeeded', key: 'provider_payment_id', sign: 1 },
  {
    types: ['refund', 'payment_refund', 'payment_failure_refund'],
    fact: 'refund_succeeded',
    key: 'source_key',
    sign: -1,
  },
  { types: ['refund_failure'], fact: 'refund_failed', key: 'source_key', sign: 1 },
  { types: ['adjustment'], fact: 'dispute_withdrawn', key: 'line_key', sign: -1 },
  { types: ['adjustment'], fact: 'dispute_reinstated', key: 'line_key', sign: 1 },
];

/** Types of line that have a fact of ours, or should. */
export const FACT_LINES: readonly string[] = [...new Set(LINE_KINDS.flatMap(({ types }) => types))];

/** Kinds of fact that have a line of the provider's, or should. */
export const LINE_FACTS: readonly FactKind[] = LINE_KINDS.map(({ fact }) => fact);

/** What is not equal in a pair, as bits of line_match.differs. */
export const DIFFERS = { amount: 1, currency: 2, fee: 4, status: 8, sum: 16 } as const;

/** States in which a line's money has not moved, or not yet, in the providers' words. */
export const NOT_MOVED: readonly string[] = [
  'NOTPAY',
  'USERPAYING',
  'PAYERROR',
  'CLOSED',
  'REVOKED',
  'PROCESSING',
  'CHANGE',
  'ABNORMAL',
  'REFUNDCLOSE',
  'FAIL',
  'FAILED',
  'WAIT_BUYER_PAY',
  'TRADE_CLOSED',
];

/** Texts as a list for SQL; they are our own, never a user's. */
export const sqlList = (texts: readonly string[]): string => texts.map((text) => `'${text}'`).join(', ');
