import { newId } from '../../src/kernel/ids.js';
import { isCreditCode, isIdentityNumber } from '../../src/kernel/public-numbers.js';
import { OfficialQueries } from '../../src/receipts/official.queries.js';
import { OfficialNumbers } from '../../src/receipts/official-numbers.service.js';
import { OfficialReceipts } from '../../src/receipts/official-receipts.service.js';
import { ReceiptMerging } from '../../src/receipts/receipt-merging.service.js';
import { ReceiptsQueries } from '../../src/receipts/receipts.queries.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { buildPerson } from '../support/two-people.js';
import { type GiftsInApp, giftsOf } from './gifts-in-app.js';

const COMPANY = '91310000MA1FL8TQ36';
let numbers = 0;

describe('official receipts', () => {
  let app: TestApp;
  let kit: GiftsInApp;
  beforeAll(async () => {
    app = await openTestApp();
    kit = giftsOf(app);
  });
  afterAll(() => app.close());

  const person = { kind: 'person', name: '张三', number: '' } as const;
  const given = (over = {}) => ({
    code: '13060126',
    number: String(++numbers).padStart(10, '0'),
    checkCode: 'a1b2c3',
    issuedOn: '2026-02-01',
    shown: 10_000n,
    ...over,
  });

  async function receipted(count = 1) {
    const place = await kit.gifts.place();
    const { organizationId } = place;
    const donations: string[] = [];
    for (let each = 0; each < count; each++)
      donations.push(
        await kit.gifts.give(place, { name: '张三', ...(each === 0 ? { mail: 'z@example.org' } : {}) }),
      );
    await kit.drain();
    const clerk = await buildPerson(app, organizationId, 'clerk');
    const [donation = ''] = donations;
    const receipt = await app.get(ReceiptsQueries).byDonation(donation);
    const officials = app.get(OfficialReceipts);
    return {
      ...{ place, organizationId, donations, donation, clerk, receiptId: receipt?.id ?? '' },
      ask: (payer: Parameters<typeof officials.ask>[3] = person, receiptId = receipt?.id ?? '') =>
        officials.ask({ staffId: clerk }, organizationId, receiptId, payer),
      record: (id: string, over = {}) =>
        app.get(OfficialNumbers).record(clerk, organizationId, id, given(over)),
      at: async (id: string) => app.get(OfficialQueries).byId(organizationId, id),
    };
  }

  test('asked for, numbered by the bureau, delivered; each number once, never made up', async () => {
    const one = await receipted();
    const id = await one.ask({ kind: 'organization', name: '某某公司', number: COMPANY.toLowerCase() });
    expect(await one.at(id)).toMatchObject({ state: 'requested', amount: 10_000n, original: null });
    for (const [field, over] of [
      ['code', { code: '1306012' }],
      ['number', { number: '1' }],
      ['checkCode', { checkCode: '=1+1' }],
      ['issuedOn', { issuedOn: '2026-02-30' }],
    ] as const)
      await expect(one.record(id, over)).rejects.toMatchObject({ fields: [{ field }] });
    await expect(one.record(id, { shown: 9_999n })).rejects.toMatchObject({
      code: 'official_amount_changed',
    });
    const number = given();
    await one.record(id, number);
    expect(await one.at(id)).toMatchObject({
      state: 'issued',
      original: { code: '13060126', number: number.number },
    });
    const other = await receipted();
    const second = await other.ask();
    await expect(other.record(second, number)).rejects.toMatchObject({ code: 'official_number_taken' });
    expect(await other.at(second)).toMatchObject({ state: 'requested', original: null });
    await app.get(OfficialReceipts).deliver(one.clerk, one.organizationId, id, '电子邮件');
    expect(await one.at(id)).toMatchObject({ state: 'delivered', delivery: '电子邮件' });
    await expect(
      app.get(OfficialReceipts).deliver(one.clerk, one.organizationId, id, 'x'),
    ).rejects.toMatchObject({
      code: 'official_moved',
    });
    const stored = JSON.stringify(
      await app.database.rows('SELECT * FROM official_receipt WHERE id = ?', [id]),
    );
    expect(stored).not.toContain(COMPANY);
    expect(stored).not.toContain('某某');
  });

  test('a gift is in one of them; none wanted is a record, and may change', async () => {
    const one = await receipted();
    const officials = app.get(OfficialReceipts);
    const donor = { staffId: null };
    const waived = await officials.waive(donor, one.organizationId, one.receiptId, 'anonymous');
    expect(await one.at(waived)).toMatchObject({ state: 'waived', wish: 'anonymous', askedBy: 'donor' });
    const id = await one.ask();
    expect((await app.get(OfficialQueries).byDonation(one.donation))?.id).toBe(id);
    await expect(one.ask()).rejects.toMatchObject({ code: 'official_exists' });
    expect(await officials.waive(donor, one.organizationId, one.receiptId, 'waived')).toBe(id);
    const again = await one.ask();
    await one.record(again);
    await expect(officials.waive(donor, one.organizationId, one.receiptId, 'waived')).rejects.toMatchObject({
      code: 'official_exists',
    });
  });

  test('two ask at once: one is made', async () => {
    const one = await receipted();
    const asked = await Promise.allSettled([one.ask(), one.ask(), one.ask()]);
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('one for the gifts of a period', async () => {
    const one = await receipted(3);
    await kit.oneDonor(one.donations);
    const merged = await app
      .get(ReceiptMerging)
      .merge({ staffId: one.clerk }, one.organizationId, one.receiptId, {
        from: '2026-01-01',
        until: '2026-12-31',
      });
    const id = await one.ask(person, merged);
    expect(await one.at(id)).toMatchObject({ amount: 30_000n, gifts: 3 });
    await kit.gifts.takeBack(one.place, one.donations[1] ?? '', 10_000n);
    await kit.drain();
    expect(await one.at(id)).toMatchObject({ state: 'requested', amount: 20_000n });
    expect(await app.get(OfficialQueries).byDonation(one.donations[1] ?? '')).toBeNull();
  });

  test('money that goes back: a request changes, an issued one is taken back by a red one and asked for anew', async () => {
    const one = await receipted();
    const id = await one.ask();
    await kit.gifts.takeBack(one.place, one.donation, 1_000n);
    await kit.drain();
    expect(await one.at(id)).toMatchObject({ state: 'requested', amount: 9_000n });
    await one.record(id, { shown: 9_000n });
    await kit.gifts.takeBack(one.place, one.donation, 4_000n);
    await kit.drain();
    expect(await one.at(id)).toMatchObject({ state: 'red_requested', amount: 9_000n });
    await one.record(id, { shown: 9_000n });
    expect(await one.at(id)).toMatchObject({ state: 'red_issued', red: { code: '13060126' } });
    const rest = await app.get(OfficialQueries).byDonation(one.donation);
    expect(rest).toMatchObject({ state: 'requested', amount: 5_000n, replacesId: id });
    await one.record(rest?.id ?? '', { shown: 5_000n });
    await kit.gifts.takeBack(one.place, one.donation, 5_000n);
    await kit.drain();
    await one.record(rest?.id ?? '', { shown: 5_000n });
    expect(await app.get(OfficialQueries).byDonation(one.donation)).toBeNull();
  });

  test('a request whose gift went back altogether has failed for good; a refused one is asked for again', async () => {
    const one = await receipted();
    const officials = app.get(OfficialReceipts);
    const id = await one.ask();
    await officials.fail(one.clerk, one.organizationId, id, '信息有误');
    expect(await one.at(id)).toMatchObject({ state: 'failed', failure: '信息有误' });
    await app.get(OfficialNumbers).retry(one.clerk, one.organizationId, id);
    await kit.gifts.takeBack(one.place, one.donation, 10_000n);
    await kit.drain();
    expect(await one.at(id)).toMatchObject({ state: 'failed', failure: 'gift_returned' });
    await expect(app.get(OfficialNumbers).retry(one.clerk, one.organizationId, id)).rejects.toMatchObject({
      code: 'official_moved',
    });
  });

  test('names the field that is wrong, and reaches nothing of another organization', async () => {
    const [one, other] = [await receipted(), await receipted()];
    await expect(one.ask({ kind: 'organization', name: '某某公司', number: '' })).rejects.toMatchObject({
      fields: [{ field: 'payerNo' }],
    });
    await expect(one.ask({ kind: 'person', name: '张三', number: '123' })).rejects.toMatchObject({
      fields: [{ field: 'payerNo' }],
    });
    await expect(one.ask(person, other.receiptId)).rejects.toMatchObject({ kind: 'not_found' });
    const id = await other.ask();
    await expect(one.record(id)).rejects.toMatchObject({ kind: 'not_found' });
    await expect(
      app.get(OfficialReceipts).fail(one.clerk, one.organizationId, id, 'x'),
    ).rejects.toMatchObject({ kind: 'not_found' });
    expect(await app.get(OfficialQueries).byId(one.organizationId, id)).toBeNull();
    await expect(one.ask(person, newId())).rejects.toMatchObject({ kind: 'not_found' });
  });

  test('the database keeps the bureau’s numbers and the order of states', async () => {
    const one = await receipted();
    const id = await one.ask();
    await one.record(id);
    for (const sql of ['DELETE FROM official_number', "UPDATE official_number SET number = '0000000000'"])
      await expect(app.database.rows(sql)).rejects.toThrow(/denied/);
    await expect(
      app.database.rows("UPDATE official_receipt SET state = 'requested' WHERE id = ?", [id]),
    ).rejects.toThrow('cannot move this way');
  });

  test('check characters of payers’ numbers', () => {
    expect(isCreditCode(COMPANY)).toBe(true);
    expect(isCreditCode('91310000MA1FL8TQ37')).toBe(false);
    expect(isCreditCode('')).toBe(false);
    // The example of the standard GB 11643 itself.
    expect(isIdentityNumber('11010519491231002X')).toBe(true);
    expect(isIdentityNumber('110105194912310021')).toBe(false);
  });
});
