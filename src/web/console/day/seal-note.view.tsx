import type { VNode } from 'preact';
import type { DaySeal } from '../../../ledger/accounting-days.queries.js';
import { Facts } from '../../ui/facts.js';
import { Time } from '../../ui/format.js';
import type { Desk } from '../access/visit.js';
import { words } from '../console.words.js';

/** A day's signature, and the fingerprint of the key that made it, in hex. */
export type SealShown = Pick<DaySeal, 'no' | 'revision' | 'root' | 'signedAt' | 'rows'> & {
  readonly fingerprint: string;
};

/** What stands on paper besides the sums: with it a stranger proves the public file years later. */
export function SealNote({ desk, seal }: { desk: Desk; seal: SealShown | null }): VNode | null {
  if (!seal) return null;
  const { locale, organization } = desk;
  return (
    <section class="seal" aria-labelledby="seal">
      <h2 id="seal">{words(locale, 'closing.seal')}</h2>
      <Facts
        facts={[
          [words(locale, 'closing.revision'), String(seal.revision)],
          [words(locale, 'closing.number'), String(seal.no)],
          [words(locale, 'closing.rows'), String(seal.rows)],
          [
            words(locale, 'closing.signedAt'),
            <Time at={seal.signedAt} locale={locale} zone={organization.timeZone} />,
          ],
          [words(locale, 'closing.root'), <code>{seal.root}</code>],
          [words(locale, 'closing.key'), <code>{seal.fingerprint.replace(/.{4}(?=.)/g, '$& ')}</code>],
        ]}
      />
    </section>
  );
}
