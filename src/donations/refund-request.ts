import { dayAfter } from '../kernel/days.js';
import type { FieldProblem } from '../kernel/errors.js';
import { REFUND_REASONS, type RefundReason } from './refund.entity.js';

/** What a donor sends. */
export interface RefundWish {
  readonly reason: string;
  readonly text: string;
  readonly evidence: Buffer | null;
}

/** Kinds of paper that are taken, told by their first bytes: what a browser says of a file is not believed. */
export const EVIDENCE_TYPES = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'application/pdf': 'pdf',
} as const;
export type EvidenceType = keyof typeof EVIDENCE_TYPES;

export const WISH_TEXT_MAX = 2_000;
/** The limit of uploads is set where multipart is; this one holds for whatever comes another way. */
export const EVIDENCE_BYTES_MAX = 10 * 1024 * 1024;
/** A decision is due after so many working days (Monday to Friday). */
const WORKING_DAYS = 10;
/** A guardian has thirty days to confirm or refuse what a minor did (Civil Code, art. 145), and so have we. */
const GUARDIAN_DAYS = 30;
const GUARDIAN_REASONS: readonly RefundReason[] = ['MINOR', 'INCAPACITY'];
/** Text over several lines: no other control characters, nothing that turns the direction of reading. */
const UNUSABLE = /(?![\n])[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/u;
const JPEG = Buffer.from([0xff, 0xd8, 0xff]);
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const PDF = Buffer.from('%PDF-');

/** The day by which a request of this day is decided. @param day "YYYY-MM-DD" in the organization's zone. */
export function decisionDueOn(day: string, reason: RefundReason): string {
  if (GUARDIAN_REASONS.includes(reason)) return dayAfter(day, GUARDIAN_DAYS);
  let due = day;
  for (let left = WORKING_DAYS; left > 0; ) {
    due = dayAfter(due);
    const weekday = new Date(`${due}T00:00:00Z`).getUTCDay();
    if (weekday !== 0 && weekday !== 6) left--;
  }
  return due;
}

/** What a paper is by its bytes; null for everything that is not taken. */
export function evidenceType(bytes: Buffer): EvidenceType | null {
  if (bytes.subarray(0, JPEG.length).equals(JPEG)) return 'image/jpeg';
  if (bytes.subarray(0, PNG.length).equals(PNG)) return 'image/png';
  return bytes.subarray(0, PDF.length).equals(PDF) ? 'application/pdf' : null;
}

/** A wish after its fields were checked, or what is wrong with them. */
export function readWish({ reason: typed, text: written, evidence }: RefundWish): {
  readonly reason: RefundReason | undefined;
  readonly text: string;
  readonly type: EvidenceType | null;
  readonly problems: readonly FieldProblem[];
} {
  const problems: FieldProblem[] = [];
  const reason = REFUND_REASONS.find((known) => known === typed);
  const text = written.replace(/\r\n?/g, '\n').normalize('NFC').trim();
  const type = evidence && evidenceType(evidence);
  if (!reason) problems.push({ field: 'reason', code: typed === '' ? 'empty' : 'invalid' });
  if (text === '') problems.push({ field: 'text', code: 'empty' });
  else if ([...text].length > WISH_TEXT_MAX)
    problems.push({ field: 'text', code: 'too_long', params: { max: String(WISH_TEXT_MAX) } });
  else if (UNUSABLE.test(text)) problems.push({ field: 'text', code: 'invalid' });
  if (evidence && !type) problems.push({ field: 'evidence', code: 'type' });
  if (evidence && evidence.length > EVIDENCE_BYTES_MAX)
    problems.push({ field: 'evidence', code: 'too_large' });
  return { reason, text, type, problems };
}
