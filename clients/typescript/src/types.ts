// Made from openapi.json by "npm run openapi": do not change it by hand.

export type LocalizedText = {
  "zh-CN": string;
  en: string;
};

export type OrganizationAnswer = {
  slug: string;
  name: LocalizedText;
};

export type ProgressAnswerBody = {
  project: string;
  /** ISO 4217 */
  currency: string;
  /** minor units; null without a goal */
  goal: string | null;
  /** minor units, net of what was deducted */
  raised: string;
  /** minor units that were deducted: refunds from approval on, lost disputes */
  refunded: string;
  /** gifts of which something is left */
  donations: number;
  /** distinct donors of those gifts; a guest counts as one */
  donors: number;
  /** rounded down; null without a goal */
  percent: number | null;
  /** when `ledger_seq` was given */
  as_of: string;
  /** last ledger number that changed this project; the same number always means the same amounts */
  ledger_seq: number;
  /** grows when goal or texts change */
  version: number;
};

export type ProjectSummary = {
  id: string;
  slug: string;
  state: "published" | "closed";
  /** an emergency appeal under 慈善法 73 */
  emergency: boolean;
  name: LocalizedText;
  summary: LocalizedText;
  /** the legal receiver of the money */
  organization: OrganizationAnswer;
  url: string;
  picture: string | null;
  published_at: string;
  progress: ProgressAnswerBody;
};

export type ProjectPage = {
  data: (ProjectSummary)[];
  /** give it as `cursor` for the next page */
  next_cursor: string | null;
  has_more: boolean;
};

export type ProjectAnswer = {
  id: string;
  slug: string;
  state: "published" | "closed";
  /** an emergency appeal under 慈善法 73 */
  emergency: boolean;
  name: LocalizedText;
  summary: LocalizedText;
  /** the legal receiver of the money */
  organization: OrganizationAnswer;
  url: string;
  picture: string | null;
  published_at: string;
  progress: ProgressAnswerBody;
  story: LocalizedText;
  /** the county chapter that carries it out */
  executor: OrganizationAnswer | null;
  /** 募捐方案备案编号 */
  filing_no: string | null;
  starts_on: string | null;
  ends_on: string | null;
  /** what the picture shows */
  picture_alt: LocalizedText;
};

export type PublicGiftAnswer = {
  /** names the gift; it opens nothing and links to no other gift */
  code: string;
  /** masked name, or the whole one where the donor wished it and the society approved it */
  label: string;
  /** the donor’s message; null while the society has approved none */
  message: string | null;
  /** minor units, what is left of the gift */
  amount: string;
  currency: string;
  /** when it was paid */
  at: string;
  /** the gift’s own number in the books */
  ledger_seq: number;
};

export type PublicGiftPage = {
  data: (PublicGiftAnswer)[];
  /** give it as `cursor` for the next page */
  next_cursor: string | null;
  has_more: boolean;
  /** the project’s ledger number at which this page was true, as in `…/progress` */
  ledger_seq: number;
  as_of: string;
};

export type ProjectUpdateAnswer = {
  id: string;
  /** place among the project’s updates, from 1 */
  number: number;
  title: LocalizedText;
  /** plain text */
  text: LocalizedText;
  picture: string | null;
  /** what the picture shows */
  picture_alt: LocalizedText;
  published_at: string;
  /** when the present wording was published */
  revised_at: string;
  /** how many wordings there were */
  revision: number;
  url: string;
};

export type ProjectUpdatePage = {
  data: (ProjectUpdateAnswer)[];
  /** give it as `cursor` for the next page */
  next_cursor: string | null;
  has_more: boolean;
};

/** account of the cost: 510101 relief in cash, 510102 in goods, 510103 work, 510104 to a county society */
export type CostAccount = "510101" | "510102" | "510103" | "510104";

export type EvidenceKind = "invoice" | "goods_list" | "photo" | "other";

export type SpendingEvidence = {
  kind: EvidenceKind;
  title: LocalizedText;
  content_type: string;
  /** bytes */
  size: number;
  /** SHA-256 of the bytes that `url` gives, in hex */
  sha256: string;
  url: string;
};

export type SpendingAnswer = {
  id: string;
  /** the bank’s day */
  paid_on: string;
  /** minor units */
  amount: string;
  currency: string;
  /** account of the cost: 510101 relief in cash, 510102 in goods, 510103 work, 510104 to a county society */
  account: CostAccount;
  /** empty for payments from before purposes were published */
  purpose: LocalizedText;
  area: LocalizedText;
  /** null where it cannot be counted */
  households: number | null;
  persons: number | null;
  evidence: (SpendingEvidence)[];
  /** the day on which the bank sent it back; then it was not spent */
  returned_on: string | null;
  /** number of the payment in the books */
  ledger_seq: number;
};

