import type { FieldProblem } from '../kernel/errors.js';
import { webPicture } from '../platform/pictures/web-picture.js';
import { type PictureFile, pictureProblem } from './project-picture.js';

/** The picture as it is stored, or why it cannot be. */
export type FittedPicture =
  | { readonly picture: PictureFile; readonly problem: null }
  | { readonly picture: null; readonly problem: FieldProblem };

/** Brings a chosen file to the size in which pages show it; takes a moment of computing, so not inside a transaction. */
export async function fittedPicture(file: PictureFile): Promise<FittedPicture> {
  const problem = pictureProblem(file);
  if (problem) return { picture: null, problem };
  const fitted = await webPicture(file.bytes);
  return fitted
    ? { picture: { name: file.name, ...fitted }, problem: null }
    : { picture: null, problem: { field: 'picture', code: 'picture_unreadable' } };
}
