import { Injectable } from '@nestjs/common';
import { Refusal } from '../../kernel/errors.js';
import { LoginSources } from '../../platform/logins/login-sources.js';

/** How often a form may be sent within 15 minutes: by one address, and about one thing. */
interface FormLimit {
  readonly address: number;
  readonly subject: number;
}

/**
 * Thousands of phones of one carrier share an address, so an address has much; what one form is about (a gift, a mail
 * address) has little. Mail services send their readers' unsubscriptions from few addresses of their own.
 */
const LIMITS = {
  /** Forms of a gift's page, opened by its key; subject: the gift. */
  'gift-page': { address: 2_000, subject: 40 },
  /** "Find my gift", which sends a mail; subject: the mail address. */
  gifts: { address: 200, subject: 3 },
  /** Files that a donor sends in; subject: the gift. */
  evidence: { address: 200, subject: 10 },
  /** Changes of a monthly gift by its key; subject: the monthly gift. */
  monthly: { address: 2_000, subject: 40 },
  /** Following a project's updates, which sends a mail; subject: the mail address. */
  follow: { address: 400, subject: 5 },
  unsubscribe: { address: 5_000, subject: 20 },
} as const satisfies Readonly<Record<string, FormLimit>>;

export type FormKind = keyof typeof LIMITS;

/** Too many forms of one kind from one address, or about one thing. */
const tooManyForms = (): Refusal => new Refusal('too_many_requests', 'too_many_forms');

/** Whose form it is: a request, or whatever knows the address of one. */
interface Sender {
  /** As the trusted proxies (TRUST_PROXY) tell it; nobody else's X-Forwarded-For is believed. */
  readonly ip: string;
}

/**
 * Simple limits for the small forms of donors. They are counted in the database, for all processes together, under a
 * HMAC of address or subject that is forgotten after a day. The donate form has rules of its own (`GivingLimits`).
 */
@Injectable()
export class FormLimits {
  constructor(private readonly sources: LoginSources) {}

  /**
   * Counts a form, before anything is done for it. `subject` names what it is about: a mail address before it is known
   * whether we know it, or the refusal tells it; a gift only when its key was right, or strangers shut it.
   * @throws Refusal too_many_requests/too_many_forms.
   */
  async take({ ip }: Sender, kind: FormKind, subject?: string): Promise<void> {
    const { address, subject: mostOfSubject } = LIMITS[kind];
    if (!(await this.sources.allows(`form-${kind}`, ip, address))) throw tooManyForms();
    if (subject === undefined) return;
    if (!(await this.sources.allowsSubject(`form-${kind}`, subject, mostOfSubject))) throw tooManyForms();
  }
}
