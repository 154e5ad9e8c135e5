import { applyDecorators, SetMetadata, UseGuards } from '@nestjs/common';
import { NEEDS_METADATA, PartnerGuard, type PartnerNeed } from './partner.guard.js';

/**
 * Opens a route below `/partner` for the people of a partner. What belongs to another partner must not exist there
 * (404): look it up with `desk.partnerId`.
 */
export const PartnerPerson = (...needs: readonly PartnerNeed[]): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(NEEDS_METADATA, needs), UseGuards(PartnerGuard));
