import { Injectable } from '@nestjs/common';
import { type Doorway, mayEnter, type Role, type Standing, standingIn } from './roles.js';
import type { CurrentStaff } from './sessions.service.js';

/** Decides who may enter which organization's pages: the rules of roles.ts for a signed-in person. */
@Injectable()
export class Access {
  /** What the person is in the organization, or null for a stranger. */
  standing(staff: CurrentStaff, organization: Doorway): Standing | null {
    return standingIn(staff.assignments, organization);
  }

  /** The person's standing when it opens a route for `allowed` roles; null when the route must not exist for them. */
  enter(
    staff: CurrentStaff,
    organization: Doorway,
    allowed: readonly Role[],
    changes: boolean,
  ): Standing | null {
    const standing = standingIn(staff.assignments, organization);
    return standing && mayEnter(standing, allowed, changes) ? standing : null;
  }
}
