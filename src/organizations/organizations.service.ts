import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { type FieldProblem, Refusal } from '../kernel/errors.js';
import { newId } from '../kernel/ids.js';
import { isSlug } from '../kernel/slug.js';
import { Database, type Tx } from '../platform/database/database.js';
import { isDuplicateKey } from '../platform/database/database-errors.js';
import { Organization, type OrganizationKind } from './organization.entity.js';
import { isCreditCode, isReservedSlug, isTimeZone } from './organization.js';

/** What makes a new organization; what is left out is empty, and the zone Asia/Shanghai. */
export interface NewOrganization {
  readonly slug: string;
  readonly kind: OrganizationKind;
  readonly parentId?: string | null;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly creditCode: string;
  readonly certificate?: {
    readonly no: string;
    readonly validFrom: string | null;
    readonly validUntil: string;
  };
  readonly addressZh?: string;
  readonly addressEn?: string;
  readonly phone?: string;
  readonly complaintPhone?: string;
  readonly mailAddress?: string;
  readonly aboutZh?: string;
  readonly aboutEn?: string;
  /** Lines "office | in English | name". */
  readonly people?: string;
  readonly timeZone?: string;
  readonly demo?: boolean;
}

/** Use cases of the tenants. */
@Injectable()
export class Organizations {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Registers an organization and returns its id.
   * @throws Refusal invalid (naming the fields) · conflict `slug_taken`.
   */
  async create(input: NewOrganization): Promise<string> {
    const fields = problemsOf(input);
    if (fields.length > 0) throw new Refusal('invalid', 'organization_invalid', {}, fields);
    const id = newId();
    try {
      await this.database.inTransaction((tx: Tx) =>
        tx.insert(Organization, {
          id,
          slug: input.slug,
          kind: input.kind,
          parentId: input.parentId ?? null,
          nameZh: input.nameZh,
          nameEn: input.nameEn,
          creditCode: input.creditCode,
          certificateNo: input.certificate?.no ?? null,
          certificateValidFrom: input.certificate?.validFrom ?? null,
          certificateValidUntil: input.certificate?.validUntil ?? null,
          addressZh: input.addressZh ?? '',
          addressEn: input.addressEn ?? '',
          phone: input.phone ?? '',
          complaintPhone: input.complaintPhone ?? '',
          mailAddress: input.mailAddress ?? '',
          aboutZh: input.aboutZh ?? '',
          aboutEn: input.aboutEn ?? '',
          people: input.people ?? '',
          timeZone: input.timeZone ?? 'Asia/Shanghai',
          demo: input.demo ?? false,
          createdAt: this.clock.now(),
        }),
      );
    } catch (error) {
      if (isDuplicateKey(error)) throw new Refusal('conflict', 'slug_taken', { slug: input.slug });
      throw error;
    }
    return id;
  }
}

function problemsOf(input: NewOrganization): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (!isSlug(input.slug)) problems.push({ field: 'slug', code: 'slug_form' });
  if (isReservedSlug(input.slug)) problems.push({ field: 'slug', code: 'slug_reserved' });
  if (!isCreditCode(input.creditCode)) problems.push({ field: 'creditCode', code: 'credit_code_form' });
  if (input.kind === 'chapter' && !input.parentId)
    problems.push({ field: 'parentId', code: 'chapter_without_society' });
  if (input.timeZone !== undefined && !isTimeZone(input.timeZone))
    problems.push({ field: 'timeZone', code: 'unknown_time_zone' });
  for (const field of ['nameZh', 'nameEn'] as const)
    if (input[field].trim() === '') problems.push({ field, code: 'empty' });
  return problems;
}
