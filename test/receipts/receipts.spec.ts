import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { In } from 'typeorm';
import { newId } from '../../src/kernel/ids.js';
import { openDataSource } from '../../src/platform/database/data-source.js';
import { Database } from '../../src/platform/database/database.js';
import type { OutboxTask } from '../../src/platform/outbox/subscriber.js';
import { Receipt } from '../../src/receipts/receipt.entity.js';
import { receiptsChecks } from '../../src/receipts/receipts.checks.js';
import { textOf } from './pdf-reader.js';
import { bookedTask, openReceiptsRoom, type ReceiptsRoom } from './receipts-room.js';

type Numbered = { year: number; no: number; donation_id: string };

describe('receipts', () => {
  let room: ReceiptsRoom;
  beforeAll(async () => {
    room = await openReceiptsRoom();
  });
  afterAll(() => room.close());

  const subscriber = (name: string) => {
    const found = room.jobs.subscribers.find((each) => each.name === name);
    if (!found) throw new Error(`no subscriber ${name}`);
    return found;
  };
  /** What the relay does with a batch: effect in one database transaction. */
  const handle = (tasks: OutboxTask[]) =>
    room.database.inTransaction((tx) => {
      const issuing = subscriber('receipts.issue');
      if (issuing.mode !== 'batch') throw new Error('receipts are issued in batches');
      return issuing.handle(tx, tasks);
    });
  const issue = (organizationId: string, donations: readonly string[]) =>
    handle(donations.map((donation) => bookedTask(organizationId, donation)));
  const numbersOf = (organizationId: string) =>
    room.database.rows<Numbered>(
      'SELECT r.year, r.no, i.donation_id FROM receipt r JOIN receipt_item i ON i.receipt_id = r.id WHERE r.organization_id = ? ORDER BY r.year, r.no',
      [organizationId],
    );
  const sendMails = (...receiptIds: string[]) =>
    room.database.inTransaction(async (tx) => {
      const mailing = subscriber('receipts.mail');
      if (mailing.mode !== 'batch') throw new Error('receipts are mailed in batches');
      await mailing.handle(
        tx,
        receiptIds.map((id) => ({ ...bookedTask('', id), ref: id })),
      );
    });
  const mailsOf = (receiptId: string) =>
    room.database.rows<{
      id: string;
      subject: string;
      text: string;
      to: Buffer;
      attachments: { fileId: string; name: string }[];
    }>(
      `SELECT id, subject, text_body AS text, recipient_encrypted AS \`to\`, attachments FROM mail_message
        WHERE dedupe_key = ?`,
      [`receipt:${receiptId}`],
    );

  it('gives the gifts of an organization the numbers 1, 2, 3 in the order of booking', async () => {
    const place = await room.gifts.place();
    const donations = [];
    for (let each = 0; each < 5; each++) donations.push(await room.gifts.give(place));
    await issue(place.organizationId, [...donations].reverse());
    const numbers = await numbersOf(place.organizationId);
    expect(numbers.map(({ no }) => no)).toEqual([1, 2, 3, 4, 5]);
    expect(numbers.map(({ donation_id }) => donation_id)).toEqual(donations);
    const first = await room.queries.byDonation(donations[0] ?? '');
    expect(first).toMatchObject({
      number: '2026-00000001',
      state: 'issued',
      amount: 10_000n,
      currency: 'CNY',
    });
  });

  it('gives a gift one receipt, however often it is asked for', async () => {
    const place = await room.gifts.place();
    const donation = await room.gifts.give(place);
    await issue(place.organizationId, [donation, donation]);
    await issue(place.organizationId, [donation]);
    expect(await numbersOf(place.organizationId)).toHaveLength(1);
    const events = await room.database.rows(
      "SELECT id FROM outbox_event WHERE kind = 'receipt.issued' AND organization_id = ?",
      [place.organizationId],
    );
    expect(events).toHaveLength(1);
  });

  it('A31: 20 workers asking at once give 1..N without a gap', async () => {
    const place = await room.gifts.place();
    const donations = await Promise.all(Array.from({ length: 200 }, () => room.gifts.give(place)));
    // Every gift is asked for by two workers, and some batches fail half-way and come again.
    const asks = Array.from({ length: 40 }, (_, batch) =>
      donations.filter((_, index) => index % 20 === batch % 20),
    );
    const fail = async (batch: readonly string[]) => {
      const broken = room.database.inTransaction(async (tx) => {
        await room.issuing.follow(tx, place.organizationId, batch);
        throw new Error('the process died');
      });
      await expect(broken).rejects.toThrow('the process died');
    };
    const workers = Array.from({ length: 20 }, async (_, worker) => {
      if (worker % 5 === 0) await fail(asks[worker] ?? []);
      await issue(place.organizationId, asks[worker] ?? []);
      await issue(place.organizationId, asks[worker + 20] ?? []);
    });
    await Promise.all(workers);
    const numbers = await numbersOf(place.organizationId);
    expect(numbers.map(({ no }) => no)).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
    expect(new Set(numbers.map(({ donation_id }) => donation_id))).toEqual(new Set(donations));
    expect(await room.brokenRules()).toEqual([]);
  });

  it('keeps its numbers gap-free in any order of asking, with repeats, failures and turns of the year', async () => {
    const step = fc.record({
      gifts: fc.array(fc.nat(7), { minLength: 1, maxLength: 6 }),
      fails: fc.boolean(),
      year: fc.constantFrom(2026, 2027),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        const place = await room.gifts.place();
        const donations: string[] = [];
        for (let each = 0; each < 8; each++) donations.push(await room.gifts.give(place));
        const asked = new Set<string>();
        for (const { gifts, fails, year } of steps) {
          room.clock.set(new Date(`${year}-06-01T00:00:00Z`));
          const batch = gifts.map((gift) => donations[gift] ?? '');
          const work = room.database.inTransaction(async (tx) => {
            await room.issuing.follow(tx, place.organizationId, batch);
            if (fails) throw new Error('rolled back');
          });
          await (fails ? expect(work).rejects.toThrow('rolled back') : work);
          if (!fails) for (const donation of batch) asked.add(donation);
        }
        const numbers = await numbersOf(place.organizationId);
        expect(new Set(numbers.map(({ donation_id }) => donation_id))).toEqual(asked);
        expect(numbers).toHaveLength(asked.size);
        for (const year of [2026, 2027]) {
          const nos = numbers.filter((each) => each.year === year).map(({ no }) => no);
          expect(nos).toEqual(nos.map((_, index) => index + 1));
        }
      }),
      { numRuns: 12 },
    );
    room.clock.set(new Date('2026-01-15T04:00:00Z'));
  });

  it('numbers by the year of the organization, not of UTC', async () => {
    const place = await room.gifts.place();
    room.clock.set(new Date('2026-12-31T17:00:00Z'));
    const donation = await room.gifts.give(place, { paidAt: new Date('2026-12-31T15:59:59Z') });
    await issue(place.organizationId, [donation]);
    room.clock.set(new Date('2026-01-15T04:00:00Z'));
    expect((await room.queries.byDonation(donation))?.number).toBe('2027-00000001');
    const text = textOf(await room.receipts.pdf((await room.queries.byDonation(donation))?.id ?? ''));
    expect(text).toContain('2026-12-31');
    expect(text).toContain('Issued on 2027-01-01');
  });

  it('holds back the receipt of a gift in suspense, and gives it for what stays after a refund', async () => {
    const place = await room.gifts.place();
    const held = await room.gifts.give(place, { suspense: true });
    const refunded = await room.gifts.give(place, { amount: 5_000n });
    const occurredAt = new Date('2026-01-15T03:30:00Z');
    const back = { kind: 'refund_by_provider', sourceType: 'refund', sourceId: newId(), occurredAt } as const;
    await room.gifts.book(place, refunded, 2_000n, back, [place.income, place.clearing]);
    await issue(place.organizationId, [held, refunded]);
    expect(await room.queries.byDonation(held)).toBeNull();
    expect((await room.queries.byDonation(refunded))?.amount).toBe(3_000n);

    const release = { kind: 'adjustment', sourceType: 'case', sourceId: newId(), occurredAt } as const;
    await room.gifts.book(place, held, 10_000n, release, [place.suspense, place.income]);
    await issue(place.organizationId, [held]);
    expect((await room.queries.byDonation(held))?.number).toBe('2026-00000002');
  });

  it('freezes what it says: later changes of names change neither page nor bytes', async () => {
    const place = await room.gifts.place();
    const donation = await room.gifts.give(place, { name: '欧阳䶮' });
    await issue(place.organizationId, [donation]);
    const receipt = await room.queries.byDonation(donation);
    const first = await room.receipts.pdf(receipt?.id ?? '');
    await room.database.rows("UPDATE project SET name_zh = '另一个项目' WHERE id = ?", [place.projectId]);
    await room.database.rows("UPDATE organization SET name_zh = '另一个单位' WHERE id = ?", [
      place.organizationId,
    ]);
    expect((await room.receipts.pdf(receipt?.id ?? '')).equals(first)).toBe(true);
    await room.database.rows('UPDATE receipt SET pdf_file_id = NULL WHERE id = ?', [receipt?.id]);
    expect((await room.receipts.pdf(receipt?.id ?? '')).equals(first)).toBe(true);
    const text = textOf(first);
    for (const said of [
      '欧阳䶮',
      '红十字博爱送万家',
      '石家庄市红十字会',
      '¥100.00',
      '人民币壹佰元整',
      '2026-00000001',
    ])
      expect(text).toContain(said);
    const [stored] = await room.database.rows<{ sha256: string; size: number }>(
      'SELECT f.sha256, f.size FROM receipt r JOIN stored_file f ON f.id = r.pdf_file_id WHERE r.id = ?',
      [receipt?.id],
    );
    expect(stored).toEqual({ sha256: createHash('sha256').update(first).digest('hex'), size: first.length });
    const snapshots = await room.database.rows<{ snapshot: string }>(
      'SELECT snapshot FROM receipt WHERE id = ?',
      [receipt?.id],
    );
    expect(JSON.stringify(snapshots)).not.toContain('欧阳');
  });

  it('draws one page when ten readers ask at once, and marks copies', async () => {
    const place = await room.gifts.place({ demo: 1 });
    const donation = await room.gifts.give(place);
    await issue(place.organizationId, [donation]);
    const id = (await room.queries.byDonation(donation))?.id ?? '';
    const before = await room.database.rows('SELECT id FROM stored_file');
    const pages = await Promise.all(Array.from({ length: 10 }, () => room.receipts.pdf(id)));
    expect(pages.every((page) => page.equals(pages[0] ?? Buffer.alloc(0)))).toBe(true);
    expect(await room.database.rows('SELECT id FROM stored_file')).toHaveLength(before.length + 1);
    expect(textOf(pages[0] ?? Buffer.alloc(0))).toContain('演示');
    expect(textOf(await room.receipts.pdf(id, { copy: true }))).toContain('副本');
    await expect(room.receipts.pdf(newId())).rejects.toMatchObject({ kind: 'not_found' });
  });

  it('keeps pages that are drawn together, each its own, and a page that is there already', async () => {
    const place = await room.gifts.place();
    const donations = [];
    for (let n = 0; n < 60; n++) donations.push(await room.gifts.give(place, { name: `王${n}` }));
    await issue(place.organizationId, donations);
    const found = await room.queries.byDonations(donations);
    const ids = donations.map((donation) => found.get(donation)?.id ?? '').sort();
    const early = await room.receipts.pdf(ids[7] ?? '');
    const read = () => room.database.read.findBy(Receipt, { id: In(ids) });
    const stale = await room.pages.prepare(await read());
    // Two workers with the same receipts, and a reader in between: one page each, the first that was kept.
    const late = await room.receipts.pdf(ids[9] ?? '');
    const both = await Promise.all(
      [stale, await room.pages.prepare(await read())].map((drawn) =>
        room.database.inTransaction((tx) => room.pages.keep(tx, drawn)),
      ),
    );
    const receipts = await read();
    for (const receipt of receipts) {
      for (const kept of both) expect([undefined, receipt.pdfFileId]).toContain(kept.get(receipt.id));
      const text = textOf(await room.receipts.pdf(receipt.id));
      expect(text).toContain(receipt.snapshot.number);
    }
    expect(new Set(receipts.map(({ pdfFileId }) => pdfFileId)).size).toBe(60);
    expect((await room.receipts.pdf(ids[7] ?? '')).equals(early)).toBe(true);
    expect((await room.receipts.pdf(ids[9] ?? '')).equals(late)).toBe(true);
    const bundles = await room.database.rows<{ n: string }>(
      'SELECT COUNT(*) AS n FROM stored_file WHERE id IN (?) GROUP BY bundle_id',
      [receipts.map(({ pdfFileId }) => pdfFileId)],
    );
    expect(bundles.length).toBeLessThan(10);
  });

  it('mails the page once, in the donor’s language, and only to donors who left an address', async () => {
    const place = await room.gifts.place();
    const donations = [
      await room.gifts.give(place, { name: '张三丰', mail: 'zhang@example.org' }),
      await room.gifts.give(place, { mail: 'anna@example.org', locale: 'en' }),
      await room.gifts.give(place, { name: '李四' }),
    ];
    await issue(place.organizationId, donations);
    const found = await room.queries.byDonations(donations);
    const [zh = '', en = '', none = ''] = donations.map((donation) => found.get(donation)?.id ?? '');
    await sendMails(zh);
    await sendMails(zh, en, none, en);

    const [chinese, ...more] = await mailsOf(zh);
    expect(more).toEqual([]);
    expect(chinese?.subject).toBe('捐赠确认书 2026-00000001 · 石家庄市红十字会');
    expect(chinese?.text).toMatch(/^张三丰，您好！/);
    expect(chinese?.text).toContain('¥100.00');
    expect(chinese?.text).toContain(`https://give.example.org/receipts/verify?code=${room.codes.codeOf(zh)}`);
    expect(room.secrets.decrypt('field', chinese?.to ?? Buffer.alloc(0), `mail:${chinese?.id}`)).toBe(
      'zhang@example.org',
    );
    const [attachment] = chinese?.attachments ?? [];
    expect(attachment?.name).toBe('捐赠确认书-2026-00000001.pdf');
    const attached = await room.files.read(attachment?.fileId ?? '');
    expect(attached.bytes.equals(await room.receipts.pdf(zh))).toBe(true);

    const [english] = await mailsOf(en);
    expect(english?.subject).toBe('Donation confirmation 2026-00000002 · Shijiazhuang Red Cross');
    expect(english?.text).toMatch(/^Dear friend,/);
    expect(english?.text).not.toMatch(/\{\w+\}/);
    expect(await mailsOf(none)).toEqual([]);
  });

  it('tells a stranger with the code what it is worth, and nothing to one without', async () => {
    const place = await room.gifts.place();
    const donation = await room.gifts.give(place, { name: '张三丰', mail: 'zhang@example.org' });
    await issue(place.organizationId, [donation]);
    const code = (await room.queries.byDonation(donation))?.code ?? '';
    const verified = await room.queries.byVerificationCode(code);
    expect(verified).toMatchObject({
      ...{ number: '2026-00000001', state: 'issued', amount: 10_000n, currency: 'CNY', publicDonor: '张**' },
      ...{ projectNameZh: '红十字博爱送万家', paidOn: '2026-01-15', demo: false },
    });
    const told = Object.values(verified ?? {}).join(' ');
    expect(told).not.toContain('三丰');
    expect(told).not.toContain('example.org');
    const other = room.codes.codeOf(newId());
    for (const wrong of [
      '',
      'x',
      code.slice(0, -1),
      `${code}A`,
      code.slice(0, 26),
      other,
      code.slice(0, 26) + other.slice(26),
    ])
      expect(await room.queries.byVerificationCode(wrong)).toBeNull();
  });
});

