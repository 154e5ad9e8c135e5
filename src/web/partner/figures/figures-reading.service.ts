import { Injectable } from '@nestjs/common';
import { Clock, dayIn } from '../../../kernel/clock.js';
import { dayAfter, isDay } from '../../../kernel/days.js';
import { withPrefix } from '../../../kernel/ids.js';
import type { Organization } from '../../../organizations/organization.entity.js';
import type { Channel } from '../../../partners/channel.entity.js';
import {
  ChannelFigures,
  type ChannelGroup,
  type ChannelSociety,
  type ChannelSums,
  sumsBy,
} from '../../../progress/channel-figures.queries.js';
import { TestChannelFigures } from '../../../progress/test-channel-figures.queries.js';
import type { Project } from '../../../projects/project.entity.js';
import type { PartnerDesk } from '../access/partner-desk.js';
import { PartnerWork } from '../partner-work.service.js';

/** The longest range of one page and file. */
export const RANGE_DAYS_MAX = 366;

/** What was asked for, as it came in the address; nothing in it is believed. */
export type FiguresQuery = Readonly<Partial<Record<'from' | 'to' | 'channel' | 'project' | 'mode', unknown>>>;

/** What is shown: the question as it was understood. */
export interface FiguresChoice {
  readonly from: string;
  readonly to: string;
  /** null: all channels together. */
  readonly channel: Channel | null;
  readonly project: Project | null;
  readonly livemode: boolean;
  /** The days that were asked for could not be used, so these are others. */
  readonly corrected: boolean;
}

/** One line of the figures: a group of a channel. */
export interface FiguresLine extends ChannelGroup {
  readonly channel: Channel;
}

/** Everything that page, file and statement show. */
export interface PartnerFigures {
  readonly choice: FiguresChoice;
  readonly channels: readonly Channel[];
  readonly projects: readonly Project[];
  readonly societies: readonly (ChannelSociety & { readonly organization: Organization })[];
  /** By their last days, then by channel. */
  readonly lines: readonly FiguresLine[];
  readonly totals: readonly ChannelSums[];
}

/** Reads a partner's figures: its own channels alone, and societies with an agreement in force alone. */
@Injectable()
export class FiguresReading {
  constructor(
    private readonly work: PartnerWork,
    private readonly figures: ChannelFigures,
    private readonly testFigures: TestChannelFigures,
    private readonly clock: Clock,
  ) {}

  /** @throws Refusal not_found for another partner's channel. */
  async read(desk: PartnerDesk, query: FiguresQuery): Promise<PartnerFigures> {
    const [channels, projects, societies] = await Promise.all([
      this.work.channelsOf(desk),
      this.work.projectsOf(desk),
      this.work.societiesOf(desk),
    ]);
    const { channel: key, project: slug } = query;
    const span = this.span(query, societies[0]?.timeZone ?? 'Asia/Shanghai');
    const choice: FiguresChoice = {
      ...span,
      channel: typeof key === 'string' && key !== '' ? await this.work.channel(desk, key) : null,
      project: projects.find((each) => each.slug === slug) ?? null,
      livemode: query.mode !== 'test',
    };
    const organizationIds = societies.map(({ id }) => id);
    const range = { from: span.from, to: span.to, organizationIds, projectId: choice.project?.id };
    const lines: FiguresLine[] = [];
    const standing = new Map<string, ChannelSociety>();
    for (const channel of choice.channel ? [choice.channel] : channels) {
      const answer = choice.livemode
        ? await this.figures.ofChannel(channel.id, range)
        : await this.testFigures.ofChannel(desk.partnerId, channel.id, range);
      for (const group of answer.groups) lines.push({ ...group, channel });
      for (const each of answer.societies) keepNewest(standing, each);
    }
    lines.sort((a, b) => (a.to < b.to ? -1 : a.to > b.to ? 1 : 0));
    return {
      ...{ choice, channels, projects, lines },
      totals: [...sumsBy(lines, (line) => line.currency).values()],
      societies: societies.flatMap((organization) => {
        const found = standing.get(organization.id);
        return found ? [{ ...found, organization }] : [];
      }),
    };
  }

  /** The present month up to today, unless days were asked for. */
  private span(query: FiguresQuery, zone: string): { from: string; to: string; corrected: boolean } {
    const today = dayIn(this.clock.now(), zone);
    const [from, to] = [dayOf(query.from), dayOf(query.to)];
    const asked = (query.from ?? '') !== '' || (query.to ?? '') !== '';
    const end = to ?? today;
    const start = from ?? `${end.slice(0, 7)}-01`;
    if (start <= end && dayAfter(start, RANGE_DAYS_MAX) > end)
      return {
        from: start,
        to: end,
        corrected: asked && (misread(query.from, from) || misread(query.to, to)),
      };
    return { from: `${today.slice(0, 7)}-01`, to: today, corrected: true };
  }
}

const dayOf = (text: unknown): string | null => (typeof text === 'string' && isDay(text) ? text : null);
const misread = (text: unknown, day: string | null): boolean => (text ?? '') !== '' && day === null;

/** Of a society's answers for several channels the newest number stands; final is what every channel calls final. */
function keepNewest(standing: Map<string, ChannelSociety>, each: ChannelSociety): void {
  const known = standing.get(each.organizationId);
  if (!known) standing.set(each.organizationId, each);
  else {
    const newest = each.ledgerSeq > known.ledgerSeq ? each : known;
    standing.set(each.organizationId, { ...newest, final: known.final && each.final });
  }
}

/** The address of a page of figures with this choice. */
export function figuresAddress(
  path: string,
  { from, to, channel, project, livemode }: FiguresChoice,
): string {
  const query = new URLSearchParams({ from, to });
  if (channel) query.set('channel', withPrefix('chn', channel.id));
  if (project) query.set('project', project.slug);
  if (!livemode) query.set('mode', 'test');
  return `${path}?${query}`;
}
