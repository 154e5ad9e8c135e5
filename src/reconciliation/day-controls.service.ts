import { Injectable } from '@nestjs/common';
import { clearingCode, FUND_KINDS } from '../ledger/chart-of-accounts.service.js';
import { OrganizationsQueries } from '../organizations/organizations.queries.js';
import type { Tx } from '../platform/database/database.js';
import { StatementFigures } from '../settlements/statement-figures.queries.js';
import { type DayAccount, DayAccountsQueries } from './day-accounts.queries.js';
import { type DayBooks, DayBooksQueries, type DaySpan } from './day-books.queries.js';
import {
  type AccountDay,
  accountControls,
  type Control,
  compared,
  type FundDay,
  fundControls,
  incomeControls,
  toCover,
} from './day-control.js';
import { DayExplainedQueries } from './day-explained.queries.js';
import { DayGiftsQueries, type FundName } from './day-gifts.queries.js';
import { clearingOf, type Movement } from './day-moves.js';
import { spanOf } from './run.js';

/** The day's controls with the figures that they compare. */
export interface ControlledDay {
  readonly span: DaySpan;
  readonly accounts: readonly AccountDay[];
  readonly funds: readonly FundDay[];
  readonly controls: readonly Control[];
  readonly books: DayBooks;
}

/** Finds the controls C1–C10 of a day (charity rules 6.1) and the figures of the three-way equation. */
@Injectable()
export class DayControls {
  constructor(
    private readonly organizations: OrganizationsQueries,
    private readonly books: DayBooksQueries,
    private readonly gifts: DayGiftsQueries,
    private readonly accounts: DayAccountsQueries,
    private readonly statements: StatementFigures,
    private readonly explained: DayExplainedQueries,
  ) {}

  /** The day's own stretch of time in its organization's zone. */
  async spanOf(organizationId: string, day: string, tx?: Tx): Promise<DaySpan> {
    const zone = await this.organizations.timeZoneOf(organizationId, tx);
    return { organizationId, day, ...spanOf(day, zone) };
  }

  /** The accounts of the day with what our books and their statements say; quick, and asked alone by the obstacles. */
  async accountsOf(span: DaySpan, books: DayBooks, tx?: Tx): Promise<AccountDay[]> {
    const found: AccountDay[] = [];
    for (const account of await this.accounts.ofDay(span, tx))
      found.push(await this.account(span, books, account, tx));
    return found;
  }

  /** All controls of the day. Inside a database transaction give its handle. */
  async ofDay(organizationId: string, day: string, tx?: Tx): Promise<ControlledDay> {
    const span = await this.spanOf(organizationId, day, tx);
    const books = await this.books.ofDay(span, tx);
    const accounts = await this.accountsOf(span, books, tx);
    const names = await this.gifts.funds(organizationId, tx);
    const funds = await this.fundsOf(books, names, tx);
    const controls = [
      ...accounts.flatMap(accountControls),
      ...(await this.income(span, books, names, tx)),
      await this.receipts(span, tx),
      ...fundControls(funds),
      ...(await this.published(span, tx)),
    ];
    return { span, accounts, funds, controls: inOrder(controls), books };
  }

  private async account(span: DaySpan, books: DayBooks, account: DayAccount, tx?: Tx): Promise<AccountDay> {
    const { id, provider, currency } = account;
    const code = clearingCode(provider);
    const { moves, elsewhere, opening } = books;
    const ofDay = clearingOf(moves, account, code);
    const balanceOf = (wanted: string) =>
      balance(opening, ({ accountId }) => {
        const found = books.accounts.get(accountId);
        return found?.code === wanted && found.providerAccountKey === id && found.currency === currency;
      });
    const before = balanceOf(code);
    const transit = balanceOf('100904');
    const namesBalances = provider === 'wechat' || provider === 'alipay';
    return {
      account,
      name: account.displayName ?? account.account,
      statement: await this.statements.ofDay(
        { providerAccountId: id, currency, from: span.from, until: span.until, namesBalances },
        tx,
      ),
      books: ofDay,
      late: clearingOf(
        moves.filter(({ late }) => late),
        account,
        code,
      ),
      elsewhere: clearingOf(elsewhere, account, code),
      opening: before,
      closing: before + ofDay.net,
      transitOpening: transit,
      transitClosing: transit + clearingOf(moves, account, '100904').net,
      explained: await this.explained.ofAccount(span, id, tx),
    };
  }

