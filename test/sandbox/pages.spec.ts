import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import nodemailer from 'nodemailer';
import type Stripe from 'stripe';
import {
  giftSession,
  type Receiver,
  startReceiver,
  startSandbox,
  type TestSandbox,
  until,
} from '../support/sandbox.js';

describe('the pages of the sandbox', () => {
  const mailbox = join(mkdtempSync(join(tmpdir(), 'boai-mail-')), 'mailbox');
  let receiver: Receiver;
  let sandbox: TestSandbox;
  let stripe: Stripe;

  beforeAll(async () => {
    receiver = await startReceiver();
    sandbox = await startSandbox({ webhookUrl: receiver.url, mailbox });
    stripe = sandbox.stripe();
  });
  afterAll(async () => {
    await sandbox.stop();
    await receiver.stop();
    rmSync(join(mailbox, '..'), { recursive: true, force: true });
  });

  const get = async (path: string, headers: Record<string, string> = {}) => {
    const answer = await fetch(path.startsWith('http') ? path : sandbox.url + path, { headers });
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  };

  it.each([
    ['zh', 'zh-CN', '不会动用真实资金', '取消并返回'],
    ['en', 'en', 'no real money moves', 'Cancel and go back'],
  ])(
    'checkout in %s says what it is, offers three buttons and a way back, and runs no script',
    async (locale, lang, notice, back) => {
      const session = await stripe.checkout.sessions.create(giftSession({ locale }));
      const page = await get(session.url ?? '');
      expect(page.status).toBe(200);
      expect(page.text).toContain(`<html lang="${lang}">`);
      expect(page.text).toContain('width=device-width');
      expect(page.text).toContain('¥ 100.00');
      expect(page.text).toContain('博爱送万家');
      expect(page.text).toContain(notice);
      for (const action of ['pay', 'decline', 'later'])
        expect(page.text).toContain(`name="action" value="${action}"`);
      expect(page.text).toContain(back);
      expect(page.text).toContain('href="http://127.0.0.1:9/back"');
      expect(page.text).not.toMatch(/<script|onclick/i);
      expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    },
  );

  it('without a locale the browser decides; names cannot break out of the page', async () => {
    const price_data = {
      currency: 'jpy',
      unit_amount: 1234,
      product_data: { name: '<img src=x onerror=alert(1)>"\'&' },
    };
    const session = await stripe.checkout.sessions.create(
      giftSession({ line_items: [{ quantity: 2, price_data }] }),
    );
    const page = await get(session.url ?? '', { 'accept-language': 'zh-TW,en;q=0.5' });
    expect(page.text).toContain('<html lang="zh-CN">');
    expect(page.text).toContain('JPY 2,468');
    expect(page.text).not.toContain('<img');
  });

  it('after payment and after expiry it says so and leads on; an unknown one is 404', async () => {
    const session = await stripe.checkout.sessions.create(giftSession({ locale: 'en' }));
    await sandbox.press(session.id);
    expect((await get(session.url ?? '')).text).toContain(
      `href="http://127.0.0.1:9/done?session=${session.id}"`,
    );
    const other = await stripe.checkout.sessions.create(giftSession({ locale: 'en' }));
    await stripe.checkout.sessions.expire(other.id);
    expect((await get(other.url ?? '')).text).toContain('has expired');
    expect((await get('/c/pay/cs_none')).status).toBe(404);
  });

  it('home lists sessions, events with their delivery, and its buttons work without a script', async () => {
    const session = await stripe.checkout.sessions.create(giftSession());
    await sandbox.press(session.id, 'later');
    await until('its webhooks', async () => (await get('/')).text.includes('succeeded (1) 200'));
    const page = (await get('/')).text;
    expect(page).toContain('checkout.session.completed');
    expect(page).toContain('Faults seed 7');
    const form = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
      fetch(sandbox.url + path, {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams(fields),
        headers,
      });
    expect((await form('/settle', { id: session.id, outcome: 'succeeded' })).status).toBe(303);
    expect((await form('/settle', { id: session.id, outcome: 'succeeded' })).status).toBe(303);
    expect((await stripe.checkout.sessions.retrieve(session.id)).payment_status).toBe('paid');
    await form('/deliveries', { on: 'false' });
    expect((await get('/')).text).toContain('Resume webhooks');
    expect((await form('/deliveries', { on: 'true' }, { origin: 'https://elsewhere.example' })).status).toBe(
      403,
    );
    expect((await get('/')).text).toContain('Resume webhooks');
    await form('/deliveries', { on: 'true' }, { origin: sandbox.url });
    const before = receiver.received.length;
    const event = (await stripe.events.list({ type: 'checkout.session.completed', limit: 1 })).data[0];
    await form('/redeliver', { id: event?.id ?? '' });
    await until('the second delivery', () => receiver.received.length > before);
  });

  it('refunds, disputes and pays out at the press of a button, each once', async () => {
    const press = (act: string, id: string) =>
      fetch(`${sandbox.url}/money/${act}`, {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams({ id }),
      });
    const charges: string[] = [];
    for (let gift = 0; gift < 3; gift += 1) {
      const session = await stripe.checkout.sessions.create(giftSession());
      const paid = await sandbox.control('POST', '/pay', { session: session.id });
      charges.push(String(paid.charge));
    }
    const [refunded = '', won = '', lost = ''] = charges;
    const home = (await get('/')).text;
    for (const said of ['Refund in the dashboard', 'Dispute', 'Pay out cny now'])
      expect(home).toContain(said);
    for (const _ of [1, 2]) expect((await press('refund', refunded)).status).toBe(303);
    const [refund] = (await stripe.refunds.list({ charge: refunded })).data;
    expect(refund?.amount).toBe(10_000);
    for (const charge of [won, won, lost]) await press('dispute', charge);
    const disputes = (await stripe.disputes.list()).data;
    expect(disputes.map((one) => one.charge).sort()).toEqual([won, lost].sort());
    for (const dispute of disputes) {
      await press(dispute.charge === won ? 'dispute_won' : 'dispute_lost', dispute.id);
    }
    expect((await stripe.disputes.list({ charge: won })).data[0]?.status).toBe('won');
    expect((await stripe.disputes.list({ charge: lost })).data[0]?.status).toBe('lost');
    await press('payout', 'cny');
    await press('payout', 'cny');
    const payouts = (await stripe.payouts.list()).data;
    expect(payouts.map((one) => one.status)).toEqual(['paid']);
    await press('payout_fails', payouts[0]?.id ?? '');
    await press('refund_fails', refund?.id ?? '');
    expect((await stripe.refunds.retrieve(refund?.id ?? '')).status).toBe('failed');
    expect((await stripe.payouts.list()).data[0]?.status).toBe('failed');
    expect((await press('nothing', 'x')).status).toBe(303);
    const after = (await get('/')).text;
    for (const said of ['won', 'lost', 'disputed']) expect(after).toContain(`<td>${said}</td>`);
  });

  it('shows the mailbox newest first, as text that cannot run', async () => {
    expect((await get('/')).text).toContain('Mail');
    mkdirSync(mailbox);
    const composer = nodemailer.createTransport({ streamTransport: true, buffer: true });
    const sent = await composer.sendMail({
      from: 'Boai <boai@example.org>',
      to: 'lin@example.org',
      subject: '您的捐赠确认书 Nr. 12',
      text: '谢谢您！收据见附件。',
      html: '<script>alert(1)</script><p>谢谢</p>',
      attachments: [{ filename: 'receipt.pdf', content: Buffer.from('%PDF-1.4') }],
    });
    writeFileSync(join(mailbox, 'b.eml'), sent.message as Buffer);
    writeFileSync(
      join(mailbox, 'a.json'),
      JSON.stringify({ to: 'x@example.org', subject: 'older', text: '<b>x</b>' }),
    );
    writeFileSync(join(mailbox, 'broken.json'), '{');
    writeFileSync(join(mailbox, 'ignored.txt'), 'x');
    utimesSync(join(mailbox, 'a.json'), 1e9, 1e9);
    utimesSync(join(mailbox, 'broken.json'), 0.9e9, 0.9e9);
    const home = (await get('/')).text;
    expect(home.indexOf('您的捐赠确认书 Nr. 12')).toBeGreaterThan(0);
    expect(home.indexOf('您的捐赠确认书 Nr. 12')).toBeLessThan(home.indexOf('older'));
    expect(home).not.toContain('ignored.txt');
    const mail = await get('/mail/b.eml');
    expect(mail.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(mail.headers.get('content-security-policy')).toContain('sandbox');
    expect(mail.text).toContain('Subject: 您的捐赠确认书 Nr. 12');
    expect(mail.text).toContain('谢谢您！收据见附件。');
    expect(mail.text).toContain('Attachment: receipt.pdf');
    for (const path of ['/mail/..%2F..%2Fetc%2Fpasswd', '/mail/ignored.txt', '/mail/none.eml']) {
      expect((await get(path)).status).toBe(404);
    }
  });

  it('the pretended present dates what is made, for demonstration data', async () => {
    const at = Math.trunc(Date.now() / 1000) - 86_400 * 3;
    await sandbox.control('PUT', '/clock', { at });
    const session = await stripe.checkout.sessions.create(giftSession({ expires_at: at + 3600 }));
    const byWall = Math.trunc(Date.now() / 1000) + 3600;
    expect((await stripe.checkout.sessions.create(giftSession({ expires_at: byWall }))).expires_at).toBe(
      byWall,
    );
    const paid = await sandbox.control<{ charge: string }>('POST', '/pay', { session: session.id });
    await sandbox.control('PUT', '/clock', { at: null });
    const charge = await stripe.charges.retrieve(paid.charge);
    expect([session.created, charge.created]).toEqual([at, at]);
    expect((await stripe.checkout.sessions.create(giftSession())).created).toBeGreaterThan(at + 86_400 * 2);
    await expect(sandbox.control('PUT', '/clock', { at: 99_999_999_999 })).rejects.toThrow('400');
  });

  it('the control door takes JSON only', async () => {
    const answer = await fetch(`${sandbox.url}/_sandbox/deliveries`, { method: 'POST', body: 'on=false' });
    expect(answer.status).toBe(415);
    expect((await get('/_sandbox/none')).status).toBe(404);
  });
});
