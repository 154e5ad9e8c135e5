import { Injectable } from '@nestjs/common';
import { randomText } from '../../kernel/ids.js';
import { scaleOf } from '../../kernel/money.js';
import { Config } from '../../platform/config/config.js';
import type { FormState } from './give-problems.js';
import type { GiveFormView, ProjectView, TypedGift } from './views.js';

/** Characters of a form's key: 144 bits; the same form sent twice is one gift. */
const KEY_BYTES = 18;

/** Makes the donate form of a project. */
@Injectable()
export class GiveForms {
  constructor(private readonly config: Config) {}

  /** The form with what was typed; without a key in `state` it is a new one, and the next gift another. */
  of(project: ProjectView, typed: TypedGift, channel: string | null, state: FormState = {}): GiveFormView {
    const { slug, currency, presets } = project;
    const unit = 10n ** BigInt(scaleOf(currency) ?? 0);
    return {
      ...{ slug, currency, presets, channel, typed },
      minorMax: { amount: BigInt(this.config.GIFT_MINOR_MAX) * unit, currency },
      formKey: state.formKey ?? randomText(KEY_BYTES),
      problems: state.problems ?? [],
      notice: state.notice ?? null,
      challenge: state.challenge ?? null,
    };
  }
}
