import { createHash } from 'node:crypto';
import { RequestMethod } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { InjectOptions } from 'fastify';
import { Cases } from '../../../src/cases/cases.service.js';
import { DonorDetails } from '../../../src/donations/donor-details.service.js';
import { newId, withPrefix } from '../../../src/kernel/ids.js';
import { Approvals } from '../../../src/platform/approvals/approvals.js';
import { Files } from '../../../src/platform/files/files.js';
import { MailRefusals } from '../../../src/platform/mail/mail-refusals.js';
import { Secrets } from '../../../src/platform/secrets/secrets.js';
import { ProjectUpdates } from '../../../src/projects/project-updates.service.js';
import { ROLES } from '../../../src/staff/roles.js';
import { buildPartner } from '../../partners/partner-kit.js';
import { buildProject } from '../../support/builders.js';
import {
  as,
  form,
  makeOrganization,
  openConsole,
  requestMail,
  type TestConsole,
  type TestOrganization,
} from './console.js';
import { outflowFillings } from './outflow-fillings.js';

interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
}

/** Every route of every controller below `console`, from Nest itself: a new one is walked without being listed. */
function consoleRoutes(desk: TestConsole): Route[] {
  const scanner = new MetadataScanner();
  return desk.app
    .get(DiscoveryService)
    .getControllers()
    .flatMap(({ metatype }) => {
      if (typeof metatype !== 'function') return [];
      const base: unknown = Reflect.getMetadata('path', metatype);
      if (typeof base !== 'string' || !/^console(\/|$)/.test(base)) return [];
      return scanner.getAllMethodNames(metatype.prototype).flatMap((name) => {
        const handler: unknown = Reflect.get(metatype.prototype, name);
        if (typeof handler !== 'function' || !Reflect.hasMetadata('path', handler)) return [];
        const path = String(Reflect.getMetadata('path', handler));
        const posts = Reflect.getMetadata('method', handler) === RequestMethod.POST;
        return [
          { method: posts ? 'POST' : 'GET', path: `/${base}${path === '/' ? '' : `/${path}`}` } as const,
        ];
      });
    });
}