describe('the checks of the receipts', () => {
  let room: ReceiptsRoom;
  beforeAll(async () => {
    room = await openReceiptsRoom();
    const place = await room.gifts.place();
    const donations = [await room.gifts.give(place), await room.gifts.give(place)];
    await room.database.inTransaction((tx) => room.issuing.follow(tx, place.organizationId, donations));
  });
  afterAll(() => room.close());

  /** Names of the rules that statements of the database's owner break; they are rolled back afterwards. */
  async function brokenBy(...statements: string[]): Promise<string[]> {
    const names: string[] = [];
    const owner = new Database(await openDataSource(room.test.ownerUrl, [], 2));
    const undone = owner.inTransaction(async (tx) => {
      // The announcements have done their work: nothing is on the way any more.
      await tx.query('DELETE FROM outbox_event');
      for (const sql of statements) await tx.query(sql);
      for (const check of receiptsChecks) {
        if ((await owner.rows(check.sql, [], tx)).length > 0) names.push(check.name);
      }
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    await owner.onApplicationShutdown();
    return names;
  }

  it('find nothing in what the room did', async () => {
    expect(await brokenBy('DO 0')).toEqual([]);
  });

  const VOID = "state = 'voided', ended_at = NOW(), end_cause = 'returned'";
  it.each([
    ['a number is missing', 'I7 receipt numbers have no gap', ['UPDATE receipt SET no = 3 WHERE no = 2']],
    ['the series ran ahead', 'I7 receipt numbers have no gap', ['UPDATE receipt_series SET last_no = 3']],
    [
      'an amount was changed',
      'I7 a receipt is the sum of its gifts',
      ['UPDATE receipt SET amount = 1 WHERE no = 1'],
    ],
    [
      'a gift on a receipt was changed',
      'I7 a receipt says what the books say',
      ['UPDATE receipt_item SET amount = 1 LIMIT 1'],
    ],
    [
      'the text was changed',
      'I7 the snapshot says what the row says',
      [`UPDATE receipt SET snapshot = JSON_SET(snapshot, '$.amount', '1') WHERE no = 1`],
    ],
    ['a series is gone', 'I7 every receipt belongs to a series', ['DELETE FROM receipt_series']],
    [
      'a void one still counts',
      'I7 one receipt of a donation stands',
      [`UPDATE receipt SET ${VOID} WHERE no = 2`],
    ],
    [
      'a gift went without',
      'I7 every booked gift gets its receipt',
      [
        `UPDATE receipt SET ${VOID} WHERE no = 2`,
        'UPDATE receipt_item SET live = FALSE ORDER BY receipt_id DESC LIMIT 1',
      ],
    ],
    [
      'a chain leads nowhere',
      'I7 replaced receipts lead to their successor',
      [
        'SET @by = (SELECT id FROM receipt WHERE no = 2)',
        `UPDATE receipt SET state = 'replaced', ended_at = NOW(), end_cause = 'changed', replaced_by_id = @by WHERE no = 1`,
      ],
    ],
    [
      'a person voided it alone',
      'I7 a receipt is ended for a reason',
      [`UPDATE receipt SET state = 'voided', ended_at = NOW(), end_cause = 'person' WHERE no = 1`],
    ],
  ])('find it when %s', async (_what, name, statements) => {
    expect(await brokenBy(...statements)).toContain(name);
  });

  it('are helped by the database: who runs the app cannot change a receipt, nor bring one back', async () => {
    for (const sql of ['UPDATE receipt SET no = 9', 'UPDATE receipt SET amount = 1', 'DELETE FROM receipt'])
      await expect(room.database.rows(sql)).rejects.toThrow(/denied/);
    const back = room.database.inTransaction(async (tx) => {
      await tx.query(`UPDATE receipt SET ${VOID} WHERE no = 1`);
      await tx.query("UPDATE receipt SET state = 'issued', ended_at = NULL, end_cause = NULL WHERE no = 1");
    });
    await expect(back).rejects.toThrow('this receipt has ended');
  });
});
