import { generate } from 'otplib';
import { newId } from '../../src/kernel/ids.js';
import type { CurrentStaff } from '../../src/staff/sessions.service.js';
import { openStaffRoom, type StaffRoom } from './staff-room.js';

const ORIGIN = { address: '203.0.113.9', userAgent: 'Jest' };

describe('the second factor', () => {
  let room: StaffRoom;
  beforeAll(async () => {
    room = await openStaffRoom();
  });
  afterAll(() => room.close());

  const approver = () =>
    room.members.create({
      loginName: `a-${newId()}`,
      displayName: '赵敏',
      roles: [{ organizationId: room.organizationId, role: 'approver' }],
    });
  const arrive = async (staffId: string): Promise<{ staff: CurrentStaff; token: string }> => {
    const token = await room.logins.byLink(await room.logins.createLink(staffId), ORIGIN);
    const staff = await room.sessions.identify(token);
    if (!staff) throw new Error('the session just opened is not found');
    return { staff, token };
  };
  const code = (secret: string, secondsOff = 0) =>
    generate({ secret, epoch: room.clock.now().getTime() / 1000 + secondsOff });

  test('an approver must enrol, then show a code at each login; no code works twice', async () => {
    const staffId = await approver();
    const first = await arrive(staffId);
    expect(first.staff.secondFactor).toBe('to_enrol');
    const { secret, uri } = await room.secondFactor.beginEnrolment(staffId);
    expect(uri).toMatch(/^otpauth:\/\/totp\/.+secret=/);
    expect((await room.secondFactor.beginEnrolment(staffId)).secret).toBe(secret);
    await expect(room.secondFactor.confirmEnrolment(first.staff, '000000')).rejects.toMatchObject({
      code: 'totp_wrong',
    });
    const shown = await code(secret);
    await room.secondFactor.confirmEnrolment(first.staff, shown);
    expect(await room.sessions.identify(first.token)).toMatchObject({ secondFactor: 'verified' });
    await expect(room.secondFactor.beginEnrolment(staffId)).rejects.toMatchObject({ kind: 'conflict' });

    const second = await arrive(staffId);
    expect(second.staff.secondFactor).toBe('due');
    await expect(room.secondFactor.verify(second.staff, shown)).rejects.toMatchObject({ code: 'totp_wrong' });
    room.clock.advance(30_000);
    await room.secondFactor.verify(second.staff, await code(secret));
    expect(await room.sessions.identify(second.token)).toMatchObject({ secondFactor: 'verified' });
  });

  test('a phone half a minute off is believed, one two minutes off is not', async () => {
    const staffId = await approver();
    const { staff } = await arrive(staffId);
    const { secret } = await room.secondFactor.beginEnrolment(staffId);
    await expect(room.secondFactor.confirmEnrolment(staff, await code(secret, 120))).rejects.toMatchObject({
      code: 'totp_wrong',
    });
    await room.secondFactor.confirmEnrolment(staff, await code(secret, -25));
  });

  test('guessing pauses the account', async () => {
    const staffId = await approver();
    const { staff } = await arrive(staffId);
    const { secret } = await room.secondFactor.beginEnrolment(staffId);
    for (let i = 0; i < 5; i++) {
      await expect(room.secondFactor.confirmEnrolment(staff, `12345${i}`)).rejects.toMatchObject({
        code: 'totp_wrong',
      });
    }
    const right = await code(secret);
    await expect(room.secondFactor.confirmEnrolment(staff, right)).rejects.toMatchObject({
      code: 'login_failed',
    });
  });

  test('in a demonstration the one-time link stands for the second factor', async () => {
    const demo = await openStaffRoom({ demo: true });
    const staffId = await demo.members.create({
      loginName: 'demo-approver',
      displayName: '演示复核',
      roles: [{ organizationId: demo.organizationId, role: 'approver' }],
    });
    const token = await demo.logins.byLink(await demo.logins.createLink(staffId), ORIGIN);
    expect(await demo.sessions.identify(token)).toMatchObject({ secondFactor: 'verified' });
    await demo.close();
  });

  test('who knows the password does not get new guesses at the code by logging in again', async () => {
    const loginName = `a-${newId()}`;
    const password = 'paper lanterns at dusk';
    const staffId = await room.members.create({
      loginName,
      displayName: '赵敏',
      password,
      roles: [{ organizationId: room.organizationId, role: 'approver' }],
    });
    const { staff } = await arrive(staffId);
    const { secret } = await room.secondFactor.beginEnrolment(staffId);
    await room.secondFactor.confirmEnrolment(staff, await code(secret));
    let guesses = 0;
    for (let login = 0; login < 6; login++) {
      const token = await room.logins.byPassword(loginName, password, ORIGIN).catch(() => null);
      const thief = token === null ? null : await room.sessions.identify(token);
      if (!thief) continue;
      for (let guess = 0; guess < 4; guess++) {
        const outcome = await room.secondFactor.verify(thief, '000000').catch(({ code: why }) => why);
        if (outcome === 'totp_wrong') guesses += 1;
      }
    }
    expect(guesses).toBeLessThanOrEqual(5);
    room.clock.advance(20 * 60_000);
    const back = await room.sessions.identify(await room.logins.byPassword(loginName, password, ORIGIN));
    if (!back) throw new Error('no session');
    await room.secondFactor.verify(back, await code(secret));
  });
});
