import type { DisabledBecause } from './webhook-endpoint.js';

const WHY: Readonly<
  Record<Exclude<DisabledBecause, 'person'>, { readonly zh: string; readonly en: string }>
> = {
  gone: {
    zh: '它回答了 410（已停用）。',
    en: 'It answered 410 (gone).',
  },
  exhausted: {
    zh: '同一事件在三天内的全部尝试都失败了。',
    en: 'All attempts of one event over three days have failed.',
  },
};

/** The mail that says that an endpoint was switched off, in both languages. */
export function disabledLetter(
  url: string,
  because: Exclude<DisabledBecause, 'person'>,
): { readonly subject: string; readonly text: string } {
  const { zh, en } = WHY[because];
  return {
    subject: '事件推送已暂停 · Deliveries to your endpoint have stopped',
    text: [
      `发往 ${url} 的事件推送已暂停：${zh}`,
      '事件没有丢失。接收端恢复后，请在合作伙伴后台重新启用，推送会从停下的那一条继续。',
      '',
      `Deliveries to ${url} have stopped: ${en}`,
      'No event is lost. Switch the endpoint on again in your console when it is back; deliveries go on where they stopped.',
    ].join('\n'),
  };
}
