import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn, idColumn, instantColumn } from '../platform/database/columns.js';

export const OVERLAY_BASES = ['project', 'channel'] as const;
/** What an overlay counts: all gifts to the project, or those of one channel since a moment. */
export type OverlayBasis = (typeof OVERLAY_BASES)[number];

export const OVERLAY_THEMES = ['dark', 'light'] as const;
export type OverlayTheme = (typeof OVERLAY_THEMES)[number];

/** A picture that a partner lays over a livestream. Whoever has its token sees it, until it is revoked. */
@Entity('overlay')
export class Overlay {
  @PrimaryColumn(idColumn)
  id: string;

  @Column({ ...idColumn, name: 'partner_id' })
  partnerId: string;

  @Column({ ...idColumn, name: 'project_id' })
  projectId: string;

  /** Whose link the QR code holds; with basis `channel` also whose gifts are counted. */
  @Column({ ...idColumn, name: 'channel_id', nullable: true })
  channelId: string | null;

  @Column({ type: 'enum', enum: OVERLAY_BASES })
  basis: OverlayBasis;

  /** Gifts paid from then on count; only with basis `channel`. */
  @Column({ ...instantColumn, nullable: true })
  since: Date | null;

  /** The partner's own line; empty = the project's name. */
  @Column({ type: 'varchar', length: 40 })
  title: string;

  /** What the livestream wants to reach, minor units; only with basis `channel`. */
  @Column({ ...bigintColumn, nullable: true })
  target: bigint | null;

  @Column({ type: 'boolean', name: 'show_names' })
  showNames: boolean;

  @Column({ type: 'enum', enum: OVERLAY_THEMES })
  theme: OverlayTheme;

  @Column({ type: 'binary', name: 'token_sha256', length: 32 })
  tokenSha256: Buffer;

  @Column({ ...idColumn, name: 'created_by', nullable: true })
  createdBy: string | null;

  @Column({ ...instantColumn, name: 'created_at' })
  createdAt: Date;

  @Column({ ...instantColumn, name: 'revoked_at', nullable: true })
  revokedAt: Date | null;
}