  private async fundsOf(books: DayBooks, names: readonly FundName[], tx?: Tx): Promise<FundDay[]> {
    const found: FundDay[] = [];
    for (const { id, code, kind, currency, nameZh, hasCase } of names) {
      if (kind !== 'restricted' && kind !== 'unrestricted') continue;
      const of = (test: (accountId: string) => boolean) =>
        -balance(books.opening, (each) => each.fundId === id && test(each.accountId)) -
        movedOn(books, id, test);
      const kindOf = (accountId: string) => books.accounts.get(accountId);
      const left = of((each) => FUND_KINDS.includes(kindOf(each)?.kind ?? 'asset'));
      const fees = -of((each) => kindOf(each)?.code === '530101');
      const forced = left < 0n ? fees + (await this.gifts.lostInDisputes(id, tx)) : 0n;
      found.push({ id, name: `${code} ${nameZh}`, kind, currency, balance: left, hasCase, forced });
    }
    return found;
  }

  private async income(
    span: DaySpan,
    books: DayBooks,
    names: readonly FundName[],
    tx?: Tx,
  ): Promise<Control[]> {
    const given = await this.gifts.given(span, tx);
    const booked = new Map<string, bigint>();
    for (const { kind, undone, ofProject, fundId, debit, credit, amount } of books.moves) {
      if (!ofProject || !INCOME_KINDS.includes(kind === 'reversal' ? (undone ?? '') : kind)) continue;
      const moved =
        (credit.kind === 'income' || credit.code === '2601' ? amount : 0n) -
        (debit.kind === 'income' || debit.code === '2601' ? amount : 0n);
      booked.set(fundId, (booked.get(fundId) ?? 0n) + moved);
    }
    return incomeControls(
      new Map(given.map(({ fundId, amount }) => [fundId, amount])),
      booked,
      new Map(names.map(({ id, currency }) => [id, currency])),
      new Map(names.map(({ id, code, nameZh }) => [id, `${code} ${nameZh}`])),
    );
  }

  private async receipts(span: DaySpan, tx?: Tx): Promise<Control> {
    const { gifts, issued, waived, pending } = await this.gifts.receipts(span, tx);
    const there = BigInt(issued + waived + pending);
    const about = { code: 'C8', about: null, currency: null } as const;
    return compared(about, there, BigInt(gifts), 0n, there < BigInt(gifts) ? 'missing' : null);
  }

  /** C10, at the cut-off of this moment: the last number that the public totals contain. */
  private async published({ organizationId, day }: DaySpan, tx?: Tx): Promise<Control[]> {
    const shown = await this.gifts.published(organizationId, tx);
    const [all, ahead] = [
      await this.books.standing(organizationId, day, tx),
      await this.books.ahead(organizationId, tx),
    ];
    const raised = new Map<string, bigint>();
    const currencies = await this.gifts.funds(organizationId, tx);
    const currencyOf = new Map(currencies.map(({ id, currency }) => [id, currency]));
    const add = (rows: readonly Movement[], sign: bigint) => {
      for (const row of rows) {
        const currency = currencyOf.get(row.fundId) ?? '';
        raised.set(currency, (raised.get(currency) ?? 0n) + sign * row.raised);
      }
    };
    add(all, 1n);
    add(ahead, -1n);
    const published = new Map(shown.map((each) => [each.currency, each.raised]));
    return [...new Set([...published.keys(), ...raised.keys()])]
      .map((currency) => ({
        currency,
        left: published.get(currency) ?? 0n,
        right: raised.get(currency) ?? 0n,
      }))
      .filter(({ left, right }) => left !== 0n || right !== 0n)
      .map(({ currency, left, right }) => compared({ code: 'C10', about: null, currency }, left, right));
  }
}

/** Kinds of entry that make gifts income, or take them out again. */
const INCOME_KINDS: readonly string[] = [
  'gift',
  'offline_gift',
  'platform_gift',
  'suspense_release',
  'refund_approved',
  'refund_undone',
  'refund_by_provider',
  'dispute_lost',
];

/** Debits less credits of those movements that the test lets through. */
function balance(rows: readonly Movement[], test: (row: Movement) => boolean): bigint {
  return rows.reduce((sum, row) => (test(row) ? sum + row.debit - row.credit : sum), 0n);
}

function movedOn({ moves }: DayBooks, fundId: string, test: (accountId: string) => boolean): bigint {
  return moves.reduce((sum, move) => {
    if (move.fundId !== fundId) return sum;
    return sum + (test(move.debit.id) ? move.amount : 0n) - (test(move.credit.id) ? move.amount : 0n);
  }, 0n);
}

const ORDER = ['C1', 'C2', 'C3', 'C4', 'C5', 'C6', 'C7', 'C8', 'C9', 'C10'];
function inOrder(controls: readonly Control[]): Control[] {
  return [...controls].sort((a, b) => ORDER.indexOf(a.code) - ORDER.indexOf(b.code));
}

/** What funds need because of what providers took, shown with C9. */
export function coveringNeeds(
  funds: readonly FundDay[],
): { readonly fund: FundDay; readonly amount: bigint }[] {
  return funds.flatMap((fund) => {
    const amount = toCover(fund);
    return amount > 0n ? [{ fund, amount }] : [];
  });
}
