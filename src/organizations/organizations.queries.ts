import { Injectable } from '@nestjs/common';
import { isSlug } from '../kernel/slug.js';
import { Database, type Tx } from '../platform/database/database.js';
import { Organization } from './organization.entity.js';

export { type Certified, hasValidCertificate } from './organization.js';
export { profileOf, readPeople } from './organization-profile.js';

/** Read models of the tenants. */
@Injectable()
export class OrganizationsQueries {
  private readonly zones = new Map<string, string>();

  constructor(private readonly database: Database) {}

  byId(id: string): Promise<Organization | null> {
    return this.database.read.findOneBy(Organization, { id });
  }

  /** An organization that must be there, as a database transaction sees it. @throws when it is not. */
  existing(tx: Tx, id: string): Promise<Organization> {
    return tx.findOneByOrFail(Organization, { id });
  }

  async bySlug(slug: string): Promise<Organization | null> {
    if (!isSlug(slug)) return null;
    return this.database.read.findOneBy(Organization, { slug });
  }

  /** All organizations, societies before their chapters, each group by slug. */
  list(): Promise<Organization[]> {
    return this.database.read.find(Organization, { order: { kind: 'ASC', slug: 'ASC' } });
  }

  /** The county chapters under a society, by slug. */
  chaptersOf(id: string): Promise<Organization[]> {
    return this.database.read.find(Organization, { where: { parentId: id }, order: { slug: 'ASC' } });
  }

  /**
   * The organization's time zone. Kept in memory: moving the books to another zone would move gifts between
   * days, so it needs a restart anyway. Inside a database transaction give its handle: with a second connection
   * for each, as many transactions as the pool has connections would wait for each other for ever.
   * @throws when there is no such organization.
   */
  async timeZoneOf(id: string, tx: Tx = this.database.read): Promise<string> {
    const known = this.zones.get(id);
    if (known) return known;
    const organization = await tx.findOneBy(Organization, { id });
    if (!organization) throw new Error(`no organization ${id}`);
    this.zones.set(id, organization.timeZone);
    return organization.timeZone;
  }
}
