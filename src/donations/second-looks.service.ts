import { Injectable } from '@nestjs/common';
import { plainAmount, scaleOf } from '../kernel/money.js';
import { Database } from '../platform/database/database.js';
import { Secrets } from '../platform/secrets/secrets.js';
import { secondLookNeeded } from './donations.errors.js';
import type { Gift } from './gift-form.js';
import { lookReason, USUAL_OF, usualOf } from './second-look.js';

/** What counts as usual, in whole major units, while a project has too few gifts to tell. */
const USUAL_AT_FIRST = 100n;
const CODE_BYTES = 16;

/**
 * Asks once more before an unusual sum, or a minor's, is paid. Usual is what the project's public list tells: a donor's
 * own earlier gifts are not looked at, for a question that depends on them would tell anybody who types a mail address
 * whether it has given, and how much.
 */
@Injectable()
export class SecondLooks {
  constructor(
    private readonly database: Database,
    private readonly secrets: Secrets,
  ) {}

  /** What a form carries when its donor has seen the amount again: for this form and this amount alone. */
  codeOf(formKey: string, amount: bigint): string {
    return this.secrets.code('second-look', lookText(formKey, amount), CODE_BYTES);
  }

  /**
   * @param code what the form carried; undefined = it comes from no form that a person fills in.
   * @throws Refusal conflict/second_look with amount, usual gift, currency and reason.
   */
  async refuseUnlessSeen(
    projectId: string,
    { amount, currency, age }: Gift,
    formKey: string,
    code: string | undefined,
  ): Promise<void> {
    if (code === undefined) return;
    if (code !== '' && this.secrets.matches('second-look', lookText(formKey, amount), code, CODE_BYTES))
      return;
    const usual = await this.usual(projectId, currency);
    const reason = lookReason(amount, usual, age === 'minor_with_guardian');
    if (reason === null) return;
    throw secondLookNeeded(
      plainAmount({ amount, currency }),
      plainAmount({ amount: usual, currency }),
      currency,
      reason,
    );
  }

  /** The usual gift to a project, minor units: the median of its latest that were paid. */
  private async usual(projectId: string, currency: string): Promise<bigint> {
    const rows = await this.database.rows<{ amount: string }>(
      `SELECT amount FROM (SELECT amount, status FROM donation WHERE project_id = ? AND currency = ?
                            ORDER BY created_at DESC LIMIT ?) latest WHERE status = 'succeeded'`,
      [projectId, currency, USUAL_OF],
    );
    return (
      usualOf(rows.map(({ amount }) => BigInt(amount))) ??
      USUAL_AT_FIRST * 10n ** BigInt(scaleOf(currency) ?? 0)
    );
  }
}

const lookText = (formKey: string, amount: bigint) => `${formKey}:${amount}`;
