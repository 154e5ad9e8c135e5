import type { VNode } from 'preact';
import { render } from 'preact-render-to-string';
import { donorErrorPage } from '../../../src/web/donor/donor.errors.js';
import { GiftPage, REFRESHES_MAX } from '../../../src/web/donor/gift.page.js';
import { ProjectPage } from '../../../src/web/donor/project.page.js';
import { form, frame, gift, project, yuan } from './samples.js';

const html = (page: VNode) => render(page);
const text = (page: VNode) =>
  html(page)
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');

describe("a project's page", () => {
  const page = ProjectPage({ frame: frame(), project: project(), form: form() });

  test('names who asks, by what right, and how to check it', () => {
    for (const fact of [
      '海州市红十字会',
      '53330000501874064BA26023',
      'GK-0001',
      '2029年6月30日',
      '临县红十字会',
      '0500-88121999',
      '0500-88121990',
      '慈善中国',
    ])
      expect(text(page)).toContain(fact);
  });

  test('says raised, goal, percent, moment and ledger number as text, and again as a bar', () => {
    expect(text(page)).toContain('¥12,345.00');
    expect(text(page)).toContain('目标 ¥20,000.00');
    expect(text(page)).toContain('截至 2026年11月24日 13:32 · 账本序号 4711');
    expect(html(page)).toMatch(/<progress class="bar" value="61" max="100" aria-label="已筹 ¥12,345.00/);
  });

  test('asks for the amount alone, with nothing ticked that nobody chose', () => {
    const markup = html(page);
    expect(markup.match(/type="radio" name="preset"/g)).toHaveLength(6);
    expect(markup).not.toMatch(/name="preset"[^>]*checked/);
    expect(markup).not.toMatch(/<input[^>]*\srequired/);
    expect(markup).not.toMatch(/type="checkbox"[^>]*checked/);
    expect(markup).toMatch(/name="amount"[^>]*inputmode="decimal"/);
    expect(markup).toMatch(/type="hidden" name="form_key" value="k{24}"/);
    expect(markup).toMatch(/type="hidden" name="ch" value="AbC12"/);
  });

  test('keeps what was typed and ties each problem to its field', () => {
    const typed = { ...form().typed, preset: 'other', amount: '12.345', mail: 'a@' };
    const problems = [
      { field: 'amount', text: '金额的小数位太多了。' },
      { field: 'mail', text: '邮箱地址不完整。' },
    ];
    const markup = html(ProjectPage({ frame: frame(), project: project(), form: form({ typed, problems }) }));
    expect(markup).toMatch(/name="amount" value="12.345"[^>]*aria-describedby="amount-problem amount-hint"/);
    expect(markup).toMatch(/name="mail" value="a@"[^>]*aria-invalid="true"/);
    expect(markup).toMatch(/id="amount-problem"[^>]*>金额的小数位太多了。/);
    expect(markup).toMatch(/value="other" checked/);
    expect(markup).toContain('<details class="more" open>');
    expect(markup).toMatch(/role="alert".*href="#amount".*href="#mail"/s);
  });

  test('escapes what donors and editors wrote', () => {
    const evil = '<script>alert(1)</script>"\'';
    const latest = [{ label: evil, dedication: '', message: evil, amount: yuan(100n), at: new Date() }];
    const markup = html(
      ProjectPage({ frame: frame(), project: project({ name: evil, latest }), form: form() }),
    );
    expect(markup).not.toContain('<script>alert');
    expect(markup).toContain('&lt;script>alert(1)');
  });

  test('a closed one stays readable and has no form', () => {
    const closed = project({ closed: true, stop: 'closed' });
    const markup = html(ProjectPage({ frame: frame(), project: closed, form: null }));
    expect(markup).not.toContain('<form');
    expect(markup).toContain('第一段。');
    expect(markup).toContain('¥12,345.00');
    expect(markup).toContain('href="/projects"');
  });

  test('an emergency without a filing number says that it follows', () => {
    const markup = text(
      ProjectPage({ frame: frame(), project: project({ emergency: true, filingNo: null }), form: form() }),
    );
    expect(markup).toContain('紧急募捐');
    expect(markup).toContain('备案正在依法补办');
  });
});

describe('every page', () => {
  test('names its language, its twin and its canonical address', () => {
    const markup = html(ProjectPage({ frame: frame({ locale: 'en' }), project: project(), form: form() }));
    expect(markup).toContain('<html lang="en">');
    expect(markup).toContain(
      'hreflang="zh-CN" href="https://give.example.org/projects/warm-winter?lang=zh-CN"',
    );
    expect(markup).toContain('rel="canonical" href="https://give.example.org/projects/warm-winter?lang=en"');
    expect(markup).toContain(
      'property="og:image" content="https://give.example.org/embed/projects/warm-winter/card.png?w=1200&amp;ratio=16%3A9&amp;lang=en"',
    );
    // The switch keeps the page and what else stands in its address.
    expect(markup).toContain('href="/projects/warm-winter?ch=AbC12&amp;lang=zh-CN"');
  });

  test('carries the demonstration mark exactly when it is one', () => {
    const shown = (demo: boolean) =>
      html(ProjectPage({ frame: frame({ demo }), project: project(), form: form() })).includes('demo-mark');
    expect([shown(true), shown(false)]).toEqual([true, false]);
  });

  test('forbids no zoom and needs no inline script or style', () => {
    const markup = html(ProjectPage({ frame: frame(), project: project(), form: form() }));
    expect(markup).not.toMatch(/user-scalable|maximum-scale/);
    expect(markup).not.toMatch(/<script>|\sstyle=|\son[a-z]+="/);
  });
});

describe("a gift's page", () => {
  const page = (over: Parameters<typeof gift>[0] = {}, refreshes = 0) =>
    GiftPage({ frame: frame({ url: '/donations/x?key=secret' }), gift: gift(over), refreshes });

  test('says plainly what of the gift has been given back', () => {
    expect(text(page())).not.toContain('退回');
    const partly = text(page({ givenBack: yuan(5000n) }));
    expect(partly).toContain('其中 ¥50.00 已退回或正在退回给付款人');
    const whole = page({ state: 'refunded', givenBack: yuan(20000n), receipt: null });
    expect(text(whole)).toContain('这笔捐款已退回');
    expect(html(whole)).not.toContain('http-equiv="refresh"');
    expect(html(whole)).not.toContain('/checkout');
  });

  test('shows where the gift is: paid, booked, included in which total, receipt', () => {
    const shown = text(page());
    expect(shown).toContain('¥200.00');
    expect(shown).toContain('账本序号 4711');
    expect(shown).toContain('截至 2026年11月24日 13:31，项目共筹 ¥12,345.00（账本序号 4712）');
    expect(shown).toContain('HZ-2026-000311');
    expect(html(page())).toContain('href="/donations/x/receipt.pdf?key=secret"');
    expect(html(page())).not.toContain('http-equiv="refresh"');
  });

  test('is kept from search engines', () => {
    expect(html(page())).toContain('content="noindex, nofollow"');
    expect(html(page())).not.toContain('og:url');
  });

  const nothing = { state: 'open' } as const;
  const steps = {
    ...{ accepted: nothing, booked: nothing, receipt: nothing, settlement: nothing, bank: nothing },
  };
  const money = { paidAt: null, offline: false, steps, settlement: null };
  const open = { state: 'pending', money, ledgerSeq: null, included: null, receipt: null } as const;

  test('says of each step when it was, by when it is expected, or since when it is late', () => {
    const shown = text(page());
    expect(shown).toContain('支付机构已确认 2026年11月24日 13:31');
    expect(shown).toContain('预计不晚于 2026年12月4日 13:31');
    expect(shown).toContain('到达红十字会银行账户 在结算之后');
    const late = {
      ...gift().money,
      steps: {
        ...gift().money.steps,
        settlement: { state: 'late', since: new Date('2026-12-04T05:31:10Z') },
      },
    } as const;
    expect(text(page({ money: late }))).toContain('已延迟 本应不晚于 2026年12月4日 13:31');
  });

  test('says what it was spent on, that the order is one of accounting, and what of it waits', () => {
    const at = new Date('2026-12-01T02:00:00Z');
    const evidence = [{ title: '签收单', href: '/projects/warm-winter/spending/x' }];
    const part = { amount: yuan(15_000n), what: '救助物资', where: '某县', at, through: null, evidence };
    const spent = { net: yuan(20_000n), spent: yuan(15_000n), unspent: yuan(5_000n), parts: [part], more: 2 };
    const shown = page({ spent: { ...spent, ledgerSeq: '4800', asOf: at } });
    expect(text(shown)).toContain('已支出 ¥150.00，仍在项目资金中 ¥50.00');
    expect(text(shown)).toContain('¥150.00 · 救助物资 · 某县 · 2026年12月1日');
    expect(text(shown)).toContain('先进先出');
    expect(text(shown)).toContain('截至账目序号 4800');
    expect(html(shown)).toContain('href="/projects/warm-winter/spending/x"');
  });

  test('a pending one looks again by itself, but not for ever', () => {
    expect(html(page(open))).toMatch(
      /<noscript><meta http-equiv="refresh" content="4;url=[^"]*key=secret&amp;n=1"/,
    );
    expect(html(page(open, REFRESHES_MAX))).not.toContain('http-equiv="refresh"');
    expect(text(page(open, REFRESHES_MAX))).toContain('仍在等待');
  });

  test.each(['failed', 'expired'] as const)('a %s one offers to try again and claims nothing', (state) => {
    const shown = html(page({ ...open, state }));
    expect(shown).toContain('再试一次');
    expect(shown).toContain('您没有被扣款');
    expect(shown).not.toContain('receipt.pdf');
  });

  test('money that differs from the promise is said to be safe and being checked', () => {
    const shown = text(page({ ...open, state: 'checking', money: gift().money }));
    expect(shown).toContain('已收到款项，正在核对');
    expect(shown).not.toContain('再试一次');
  });

  test('an unknown fee is not guessed', () => {
    expect(text(page())).toContain('尚未结算');
    expect(text(page({ fee: yuan(120n) }))).toContain('¥1.20');
  });
});

describe('error pages lead on', () => {
  const page = (status: number, path = '/projects/none') =>
    text(
      donorErrorPage({ PUBLIC_URL: 'https://give.example.org', DEMO: false })({
        problem: { status, code: 'x', title: 'platform title', detail: 'platform detail', errors: [] },
        locale: 'en',
        requestId: 'req-12345678',
        path,
      }),
    );

  test.each([404, 409, 500, 503])('%i', (status) => {
    expect(page(status)).toContain('See open projects');
  });

  test('what donors need to hear', () => {
    expect(page(503)).toContain('never lost');
    expect(page(500)).toContain('req-12345678');
    expect(page(404, '/donations/don_x')).toContain('must be complete');
    expect(page(429)).toContain('platform title');
  });
});
