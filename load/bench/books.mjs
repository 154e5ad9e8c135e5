import { Intake } from '../../dist/intake/intake.service.js';
import { ChartOfAccounts } from '../../dist/ledger/chart-of-accounts.service.js';
import { Numberer } from '../../dist/ledger/numberer.service.js';
import { Projector } from '../../dist/progress/projector.service.js';
import { ProviderAccounts } from '../../dist/providers/provider-accounts.service.js';
import { writePaidGifts } from './gifts.mjs';
import { buildProjects, openRooms } from './rooms.mjs';

/** The rooms on a new database with a society, published projects, and the accounts that gifts are booked to. */
export async function openBooks(environment, projectCount) {
  const rooms = await openRooms(environment);
  const { organizationId, projects } = await buildProjects(rooms, projectCount);
  // The first look into the inbox opens the accounts.
  await rooms.get(Intake).runOnce();
  const { id: providerAccountId } = await rooms.get(ProviderAccounts).servesProject(organizationId, 'CNY');
  const chart = (code, key) => rooms.get(ChartOfAccounts).id(organizationId, code, 'CNY', key);
  const accounts = { clearing: await chart('100903', providerAccountId), income: await chart('410102') };
  return { rooms, books: { organizationId, projects, providerAccountId, ...accounts } };
}

let written = 0;

/** Gifts that are paid, booked, numbered and in the public figures. @returns their donations' ids */
export async function bookGifts(rooms, database, books, count, more = {}) {
  const gifts = await writePaidGifts([database], books, count, { firstRow: written + 1, ...more });
  written += count;
  const until0 = async (work) => {
    while ((await work()) > 0);
  };
  await until0(() => rooms.get(Intake).runOnce());
  await until0(() => rooms.get(Numberer).numberOnce());
  await until0(() => rooms.get(Projector).projectOnce());
  return gifts.map(({ donationId }) => donationId);
}
