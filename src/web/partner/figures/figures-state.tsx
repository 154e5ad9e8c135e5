import type { VNode } from 'preact';
import { Facts } from '../../ui/facts.js';
import { Time } from '../../ui/format.js';
import { Badge } from '../../ui/notices.js';
import type { PartnerDesk } from '../access/partner-desk.js';
import { words } from '../partner.words.js';
import { nameIn } from '../partner-work.service.js';
import type { PartnerFigures } from './figures-reading.service.js';

/** Whether figures can change yet. The word says it; the colour only repeats it. */
export function FinalMark({ desk, final }: { desk: PartnerDesk; final: boolean }): VNode {
  return final ? (
    <Badge tone="good">{words(desk.locale, 'figures.final')}</Badge>
  ) : (
    <Badge tone="warn">{words(desk.locale, 'figures.provisional')}</Badge>
  );
}

/** For each society: final or provisional, and the ledger number and moment at which its figures are true. */
export function FiguresState({
  desk,
  figures,
}: {
  desk: PartnerDesk;
  figures: PartnerFigures;
}): VNode | null {
  const { locale } = desk;
  if (figures.societies.length === 0) return null;
  return (
    <Facts
      facts={figures.societies.map(({ organization, final, ledgerSeq, asOf }) => [
        nameIn(locale, organization),
        <>
          {figures.choice.livemode && <FinalMark desk={desk} final={final} />}{' '}
          {asOf && (
            <span class="small soft">
              {words(locale, 'figures.asOf')} <Time at={asOf} locale={locale} zone={organization.timeZone} />{' '}
              · № {String(ledgerSeq)}
            </span>
          )}
        </>,
      ])}
    />
  );
}
