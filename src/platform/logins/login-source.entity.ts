import { Column, Entity, PrimaryColumn } from 'typeorm';
import { instantColumn } from '../database/columns.js';

/** Failed logins from one network address in the running window; the address itself is not kept. */
@Entity('login_source')
export class LoginSource {
  @PrimaryColumn({ name: 'source_mac', type: 'binary', length: 32 })
  sourceMac: Buffer;

  @Column({ type: 'int', unsigned: true })
  failures: number;

  @Column({ ...instantColumn, name: 'window_started_at' })
  windowStartedAt: Date;
}
