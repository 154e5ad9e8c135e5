import type { FastifyReply } from 'fastify';
import { Refusal } from '../../kernel/errors.js';
import type { Files } from '../../platform/files/files.js';

/**
 * Sends a kept file as a download: what somebody uploaded is never shown as a page of ours.
 * @throws Refusal not_found when there is none.
 */
export async function sendPaper(reply: FastifyReply, files: Files, fileId: string | null): Promise<void> {
  const file = fileId === null ? null : await files.find(fileId);
  if (!file) throw new Refusal('not_found', 'not_found');
  await reply
    .header('Content-Disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`)
    .type(file.contentType)
    .send(file.bytes);
}
