import { Column, Entity, PrimaryColumn } from 'typeorm';
import { idColumn, instantColumn } from '../platform/database/columns.js';

/** A media partner's outlet (推广渠道) through which a donor came; never a way of paying. */
@Entity('channel')
export class Channel {
  @PrimaryColumn(idColumn)
  id: string;

  /** Whose outlet it is; null for one of the society's own. */
  @Column({ ...idColumn, name: 'partner_id', nullable: true })
  partnerId: string | null;

  /** What stands in links: `?ch=CODE`, `/c/CODE`. */
  @Column({ type: 'varchar', length: 8 })
  code: string;

  @Column({ type: 'varchar', name: 'name_zh', length: 120 })
  nameZh: string;

  @Column({ type: 'varchar', name: 'name_en', length: 160 })
  nameEn: string;

  /** A closed one is not offered for new embeds; its links go on, and gifts that come by them still count for it. */
  @Column({ type: 'varchar', length: 8 })
  state: 'active' | 'closed';

  @Column({ ...instantColumn, name: 'created_at' })
  createdAt: Date;
}
