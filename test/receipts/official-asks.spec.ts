import { OfficialWishes } from '../../src/donations/official-wishes.service.js';
import { OfficialQueries } from '../../src/receipts/official.queries.js';
import { OfficialCorrections } from '../../src/receipts/official-corrections.service.js';
import { OfficialNumbers } from '../../src/receipts/official-numbers.service.js';
import { OfficialReceipt } from '../../src/receipts/official-receipt.entity.js';
import { OfficialReceipts } from '../../src/receipts/official-receipts.service.js';
import { OfficialWishSweep } from '../../src/receipts/official-wish-sweep.service.js';
import { ReceiptsQueries } from '../../src/receipts/receipts.queries.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { buildPerson } from '../support/two-people.js';
import { type GiftsInApp, giftsOf } from './gifts-in-app.js';

const COMPANY = '91310000MA1FL8TQ36';
const DAY_MS = 86_400_000;
const company = { kind: 'organization', name: '某某公司', number: COMPANY } as const;
const other = { kind: 'organization', name: '某某（集团）公司', number: COMPANY } as const;

let app: TestApp;
let kit: GiftsInApp;
let numbers = 0;
beforeAll(async () => {
  app = await openTestApp();
  kit = giftsOf(app);
});
afterAll(() => app.close());

async function gift() {
  const place = await kit.gifts.place();
  const donation = await kit.gifts.give(place, { name: '张三' });
  return { organizationId: place.organizationId, donation };
}

const wish = ({ donation, organizationId }: Awaited<ReturnType<typeof gift>>) =>
  app.database.inTransaction((tx) =>
    app.get(OfficialWishes).add(tx, donation, organizationId, company, app.clock.now()),
  );
const sweep = () => app.get(OfficialWishSweep).run();
const official = (donation: string) => app.get(OfficialQueries).byDonation(donation);
const waiting = (donation: string) => app.get(OfficialWishes).ofDonation(donation);

describe('a wish that came with the form', () => {
  test('waits for our own receipt, is asked for once, and is then kept nowhere else', async () => {
    const one = await gift();
    await wish(one);
    expect(await sweep()).toBe(0);
    expect(await waiting(one.donation)).toMatchObject(company);
    await kit.drain();
    const asked = await Promise.all([sweep(), sweep()]);
    expect(asked.reduce((sum, count) => sum + count, 0)).toBe(1);
    expect(await official(one.donation)).toMatchObject({
      ...{ state: 'requested', askedBy: 'donor', donorKind: 'organization', amount: 10_000n },
    });
    expect(await waiting(one.donation)).toBeNull();
    expect(await sweep()).toBe(0);
  });

  test('is dropped when the donor has said something else on the gift’s page since', async () => {
    const one = await gift();
    await wish(one);
    await kit.drain();
    const receipt = await app.get(ReceiptsQueries).byDonation(one.donation);
    const donor = { staffId: null };
    await app.get(OfficialReceipts).waive(donor, one.organizationId, receipt?.id ?? '', 'waived');
    expect(await sweep()).toBe(0);
    expect(await official(one.donation)).toMatchObject({ state: 'waived' });
    expect(await waiting(one.donation)).toBeNull();
  });

  test('of a gift that was never paid is forgotten after some weeks; of a paid one it is not', async () => {
    const [paid, unpaid] = [await gift(), await gift()];
    for (const each of [paid, unpaid]) await wish(each);
    await app.database.rows("UPDATE donation SET status = 'expired' WHERE id = ?", [unpaid.donation]);
    const now = app.clock.now();
    expect(await app.get(OfficialWishes).purge()).toBe(0);
    app.clock.set(new Date(now.getTime() + 31 * DAY_MS));
    expect(await app.get(OfficialWishes).purge()).toBe(1);
    app.clock.set(now);
    await app.database.rows("UPDATE donation SET status = 'succeeded' WHERE id = ?", [unpaid.donation]);
    expect([await waiting(unpaid.donation), await waiting(paid.donation)]).toEqual([
      null,
      { ...company, donationId: paid.donation },
    ]);
  });
});

