import { BlockList, isIP } from 'node:net';

/** Who may be called: everybody on the public internet; for tries on one machine also private networks. */
export type Reach = 'public' | 'private';

function listOf(subnets: readonly string[]): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [base = '', prefix = ''] = subnet.split('/');
    const bits = Number(prefix);
    list.addSubnet(base, bits, isIP(base) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}

/** Never anybody's web server: "this" network, link-local with the clouds' metadata service, multicast, reserved. */
const NEVER = listOf([
  '0.0.0.0/8',
  // Carrier-grade NAT; some clouds keep their metadata service here.
  '100.64.0.0/10',
  '169.254.0.0/16',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  // Inside global unicast: protocol assignments with Teredo, documentation, 6to4 (which carries any IPv4 address).
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
  // A metadata service among the unique local addresses.
  'fd00:ec2::/32',
]);
const PRIVATE = listOf([
  '10.0.0.0/8',
  '127.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '::1/128',
  'fc00::/7',
]);
const GLOBAL_IPV6 = listOf(['2000::/3']);

/** Whether an IP address may be connected to. IPv4 addresses inside IPv6 ones (mapped, NAT64) never are. */
export function mayReach(address: string, reach: Reach): boolean {
  const version = isIP(address);
  if (version === 0) return false;
  const family = version === 6 ? 'ipv6' : 'ipv4';
  // A zone ("%eth0") belongs to link-local addresses; and BlockList would look inside mapped ones.
  if (address.includes('%') || NEVER.check(address, family)) return false;
  if (version === 6 && address.includes('.')) return false;
  if (PRIVATE.check(address, family)) return reach === 'private' && !isMapped(address);
  return version === 4 || GLOBAL_IPV6.check(address, family);
}

const isMapped = (address: string): boolean => /^::ffff:/i.test(address);

/** Why an address for deliveries cannot be used. */
export type UrlProblem =
  | 'webhook_url_form'
  | 'webhook_url_long'
  | 'webhook_url_https'
  | 'webhook_url_credentials'
  | 'webhook_url_private';

export const URL_MAX = 500;

/** Reads the address of an endpoint as it was typed; whom its name leads to is another question. */
export function readWebhookUrl(text: string, reach: Reach): URL | UrlProblem {
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    return 'webhook_url_form';
  }
  if (url.href.length > URL_MAX) return 'webhook_url_long';
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'webhook_url_form';
  if (url.protocol === 'http:' && reach === 'public') return 'webhook_url_https';
  if (url.username !== '' || url.password !== '') return 'webhook_url_credentials';
  if (url.hash !== '' || url.hostname === '') return 'webhook_url_form';
  const host = hostOf(url);
  if (isIP(host) !== 0 && !mayReach(host, reach)) return 'webhook_url_private';
  return url;
}

/** The host's name or address without the brackets of IPv6. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, '$1');
