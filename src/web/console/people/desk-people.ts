import { Injectable } from '@nestjs/common';
import type { VNode } from 'preact';
import { Clock } from '../../../kernel/clock.js';
import { Refusal } from '../../../kernel/errors.js';
import { withoutPrefix, withPrefix } from '../../../kernel/ids.js';
import { ApprovalsQueries } from '../../../platform/approvals/approvals.queries.js';
import { Sessions } from '../../../staff/sessions.service.js';
import { StaffQueries, type StaffSummary } from '../../../staff/staff.queries.js';
import type { Desk } from '../access/visit.js';
import { words } from '../console.words.js';
import { at } from '../layout.js';
import { TrailQueries } from '../trail/trail.queries.js';
import { personPage } from './people.page.js';
import type { Problems, TypedRights } from './rights.view.js';

/** One person of the organization behind the desk, and their page. */
@Injectable()
export class DeskPeople {
  constructor(
    private readonly clock: Clock,
    private readonly staff: StaffQueries,
    private readonly sessions: Sessions,
    private readonly approvals: ApprovalsQueries,
    private readonly trail: TrailQueries,
  ) {}

  /** @throws Refusal not_found for nobody and for another organization's people alike. */
  async find(desk: Desk, key: string): Promise<StaffSummary> {
    const id = withoutPrefix('stf', key);
    const people = await this.staff.ofOrganization(desk.organization.id);
    const person = people.find((each) => each.id === id);
    if (!person) throw new Refusal('not_found', 'not_found');
    return person;
  }

  path(desk: Desk, { id }: StaffSummary): string {
    return at(desk, `/people/${withPrefix('stf', id)}`);
  }

  /** The page of a person, with what was typed into its forms and refused. */
  async page(
    desk: Desk,
    person: StaffSummary,
    more: { readonly typed: TypedRights; readonly problems: Problems; readonly done?: unknown },
  ): Promise<VNode> {
    const { id } = desk.organization;
    const asked = await this.approvals.ofSubject(id, person.id);
    const now = this.clock.now();
    return personPage(desk, {
      person,
      here: this.path(desk, person),
      sessions: await this.sessions.live(person.id),
      waiting: asked.filter(
        ({ operation, state, expiresAt }) => operation === 'role' && state === 'waiting' && expiresAt > now,
      ),
      trail: await this.trail.ofSubject(id, 'staff_member', person.id),
      ...more,
    });
  }

  /** The one thing that can be wrong with the choice of what to do about a login. */
  unknownAct(desk: Desk): Problems {
    return [{ field: 'act', text: words(desk.locale, 'people.chooseAct') }];
  }
}
