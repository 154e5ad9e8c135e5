import type { FastifyRequest } from 'fastify';
import { Refusal } from '../../../kernel/errors.js';

/** A file as it comes in. */
export interface ComingFile {
  readonly name: string;
  readonly stream: AsyncIterable<Buffer>;
}

/** What a form with one file brought: its texts, and what was made of the file; null when none was chosen. */
export interface TakenForm<T> {
  readonly texts: Readonly<Record<string, string>>;
  readonly taken: T | null;
  /** Why the file was not taken; the texts are there all the same. */
  readonly error: unknown;
}

/**
 * Reads a multipart form whose file is the last field, and hands the file on as it comes, never as a whole: a bill may
 * have hundreds of megabytes. @throws Refusal unsupported_media_type for another kind of body.
 */
export async function takeForm<T>(
  request: FastifyRequest,
  maxBytes: number,
  take: (texts: Readonly<Record<string, string>>, file: ComingFile) => Promise<T>,
): Promise<TakenForm<T>> {
  if (!request.isMultipart()) throw new Refusal('unsupported_media_type', 'unsupported_media_type');
  const texts: Record<string, string> = Object.create(null);
  let taken: T | null = null;
  let error: unknown = null;
  for await (const part of request.parts({ limits: { fileSize: maxBytes + 1 } })) {
    if (part.type === 'field') {
      texts[part.fieldname] = typeof part.value === 'string' ? part.value : '';
      continue;
    }
    if (part.filename && taken === null && error === null) {
      try {
        taken = await take(texts, { name: part.filename, stream: part.file });
      } catch (thrown) {
        error = thrown;
      }
    }
    // What nobody reads any more must still pass, or the request never ends.
    part.file.resume();
  }
  return { texts, taken, error };
}
