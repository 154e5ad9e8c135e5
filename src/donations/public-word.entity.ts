import { Column, Entity, PrimaryColumn } from 'typeorm';
import { transitions } from '../kernel/transitions.js';
import { idColumn, instantColumn } from '../platform/database/columns.js';

/** What of a gift the public reads in the donor's own words. */
export const PUBLIC_WORD_KINDS = ['name', 'message', 'honor', 'memory'] as const;
export type PublicWordKind = (typeof PUBLIC_WORD_KINDS)[number];

export const PUBLIC_WORD_STATES = ['waiting', 'approved', 'refused'] as const;
export type PublicWordState = (typeof PUBLIC_WORD_STATES)[number];

/** Each decision may be undone; then the word waits, and is hidden, again. */
export const PUBLIC_WORD_TRANSITIONS = transitions<PublicWordState>('waiting', {
  waiting: ['approved', 'refused'],
  approved: ['waiting'],
  refused: ['waiting'],
});

/** A name that would stand in full, a message or a dedication of one gift: hidden until somebody of the society approved it. */
@Entity('public_word')
export class PublicWord {
  @PrimaryColumn({ ...idColumn, name: 'donation_id' })
  donationId: string;

  @PrimaryColumn({ type: 'enum', enum: PUBLIC_WORD_KINDS })
  kind: PublicWordKind;

  @Column({ ...idColumn, name: 'organization_id' })
  organizationId: string;

  @Column({ type: 'enum', enum: PUBLIC_WORD_STATES })
  state: PublicWordState;

  /** A message, or the name of the one to whom the gift is dedicated; the giver's own name is kept with its donation. */
  @Column({ type: 'varbinary', name: 'text_encrypted', length: 1200, nullable: true })
  textEncrypted: Buffer | null;

  /** Why it was refused, as the donor reads it. */
  @Column({ type: 'varchar', length: 200, nullable: true })
  reason: string | null;

  @Column({ ...idColumn, name: 'decided_by', nullable: true })
  decidedBy: string | null;

  @Column({ ...instantColumn, name: 'decided_at', nullable: true })
  decidedAt: Date | null;

  @Column({ ...instantColumn, name: 'created_at' })
  createdAt: Date;
}
