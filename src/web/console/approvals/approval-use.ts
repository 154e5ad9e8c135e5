import type { Type } from '@nestjs/common';
import type { Fact } from '../../ui/facts.js';
import type { Desk } from '../access/visit.js';

/** Who agrees, and where. */
export interface Approver {
  readonly staffId: string;
  readonly organizationId: string;
}

/** How one operation is shown to people, and the owning room's use case that votes and carries it out. */
export interface ApprovalUse {
  /**
   * Votes for what was seen, and carries the thing out with the last vote needed, in one database transaction.
   * 'waiting' while further votes are needed; whatever else it returns means that it is done.
   */
  approve(actor: Approver, approvalId: string, shownSha256: string): Promise<unknown>;
  /** Facts in words that stand above the request's own fields: names, links. The fields themselves always follow. */
  show?(payload: Readonly<Record<string, unknown>>, desk: Desk): readonly Fact[] | Promise<readonly Fact[]>;
}

/** Finds a room's use cases. */
export type Get = <T>(token: Type<T>) => T;
