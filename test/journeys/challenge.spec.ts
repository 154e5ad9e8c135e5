import { answerTo } from '../../src/donations/giving-question.js';
import { GivingQuestions } from '../../src/donations/giving-questions.service.js';
import { axeViolations, openBrowser, overflow } from '../support/browser.js';
import { buildProject } from '../support/builders.js';
import { keyboardOf } from '../support/keyboard.js';
import { openTestStack } from '../support/stack.js';

jest.setTimeout(120_000);

test('during an attack a donor on a phone, with the keyboard alone, answers and comes to the checkout', async () => {
  const stack = await openTestStack();
  const browser = await openBrowser({
    locale: 'zh-CN',
    viewport: { width: 360, height: 780 },
  });
  try {
    const project = await buildProject(stack.app);
    // The alarm is on, as after fifty declined cards.
    await stack.app.database.rows(
      'UPDATE giving_alarm SET raised_at = UTC_TIMESTAMP(6), until_at = UTC_TIMESTAMP(6) + INTERVAL 1 HOUR WHERE id = 1',
    );
    const page = await browser.context.newPage();
    const hosts = new Set<string>();
    page.on('request', (request) => hosts.add(new URL(request.url()).host));
    await page.goto(`${stack.url}/projects/${project.slug}?amount=50`);
    const keys = keyboardOf(page);
    await keys.enter('form[action$="/donations"] button:not([name])');
    expect(await axeViolations(page)).toEqual([]);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    const token = await page.inputValue('input[name="challenge"]');
    const asked = await stack.app.get(GivingQuestions).again(token);
    if (!asked) throw new Error('the question is not ours');
    const group = page.getByRole('group', { name: '付款前的一个小问题' });
    const field = group.getByRole('textbox');
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    // The label a screen reader reads is the question itself.
    expect((await page.textContent('label[for="challenge_answer"]'))?.trim().length).toBeGreaterThan(10);
    await keys.type('input[name="challenge_answer"]', answerTo(asked.question));
    const checkout = await keys.enter('form[action$="/donations"] button:not([name])');
    expect(new URL(checkout).origin).toBe(stack.sandbox.url);
    expect([...hosts].filter((host) => ![stack.url, stack.sandbox.url].includes(`http://${host}`))).toEqual(
      [],
    );
  } finally {
    await browser.close();
    await stack.close();
  }
});
