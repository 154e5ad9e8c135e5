import { Approvals } from '../../src/platform/approvals/approvals.js';
import { ReceiptMerging } from '../../src/receipts/receipt-merging.service.js';
import { ReceiptVoids } from '../../src/receipts/receipt-voids.service.js';
import { ReceiptsQueries } from '../../src/receipts/receipts.queries.js';
import { Receipts } from '../../src/receipts/receipts.service.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { buildPerson, shownHash } from '../support/two-people.js';
import { type GiftsInApp, giftsOf } from './gifts-in-app.js';
import { textOf } from './pdf-reader.js';

describe('receipts that people take back or merge', () => {
  let app: TestApp;
  let kit: GiftsInApp;
  beforeAll(async () => {
    app = await openTestApp();
    kit = giftsOf(app);
  });
  afterAll(() => app.close());

  const all = { from: '2026-01-01', until: '2026-12-31' };

  async function issued(mail?: string, count = 1) {
    const place = await kit.gifts.place();
    const donations: string[] = [];
    for (let each = 0; each < count; each++)
      donations.push(await kit.gifts.give(place, { name: '张三', ...(mail && each === 0 ? { mail } : {}) }));
    await kit.drain();
    const clerk = await buildPerson(app, place.organizationId, 'clerk');
    const approver = await buildPerson(app, place.organizationId, 'approver');
    const receipt = await app.get(ReceiptsQueries).byDonation(donations[0] ?? '');
    const { organizationId } = place;
    const wish = {
      organizationId,
      receiptId: receipt?.id ?? '',
      reason: '姓名有误',
      reissue: true,
      name: '',
    };
    const approve = async (id: string, staffId = approver) =>
      app
        .get(ReceiptVoids)
        .approve({ staffId, organizationId }, id, await shownHash(app, organizationId, id));
    return {
      place,
      organizationId,
      donations,
      donation: donations[0] ?? '',
      clerk,
      approver,
      receipt,
      wish,
      approve,
    };
  }
  const history = async (donation: string) =>
    (await app.get(ReceiptsQueries).historyOf(donation)).map(({ number, state, endCause }) => [
      number.slice(-2),
      state,
      endCause,
    ]);

  test('A32 void and reissue with the right name: the chain is right and no number is missing', async () => {
    const { clerk, donation, wish, approve, receipt } = await issued();
    const id = await app.get(ReceiptVoids).request({ staffId: clerk }, { ...wish, name: '张三丰' });
    expect(await history(donation)).toEqual([['01', 'issued', null]]);
    expect(await approve(id)).toBe('done');
    expect(await history(donation)).toEqual([
      ['02', 'issued', null],
      ['01', 'replaced', 'person'],
    ]);
    const now = await app.get(ReceiptsQueries).byDonation(donation);
    const text = textOf(await app.get(Receipts).pdf(now?.id ?? ''));
    expect(text).toContain('张三丰');
    expect(text).toContain('Replaces 2026-00000001');
    const [row] = await app.database.rows<{ payload: string }>('SELECT payload FROM approval WHERE id = ?', [
      id,
    ]);
    expect(row?.payload).not.toContain('张三');
    expect(await app.get(ReceiptsQueries).byVerificationCode(receipt?.code ?? '')).toMatchObject({
      state: 'replaced',
      endCause: 'person',
      replacement: { number: '2026-00000002' },
    });
  });

  test('void without another: the gift stays without, until somebody lifts it', async () => {
    const { organizationId, clerk, donation, wish, approve, place } = await issued();
    const id = await app.get(ReceiptVoids).request({ staffId: clerk }, { ...wish, reissue: false });
    await approve(id);
    expect(await history(donation)).toEqual([['01', 'voided', 'person']]);
    await kit.gifts.takeBack(place, donation, 1_000n);
    await kit.drain();
    expect(await history(donation)).toHaveLength(1);
    expect(await app.get(ReceiptVoids).lift({ staffId: clerk }, organizationId, wish.receiptId)).toBe(1);
    expect(await app.get(ReceiptVoids).lift({ staffId: clerk }, organizationId, wish.receiptId)).toBe(0);
    expect((await app.get(ReceiptsQueries).byDonation(donation))?.amount).toBe(9_000n);
    expect(await history(donation)).toEqual([
      ['02', 'issued', null],
      ['01', 'voided', 'person'],
    ]);
  });

  test('A33 nobody agrees to their own request, and not to what has changed since', async () => {
    const { organizationId, clerk, donation, wish, approve, place } = await issued();
    const voids = app.get(ReceiptVoids);
    const id = await voids.request({ staffId: clerk }, wish);
    await expect(approve(id, clerk)).rejects.toMatchObject({ code: 'approval_own_vote' });
    await expect(voids.request({ staffId: clerk }, wish)).rejects.toMatchObject({ code: 'approval_open' });
    // A refund replaces the receipt before the approver looks.
    await kit.gifts.takeBack(place, donation, 1_000n);
    await kit.drain();
    await expect(approve(id)).rejects.toMatchObject({ code: 'receipt_ended' });
    const votes = await app.database.rows('SELECT 1 FROM approval_vote WHERE approval_id = ?', [id]);
    expect(votes).toEqual([]);
    await app.database.inTransaction((tx) =>
      app.get(Approvals).withdraw(tx, { approvalId: id, organizationId, staffId: clerk }),
    );
    await expect(voids.request({ staffId: clerk }, wish)).rejects.toMatchObject({ code: 'receipt_ended' });
  });

  test('two agree at once: it is done once', async () => {
    const { organizationId, clerk, donation, wish, approve } = await issued();
    const other = await buildPerson(app, organizationId, 'approver');
    const id = await app.get(ReceiptVoids).request({ staffId: clerk }, wish);
    const done = await Promise.allSettled([approve(id), approve(id, other)]);
    expect(done.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await history(donation)).toHaveLength(2);
  });

  test('another organization reaches nothing', async () => {
    const { clerk, wish, approve } = await issued();
    const stranger = await issued();
    const voids = app.get(ReceiptVoids);
    const foreign = { ...wish, organizationId: stranger.organizationId };
    await expect(voids.request({ staffId: clerk }, foreign)).rejects.toMatchObject({ kind: 'not_found' });
    const id = await voids.request({ staffId: clerk }, wish);
    const actor = { staffId: stranger.approver, organizationId: stranger.organizationId };
    const shown = await shownHash(app, wish.organizationId, id);
    await expect(voids.approve(actor, id, shown)).rejects.toMatchObject({ kind: 'not_found' });
    await expect(approve(id, stranger.approver)).rejects.toMatchObject({ code: 'approval_not_entitled' });
    const merge = app
      .get(ReceiptMerging)
      .merge({ staffId: clerk }, stranger.organizationId, wish.receiptId, all);
    await expect(merge).rejects.toMatchObject({ kind: 'not_found' });
    await expect(
      voids.lift({ staffId: clerk }, stranger.organizationId, wish.receiptId),
    ).rejects.toMatchObject({
      kind: 'not_found',
    });
  });

  test('asks for a reason, and for a name only where one will stand', async () => {
    const { clerk, wish } = await issued();
    const voids = app.get(ReceiptVoids);
    await expect(voids.request({ staffId: clerk }, { ...wish, reason: ' ' })).rejects.toMatchObject({
      fields: [{ field: 'reason' }],
    });
    await expect(
      voids.request({ staffId: clerk }, { ...wish, reissue: false, name: '李四' }),
    ).rejects.toMatchObject({ fields: [{ field: 'name' }] });
  });

  test('one receipt for the gifts of a period: it lists them, and a refund of one replaces it', async () => {
    const { organizationId, clerk, donations, receipt, place } = await issued('merge@example.org', 3);
    const stranger = await kit.gifts.give(place, { name: '李四', mail: 'li@example.org' });
    await kit.drain();
    await kit.oneDonor(donations);
    const id = await app
      .get(ReceiptMerging)
      .merge({ staffId: clerk }, organizationId, receipt?.id ?? '', all);
    for (const donation of donations) {
      expect((await app.get(ReceiptsQueries).byDonation(donation))?.id).toBe(id);
      expect((await history(donation))[1]).toEqual([expect.any(String), 'replaced', 'merged']);
    }
    expect(await history(stranger)).toHaveLength(1);
    const text = textOf(await app.get(Receipts).pdf(id));
    expect(text).toContain('¥300.00');
    expect(text).toContain('共 3 笔');
    expect(text.match(/¥100\.00/g)).toHaveLength(3);
    // Who holds a single one learns the number of the merged one and not what is on it.
    expect((await app.get(ReceiptsQueries).byVerificationCode(receipt?.code ?? ''))?.replacement).toEqual({
      number: '2026-00000005',
      code: null,
    });
    await kit.gifts.takeBack(place, donations[1] ?? '', 10_000n);
    await kit.gifts.takeBack(place, donations[2] ?? '', 1_000n);
    await kit.drain();
    const left = await app.get(ReceiptsQueries).byDonation(donations[2] ?? '');
    expect(left).toMatchObject({ amount: 19_000n, gifts: 2, state: 'issued' });
    expect(await app.get(ReceiptsQueries).byDonation(donations[1] ?? '')).toBeNull();
    await kit.gifts.bringBack(place, donations[1] ?? '', 10_000n);
    await kit.drain();
    expect(await app.get(ReceiptsQueries).byDonation(donations[1] ?? '')).toMatchObject({
      amount: 10_000n,
      gifts: 1,
    });
  });

  test('nothing to merge, different names, and two clerks at once', async () => {
    const merging = app.get(ReceiptMerging);
    const one = await issued('one@example.org');
    await expect(
      merging.merge({ staffId: one.clerk }, one.organizationId, one.receipt?.id ?? '', all),
    ).rejects.toMatchObject({ code: 'receipt_nothing_to_merge' });

    const two = await issued('two@example.org', 2);
    two.donations.push(await kit.gifts.give(two.place, { name: '李四', mail: 'x@example.org' }));
    await kit.drain();
    await kit.oneDonor(two.donations);
    await expect(
      merging.merge({ staffId: two.clerk }, two.organizationId, two.receipt?.id ?? '', all),
    ).rejects.toMatchObject({ code: 'receipt_names_differ' });

    const three = await issued('three@example.org', 3);
    await kit.oneDonor(three.donations);
    const both = await Promise.allSettled(
      [1, 2].map(() =>
        merging.merge({ staffId: three.clerk }, three.organizationId, three.receipt?.id ?? '', all),
      ),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await history(three.donation)).toHaveLength(2);
  });
});