describe('every route of the console', () => {
  let desk: TestConsole;
  let stranger: TestOrganization;
  let routes: Route[];
  let receiptsMade = 0;
  beforeAll(async () => {
    desk = await openConsole();
    stranger = await makeOrganization(desk.app);
    routes = consoleRoutes(desk);
  });
  afterAll(() => desk.app.close());

  /** The parameters of all routes, filled with things that really are in the organization. */
  const fillings = async (organization: TestOrganization): Promise<Record<string, string>> => {
    const { database } = desk.app;
    const project = await buildProject(desk.app, { organizationId: organization.id, state: 'draft' });
    const texts = {
      titleZh: '动态',
      titleEn: '',
      textZh: '',
      textEn: '',
      pictureAltZh: '',
      pictureAltEn: '',
    };
    const update = await desk.app.get(ProjectUpdates).create({ staffId: null }, project.id, texts);
    const colleague = await desk.signIn(organization, 'clerk');
    const mail = await requestMail(desk.app, organization, { to: 'donor@example.org', text: 'text' });
    const [donation, account, settlement, refund] = [newId(), newId(), newId(), newId()];
    const approval = await database.inTransaction((tx) =>
      desk.app.get(Approvals).request(tx, {
        organizationId: organization.id,
        operation: 'refund',
        subjectId: donation,
        payload: { amount: '10000', currency: 'CNY' },
        requestedBy: colleague.staffId,
      }),
    );
    const workCase = await database.inTransaction((tx) =>
      desk.app.get(Cases).open(tx, {
        organizationId: organization.id,
        kind: 'D05',
        dedupeKey: newId(),
        subjectType: 'donation',
        subjectId: donation,
      }),
    );
    const eventId = `evt_${newId()}`;
    const taskKey = `test:${newId()}`;
    await database.inTransaction(async (tx) => {
      const now = new Date();
      await tx.query(
        `INSERT INTO donation (id, organization_id, project_id, amount, currency, public_label, form_key,
           form_sha256, created_at) VALUES (?, ?, ?, 10000, 'CNY', '张*', ?, REPEAT('x', 32), ?)`,
        [donation, organization.id, project.id, newId(), now],
      );
      await tx.query(
        `INSERT INTO provider_account (id, organization_id, provider, account, currency, livemode, created_at)
         VALUES (?, ?, 'stripe', ?, 'CNY', FALSE, ?)`,
        [account, organization.id, account, now],
      );
      await tx.query(
        `INSERT INTO settlement (id, organization_id, provider_account_id, provider_payout_id, amount, currency,
           state, automatic, paid_out_at, updated_at) VALUES (?, ?, ?, 'po_1', 9710, 'CNY', 'paid', TRUE, ?, ?)`,
        [settlement, organization.id, account, now, now],
      );
      await tx.query(
        `INSERT INTO refund (id, organization_id, donation_id, provider_account_id, payment_key, origin, state, amount,
           currency, requested_at) VALUES (?, ?, ?, ?, 'pi_1', 'provider', 'sent', 100, 'CNY', ?)`,
        [refund, organization.id, donation, account, now],
      );
      await tx.query(
        `INSERT INTO provider_event (provider, account, event_id, type, body, body_sha256, headers, received_at,
           state, next_at, last_error) VALUES ('stripe', ?, ?, 'charge.updated', '{}', UNHEX(SHA2('{}', 256)), '{}',
           ?, 'IGNORED', ?, 'type_not_used')`,
        [account, eventId, now, now],
      );
      await tx.query(
        `INSERT INTO outbox_event (kind, organization_id, ref, dedupe_key, state, created_at)
         VALUES ('test.kind', ?, 'ref', ?, 'RELAYED', ?)`,
        [organization.id, taskKey, now],
      );
      await tx.query(
        `INSERT INTO outbox_task (event_id, subscriber, state, due_at)
         SELECT id, 'test.subscriber', 'DEAD', ? FROM outbox_event WHERE dedupe_key = ?`,
        [now, taskKey],
      );
    });
    const [{ id: event = '' } = {}] = await database.rows<{ id: string }>(
      'SELECT id FROM provider_event WHERE event_id = ?',
      [eventId],
    );
    const [{ id: task = '' } = {}] = await database.rows<{ id: string }>(
      'SELECT t.id FROM outbox_task t JOIN outbox_event e ON e.id = t.event_id WHERE e.dedupe_key = ?',
      [taskKey],
    );
    // One that has ended: its stream tells how it stands and ends.
    const work = newId();
    await database.inTransaction((tx) =>
      tx.query(
        `INSERT INTO long_work (id, organization_id, kind, subject_id, params, state, result, due_at, asked_at, ended_at)
         VALUES (?, ?, 'test.work', ?, '{}', 'done', '{}', NOW(6), NOW(6), NOW(6))`,
        [work, organization.id, work],
      ),
    );
    const statementFile = newId();
    await database.inTransaction(async (tx) => {
      const bytes = Buffer.from(statementFile);
      const stored = await desk.app.get(Files).store(tx, {
        ...{ organizationId: organization.id, name: 'bill.csv', contentType: 'text/csv', bytes },
      });
      await tx.query(
        `INSERT INTO statement_file (id, organization_id, provider_account_id, bill, first_day, last_day, stored_file_id,
           sha256, state, uploaded_by, uploaded_at)
         VALUES (?, ?, ?, 'trade', '2026-11-19', '2026-11-19', ?, UNHEX(SHA2(?, 256)), 'discarded', ?, ?)`,
        [statementFile, organization.id, account, stored, statementFile, colleague.staffId, new Date()],
      );
    });
    const exported = newId();
    await database.inTransaction(async (tx) => {
      const bytes = Buffer.from(exported);
      const file = await desk.app.get(Files).store(tx, {
        ...{ organizationId: organization.id, name: 'entries.csv', contentType: 'text/csv', bytes },
      });
      const digest = createHash('sha256').update(bytes).digest('hex');
      await tx.query(
        `INSERT INTO export_batch (id, organization_id, kind, profile, first_day, last_day, ledger_seq, format_version,
           row_count, content_sha256, sha256, stored_file_id, made_at)
         VALUES (?, ?, 'entries', 'csv', '2026-11-20', '2026-11-20', 0, 'v', 0, ?, ?, ?, NOW(6))`,
        [exported, organization.id, digest, digest, file],
      );
    });
    const mailing = newId();
    await database.inTransaction(async (tx) => {
      await tx.query(
        `INSERT INTO giver_mailing (id, organization_id, project_id, audience, source_type, source_id, asked_at)
         VALUES (?, ?, ?, 'agreed', 'project_update', ?, NOW(6))`,
        [mailing, organization.id, project.id, update],
      );
      await desk.app
        .get(MailRefusals)
        .mark(tx, organization.id, 'gone@example.org', '550 5.1.1 no such user');
    });
    const [refusedAddress] = await desk.app
      .get(MailRefusals)
      .ofOrganization(organization.id, { skip: 0, limit: 1 });
    const { agreementId } = await buildPartner(desk.app, organization.id);
    const [receipt, official] = [newId(), newId()];
    await database.inTransaction(async (tx) => {
      const now = new Date();
      // A year of its own, so that the series has one number.
      const year = 2_000 + ++receiptsMade;
      const name = { name_zh: '测试', name_en: 'Test' };
      const snapshot = {
        ...{ version: 1, number: `${year}-00000001`, amount: '10000', currency: 'CNY', demo: true },
        ...{ issued_at: now.toISOString(), paid_on: '2026-11-20', provider: 'stripe' },
        organization: { ...name, credit_code: '53330000501874064B', time_zone: 'Asia/Shanghai' },
        project: { ...name, filing_no: null },
      };
      await tx.query('INSERT INTO receipt_series (organization_id, year, last_no) VALUES (?, ?, 1)', [
        organization.id,
        year,
      ]);
      await tx.query(
        `INSERT INTO receipt (id, organization_id, year, no, state, amount, currency, snapshot, issued_at, ended_at,
           end_cause) VALUES (?, ?, ?, 1, 'voided', 10000, 'CNY', ?, ?, ?, 'returned')`,
        [receipt, organization.id, year, JSON.stringify(snapshot), now, now],
      );
      await tx.query(
        `INSERT INTO receipt_item (receipt_id, donation_id, organization_id, amount, paid_on, live)
         VALUES (?, ?, ?, 10000, '2026-11-20', FALSE)`,
        [receipt, donation, organization.id],
      );
      await tx.query(
        `INSERT INTO official_receipt (id, organization_id, receipt_id, state, wish, asked_by, donor_kind, amount,
           currency, asked_at, changed_at) VALUES (?, ?, ?, 'waived', 'waived', 'staff', 'person', 10000, 'CNY', ?, ?)`,
        [official, organization.id, receipt, now, now],
      );
    });
    const request = newId();
    await database.inTransaction(async (tx) => {
      const bytes = desk.app
        .get(Secrets)
        .encrypt('field', Buffer.from('%PDF-').toString('base64'), `refund_request:${request}:evidence`);
      const paper = await desk.app.get(Files).store(tx, {
        ...{ organizationId: organization.id, name: 'x', contentType: 'application/octet-stream', bytes },
      });
      await tx.query(
        `INSERT INTO refund_request (id, organization_id, donation_id, reason, text_encrypted, evidence_file_id, asked_at,
           due_on, case_id) VALUES (?, ?, ?, 'OTHER', ?, ?, NOW(6), '2026-12-04', ?)`,
        [
          ...[request, organization.id, donation],
          desk.app.get(DonorDetails).sealText(`refund_request:${request}`, 'text'),
          ...[paper, workCase],
        ],
      );
    });
    return {
      ...(await outflowFillings(desk.app, project, colleague.staffId)),
      organization: organization.slug,
      agreement: withPrefix('agr', agreementId),
      paper: 'certificate',
      work: withPrefix('wrk', work),
      file: withPrefix('sfl', statementFile),
      export: withPrefix('exp', exported),
      receipt: withPrefix('rcp', receipt),
      official: withPrefix('ofr', official),
      date: '2026-11-20',
      year: '2026',
      month: '2026-11',
      donation: withPrefix('don', donation),
      settlement: withPrefix('stl', settlement),
      refund: withPrefix('rfd', refund),
      request: withPrefix('rrq', request),
      project: withPrefix('prj', project.id),
      update: withPrefix('upd', update),
      mailing,
      verb: 'call-off',
      address: refusedAddress?.key ?? '',
      approval: withPrefix('apr', approval),
      case: withPrefix('cas', workCase),
      person: withPrefix('stf', colleague.staffId),
      account,
      event: String(event),
      task: String(task),
      mail,
      name: 'no.such.schedule',
      session: newId(),
    };
  };
  const request = (
    { method, path }: Route,
    values: Record<string, string>,
  ): InjectOptions & { url: string } => {
    const url = path.replace(/:(\w+)/g, (_, name: string) => {
      const value = values[name];
      if (value === undefined) throw new Error(`the walk has no value for :${name} of ${path}`);
      return value;
    });
    return method === 'POST' ? form(url) : { method, url };
  };
  const inside = () => routes.filter(({ path }) => path.includes(':organization'));

  test('are found by the walk', () => {
    expect(routes.length).toBeGreaterThan(30);
    expect(inside().length).toBeGreaterThan(20);
  });

  test('sends somebody unknown to the login', async () => {
    const values = await fillings(desk.society);
    const open = /^\/console\/(login(\/link)?|logout)$/;
    for (const route of routes.filter(({ path }) => !open.test(path))) {
      const answer = await desk.app.inject(request(route, values));
      expect([route.method, route.path, answer.statusCode]).toEqual([route.method, route.path, 303]);
      expect(answer.headers.location).toMatch(/^\/console\/login(\?to=|$)/);
    }
  });

  test.each(['another society', 'the society’s own chapter'])('does not exist for %s', async (who) => {
    const values = await fillings(desk.society);
    const person = await desk.signIn(who === 'another society' ? stranger : desk.chapter, ...ROLES);
    for (const route of inside()) {
      const answer = await desk.app.inject(as(person, request(route, values)));
      expect([route.method, route.path, answer.statusCode]).toEqual([route.method, route.path, 404]);
      expect(answer.body).not.toContain('红十字会');
    }
  });

  test('does not exist in another organization’s rooms under one’s own address either', async () => {
    const values = { ...(await fillings(stranger)), organization: desk.society.slug };
    const person = await desk.signIn(desk.society, ...ROLES);
    const named = inside().filter(({ path }) =>
      /:(agreement|donation|project|person|event|task|mail|approval|case|disbursement|transfer|offlineGift|pledge|work|file|export|use|evidence)/.test(
        path,
      ),
    );
    expect(named.length).toBeGreaterThan(12);
    for (const route of named) {
      const answer = await desk.app.inject(as(person, request(route, values)));
      expect([route.method, route.path, answer.statusCode]).toEqual([route.method, route.path, 404]);
    }
  });

  test('opens for its own people', async () => {
    const person = await desk.signIn(desk.society, ...ROLES);
    const values = await fillings(desk.society);
    for (const route of inside()) {
      // A draft has no picture and no papers yet, which is the one honest 404 here.
      if (route.method === 'GET' && /\/(picture|papers\/:paper)$/.test(route.path)) continue;
      const answer = await desk.app.inject(as(person, request(route, values)));
      expect([route.path, answer.statusCode]).not.toEqual([route.path, 404]);
      expect(answer.statusCode).toBeLessThan(500);
      expect(String(answer.headers.location ?? '')).not.toContain('/login');
    }
  });

  test('is read by the society’s people in its chapters, and changed there by none of them', async () => {
    const values = await fillings(desk.chapter);
    const person = await desk.signIn(desk.society, ...ROLES);
    for (const route of inside()) {
      if (/\/(picture|papers\/:paper)$/.test(route.path)) continue;
      const answer = await desk.app.inject(as(person, request(route, values)));
      const editing = route.method === 'POST';
      expect([route.method, route.path, answer.statusCode === 404]).toEqual([
        route.method,
        route.path,
        editing,
      ]);
    }
  });

  test('changes nothing for a supervisor', async () => {
    const values = await fillings(desk.society);
    const person = await desk.signIn(desk.society, 'supervisor');
    for (const route of inside().filter(({ method }) => method === 'POST')) {
      const answer = await desk.app.inject(as(person, request(route, values)));
      expect([route.path, answer.statusCode]).toEqual([route.path, 404]);
    }
  });

  test('asks an approver for the second factor first', async () => {
    const real = await openConsole({ DEMO: '0' });
    const person = await real.signIn(real.society, 'approver');
    for (const { method, path } of consoleRoutes(real).filter(({ path }) => path.includes(':organization'))) {
      const url = path.replace(':organization', real.society.slug).replace(/:\w+/g, 'x');
      const answer = await real.app.inject(as(person, method === 'POST' ? form(url) : { method, url }));
      expect([path, answer.headers.location]).toEqual([path, '/console/login/enrolment']);
    }
    const page = await real.app.inject(as(person, { url: '/console/login/enrolment' }));
    expect(page.body).toContain('data:image/png;base64,');
    await real.app.close();
  });
});
