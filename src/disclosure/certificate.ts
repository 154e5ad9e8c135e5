import { type Certified, hasValidCertificate } from '../organizations/organizations.queries.js';
import type { Project } from '../projects/project.entity.js';
import { acceptsGifts } from '../projects/projects.queries.js';

/** Why a project may not appeal to the public on a day; each is told to the medium that checks. */
export const CERTIFICATE_OBSTACLES = [
  'no_certificate',
  'certificate_not_begun',
  'certificate_ended',
  'not_started',
  'ended',
  'closed',
  'filing_overdue',
] as const;
export type CertificateObstacle = (typeof CERTIFICATE_OBSTACLES)[number];

/** 慈善中国: where everybody can look up the filed plan and the society's certificate. */
export const CHARITY_REGISTER = 'https://cszg.mca.gov.cn/';

/**
 * What stands in the way of publishing a project's appeal on a day: the society's certificate (慈善法 24), the
 * appeal's period, the plan that is to be filed (in an emergency within ten days, 慈善法 73). Empty when it may be
 * published.
 * @param today "YYYY-MM-DD" in the society's zone.
 */
export function certificateObstacles(
  project: Project,
  organization: Certified,
  today: string,
  timeZone: string,
): CertificateObstacle[] {
  const found: CertificateObstacle[] = [];
  const { certificateNo, certificateValidFrom, certificateValidUntil } = organization;
  if (!hasValidCertificate(organization, today)) {
    if (!certificateNo || !certificateValidUntil) found.push('no_certificate');
    else if (certificateValidUntil < today) found.push('certificate_ended');
    else if (certificateValidFrom !== null) found.push('certificate_not_begun');
  }
  const obstacle = acceptsGifts(project, today, timeZone);
  if (obstacle === 'unpublished') throw new Error('a draft has no public certificate');
  if (obstacle !== null) found.push(obstacle);
  return found;
}

/** Of an address as much as tells which network asked: the first 24 bits of IPv4, the first 48 of IPv6. */
export function networkOf(address: string): string {
  const mapped = /^(?:::ffff:)?(\d+)\.(\d+)\.(\d+)\.\d+$/i.exec(address);
  if (mapped) return `${mapped[1]}.${mapped[2]}.${mapped[3]}.0/24`;
  const [head = '', tail] = address.split('%')[0]?.toLowerCase().split('::') ?? [];
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - first.length - last.length);
  const groups = [...first, ...Array.from({ length: zeros }, () => '0'), ...last].slice(0, 3);
  return `${groups.join(':')}::/48`;
}
