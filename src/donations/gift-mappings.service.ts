import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import type { FieldProblem } from '../kernel/errors.js';
import { newId } from '../kernel/ids.js';
import { Audit } from '../platform/audit/audit.js';
import { Database, type Tx } from '../platform/database/database.js';
import type { Project } from '../projects/project.entity.js';
import type { ProviderAccount } from '../providers/provider-account.entity.js';
import { mappingNotFound, mappingRefused } from './donations.errors.js';
import { GiftMapping, MAPPING_MATCHES } from './gift-mapping.entity.js';

export { MAPPING_MATCHES, type MappingMatches } from './gift-mapping.entity.js';

/** What a clerk types: payments that say this are for this project. */
export interface TypedMapping {
  readonly matches: string;
  readonly value: string;
  readonly projectId: string | null;
}

interface MappingActor {
  readonly staffId: string;
  readonly organizationId: string;
}

const VALUE_MAX: Readonly<Record<string, number>> = { attach: 128, description: 200 };

/**
 * For which project gifts are that only a provider tells us of. What was booked before a change stays where it is; the
 * second person who accepts a file sees what goes where.
 */
@Injectable()
export class GiftMappings {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /**
   * Says for which project these words are, in place of what was said before.
   * @throws Refusal invalid mapping_refused naming `matches`, `value` or `project`.
   */
  async say(actor: MappingActor, account: ProviderAccount, typed: TypedMapping): Promise<void> {
    const { organizationId, staffId } = actor;
    const value = typed.value.trim();
    const matches = MAPPING_MATCHES.find((each) => each === typed.matches);
    await this.database.inTransaction(async (tx) => {
      const project = await this.projectOf(tx, actor, typed.projectId, account.currency);
      const problems: FieldProblem[] = [];
      if (!matches) problems.push({ field: 'matches', code: 'empty' });
      const max = VALUE_MAX[matches ?? ''] ?? 0;
      if (value === '') problems.push({ field: 'value', code: 'empty' });
      else if (value.length > max)
        problems.push({ field: 'value', code: 'too_long', params: { max: String(max) } });
      if (!project) problems.push({ field: 'project', code: 'mapping_project' });
      if (!matches || !project || problems.length > 0) throw mappingRefused(problems);
      await tx.query('SELECT id FROM provider_account WHERE id = ? FOR UPDATE', [account.id]);
      const where = { providerAccountId: account.id, organizationId, matches, value };
      const standing = await tx.findOneBy(GiftMapping, where);
      const said = { projectId: project.id, changedBy: staffId, changedAt: this.clock.now() };
      if (standing) await tx.update(GiftMapping, { id: standing.id }, said);
      else await tx.insert(GiftMapping, { id: newId(), ...where, ...said });
      await this.audit.record(tx, {
        ...{ organizationId, staffId, action: 'gift_mapping.said' },
        ...{ subjectType: 'provider_account', subjectId: account.id },
        before: standing ? { matches, value, project: standing.projectId } : null,
        after: { matches, value, project: project.id },
      });
    });
  }

  /** Takes back what was said. @throws Refusal not_found/mapping_not_found. */
  async takeBack(actor: MappingActor, accountId: string, id: string): Promise<void> {
    const { organizationId, staffId } = actor;
    await this.database.inTransaction(async (tx) => {
      const standing = await tx.findOneBy(GiftMapping, { id, organizationId, providerAccountId: accountId });
      if (!standing) throw mappingNotFound();
      await tx.delete(GiftMapping, { id });
      const { matches, value, projectId } = standing;
      await this.audit.record(tx, {
        ...{ organizationId, staffId, action: 'gift_mapping.taken_back' },
        ...{ subjectType: 'provider_account', subjectId: accountId },
        before: { matches, value, project: projectId },
      });
    });
  }

  /** A project of the organization that is open to the public and in the account's currency. */
  private async projectOf(
    tx: Tx,
    { organizationId }: MappingActor,
    id: string | null,
    currency: string,
  ): Promise<Pick<Project, 'id'> | null> {
    if (id === null) return null;
    const rows: { id: string }[] = await tx.query(
      "SELECT id FROM project WHERE id = ? AND organization_id = ? AND currency = ? AND state <> 'draft'",
      [id, organizationId, currency],
    );
    return rows[0] ?? null;
  }
}
