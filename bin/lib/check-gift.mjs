import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formsOf, linksOf, textOf } from './forms.mjs';
import { sleep } from './processes.mjs';
import { Visitor } from './visitor.mjs';

/** 66.66 in the project's currency: odd enough to be found again in a page, a PDF and the books. */
const AMOUNT = { typed: '66.66', minor: 6666n };
const DONOR = { name: '白求恩', mail: 'check@example.org' };

/** The step that failed and why; the check's answer names both. */
export class Failed extends Error {
  constructor(step, reason) {
    super(reason);
    this.step = step;
  }
}

/**
 * Gives once as a donor would, from outside, and reads every figure back from database, API, pages and PDF.
 *
 * @param web address of the web
 * @param rows `(sql, params) => Promise<rows>` on the database
 * @param mailbox folder that mails are written to
 * @param login a clerk's one-time login
 * @param patience milliseconds that each waiting step may take
 * @returns the check's figures
 */
export async function giveOnce({ web, rows, mailbox, login, patience }) {
  const donor = new Visitor();
  const ms = {};
  const found = {};

  const expect = (step, condition, reason) => {
    if (!condition) throw new Failed(step, reason);
  };
  const step = async (name, work) => {
    const since = performance.now();
    try {
      return await work((condition, reason) => expect(name, condition, reason));
    } catch (error) {
      throw error instanceof Failed ? error : new Failed(name, error.message);
    } finally {
      ms[name] = Math.round(performance.now() - since);
    }
  };
  /** Looks again and again until `look` returns something; its last failure is the reason. */
  const until = (name, what, look) =>
    step(name, async () => {
      const end = Date.now() + patience;
      let reason = `${what} within ${patience / 1000} s: nothing came`;
      while (Date.now() < end) {
        try {
          const result = await look();
          if (result !== undefined) return result;
        } catch (error) {
          reason = `${what}: ${error.message}`;
        }
        await sleep(40);
      }
      throw new Failed(name, reason);
    });
  const progressOf = async (slug) =>
    JSON.parse((await donor.get(`${web}/api/v1/projects/${slug}/progress`)).text);

  const project = await step('page', async (must) => {
    const list = JSON.parse((await donor.get(`${web}/api/v1/projects`)).text);
    must(list.data?.length > 0, 'the public API lists no project');
    for (const { slug } of list.data) {
      const page = await donor.get(`${web}/projects/${slug}`);
      must(page.status === 200, `/projects/${slug} answered ${page.status}`);
      const form = formsOf(page.text, page.url).find(({ action }) =>
        action.includes(`/projects/${slug}/donations`),
      );
      if (form) return { slug, page, form };
    }
    throw new Failed('page', 'no project page has a donate form');
  });
  const before = await step('progress_before', () => progressOf(project.slug));

  const checkout = await step('give', async (must) => {
    const { form, page } = project;
    const fields = new URLSearchParams(form.fields);
    if (form.names.includes('preset')) fields.set('preset', 'other');
    fields.set('amount', AMOUNT.typed);
    for (const [field, value] of Object.entries(DONOR))
      if (form.names.includes(field)) fields.set(field, value);
    const answer = await donor.post(form.action, fields, page.url);
    must(
      answer.status === 303,
      `the donate form answered ${answer.status}: ${textOf(answer.text).slice(0, 300)}`,
    );
    return donor.follow(answer);
  });
  const paid = await step('pay', async (must) => {
    must(checkout.status === 200, `the checkout page answered ${checkout.status}`);
    const forms = formsOf(checkout.text, checkout.url);
    const form = forms.find(
      ({ action, buttons }) => /pay$/.test(action) || buttons.some(({ value }) => value === 'pay'),
    );
    must(form, 'the checkout page has no pay button');
    const button = form.buttons.find(
      ({ value, formaction }) => value === 'pay' || /pay$/.test(formaction ?? ''),
    );
    const fields = new URLSearchParams(form.fields);
    if (button?.name) fields.set(button.name, button.value);
    const target = button?.formaction ? new URL(button.formaction, checkout.url).href : form.action;
    return donor.follow(await donor.post(target, fields, checkout.url));
  });
  await step('status', (must) => {
    must(paid.status === 200, `the donation's page answered ${paid.status}`);
    const at = new URL(paid.url);
    must(
      /^\/donations\/don_[0-9a-z]{26}$/.test(at.pathname),
      `the payment led to ${at.pathname}, not to the donation`,
    );
    found.donation = at.pathname.split('/').pop();
  });
  const id = found.donation.slice('don_'.length);

  const entry = await until('booking', 'the gift in the books', async () => {
    const [row] = await rows(
      `SELECT d.status, d.amount AS given, e.id, t.amount, t.currency, t.legs FROM donation d
         JOIN entry e ON e.subject_type = 'donation' AND e.subject_id = d.id AND e.kind = 'gift'
         JOIN (SELECT entry_id, SUM(amount) AS amount, MIN(currency) AS currency, COUNT(*) AS legs
                 FROM transfer GROUP BY entry_id) t ON t.entry_id = e.id
        WHERE d.id = ?`,
      [id],
    );
    return row;
  });
  await step('books', (must) => {
    found.entry = entry.id;
    must(entry.status === 'succeeded', `the donation is ${entry.status}`);
    must(
      BigInt(entry.given) === AMOUNT.minor,
      `the donation holds ${entry.given}, given were ${AMOUNT.minor}`,
    );
    must(
      BigInt(entry.amount) === AMOUNT.minor,
      `the entry moves ${entry.amount}, given were ${AMOUNT.minor}`,
    );
  });
  const seq = await until('ledger_seq', 'the number of the entry', async () => {
    const [row] = await rows('SELECT seq FROM ledger_sequence WHERE entry_id = ?', [entry.id]);
    return row && String(row.seq);
  });
  found.ledger_seq = seq;

  const after = await until('progress', 'the progress with the gift', async () => {
    const now = await progressOf(project.slug);
    return BigInt(now.ledger_seq) >= BigInt(seq) ? now : undefined;
  });
  await step('progress_figures', async (must) => {
    const raised = BigInt(after.raised) - BigInt(before.raised);
    must(raised === AMOUNT.minor, `raised grew by ${raised}, given were ${AMOUNT.minor}`);
    must(
      after.donations === before.donations + 1,
      `donations went from ${before.donations} to ${after.donations}`,
    );
    const figure = readable(after.raised);
    const page = textOf((await donor.get(`${web}/projects/${project.slug}`)).text);
    must(page.replaceAll(',', '').includes(figure), `the project's page does not show ${figure}`);
    found.progress = { before: before.raised, after: after.raised };
  });

  const receipt = await until('receipt', 'the receipt', async () => {
    const [row] = await rows(
      'SELECT r.id, r.year, r.no, r.amount FROM receipt r JOIN receipt_item i ON i.receipt_id = r.id WHERE i.live_donation_id = ?',
      [id],
    );
    return row;
  });
  const pdf = await until('pdf', 'the receipt to download', async () => {
    const page = await donor.get(paid.url);
    const link = linksOf(page.text, page.url).find(
      (href) => /receipt|\.pdf/.test(href) && href.includes('key='),
    );
    if (!link) return undefined;
    const file = await donor.get(link);
    return file.type.startsWith('application/pdf') ? file.bytes : undefined;
  });
  await step('pdf_text', async (must) => {
    must(
      BigInt(receipt.amount) === AMOUNT.minor,
      `the receipt says ${receipt.amount}, given were ${AMOUNT.minor}`,
    );
    const text = await pdfText(pdf);
    must(text.includes(AMOUNT.typed), `the PDF does not show ${AMOUNT.typed}`);
    must(text.includes(DONOR.name), `the PDF does not show the donor's name ${DONOR.name}`);
    const number = new RegExp(`\\S*${receipt.year}\\S*?0*${receipt.no}(?!\\d)`).exec(text);
    must(number, `the PDF does not show the receipt's number (${receipt.year}, ${receipt.no})`);
    found.receipt = number[0];
    found.pdf_bytes = pdf.length;
  });
  await until('mail', 'the mail with the receipt', () => {
    const mails = existsSync(mailbox) ? readdirSync(mailbox).filter((name) => name.endsWith('.json')) : [];
    const mine = mails
      .map((name) => JSON.parse(readFileSync(join(mailbox, name), 'utf8')))
      .find((mail) => JSON.stringify(mail.to).includes(DONOR.mail) && mail.attachments.length > 0);
    return mine && true;
  });
  await step('console', async (must) => {
    const [day] = await rows(
      `SELECT o.slug, DATE_FORMAT(e.booked_on, '%Y-%m-%d') AS booked_on
         FROM entry e JOIN organization o ON o.id = e.organization_id WHERE e.id = ?`,
      [entry.id],
    );
    const page = await dayOf({ web, login, ...day });
    must(page.includes(AMOUNT.typed), `the clerk's list of ${day.booked_on} does not show ${AMOUNT.typed}`);
  });
  return { ...found, ms };
}

/** The accounting day as a clerk reads it in the console, after using a one-time login. */
async function dayOf({ web, login, slug, booked_on: day }) {
  const clerk = new Visitor();
  const page = await clerk.follow(await clerk.get(login));
  const form = formsOf(page.text, page.url).find(({ fields }) => fields.has('token'));
  if (!form) throw new Error(`the one-time login leads to no form (${page.status})`);
  await clerk.follow(await clerk.post(form.action, form.fields, page.url));
  const list = await clerk.follow(await clerk.get(`${web}/console/${slug}/days/${day}`));
  if (list.status !== 200) throw new Error(`the accounting day answered ${list.status}`);
  return textOf(list.text);
}

/** Minor units as a person reads them, without thousands separators: "6666" -> "66.66". */
function readable(minor) {
  const digits = minor.padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

async function pdfText(bytes) {
  const { extractText, getDocumentProxy } = await import('unpdf');
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(bytes)), { mergePages: true });
  return text;
}
