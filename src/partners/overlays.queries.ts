import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Database } from '../platform/database/database.js';
import { Overlay } from './overlay.entity.js';
import { overlayTokenHash } from './overlay.js';

/** Rings when an overlay was changed or revoked. */
export const OVERLAYS_CHANGED = 'overlays-changed';

/** Read models of overlays. */
@Injectable()
export class OverlaysQueries {
  constructor(private readonly database: Database) {}

  /** The overlay of this token, a revoked one too; null when there never was one. */
  async byToken(token: string): Promise<Overlay | null> {
    const tokenSha256 = overlayTokenHash(token);
    return tokenSha256 && this.database.read.findOneBy(Overlay, { tokenSha256 });
  }

  byIds(ids: readonly string[]): Promise<Overlay[]> {
    return ids.length === 0 ? Promise.resolve([]) : this.database.read.findBy(Overlay, { id: In([...ids]) });
  }

  /** A partner's overlays, newest first, revoked ones too. */
  ofPartner(partnerId: string): Promise<Overlay[]> {
    return this.database.read.find(Overlay, { where: { partnerId }, order: { id: 'DESC' } });
  }
}
