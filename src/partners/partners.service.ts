import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { FormReading } from '../kernel/form-reading.js';
import { newId } from '../kernel/ids.js';
import { mayMove } from '../kernel/transitions.js';
import { OrganizationsQueries } from '../organizations/organizations.queries.js';
import { Config } from '../platform/config/config.js';
import { Database, type Tx } from '../platform/database/database.js';
import { isDuplicateKey } from '../platform/database/database-errors.js';
import { LoginSources } from '../platform/logins/login-sources.js';
import { Mail } from '../platform/mail/mail.js';
import { isMailAddress } from '../platform/mail/mail-address.js';
import { Secrets } from '../platform/secrets/secrets.js';
import { PARTNER_KINDS, PARTNER_TRANSITIONS, Partner, type PartnerState } from './partner.entity.js';
import { PartnerAgreement } from './partner-agreement.entity.js';
import { knownLetter } from './partner-letters.js';
import { mailMac } from './partner-mails.js';
import { PartnerPeople } from './partner-people.service.js';
import { PartnerPersonRow } from './partner-person.entity.js';
import { type PartnerActor, PartnerTrail } from './partner-trail.service.js';
import {
  partnerInvalid,
  partnerNotFound,
  partnerStateChanged,
  tooManyApplications,
} from './partners.errors.js';

/** Applications that one network address may send within 15 minutes. */
const APPLICATIONS_MAX = 5;

/** What an outlet says about itself; nothing in it is believed. */
export interface ProfileFields {
  readonly nameZh: string;
  readonly nameEn: string;
  readonly kind: string;
  readonly website: string;
  readonly introduction: string;
}

/** An application with the person who will be its first owner. */
export interface ApplicationFields extends ProfileFields {
  readonly organization: string;
  readonly displayName: string;
  readonly mail: string;
}

