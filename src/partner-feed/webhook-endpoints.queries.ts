import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import {
  ENDPOINT_COLUMNS,
  type EndpointRow,
  IS_WANTED,
  toEndpoint,
  type WebhookEndpoint,
} from './webhook-endpoint.js';

export type { DisabledBecause, WebhookEndpoint } from './webhook-endpoint.js';

/** An endpoint with what is under way for it. */
export interface EndpointStanding extends WebhookEndpoint {
  /** Wanted events that have not reached it. */
  readonly waiting: number;
  /** The last successful attempt that the log still has. */
  readonly lastDeliveredAt: Date | null;
}

/** Read models of partners' endpoints. Secrets are never read here. */
@Injectable()
export class WebhookEndpointsQueries {
  constructor(private readonly database: Database) {}

  /** A partner's endpoints of a mode, oldest first; removed ones are not among them. */
  async ofPartner(partnerId: string, livemode: boolean): Promise<EndpointStanding[]> {
    const rows = await this.database.rows<EndpointRow & { waiting: string; last_delivered_at: Date | null }>(
      `SELECT ${ENDPOINT_COLUMNS},
              (SELECT COUNT(*) FROM partner_event v WHERE v.partner_id = w.partner_id AND v.livemode = w.livemode
                  AND v.seq > w.delivered_seq AND ${IS_WANTED}) AS waiting,
              (SELECT MAX(d.attempted_at) FROM webhook_delivery d WHERE d.endpoint_id = w.id AND d.delivered)
                AS last_delivered_at
         FROM webhook_endpoint w WHERE w.partner_id = ? AND w.livemode = ? AND w.state <> 'removed' ORDER BY w.id`,
      [partnerId, livemode],
    );
    return rows.map((row) => ({
      ...toEndpoint(row),
      waiting: Number(row.waiting),
      lastDeliveredAt: row.last_delivered_at,
    }));
  }

  /** A partner's endpoint; null when it has none such (any more). */
  async byId(partnerId: string, endpointId: string): Promise<WebhookEndpoint | null> {
    const [row] = await this.database.rows<EndpointRow>(
      `SELECT ${ENDPOINT_COLUMNS} FROM webhook_endpoint w
        WHERE w.id = ? AND w.partner_id = ? AND w.state <> 'removed'`,
      [endpointId, partnerId],
    );
    return row ? toEndpoint(row) : null;
  }

  /** Wanted events that have not reached their endpoints, over all partners, and endpoints that fail or are off. */
  async waiting(): Promise<{ deliveries: number; failing: number; disabled: number }> {
    const [waiting] = await this.database.rows<{ n: string }>(
      `SELECT COUNT(*) AS n FROM webhook_endpoint w
         JOIN partner_event v ON v.partner_id = w.partner_id AND v.livemode = w.livemode AND v.seq > w.delivered_seq
        WHERE w.state = 'active' AND ${IS_WANTED}`,
    );
    const [endpoints] = await this.database.rows<{ failing: string | null; disabled: string | null }>(
      `SELECT SUM(state = 'active' AND attempts > 0) AS failing,
              SUM(disabled_because IN ('gone', 'exhausted')) AS disabled FROM webhook_endpoint`,
    );
    return {
      deliveries: Number(waiting?.n ?? 0),
      failing: Number(endpoints?.failing ?? 0),
      disabled: Number(endpoints?.disabled ?? 0),
    };
  }
}
