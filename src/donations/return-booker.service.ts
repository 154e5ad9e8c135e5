import { Injectable } from '@nestjs/common';
import { newId } from '../kernel/ids.js';
import { AccountingYears } from '../ledger/accounting-years.service.js';
import {
  type AccountCode,
  ChartOfAccounts,
  clearingCode,
  incomeCode,
  netAssetsCode,
} from '../ledger/chart-of-accounts.service.js';
import type { NewEntry } from '../ledger/entry.js';
import { Funds } from '../ledger/funds.service.js';
import type { Tx } from '../platform/database/database.js';
import { ProviderAccounts } from '../providers/provider-accounts.service.js';
import { type ReturnAccounts, returnEntry } from './return.entries.js';
import type { ReturnBooking } from './return-facts.js';
import { type Place, suspenseOf } from './return-places.js';

/** Finds the accounts and funds that money which goes back is booked to. */
@Injectable()
export class ReturnBooker {
  constructor(
    private readonly accounts: ChartOfAccounts,
    private readonly funds: Funds,
    private readonly providers: ProviderAccounts,
    private readonly years: AccountingYears,
  ) {}

  /** The entry of a movement that the provider stated. What went back in another currency lies in suspense. */
  async entryOf(tx: Tx, booking: ReturnBooking): Promise<NewEntry> {
    const place = inCurrency(booking.place, booking.currency);
    const { organizationId, id } = booking.account;
    const accounts = await this.accountsOf(tx, organizationId, id, place, booking.currency);
    return returnEntry(newId(), { ...booking, place }, accounts);
  }

  /** Accounts and fund of a place; opened in the caller's database transaction where they do not exist yet. */
  async accountsOf(
    tx: Tx,
    organizationId: string,
    providerAccountId: string,
    place: Place,
    currency: string,
  ): Promise<ReturnAccounts> {
    const account = (code: AccountCode, key = ''): Promise<string> =>
      this.accounts.id(organizationId, code, currency, key, tx);
    const technical = (fund: 'GEN' | 'SUSP'): Promise<string> =>
      this.funds.technical(organizationId, fund, currency, tx);
    return {
      fundId: place.at === 'gift' ? place.fundId : await technical('SUSP'),
      clearing: await account(
        clearingCode(await this.providers.providerOf(providerAccountId, tx)),
        providerAccountId,
      ),
      income: await account(await this.incomeOf(tx, organizationId, place)),
      owed: await account('220902'),
      disputed: await account('112201'),
      fees: await account('530101'),
      generalFundId: await technical('GEN'),
    };
  }

  /** The account from which an approved refund was taken: what is undone goes back there, if its year is still open. */
  async takenFrom(tx: Tx, organizationId: string, refundId: string): Promise<string | null> {
    return this.years.debitedInOpenYear(tx, organizationId, { sourceType: 'refund', sourceId: refundId });
  }

  /** Of a gift whose year is closed the income has become net assets. */
  private async incomeOf(tx: Tx, organizationId: string, place: Place): Promise<AccountCode> {
    if (place.at === 'suspense') return '220901';
    const moved = await this.years.incomeMoved(tx, organizationId, place.donationId);
    return moved ? netAssetsCode(place.fundKind) : incomeCode(place.fundKind);
  }
}

function inCurrency(place: Place, currency: string): Place {
  return place.at === 'suspense' || place.currency === currency ? place : suspenseOf(place);
}
