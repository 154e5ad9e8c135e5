import type { FieldProblem } from '../kernel/errors.js';
import type { ProjectUpdate } from './project-update.entity.js';

/** What an editor writes. The texts are plain, with an empty line between paragraphs. */
export type UpdateFields = Pick<
  ProjectUpdate,
  'titleZh' | 'titleEn' | 'textZh' | 'textEn' | 'pictureAltZh' | 'pictureAltEn'
>;

/** What is said about a correction or a withdrawal; without English the Chinese stands for both. */
export interface UpdateNote {
  readonly noteZh: string;
  readonly noteEn: string;
}

/** Longest texts, in characters. */
const LENGTHS = {
  titleZh: 120,
  titleEn: 160,
  textZh: 10_000,
  textEn: 10_000,
  pictureAltZh: 200,
  pictureAltEn: 200,
} as const;
const NOTE_CHARS_MAX = 300;
/** Texts that must say something even in a draft: without a title nobody can find it again. */
const NEEDED_IN_DRAFT = ['titleZh'] as const;
const NEEDED_IN_PUBLIC = ['titleZh', 'textZh'] as const;
/** Control characters, and marks that turn the direction of what follows; a text keeps its line ends. */
const UNUSABLE = /(?!\n)\p{Cc}|[\p{Cs}\p{Co}\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]/u;

/** The fields as they are kept: normalized, without blanks at their ends; titles and descriptions in one line. */
export function tidyFields(fields: UpdateFields): UpdateFields {
  return {
    titleZh: line(fields.titleZh),
    titleEn: line(fields.titleEn),
    textZh: text(fields.textZh),
    textEn: text(fields.textEn),
    pictureAltZh: line(fields.pictureAltZh),
    pictureAltEn: line(fields.pictureAltEn),
  };
}

/** A note as it is kept. */
export function tidyNote({ noteZh, noteEn }: UpdateNote): UpdateNote {
  return { noteZh: line(noteZh), noteEn: line(noteEn) };
}

/** What is wrong with tidied fields, one problem per field; empty when a draft can be stored, or be published. */
export function updateProblems(
  fields: UpdateFields,
  { isPublic, hasPicture }: { readonly isPublic: boolean; readonly hasPicture: boolean },
): FieldProblem[] {
  const problems: FieldProblem[] = [];
  for (const field of isPublic ? NEEDED_IN_PUBLIC : NEEDED_IN_DRAFT)
    if (fields[field] === '') problems.push({ field, code: 'empty' });
  if (hasPicture && fields.pictureAltZh === '') problems.push({ field: 'pictureAltZh', code: 'empty' });
  for (const [field, max] of Object.entries(LENGTHS) as [keyof UpdateFields, number][])
    problems.push(...badText(field, fields[field], max));
  return problems;
}

/** What is wrong with a tidied note: the Chinese one must say something. */
export function noteProblems({ noteZh, noteEn }: UpdateNote): FieldProblem[] {
  const empty: FieldProblem[] = noteZh === '' ? [{ field: 'noteZh', code: 'empty' }] : [];
  return [
    ...empty,
    ...badText('noteZh', noteZh, NOTE_CHARS_MAX),
    ...badText('noteEn', noteEn, NOTE_CHARS_MAX),
  ];
}

function badText(field: string, value: string, max: number): FieldProblem[] {
  if ([...value].length > max) return [{ field, code: 'too_long', params: { max: String(max) } }];
  return UNUSABLE.test(value) ? [{ field, code: 'invalid' }] : [];
}

function line(value: string): string {
  return value.normalize('NFC').replace(/\s+/g, ' ').trim();
}

/** Browsers send CRLF; a text keeps its paragraphs. */
function text(value: string): string {
  return value.normalize('NFC').replace(/\r\n?/g, '\n').replace(/\t/g, ' ').trim();
}
