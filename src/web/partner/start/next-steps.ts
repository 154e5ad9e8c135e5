import type { PartnerStanding } from '../../../partners/partners.queries.js';
import type { AgreementView } from '../agreements/desk-agreements.js';

/** One thing to do next: its word is `step.<name>`, its page `path`. */
export interface Step {
  readonly name:
    | 'certificate'
    | 'agreement'
    | 'wait'
    | 'renew'
    | 'apply'
    | 'channel'
    | 'embed'
    | 'figures'
    | 'society';
  readonly path: string;
}

const AGREEMENTS = '/partner/agreements';

/** What a partner should do next, the most urgent first. */
export function nextSteps(
  standing: PartnerStanding,
  agreements: readonly AgreementView[],
  openChannels: number,
): Step[] {
  if (standing === 'suspended') return [{ name: 'society', path: AGREEMENTS }];
  const steps: Step[] = [];
  const add = (name: Step['name'], path: string, needed = true): void => {
    if (needed) steps.push({ name, path });
  };
  const drafts = agreements.filter((each) => each.standing === 'draft');
  for (const { agreement } of drafts) {
    add('certificate', AGREEMENTS, agreement.certificateFileId === null);
    add('agreement', AGREEMENTS, agreement.agreementFileId === null);
    add('wait', AGREEMENTS, agreement.certificateFileId !== null && agreement.agreementFileId !== null);
  }
  add(
    'renew',
    AGREEMENTS,
    agreements.some(({ standing: each }) => each === 'ends_soon') && drafts.length === 0,
  );
  if (standing === 'active') {
    add('channel', '/partner/channels', openChannels === 0);
    add('embed', '/partner/embeds');
    add('figures', '/partner/figures', openChannels > 0);
  } else add('apply', AGREEMENTS, drafts.length === 0);
  return steps.filter(({ name }, at) => steps.findIndex((each) => each.name === name) === at);
}
