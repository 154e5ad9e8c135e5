import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Config } from '../platform/config/config.js';
import { hostOf, mayReach, type Reach } from './safe-address.js';

/** Where a delivery goes: the address that was checked is the one that is connected to. */
export interface WebhookTarget {
  readonly url: URL;
  readonly address: string;
}

const RESOLVE_MAX_MS = 5_000;

/** Asks the system's resolver for all addresses of a name; tests put their own in its place. */
@Injectable()
export class HostNames {
  async addressesOf(name: string): Promise<string[]> {
    const found = await lookup(name, { all: true, order: 'ipv4first' });
    return found.map(({ address }) => address);
  }
}

/**
 * Finds out whom an endpoint's name leads to, anew for each delivery, and lets nobody lead us into our own network: a
 * name of which any address is not allowed is refused, and the connection is made to the address that was checked,
 * whatever the name says a moment later.
 */
@Injectable()
export class WebhookTargets {
  constructor(
    private readonly names: HostNames,
    private readonly config: Config,
  ) {}

  /** Private networks and plain http are for the demonstration and for who switches them on. */
  get reach(): Reach {
    return this.config.DEMO || this.config.WEBHOOK_PRIVATE_TARGETS ? 'private' : 'public';
  }

  async of(url: URL): Promise<WebhookTarget | 'unresolved' | 'address_refused'> {
    if (url.protocol !== 'https:' && this.reach === 'public') return 'address_refused';
    const host = hostOf(url);
    const addresses = isIP(host) === 0 ? await this.resolve(host) : [host];
    const [address] = addresses;
    if (address === undefined) return 'unresolved';
    return addresses.every((each) => mayReach(each, this.reach)) ? { url, address } : 'address_refused';
  }

  private async resolve(name: string): Promise<string[]> {
    const late = new AbortController();
    const tooLate = sleep(RESOLVE_MAX_MS, [], { signal: late.signal }).catch(() => []);
    try {
      return await Promise.race([this.names.addressesOf(name), tooLate]);
    } catch {
      return [];
    } finally {
      late.abort();
    }
  }
}
