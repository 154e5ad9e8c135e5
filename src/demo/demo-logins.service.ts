import { Injectable } from '@nestjs/common';
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
      const url = new URL('/console/login/link', this.config.PUBLIC_URL);
      url.searchParams.set('token', await this.logins.createLink(id));
      found.push({ role, url: url.href });
    }
    return found;
  }
}
