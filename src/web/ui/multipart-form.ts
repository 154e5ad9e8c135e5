import type { FastifyRequest } from 'fastify';
import { Refusal } from '../../kernel/errors.js';

/** A sent file. */
export interface SentFile {
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Buffer;
}

/** What a multipart form brought: its texts by name, and its file when one was chosen. */
export interface MultipartForm {
  readonly texts: Readonly<Record<string, string>>;
  readonly file: SentFile | null;
}

/**
 * Reads a multipart form. Long Chinese texts travel this way too: url-encoded they would be three times as large.
 * Sizes are limited where multipart is set up. @throws Refusal unsupported_media_type for another kind of body.
 */
export async function readMultipart(request: FastifyRequest): Promise<MultipartForm> {
  if (!request.isMultipart()) throw new Refusal('unsupported_media_type', 'unsupported_media_type');
  const texts: Record<string, string> = Object.create(null);
  let file: SentFile | null = null;
  for await (const part of request.parts()) {
    if (part.type === 'field') texts[part.fieldname] = typeof part.value === 'string' ? part.value : '';
    else {
      const bytes = await part.toBuffer();
      if (bytes.length > 0) file = { name: part.filename, contentType: part.mimetype, bytes };
    }
  }
  return { texts, file };
}