/** Use cases of partners themselves: applying, their profile, suspending and reinstating. */
@Injectable()
export class Partners {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly secrets: Secrets,
    private readonly sources: LoginSources,
    private readonly organizations: OrganizationsQueries,
    private readonly mail: Mail,
    private readonly people: PartnerPeople,
    private readonly trail: PartnerTrail,
  ) {}

  /**
   * Takes an application from the public form: a partner, its first owner (who gets a mail with the link that lets
   * them in) and a draft agreement with the society. An address that has an account gets a mail that says so; the
   * answer is the same, so that nobody learns who is a partner.
   * @throws Refusal invalid `partner_invalid` naming the fields · too_many_requests `too_many_applications`.
   */
  async apply(given: ApplicationFields, address: string): Promise<void> {
    const form = new FormReading();
    const profile = readProfile(form, given);
    const organization = await this.organizations.bySlug(given.organization);
    if (organization?.kind !== 'society')
      form.refuse('organization', given.organization ? 'invalid' : 'empty');
    const displayName = form.line('display_name', given.displayName, 80);
    const mail = given.mail.trim();
    if (mail === '') form.refuse('mail', 'empty');
    else if (!isMailAddress(mail)) form.refuse('mail', 'mail_form');
    if (form.problems.length > 0 || !organization || !profile) throw partnerInvalid(form.problems);
    if (!(await this.sources.allows('partner-application', address, APPLICATIONS_MAX)))
      throw tooManyApplications();
    if (await this.tellKnown(mail)) return;
    try {
      await this.create({}, { ...profile, homeOrganizationId: organization.id, displayName, mail });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      await this.tellKnown(mail);
    }
  }

  /** Makes a partner with its first owner and a draft agreement. @returns their ids. */
  create(
    actor: PartnerActor,
    given: ReadProfile & {
      readonly homeOrganizationId: string;
      readonly displayName: string;
      readonly mail: string;
      readonly demo?: boolean;
    },
  ): Promise<{ partnerId: string; ownerId: string; agreementId: string }> {
    const { displayName, mail, homeOrganizationId, demo = false, ...profile } = given;
    const createdAt = this.clock.now();
    return this.database.inTransaction(async (tx) => {
      const [partnerId, agreementId] = [newId(), newId()];
      await tx.insert(Partner, {
        ...profile,
        ...{ id: partnerId, homeOrganizationId, demo, createdAt, state: 'applied' },
      });
      const ownerId = await this.people.add(tx, { partnerId, mail, displayName, role: 'owner' });
      await tx.insert(PartnerAgreement, {
        ...{ id: agreementId, partnerId, organizationId: homeOrganizationId, createdAt },
        ...{ state: 'draft', draftKey: homeOrganizationId, liveKey: null },
      });
      await this.trail.record(tx, actor, {
        action: 'partner.applied',
        subjectType: 'partner',
        subjectId: partnerId,
        organizationId: homeOrganizationId,
        after: { nameZh: profile.nameZh, kind: profile.kind },
      });
      return { partnerId, ownerId, agreementId };
    });
  }

  /** Changes what the partner says about itself. @throws Refusal invalid `partner_invalid` · not_found. */
  async edit(actor: PartnerActor, partnerId: string, given: ProfileFields): Promise<void> {
    const form = new FormReading();
    const profile = readProfile(form, given);
    if (form.problems.length > 0 || !profile) throw partnerInvalid(form.problems);
    await this.database.inTransaction(async (tx) => {
      const before = await locked(tx, partnerId);
      await tx.update(Partner, { id: partnerId }, profile);
      await this.trail.record(tx, actor, {
        action: 'partner.edited',
        subjectType: 'partner',
        subjectId: partnerId,
        organizationId: before.homeOrganizationId,
        before: { nameZh: before.nameZh, nameEn: before.nameEn, website: before.website },
        after: { nameZh: profile.nameZh, nameEn: profile.nameEn, website: profile.website },
      });
    });
  }

  /**
   * Suspends the partner as a whole: figures, keys and overlays rest, embeds and gifts go on.
   * @throws Refusal not_found for any but its home society · invalid naming `reason` · conflict `partner_state_changed`.
   */
  async suspend(staffId: string, organizationId: string, partnerId: string, reason: string): Promise<void> {
    const form = new FormReading();
    const suspendedReason = form.line('reason', reason, 500);
    if (form.problems.length > 0) throw partnerInvalid(form.problems);
    await this.move(staffId, { organizationId, partnerId }, () => 'suspended', suspendedReason);
  }

  /** Lets a suspended partner work again. @throws as `suspend`. */
  async reinstate(staffId: string, organizationId: string, partnerId: string): Promise<void> {
    await this.move(
      staffId,
      { organizationId, partnerId },
      async (tx) => {
        const approved = await tx.query(
          'SELECT id FROM partner_agreement WHERE partner_id = ? AND approved_at IS NOT NULL LIMIT 1',
          [partnerId],
        );
        return approved.length > 0 ? 'active' : 'applied';
      },
      null,
    );
  }

  private async move(
    staffId: string,
    at: { organizationId: string; partnerId: string },
    next: (tx: Tx) => PartnerState | Promise<PartnerState>,
    suspendedReason: string | null,
  ): Promise<void> {
    await this.database.inTransaction(async (tx) => {
      const partner = await locked(tx, at.partnerId);
      if (partner.homeOrganizationId !== at.organizationId) throw partnerNotFound();
      const state = await next(tx);
      if (!mayMove(PARTNER_TRANSITIONS, partner.state, state)) throw partnerStateChanged();
      await tx.update(Partner, { id: partner.id }, { state, suspendedReason });
      await this.trail.record(
        tx,
        { staffId },
        {
          action: state === 'suspended' ? 'partner.suspended' : 'partner.reinstated',
          subjectType: 'partner',
          subjectId: partner.id,
          organizationId: at.organizationId,
          before: { state: partner.state },
          after: { state, ...(suspendedReason ? { reason: suspendedReason } : {}) },
        },
      );
    });
  }

  private tellKnown(mail: string): Promise<boolean> {
    return this.database.inTransaction(async (tx) => {
      const person = await tx.findOneBy(PartnerPersonRow, { mailMac: mailMac(this.secrets, mail) });
      if (!person) return false;
      const url = new URL('/partner/login', this.config.PUBLIC_URL).href;
      await this.mail.request(tx, {
        organizationId: null,
        dedupeKey: `partner-known:${newId()}`,
        to: mail,
        ...knownLetter({ displayName: person.displayName, url }),
      });
      return true;
    });
  }
}

type ReadProfile = Pick<Partner, 'nameZh' | 'nameEn' | 'kind' | 'website' | 'introduction'>;

function readProfile(form: FormReading, given: ProfileFields): ReadProfile | null {
  const nameZh = form.line('name_zh', given.nameZh, 120);
  const nameEn = form.line('name_en', given.nameEn, 160);
  const kind = form.choice('kind', given.kind, PARTNER_KINDS);
  const website = readWebsite(form, given.website);
  const introduction = form.line('introduction', given.introduction, 1000);
  return kind ? { nameZh, nameEn, kind, website, introduction } : null;
}

/** Empty, or an address of the web: anything else would become a link that does something else. */
function readWebsite(form: FormReading, text: string): string {
  const website = text.trim();
  if (website === '') return '';
  const right = website.length <= 300 && URL.canParse(website) && /^https?:$/.test(new URL(website).protocol);
  if (!right) form.refuse('website', 'website_form');
  return right ? new URL(website).href : '';
}

async function locked(tx: Tx, id: string): Promise<Partner> {
  const partner = await tx.findOne(Partner, { where: { id }, lock: { mode: 'pessimistic_write' } });
  if (!partner) throw partnerNotFound();
  return partner;
}
