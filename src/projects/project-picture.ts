import type { FieldProblem } from '../kernel/errors.js';

/** Kinds of picture a project or an update may have, with the bytes such a file begins with. */
const SIGNATURES = {
  'image/jpeg': ['ffd8ff'],
  'image/png': ['89504e470d0a1a0a'],
  'image/webp': ['52494646'],
} as const;

const PICTURE_BYTES_MAX = 15 * 1024 * 1024;

/** A picture as a file that somebody chose. */
export interface PictureFile {
  readonly name: string;
  readonly contentType: keyof typeof SIGNATURES;
  readonly bytes: Buffer;
}

/** Why a file is no picture to be shown: not of the kind it says, or larger than 15 MiB; null when it is one. */
export function pictureProblem({ contentType, bytes }: PictureFile): FieldProblem | null {
  if (!SIGNATURES[contentType].some((start) => bytes.toString('hex', 0, 8).startsWith(start)))
    return { field: 'picture', code: 'no_picture_of_its_kind' };
  return bytes.length > PICTURE_BYTES_MAX ? { field: 'picture', code: 'too_large' } : null;
}
