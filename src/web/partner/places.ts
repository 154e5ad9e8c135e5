/**
 * The places of the partners' navigation: name and path; `resting` = to be seen also while no agreement is in force.
 * The word for a place is `nav.<name>`.
 */
export const PARTNER_PLACES = [
  ['start', '/partner', 'resting'],
  ['channels', '/partner/channels', 'active'],
  ['embeds', '/partner/embeds', 'active'],
  ['overlays', '/partner/overlays', 'active'],
  ['figures', '/partner/figures', 'active'],
  ['endpoints', '/partner/endpoints', 'active'],
  ['test', '/partner/test', 'active'],
  ['keys', '/partner/keys', 'active'],
  ['agreements', '/partner/agreements', 'resting'],
  ['people', '/partner/people', 'resting'],
  ['profile', '/partner/profile', 'resting'],
] as const satisfies readonly (readonly [string, string, 'resting' | 'active'])[];

export type PartnerPlace = (typeof PARTNER_PLACES)[number][0];
