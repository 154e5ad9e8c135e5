import { Injectable } from '@nestjs/common';
import { ChannelsQueries } from '../../partners/channels.queries.js';
import { PartnerKeys } from '../../partners/partner-keys.service.js';

const FRESH_MS = 30_000;
const CODES_MAX = 5_000;

interface Known {
  until: number;
  readonly origins: readonly string[];
}

/** Which sites may show a channel's frames: those that its partner has registered with a live public key, if any. */
@Injectable()
export class FrameOrigins {
  private readonly known = new Map<string, Known>();

  constructor(
    private readonly channels: ChannelsQueries,
    private readonly keys: PartnerKeys,
  ) {}

  /**
   * The sites of the partner whose channel this is; empty = every site, also for a code that is nobody's. While the
   * database cannot say it, what was last known holds: a frame that has stood for a year does not go blank for that.
   */
  async of(channel: string | undefined): Promise<readonly string[]> {
    if (channel === undefined) return [];
    const now = performance.now();
    const known = this.known.get(channel);
    if (known && known.until > now) return known.origins;
    // Whoever comes while it is read gets what was known.
    if (known) known.until = now + FRESH_MS;
    try {
      const origins = await this.read(channel);
      if (this.known.size >= CODES_MAX) this.known.clear();
      this.known.set(channel, { until: now + FRESH_MS, origins });
      return origins;
    } catch {
      return known?.origins ?? [];
    }
  }

  private async read(code: string): Promise<readonly string[]> {
    const channel = await this.channels.byCode(code);
    if (!channel?.partnerId) return [];
    const keys = await this.keys.ofPartner(channel.partnerId);
    const valid = keys.filter(({ kind, revokedAt }) => kind === 'public' && revokedAt === null);
    // A partner who only tries things out has not yet said where its frames will stand.
    if (!valid.some(({ livemode }) => livemode)) return [];
    return [...new Set(valid.flatMap(({ origins }) => origins))];
  }
}
