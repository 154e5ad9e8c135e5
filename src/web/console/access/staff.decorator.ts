import { applyDecorators, SetMetadata, UseGuards } from '@nestjs/common';
import type { Role } from '../../../staff/roles.js';
import { ConsoleGuard } from './console.guard.js';
import { DOOR_METADATA, type Door } from './door.js';

/**
 * Opens a route below `/console/:organization` for holders of one of the roles there. Whoever is somebody in the
 * parent society may read it too; for everybody else the route does not exist (404). Reading = GET.
 */
export const Staff = (...roles: readonly Role[]): MethodDecorator & ClassDecorator =>
  open({ kind: 'organization', roles });

/**
 * Opens a route for everybody who is signed in. `half` = also before the second factor was shown: only for the
 * pages on which it is shown or set up.
 */
export const SignedIn = (how: 'wholly' | 'half' = 'wholly'): MethodDecorator & ClassDecorator =>
  open({ kind: how === 'half' ? 'half-signed-in' : 'signed-in' });

function open(door: Door): MethodDecorator & ClassDecorator {
  return applyDecorators(SetMetadata(DOOR_METADATA, door), UseGuards(ConsoleGuard));
}