export type SpendingPage = {
  currency: string;
  /** minor units, after refunds */
  raised: string;
  /** paid and not sent back */
  spent: string;
  /** moved between funds; above zero came in */
  moved: string;
  /** raised + moved - spent */
  unspent: string;
  /** part of `unspent` that is approved and about to be paid, at the moment of the answer */
  reserved: string;
  /** when the oldest unspent money was given, first in, first out by ledger number: an accounting order */
  oldest_unspent_since: string | null;
  data: (SpendingAnswer)[];
  /** give it as `cursor` for the next page */
  next_cursor: string | null;
  has_more: boolean;
  /** last number of the books that changed the project’s fund; the figures are true at it */
  ledger_seq: number;
  /** when that number was given; null while nothing is booked */
  as_of: string | null;
};

export type CertificateObstacle = "no_certificate" | "certificate_not_begun" | "certificate_ended" | "not_started" | "ended" | "closed" | "filing_overdue";

export type CertificateReason = {
  code: CertificateObstacle;
  text: LocalizedText;
};

export type RegisteredOrganization = {
  slug: string;
  name: LocalizedText;
  /** 统一社会信用代码 */
  credit_code: string;
  address: LocalizedText;
  phone: string;
  /** where complaints are taken */
  complaint_phone: string;
};

export type FundraisingCertificate = {
  number: string | null;
  valid_from: string | null;
  valid_until: string | null;
};

export type FiledPlan = {
  /** null while an emergency appeal is in its days of grace (慈善法 73) */
  number: string | null;
  /** 慈善中国, where the number and the certificate can be looked up */
  register: string;
  starts_on: string | null;
  ends_on: string | null;
  /** an emergency appeal under 慈善法 73 */
  emergency: boolean;
};

export type CertificateAnswer = {
  project: string;
  name: LocalizedText;
  /** whether the appeal may be published on `on` */
  valid: boolean;
  /** the day of the check where the society is */
  on: string;
  /** what stands in the way */
  reasons: (CertificateReason)[];
  organization: RegisteredOrganization;
  certificate: FundraisingCertificate;
  filing: FiledPlan;
};

export type AnnualDefinition = {
  version: string;
  text: LocalizedText;
};

export type AnnualBase = {
  from: string;
  to: string;
  /** minor units, net of what went back */
  amount: string;
  /** gifts of which something is left */
  gifts: number;
};

export type AnnualComparison = {
  currency: string;
  current: AnnualBase;
  previous: AnnualBase;
  /** minor units, current less previous */
  change: string;
  /** in percent of the previous year; null when there is nothing to compare with */
  change_percent: string | null;
};

export type AnnualOfOrganization = {
  organization: string;
  name: LocalizedText;
  figures: (AnnualComparison)[];
  /** number of its books at which this is true */
  ledger_seq: number;
  /** when that number was given; null while nothing is booked */
  as_of: string | null;
};

export type AnnualOfCity = {
  society: string;
  name: LocalizedText;
  /** whose books are added up */
  organizations: (string)[];
  figures: (AnnualComparison)[];
};

export type AnnualAnswer = {
  definition: AnnualDefinition;
  year: number;
  /** last day that is counted */
  cut_off: string;
  organizations: (AnnualOfOrganization)[];
  cities: (AnnualOfCity)[];
};

export type ChannelAnswer = {
  id: string;
  /** stands in links as `?ch=AbC12` */
  code: string;
  name: LocalizedText;
  state: "active" | "closed";
  /** its short link */
  url: string;
  created_at: string;
};

export type ChannelPage = {
  data: (ChannelAnswer)[];
  next_cursor: string | null;
  has_more: boolean;
};

export type ChannelSum = {
  currency: string;
  gross: string;
  refunded: string;
  /** gross less refunded */
  net: string;
  /** gifts given, also those that went back later */
  gifts: number;
};

export type ChannelGroupAnswer = {
  currency: string;
  gross: string;
  refunded: string;
  /** gross less refunded */
  net: string;
  /** gifts given, also those that went back later */
  gifts: number;
  organization: string;
  /** null: several projects, each with too few gifts to be told alone */
  project: string | null;
  from: string;
  to: string;
  /** the society has closed these days: the figures stay as they are */
  final: boolean;
};

