import { Injectable } from '@nestjs/common';
import { PublicSpending, type SpendingLine } from '../../disclosure/project-spending.queries.js';
import { Refusal } from '../../kernel/errors.js';
import { withPrefix } from '../../kernel/ids.js';
import { Config } from '../../platform/config/config.js';
import { Secrets } from '../../platform/secrets/secrets.js';
import { ProjectsQueries } from '../../projects/projects.queries.js';
import { localized } from './localized.js';
import { readCursor, writeCursor } from './page-cursor.js';
import type { PageQuestion } from './page-question.js';
import type { SpendingAnswer, SpendingPage } from './spending-answers.js';

/** Puts a project's spending into the words of the API: the same figures as on its page. */
@Injectable()
export class SpendingAnswering {
  constructor(
    private readonly config: Config,
    private readonly secrets: Secrets,
    private readonly projects: ProjectsQueries,
    private readonly spending: PublicSpending,
  ) {}

  /** A page of payments. @throws Refusal project_not_found · bad_cursor. */
  async page(slug: string, { limit, cursor }: PageQuestion): Promise<SpendingPage> {
    const project = await this.projects.publicBySlug(slug);
    if (!project) throw new Refusal('not_found', 'project_not_found', { slug });
    const question = `spending:${project.id}`;
    const before = cursor === undefined ? undefined : BigInt(readCursor(this.secrets, cursor, question));
    // One more than is given tells whether there are older ones.
    const read = await this.spending.ofProject(project.id, { limit: limit + 1, before });
    if (!read) throw new Refusal('not_found', 'project_not_found', { slug });
    const { balance } = read;
    const { ledgerSeq, asOf } = balance;
    const lines = read.lines.slice(0, limit);
    const last = read.lines.length > limit ? lines.at(-1) : undefined;
    return {
      currency: balance.currency,
      raised: balance.raised.toString(),
      spent: balance.spent.toString(),
      moved: balance.moved.toString(),
      unspent: balance.unspent.toString(),
      reserved: balance.reserved.toString(),
      oldest_unspent_since: balance.oldestUnspentSince?.toISOString() ?? null,
      data: lines.map((line) => this.lineAnswer(line)),
      next_cursor: last ? writeCursor(this.secrets, last.ledgerSeq.toString(), question) : null,
      has_more: last !== undefined,
      ledger_seq: Number(ledgerSeq),
      as_of: asOf?.toISOString() ?? null,
    };
  }

  private lineAnswer({ purpose, area, evidence, ...line }: SpendingLine): SpendingAnswer {
    return {
      id: withPrefix('dsb', line.id),
      paid_on: line.paidOn,
      amount: line.amount.toString(),
      currency: line.currency,
      account: line.kind,
      purpose: localized(purpose.zh, purpose.en),
      area: localized(area.zh, area.en),
      households: line.households,
      persons: line.persons,
      evidence: evidence.map(({ kind, title, contentType, size, sha256, href }) => ({
        ...{ kind, size, sha256 },
        title: localized(title.zh, title.en),
        content_type: contentType,
        url: new URL(href, this.config.PUBLIC_URL).href,
      })),
      returned_on: line.returnedOn,
      ledger_seq: Number(line.ledgerSeq),
    };
  }
}
