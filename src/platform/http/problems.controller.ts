import { Controller, Get, Param, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import { Refusal } from '../../kernel/errors.js';
import { localeOf } from '../i18n/locale.js';
import { problemPage } from './problem.page.js';
import { Public } from './public.js';
import { Wording } from './wording.js';

/** Where the `type` of a problem leads: what the code means, in the reader's language. */
@Controller('problems')
export class ProblemsController {
  constructor(private readonly wording: Wording) {}

  @Public()
  @Get(':code')
  show(@Param('code') code: string, @Req() request: FastifyRequest): VNode {
    const locale = localeOf(request);
    const meaning = this.wording.meaning(code, locale);
    if (!meaning) throw new Refusal('not_found', 'not_found');
    return problemPage(code, meaning.title, meaning.detail, locale);
  }
}
