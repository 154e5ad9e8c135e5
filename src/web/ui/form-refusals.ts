import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Refusal } from '../../kernel/errors.js';
import { problemOf } from '../../platform/http/problem.js';
import { Wording } from '../../platform/http/wording.js';
import type { Locale } from '../../platform/i18n/locale.js';

/** Turns what a form was refused for into sentences beside its fields, so that the form comes back as it was typed. */
@Injectable()
export class FormRefusals {
  constructor(private readonly wording: Wording) {}

  /**
   * The refused fields in the reader's words; the answer takes the refusal's status. A refusal without fields
   * stands for the whole form. @throws whatever is no refusal of a form: not found, defects, lost databases.
   */
  fields(
    error: unknown,
    visit: { readonly locale: Locale },
    reply: FastifyReply,
  ): { field: string; text: string }[] {
    if (!(error instanceof Refusal) || !['invalid', 'conflict'].includes(error.kind)) throw error;
    const { status, detail, errors } = this.wording.of(problemOf(error), visit.locale);
    void reply.code(status);
    if (errors.length === 0) return [{ field: 'main', text: detail }];
    return errors.map(({ field, detail: text }) => ({ field, text }));
  }
}
