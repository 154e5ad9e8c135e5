/** A rule about one source file: returns what is wrong and what to use instead, one sentence a finding. */
export type LineRule = (path: string, line: string) => string | null;

const MONEY_NAME = /\b\w*(amount|raised|refunded|balance|goal|fee|money|price|net)\w*\b/i;
const FLOATING = /\b(Math\.(round|floor|ceil|trunc)|parseFloat|Number\.parseFloat|Number\(|toFixed\()/;

const environment: LineRule = (path, line) =>
  /\bprocess\.env\b/.test(line) && !path.startsWith('platform/config/')
    ? 'reads process.env: add the setting to the Config class and inject Config'
    : null;

const floats: LineRule = (path, line) =>
  path !== 'kernel/money.ts' && FLOATING.test(line) && MONEY_NAME.test(line.replace(FLOATING, ''))
    ? 'does float arithmetic near money: amounts are bigint minor units, use kernel/money.ts'
    : null;

const transactions: LineRule = (path, line) =>
  /\.(transaction|startTransaction|beginTransaction)\(/.test(line) && !path.startsWith('platform/database/')
    ? 'opens a database transaction by hand: use Database.inTransaction, which retries the whole closure'
    : null;

const leftovers: LineRule = (_path, line) => {
  if (/\b(TODO|FIXME|XXX|HACK)\b/.test(line)) return 'leaves a note to self: do it now or say it in an issue';
  if (/\bconsole\.(log|debug|info|warn|error|trace)\(/.test(line))
    return 'prints to the console: use the logger';
  if (/\b(describe|it|test)\.(only|skip|todo)\(|\b(fit|xit|xdescribe|xtest)\(/.test(line))
    return 'leaves a test out';
  if (/^\s*debugger;?\s*$/.test(line)) return 'leaves a debugger statement';
  return null;
};

/** Rules for the product's code. */
export const SOURCE_RULES: readonly LineRule[] = [environment, floats, transactions, leftovers];
/** Rules for tests. */
export const TEST_RULES: readonly LineRule[] = [leftovers];

/** Findings of `rules` in one file, each with path and line number. Comments that only mention a word count too. */
export function lineFindings(path: string, text: string, rules: readonly LineRule[]): string[] {
  return text.split('\n').flatMap((line, index) =>
    rules.flatMap((rule) => {
      const finding = rule(path, line);
      return finding ? [`${path}:${index + 1} ${finding}`] : [];
    }),
  );
}

const EXPORTED = /^export (?:abstract )?(?:async )?(?:function\*?|const|class) (\w+)/gm;
const METHOD = /^ {2}(?:static )?(?:async )?(?!if|for|while|switch|return|constructor)(\w+)(?:<[^>]*>)?\(/gm;

/**
 * Names that a file offers to others: what it exports, and the public methods of services and queries. Transition
 * tables state the life of a row and are proven when they are loaded, called or not.
 */
export function offers(path: string, text: string): string[] {
  const found = [...text.matchAll(EXPORTED)].map(([, name]) => name ?? '');
  if (/\.(service|queries)\.ts$/.test(path))
    found.push(...[...text.matchAll(METHOD)].map(([, name]) => name ?? ''));
  return found.filter((name) => !name.endsWith('_TRANSITIONS'));
}

const ROUTE = /@(Get|Post|Put|Patch|Delete|All|Sse)\(/;
const GUARD = /@(Public|Staff|SignedIn|PartnerPerson|PartnerKeyScope)\(/;

/**
 * Route handlers of a controller file that declare neither `@Public()` nor a guard, on themselves or their class.
 * Decorators are read as text: those between the end of the last member and the handler's name belong to it.
 */
export function unguardedRoutes(path: string, text: string): string[] {
  const findings: string[] = [];
  let pending = '';
  let classGuarded = false;
  for (const [index, line] of text.split('\n').entries()) {
    if (/^\s*(export )?(abstract )?class\b/.test(line)) {
      classGuarded = GUARD.test(pending);
      pending = '';
    } else if (/^\s*@/.test(line) || pending !== '') pending += `${line}\n`;
    if (/^ {2}(async )?(?!constructor)\w+\(/.test(line)) {
      if (ROUTE.test(pending) && !classGuarded && !GUARD.test(pending)) {
        findings.push(
          `${path}:${index + 1} has a route without a guard: declare @Staff(…), @PartnerPerson(…) or @Public()`,
        );
      }
      pending = '';
    } else if (/^\s*[})]/.test(line)) pending = '';
  }
  return findings;
}

const CONSUMED = /\bapprovals\s*\.consume\(\s*[^,()]+,\s*[^,()]+,\s*'(\w+)'/g;

/** Operations that a file carries out with an approval used up: `approvals.consume(tx, id, '<operation>', …)`. */
export function consumedOperations(text: string): string[] {
  return [...text.matchAll(CONSUMED)].map(([, operation]) => operation ?? '');
}

/** File names that name nothing: each file is named by the thing or the verb it holds. */
export function vagueName(path: string): string | null {
  const name = path.split('/').pop() ?? '';
  return /(^|[-.])(util|utils|helper|helpers|manager|common|misc)([-.]|$)/.test(name)
    ? `${path} has a name that says nothing: name the thing it holds`
    : null;
}
