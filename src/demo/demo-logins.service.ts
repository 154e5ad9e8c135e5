import { Injectable } from '@nestjs/common';
import { PartnerLogins } from '../partners/partner-logins.service.js';
import { Config } from '../platform/config/config.js';
import { Database } from '../platform/database/database.js';
import { Logins } from '../staff/logins.service.js';
import { DEMO_STAFF } from './demo-staff.js';

/** A one-time login of the demonstration. */
export interface DemoLogin {
  readonly role: string;
  readonly url: string;
}

/** One-time logins for the people of the demonstration; none for people who are not part of it. */
@Injectable()
export class DemoLogins {
  constructor(
    private readonly config: Config,
    private readonly database: Database,
    private readonly logins: Logins,
    private readonly partnerLogins: PartnerLogins,
  ) {}

  async create(): Promise<DemoLogin[]> {
    const people = await this.database.rows<{ id: string; login_name: string }>(
      'SELECT id, login_name FROM staff_member WHERE login_name IN (?) AND disabled_at IS NULL',
      [DEMO_STAFF.map(({ loginName }) => loginName)],
    );
    const ids = new Map(people.map(({ id, login_name }) => [login_name, id]));
    const found: DemoLogin[] = [];
    for (const { loginName, role } of DEMO_STAFF) {
      const id = ids.get(loginName);
      if (!id) continue;
      found.push({ role, url: this.link('/console/login/link', await this.logins.createLink(id)) });
    }
    const owner = await this.partnerOwner();
    if (owner !== null) {
      const token = await this.partnerLogins.createLink(owner);
      found.push({ role: 'partner', url: this.link('/partner/login/link', token) });
    }
    return found;
  }

  /** The first owner of the demonstration's partner that works; null where there is none. */
  private async partnerOwner(): Promise<string | null> {
    const [row] = await this.database.rows<{ id: string }>(
      `SELECT o.id FROM partner_person o JOIN partner p ON p.id = o.partner_id
        WHERE p.demo AND p.state = 'active' AND o.role = 'owner' AND o.removed_at IS NULL ORDER BY o.id LIMIT 1`,
    );
    return row?.id ?? null;
  }

  private link(path: string, token: string): string {
    const url = new URL(path, this.config.PUBLIC_URL);
    url.searchParams.set('token', token);
    return url.href;
  }
}
