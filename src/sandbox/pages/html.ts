import { decimals } from '../objects/balance-transaction.js';

/** HTML that is safe to write out as it is. */
export class Html {
  constructor(readonly source: string) {}
}

type Part = string | number | Html | null | undefined | Part[];

/** Template tag: every inserted text is escaped, only `Html` is not. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  return new Html(strings.reduce((made, piece, index) => made + render(parts[index - 1]) + piece));
}

function render(part: Part): string {
  if (part instanceof Html) return part.source;
  if (Array.isArray(part)) return part.map(render).join('');
  if (part === null || part === undefined) return '';
  return String(part).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** Minor units as people write them, e.g. `¥ 1,234.50`; by text, never by division. */
export function money(units: bigint, currency: string): string {
  const places = decimals(currency);
  const digits = String(units).padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places).replace(/\B(?=(\d{3})+$)/g, ',');
  const sign = { cny: '¥', usd: '$', eur: '€', hkd: 'HK$' }[currency] ?? currency.toUpperCase();
  return places ? `${sign} ${whole}.${digits.slice(-places)}` : `${sign} ${whole}`;
}

const STYLE = new Html(`<style>
:root{color-scheme:light dark;--ink:#1d2330;--soft:#5c6577;--line:#d9dde5;--back:#f4f5f8;--card:#fff;--go:#0b6e4f;--warn:#8a4b00;--warnback:#fff4e0}
@media(prefers-color-scheme:dark){:root{--ink:#e8ebf2;--soft:#a4adbf;--line:#3a4252;--back:#14171e;--card:#1d222c;--warn:#ffcf87;--warnback:#3a2b12}}
*{box-sizing:border-box}body{margin:0;background:var(--back);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"PingFang SC","Noto Sans SC",sans-serif}
main{max-width:27rem;margin:0 auto;padding:1rem}main.wide{max-width:72rem}
.note{background:var(--warnback);color:var(--warn);border-radius:.5rem;padding:.6rem .8rem;margin:0 0 1rem}
.card{background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding:1.1rem;margin:0 0 1rem}
h1{font-size:1.15rem;margin:0 0 .2rem;overflow-wrap:anywhere}h2{font-size:1.05rem;margin:1.4rem 0 .5rem}
.amount{font-size:2rem;font-weight:650;margin:.2rem 0 1rem}.soft{color:var(--soft)}
fieldset{border:1px solid var(--line);border-radius:.5rem;margin:0 0 1rem;padding:.3rem .8rem .5rem}label{display:flex;gap:.6rem;align-items:center;min-height:44px}
button{font:inherit;width:100%;min-height:48px;border-radius:.5rem;border:1px solid var(--line);background:var(--card);color:var(--ink);margin:0 0 .6rem;padding:.4rem .8rem;cursor:pointer}
button.go{background:var(--go);border-color:var(--go);color:#fff;font-weight:600}button.small{width:auto;min-height:32px;margin:0}
a{color:inherit}.back{display:inline-block;padding:.6rem 0}.bad{border-left:4px solid #b3261e;padding:.2rem .8rem;margin:0 0 1rem}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.85rem}th,td{text-align:left;padding:.35rem .5rem;border-bottom:1px solid var(--line);white-space:nowrap}
form.line{display:inline}select{font:inherit;width:100%;min-height:44px;border-radius:.5rem;border:1px solid var(--line);background:var(--card);color:var(--ink)}
</style>`);

/** A whole page in the sandbox's look. */
export function document(lang: string, title: string, body: Html, wide = false): string {
  return html`<!doctype html><html lang="${lang}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>${title}</title>${STYLE}</head>
<body><main class="${wide ? 'wide' : 'narrow'}">${body}</main></body></html>`.source;
}
