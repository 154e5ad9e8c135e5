import type { InjectOptions } from 'fastify';
import { newId } from '../../../src/kernel/ids.js';
import { Organizations } from '../../../src/organizations/organizations.service.js';
import { Mail } from '../../../src/platform/mail/mail.js';
import { Logins } from '../../../src/staff/logins.service.js';
import type { Role } from '../../../src/staff/roles.js';
import { StaffMembers } from '../../../src/staff/staff.service.js';
import { openTestApp, type TestApp } from '../../support/app.js';

/** An organization made for a test. */
export interface TestOrganization {
  readonly id: string;
  readonly slug: string;
}

let made = 0;

/** A society (or its chapter) with a valid certificate. */
export async function makeOrganization(app: TestApp, parent?: TestOrganization): Promise<TestOrganization> {
  made += 1;
  const slug = `${parent ? 'county' : 'city'}-${made}-${newId().slice(-5)}`;
  const id = await app.get(Organizations).create({
    slug,
    kind: parent ? 'chapter' : 'society',
    parentId: parent?.id ?? null,
    nameZh: parent ? `测试县红十字会${made}` : `测试市红十字会${made}`,
    nameEn: parent ? `Test County Red Cross ${made}` : `Test City Red Cross ${made}`,
    creditCode: '53330000501874064B',
    certificate: { no: 'TEST-0001', validFrom: '2020-01-01', validUntil: '2099-12-31' },
  });
  return { id, slug };
}

/** A mail of the organization, asked for as the rooms do; returns its id. */
export async function requestMail(
  app: TestApp,
  organization: TestOrganization,
  mail: { to: string; text: string },
): Promise<string> {
  const dedupeKey = `test:${newId()}`;
  await app.database.inTransaction((tx) =>
    app.get(Mail).request(tx, { organizationId: organization.id, dedupeKey, subject: '捐赠确认书', ...mail }),
  );
  const [row] = await app.database.rows<{ id: string }>('SELECT id FROM mail_message WHERE dedupe_key = ?', [
    dedupeKey,
  ]);
  return row?.id ?? '';
}

/** People who are signed in at the console of a running application. */
export function consoleOf(app: TestApp) {
  const signIn = async (organization: TestOrganization, ...roles: Role[]) => {
    const staffId = await app.get(StaffMembers).create({
      loginName: `t-${newId()}`,
      displayName: '周静',
      roles: roles.map((role) => ({ organizationId: organization.id, role })),
    });
    const token = await app.get(Logins).createLink(staffId);
    const answer = await app.inject(form('/console/login/link', { token }));
    return { staffId, cookie: cookieOf(answer.headers['set-cookie']), organization };
  };
  return { app, signIn };
}

/** The console of a society with one chapter. */
export async function openConsole(settings: Readonly<Record<string, string>> = {}) {
  const app = await openTestApp({ settings: { DEMO: '1', ...settings } });
  const society = await makeOrganization(app);
  const chapter = await makeOrganization(app, society);
  return { ...consoleOf(app), society, chapter };
}

export type TestConsole = Awaited<ReturnType<typeof openConsole>>;
export type Person = Awaited<ReturnType<TestConsole['signIn']>>;

/** The cookie that an answer sets, as a browser would send it back. */
export function cookieOf(header: string | readonly string[] | undefined): string {
  const first = typeof header === 'string' ? header : header?.[0];
  return first?.split(';')[0] ?? '';
}

/** A page's form as a browser of ours sends it. */
export function form(
  url: string,
  fields: Readonly<Record<string, string>> = {},
): InjectOptions & { url: string } {
  return {
    method: 'POST',
    url,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      origin: 'http://127.0.0.1:3000',
    },
    payload: new URLSearchParams(fields).toString(),
  };
}

/** A multipart form, as the project forms are sent. */
export function multipart(
  url: string,
  fields: Readonly<Record<string, string>>,
  file?: { field: string; name: string; type: string; bytes: Buffer },
): InjectOptions & { url: string } {
  const boundary = `b${newId()}`;
  const parts = Object.entries(fields).map(([name, value]) =>
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`),
  );
  if (file) {
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${file.field}"; filename="${file.name}"\r\nContent-Type: ${file.type}\r\n\r\n`;
    parts.push(Buffer.concat([Buffer.from(head), file.bytes, Buffer.from('\r\n')]));
  }
  return {
    method: 'POST',
    url,
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      origin: 'http://127.0.0.1:3000',
    },
    payload: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]),
  };
}

/** The same request, sent by somebody who is signed in. */
export function as(
  person: Person,
  request: InjectOptions & { url: string },
): InjectOptions & { url: string } {
  return { ...request, headers: { ...request.headers, cookie: person.cookie } };
}
