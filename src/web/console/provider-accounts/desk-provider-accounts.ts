import { Injectable } from '@nestjs/common';
import type { VNode } from 'preact';
import { Clock } from '../../../kernel/clock.js';
import { Refusal } from '../../../kernel/errors.js';
import { ApprovalsQueries } from '../../../platform/approvals/approvals.queries.js';
import type { TypedIntake } from '../../../providers/provider-account-changes.service.js';
import { type AccountLine, ProviderAccountsQueries } from '../../../providers/provider-accounts.queries.js';
import type { TypedSecrets } from '../../../providers/provider-secrets.service.js';
import type { Desk } from '../access/visit.js';
import { TrailQueries } from '../trail/trail.queries.js';
import { type Problems, providerAccountPage } from './provider-account.page.js';

/** A provider account's page at a desk: shown as it is, or with a form that was refused. */
@Injectable()
export class DeskProviderAccounts {
  constructor(
    private readonly clock: Clock,
    private readonly queries: ProviderAccountsQueries,
    private readonly approvals: ApprovalsQueries,
    private readonly trail: TrailQueries,
  ) {}

  /** @throws Refusal not_found for no account and for another organization's alike. */
  async find(desk: Desk, name: string): Promise<AccountLine> {
    const lines = await this.queries.ofOrganization(desk.organization.id);
    const line = lines.find(({ account }) => account.account === name);
    if (!line) throw new Refusal('not_found', 'not_found');
    return line;
  }

  async page(
    desk: Desk,
    line: AccountLine,
    more: {
      readonly problems: Problems;
      readonly typed?: TypedSecrets;
      readonly typedIntake?: TypedIntake;
      readonly done?: unknown;
    },
  ): Promise<VNode> {
    const { id } = desk.organization;
    const asked = await this.approvals.ofSubject(id, line.account.id);
    const now = this.clock.now();
    return providerAccountPage(desk, {
      line,
      waiting: asked.filter(
        ({ operation, state, expiresAt }) =>
          operation === 'provider_secret' && state === 'waiting' && expiresAt > now,
      ),
      trail: await this.trail.ofSubject(id, 'provider_account', line.account.id),
      ...more,
    });
  }
}