describe('a name that was wrong', () => {
  async function asked() {
    const one = await gift();
    await kit.drain();
    const receipt = await app.get(ReceiptsQueries).byDonation(one.donation);
    const clerk = await buildPerson(app, one.organizationId, 'clerk');
    const id = await app
      .get(OfficialReceipts)
      .ask({ staffId: null }, one.organizationId, receipt?.id ?? '', company);
    const correct = (payer: Parameters<OfficialCorrections['correct']>[2] = other) =>
      app.get(OfficialCorrections).correct(one.organizationId, one.donation, payer);
    const record = (of: string) =>
      app.get(OfficialNumbers).record(clerk, one.organizationId, of, {
        ...{ code: '13060126', number: String(++numbers).padStart(10, '0'), checkCode: 'a1b2c3' },
        ...{ issuedOn: '2026-02-01', shown: 10_000n },
      });
    const nameOn = async (of: string) =>
      app.get(OfficialReceipts).nameOn(await app.database.read.findOneByOrFail(OfficialReceipt, { id: of }));
    return { ...one, id, clerk, correct, record, nameOn };
  }

  test('is changed while the request is in the house', async () => {
    const one = await asked();
    await one.correct();
    expect(await official(one.donation)).toMatchObject({ id: one.id, state: 'requested' });
    expect(await one.nameOn(one.id)).toBe(other.name);
    await expect(one.correct()).rejects.toMatchObject({
      code: 'official_fields',
      fields: [{ field: 'same' }],
    });
    await expect(one.correct({ ...other, number: '91310000MA1FL8TQ37' })).rejects.toMatchObject({
      fields: [{ field: 'payerNo' }],
    });
  });

  test('is not changed while the bureau has the request', async () => {
    const one = await asked();
    await app.database.rows('UPDATE official_receipt SET exported_at = asked_at WHERE id = ?', [one.id]);
    await expect(one.correct()).rejects.toMatchObject({ code: 'official_under_way' });
    expect(await one.nameOn(one.id)).toBe(company.name);
  });

  test('on an issued one asks for the red one, and for the right one after it', async () => {
    const one = await asked();
    await one.record(one.id);
    await one.correct({ kind: 'person', name: '张三丰', number: '' });
    await one.correct();
    expect(await official(one.donation)).toMatchObject({ id: one.id, state: 'red_requested' });
    expect(await app.get(OfficialCorrections).waitsFor(one.id)).toBe(true);
    // The one that was issued keeps its name for good.
    expect(await one.nameOn(one.id)).toBe(company.name);
    await one.record(one.id);
    const next = await official(one.donation);
    expect(next).toMatchObject({
      ...{ state: 'requested', replacesId: one.id, askedBy: 'donor', amount: 10_000n },
    });
    expect(await one.nameOn(next?.id ?? '')).toBe(other.name);
    expect(await app.get(OfficialCorrections).waitsFor(one.id)).toBe(false);
  });

  test('after a refusal by the bureau sends the request again', async () => {
    const one = await asked();
    await app.get(OfficialReceipts).fail(one.clerk, one.organizationId, one.id, '名称不符');
    await one.correct();
    expect(await official(one.donation)).toMatchObject({ id: one.id, state: 'requested', failure: null });
    expect(await one.nameOn(one.id)).toBe(other.name);
  });

  test('cannot be reached through another organization, or without a request', async () => {
    const [one, stranger] = [await asked(), await gift()];
    await expect(
      app.get(OfficialCorrections).correct(stranger.organizationId, one.donation, other),
    ).rejects.toMatchObject({ kind: 'not_found' });
    await kit.drain();
    await expect(
      app.get(OfficialCorrections).correct(stranger.organizationId, stranger.donation, other),
    ).rejects.toMatchObject({ kind: 'not_found' });
  });
});
