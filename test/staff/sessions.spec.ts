import { newId } from '../../src/kernel/ids.js';
import { StaffJobs } from '../../src/staff/staff.jobs.js';
import { openStaffRoom, type StaffRoom } from './staff-room.js';

const ORIGIN = { address: '203.0.113.8', userAgent: 'Jest' };
const MINUTE = 60_000;
const PASSWORD = 'seven bridges of spring';

describe('sessions', () => {
  let room: StaffRoom;
  beforeAll(async () => {
    room = await openStaffRoom();
  });
  afterAll(() => room.close());

  const signedIn = async (staffId?: string) => {
    const id =
      staffId ??
      (await room.members.create({
        loginName: `s-${newId()}`,
        displayName: '李强',
        password: PASSWORD,
        roles: [{ organizationId: room.organizationId, role: 'clerk' }],
      }));
    const token = await room.logins.byLink(await room.logins.createLink(id), ORIGIN);
    const staff = await room.sessions.identify(token);
    if (!staff) throw new Error('the session just opened is not found');
    return { token, staff };
  };

  test('ends after an idle hour, but work keeps it open until the twelfth', async () => {
    const { token } = await signedIn();
    for (let minute = 50; minute <= 700; minute += 50) {
      room.clock.advance(50 * MINUTE);
      expect(await room.sessions.identify(token)).not.toBeNull();
    }
    room.clock.advance(50 * MINUTE);
    expect(await room.sessions.identify(token)).toBeNull();

    const idle = await signedIn();
    room.clock.advance(61 * MINUTE);
    expect(await room.sessions.identify(idle.token)).toBeNull();
  });

  test('one is revoked and the other stands; nobody revokes a stranger’s', async () => {
    const here = await signedIn();
    const there = await signedIn(here.staff.staffId);
    const stranger = await signedIn();
    expect(await room.sessions.live(here.staff.staffId)).toHaveLength(2);
    await expect(
      room.database.inTransaction((tx) =>
        room.sessions.revoke(tx, stranger.staff.staffId, here.staff.sessionId),
      ),
    ).rejects.toMatchObject({ kind: 'not_found' });
    await room.database.inTransaction((tx) =>
      room.sessions.revoke(tx, here.staff.staffId, there.staff.sessionId),
    );
    expect(await room.sessions.identify(there.token)).toBeNull();
    expect(await room.sessions.identify(here.token)).not.toBeNull();
  });

  test('a new password ends all other sessions', async () => {
    const here = await signedIn();
    const there = await signedIn(here.staff.staffId);
    await expect(
      room.members.changePassword(here.staff, 'not the old one', 'a wholly new phrase'),
    ).rejects.toMatchObject({ fields: [{ field: 'current', code: 'password_wrong' }] });
    await expect(room.members.changePassword(here.staff, PASSWORD, 'short')).rejects.toMatchObject({
      fields: [{ field: 'next', code: 'password_short' }],
    });
    await room.members.changePassword(here.staff, PASSWORD, 'a wholly new phrase');
    expect(await room.sessions.identify(here.token)).not.toBeNull();
    expect(await room.sessions.identify(there.token)).toBeNull();
    await expect(
      room.logins.byPassword(here.staff.loginName, 'a wholly new phrase', ORIGIN),
    ).resolves.toHaveLength(43);
  });

  test('somebody shut out is out at once', async () => {
    const { token, staff } = await signedIn();
    await room.database.inTransaction((tx) => room.members.disable(tx, staff.staffId));
    expect(await room.sessions.identify(token)).toBeNull();
  });

  test('what nobody needs any more about logins is forgotten, and nothing else', async () => {
    const { staff } = await signedIn();
    const jobs = new StaffJobs(room.database, room.clock);
    await jobs.forget();
    expect(await room.sessions.live(staff.staffId)).toHaveLength(1);
    room.clock.advance(91 * 24 * 60 * MINUTE);
    const { token } = await signedIn(staff.staffId);
    await jobs.forget();
    expect(await room.sessions.identify(token)).not.toBeNull();
    const [left] = await room.database.rows<{ n: string }>(
      'SELECT COUNT(*) AS n FROM staff_session WHERE staff_id = ?',
      [staff.staffId],
    );
    expect(Number(left?.n)).toBe(1);
  });

  test('a made-up token is nobody', async () => {
    expect(await room.sessions.identify('')).toBeNull();
    expect(await room.sessions.identify('x'.repeat(43))).toBeNull();
  });

  test('the staff page lists the organization’s people with their roles there', async () => {
    const { staff } = await signedIn();
    const people = await room.queries.ofOrganization(room.organizationId);
    expect(people).toContainEqual(
      expect.objectContaining({ id: staff.staffId, roles: ['clerk'], secondFactor: false }),
    );
    expect(await room.queries.ofOrganization(newId())).toEqual([]);
  });
});
