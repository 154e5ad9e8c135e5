import { render } from 'preact-render-to-string';
import { drawAnew, KeptParts } from '../../../src/web/ui/kept.js';

describe('parts of a page that are kept', () => {
  test('are drawn once for one view and again for the next', () => {
    const kept = new KeptParts();
    const [first, second] = [{ name: '甲 & <b>' }, { name: '乙' }];
    let drawn = 0;
    const page = (view: { name: string }) => {
      const keep = kept.of(view);
      return render(
        <main>
          {keep('name', () => {
            drawn += 1;
            return <p title={view.name}>{view.name}</p>;
          })}
          <i>own</i>
        </main>,
      );
    };
    const html = '<main><p title="甲 &amp; &lt;b>">甲 &amp; &lt;b></p><i>own</i></main>';
    expect([page(first), page(first)]).toEqual([html, html]);
    expect(drawn).toBe(1);
    expect(page(second)).toContain('乙');
    expect(page(first)).toBe(html);
    expect(drawn).toBe(2);
  });

  test('may be empty, and are then asked for no more', () => {
    const kept = new KeptParts();
    const view = {};
    let asked = 0;
    const none = () => {
      asked += 1;
      return null;
    };
    expect([1, 2].map(() => render(<div>{kept.of(view)('none', none)}</div>))).toEqual([
      '<div></div>',
      '<div></div>',
    ]);
    expect(asked).toBe(1);
  });

  test('are the same as when everything is drawn anew', () => {
    const part = () => <q lang="en">“—”</q>;
    expect(render(<p>{new KeptParts().of({})('q', part)}</p>)).toBe(render(<p>{drawAnew('q', part)}</p>));
  });
});