export type ChannelSocietyAnswer = {
  organization: string;
  /** every day of the range is closed */
  final: boolean;
  /** last ledger number that changed the channel */
  ledger_seq: number;
  /** when it was given; null before the first gift */
  as_of: string | null;
};

export type ChannelFiguresBody = {
  channel: string;
  /** false: test gifts, asked for with a test key */
  livemode: boolean;
  from: string;
  to: string;
  /** one for each currency: the sum of the groups */
  totals: (ChannelSum)[];
  groups: (ChannelGroupAnswer)[];
  societies: (ChannelSocietyAnswer)[];
};

export type EventKind = "project.published" | "project.closed" | "project.progress.updated" | "update.published" | "update.corrected" | "update.withdrawn" | "channel.figures.updated" | "channel.settled" | "test.ping";

export type EventAnswer = {
  id: string;
  type: EventKind;
  created_at: string;
  livemode: boolean;
  /** 1, 2, 3 … without a gap, in the order of events */
  sequence: number;
  /** depends on `type`; amounts are texts of minor units */
  data: Record<string, unknown>;
};

export type EventPage = {
  data: (EventAnswer)[];
  /** number of the last event you have: give it as `after` to go on, now or later */
  next_cursor: string;
  has_more: boolean;
};

export type FieldError = {
  field: string;
  code: string;
  detail: string;
};

export type ProblemDetails = {
  /** a page that explains this kind of problem */
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string;
  code: string;
  request_id: string;
  /** with status 422: each wrong parameter */
  errors?: (FieldError)[];
  /** with status 429: the policies that are used up, as RateLimit-Policy names them */
  "violated-policies"?: (string)[];
};

export type ProgressBatch = {
  /** in the order asked for */
  data: (ProgressAnswerBody)[];
  /** slugs that no public project has */
  missing: (string)[];
};

/** Every operation of the API by its id. */
export interface Operations {
  /** Public projects, the newest first */
  listProjects: { path: {  }; query: { limit?: number; cursor?: string; state?: "published" | "closed" }; answer: ProjectPage };
  /** One public project */
  getProject: { path: { slug: string }; query: {  }; answer: ProjectAnswer };
  /** The gifts of a project, the newest first */
  listDonations: { path: { slug: string }; query: { limit?: number; cursor?: string }; answer: PublicGiftPage };
  /** What a project tells of its work, the newest first */
  listUpdates: { path: { slug: string }; query: { limit?: number; cursor?: string }; answer: ProjectUpdatePage };
  /** How the money of a project was spent, the newest payment first, and what is left */
  listSpending: { path: { slug: string }; query: { limit?: number; cursor?: string }; answer: SpendingPage };
  /** Whether a project may be published as an appeal, and on what papers */
  checkCertificate: { path: { slug: string }; query: {  }; answer: CertificateAnswer };
  /** Net online gifts by day of payment: this year and last year to the same day */
  getAnnual: { path: {  }; query: { cut_off?: string }; answer: AnnualAnswer };
  /** Your channels */
  listChannels: { path: {  }; query: {  }; answer: ChannelPage };
  /** What one of your channels brought, from one accounting day to another */
  getChannelFigures: { path: { id: string }; query: { from: string; to: string }; answer: ChannelFiguresBody };
  /** Your events after a number, in order: neither skipped nor repeated */
  listEvents: { path: {  }; query: { after?: string; limit?: number }; answer: EventPage };
  /** The numbers of one project, true at `ledger_seq` */
  getProgress: { path: { slug: string }; query: {  }; answer: ProgressAnswerBody };
  /** The numbers of up to 100 projects in one answer */
  getProgressOfMany: { path: {  }; query: { projects: string }; answer: ProgressBatch };
  /** The numbers of one project as they change: server-sent events */
  streamProgress: { path: { slug: string }; query: {  }; answer: string };
}

/** Where each operation is. */
export const PATHS = {
  listProjects: "/api/v1/projects",
  getProject: "/api/v1/projects/{slug}",
  listDonations: "/api/v1/projects/{slug}/donations",
  listUpdates: "/api/v1/projects/{slug}/updates",
  listSpending: "/api/v1/projects/{slug}/spending",
  checkCertificate: "/api/v1/projects/{slug}/certificate",
  getAnnual: "/api/v1/disclosure/annual",
  listChannels: "/api/v1/channels",
  getChannelFigures: "/api/v1/channels/{id}/figures",
  listEvents: "/api/v1/events",
  getProgress: "/api/v1/projects/{slug}/progress",
  getProgressOfMany: "/api/v1/progress",
  streamProgress: "/api/v1/projects/{slug}/stream",
} as const;
