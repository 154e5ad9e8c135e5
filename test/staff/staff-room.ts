import { randomBytes } from 'node:crypto';
import { Global, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Clock, SetClock } from '../../src/kernel/clock.js';
import { newId } from '../../src/kernel/ids.js';
import { Approval } from '../../src/platform/approvals/approval.entity.js';
import { ApprovalVote } from '../../src/platform/approvals/approval-vote.entity.js';
import { Approvals } from '../../src/platform/approvals/approvals.js';
import { Audit } from '../../src/platform/audit/audit.js';
import { Config } from '../../src/platform/config/config.js';
import { loadConfig } from '../../src/platform/config/load-config.js';
import { brokenRules } from '../../src/platform/database/check.js';
import { openDataSource } from '../../src/platform/database/data-source.js';
import { Database } from '../../src/platform/database/database.js';
import { LoginSource } from '../../src/platform/logins/login-source.entity.js';
import { LoginSources } from '../../src/platform/logins/login-sources.js';
import { Outbox } from '../../src/platform/outbox/outbox.js';
import { Secrets } from '../../src/platform/secrets/secrets.js';
import { Logins } from '../../src/staff/logins.service.js';
import { SecondFactor } from '../../src/staff/second-factor.service.js';
import { Sessions } from '../../src/staff/sessions.service.js';
import { staffChecks } from '../../src/staff/staff.checks.js';
import { StaffModule } from '../../src/staff/staff.module.js';
import { StaffQueries } from '../../src/staff/staff.queries.js';
import { StaffMembers } from '../../src/staff/staff.service.js';
import { StaffLoginLink } from '../../src/staff/staff-login-link.entity.js';
import { StaffMember } from '../../src/staff/staff-member.entity.js';
import { StaffRole } from '../../src/staff/staff-role.entity.js';
import { StaffSession } from '../../src/staff/staff-session.entity.js';
import { openTestDatabase } from '../support/database.js';

/** The staff room alone on its own database, with a clock that stands where it is put. */
export async function openStaffRoom(options: { demo?: boolean } = {}) {
  const clock = new SetClock(new Date('2026-11-24T02:00:00Z'));
  const server = await openTestDatabase();
  const config = loadConfig({
    NODE_ENV: 'test',
    DATABASE_URL: server.appUrl,
    DATABASE_OWNER_URL: server.ownerUrl,
    REDIS_URL: 'redis://127.0.0.1:1',
    PUBLIC_URL: 'http://127.0.0.1',
    SECRET_KEY: randomBytes(32).toString('base64'),
    STRIPE_SECRET_KEY: 'sk_test_0123456789',
    STRIPE_WEBHOOK_SECRETS: 'whsec_0123456789',
    DEMO: options.demo ? '1' : '0',
  });
  const tables = [StaffMember, StaffRole, StaffSession, StaffLoginLink, LoginSource, Approval, ApprovalVote];
  const database = new Database(await openDataSource(server.appUrl, tables, 6));
  const ground = [
    { provide: Config, useValue: config },
    { provide: Clock, useValue: clock },
    { provide: Database, useValue: database },
    Secrets,
    LoginSources,
    Audit,
    Outbox,
    Approvals,
  ];

  @Global()
  @Module({ providers: ground, exports: [Config, Clock, Database, Secrets, LoginSources, Audit, Approvals] })
  class Ground {}

  const app = await Test.createTestingModule({ imports: [Ground, StaffModule] }).compile();
  const organizationId = newId();
  await database.inTransaction((tx) =>
    tx.query(
      `INSERT INTO organization (id, slug, kind, name_zh, name_en, credit_code, created_at)
       VALUES (?, 'city', 'society', '市红十字会', 'City Red Cross', '53330000500021326D', ?)`,
      [organizationId, clock.now()],
    ),
  );
  return {
    clock,
    database,
    organizationId,
    logins: app.get(Logins),
    secondFactor: app.get(SecondFactor),
    sessions: app.get(Sessions),
    members: app.get(StaffMembers),
    queries: app.get(StaffQueries),
    /** Ends as every database test does: with our rules about our own data. */
    async close(): Promise<void> {
      const broken = await brokenRules(database, staffChecks);
      await app.close();
      await database.onApplicationShutdown();
      await server.drop();
      expect(broken).toEqual([]);
    },
  };
}

export type StaffRoom = Awaited<ReturnType<typeof openStaffRoom>>;
