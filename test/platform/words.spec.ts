import { redact } from '../../src/platform/http/redact.js';
import { platformWords } from '../../src/platform/http/wording.js';
import { createCatalogue } from '../../src/platform/i18n/catalogue.js';
import { localeOf } from '../../src/platform/i18n/locale.js';

describe('the reader’s language', () => {
  it.each([
    [{ query: { lang: 'en' }, cookie: 'lang=zh-CN', accept: 'zh' }, 'en'],
    [{ query: { lang: 'zh' }, cookie: 'lang=en', accept: 'en' }, 'zh-CN'],
    [{ query: { lang: 'fr' }, cookie: 'a=b; lang=en', accept: 'zh' }, 'en'],
    [{ query: { lang: ['en', 'zh'] }, cookie: 'notlang=en', accept: 'zh-TW' }, 'zh-CN'],
    [{ query: {}, accept: 'fr-FR, en;q=0.5, zh;q=0.4' }, 'en'],
    [{ query: {}, accept: 'en;q=0.2, zh-Hans-CN;q=0.9' }, 'zh-CN'],
    [{ query: {}, accept: 'en;q=0, *;q=0.1' }, 'zh-CN'],
    [{ query: {}, accept: 'de, fr' }, 'zh-CN'],
    [{}, 'zh-CN'],
  ])(
    'of %j is %s',
    ({ query, cookie, accept }: { query?: unknown; cookie?: string; accept?: string }, locale) => {
      const headers = { ...(cookie ? { cookie } : {}), ...(accept ? { 'accept-language': accept } : {}) };
      expect(localeOf({ query, headers })).toBe(locale);
    },
  );
});

describe('a catalogue', () => {
  it('fills places, leaves those without a value visible, and takes values as they are', () => {
    const words = createCatalogue({ zh: { hi: '你好，{name}！{n}' }, en: { hi: 'Hello {name}! {n}' } });
    expect(words('zh-CN', 'hi', { name: '$&{n}', n: 3 })).toBe('你好，$&{n}！3');
    expect(words('en', 'hi', { name: 'A' })).toBe('Hello A! {n}');
  });
  it('refuses a sentence that one language lacks', () => {
    const lame = { zh: { a: '一' }, en: { a: 'one', b: 'two' } };
    expect(() => createCatalogue(lame)).toThrow('sentences in one language only: b');
  });
  it('of the platform says the same in both languages', () => {
    expect(platformWords('zh-CN', 'title.not_found')).toBe('没有找到');
    expect(platformWords('en', 'title.not_found')).toBe('Not found');
  });
});

describe('redaction', () => {
  it.each([
    ['mail to donor@example.org failed', 'mail to [mail] failed'],
    ['<张三@例子.中国>', '<[mail]>'],
    ['GET /donations/1?key=abc&x=1', 'GET /donations/1?key=[hidden]&x=1'],
    ['mysql://boai:secret@db:3306/boai', 'mysql://[hidden]@db:3306/boai'],
    ['redis://:secret@127.0.0.1:1/0', 'redis://[hidden]@127.0.0.1:1/0'],
    ['No such key: sk_live_abcDEF', 'No such key: sk_live_[hidden]'],
    ['A partner’s key boai_sk_live_abcDEF', 'A partner’s key boai_sk_live_[hidden]'],
    ['whsec_abc+/=', 'whsec_[hidden]'],
    ['Authorization: Bearer abc', 'Authorization: [hidden]'],
    ['cookie: session=abc; lang=en', 'cookie: [hidden]'],
    ['nothing to hide: 12:30, key words, a@b', 'nothing to hide: 12:30, key words, a@b'],
  ])('of %j gives %j', (text, clean) => {
    expect(redact(text)).toBe(clean);
  });
  it('leaves a line of JSON readable', () => {
    const line = JSON.stringify({ a: 'x@example.org', cookie: 'a=b', b: 'key=1"2', c: '\\n', password: 'p' });
    expect(Object.keys(JSON.parse(redact(line)))).toEqual(['a', 'cookie', 'b', 'c', 'password']);
  });
});
