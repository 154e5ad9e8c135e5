import { WorkCase } from './cases/work-case.entity.js';
import { Account } from './ledger/account.entity.js';
import { Entry, Transfer } from './ledger/entry.entity.js';
import { Fund } from './ledger/fund.entity.js';
import { Organization } from './organizations/organization.entity.js';
import { Channel } from './partners/channel.entity.js';
import type { Tables } from './platform/database/data-source.js';
import { ProjectProgress } from './progress/project-progress.entity.js';
import { Project } from './projects/project.entity.js';

/** Entity classes of all rooms; the literal list that every process opens its database with. */
export const TABLES: Tables = [
  // 1
  Organization,
  // 2
  Account,
  Fund,
  Entry,
  Transfer,
  WorkCase,
  // 3
  Project,
  Channel,
  // 5
  ProjectProgress,
];
