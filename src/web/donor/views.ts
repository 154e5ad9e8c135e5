import type { MoneyLife } from '../../disclosure/gift-life.queries.js';
import type { OwnWord } from '../../donations/moderation.queries.js';
import type { Money } from '../../kernel/money.js';
import type { Locale } from '../../platform/i18n/locale.js';
import type { Trouble } from '../ui/standing/service-standing.service.js';
import type { ChallengeView } from './challenge/challenge-fields.js';
import type { PublicityView } from './gift-publicity.js';
import type { RefundWishView } from './gift-refund.js';
import type { SpentView } from './gift-spent.js';
import type { SpendingView } from './spending/spending-shape.js';

/** What every donor page knows about the request it answers. */
export interface Frame {
  readonly locale: Locale;
  /** Path and query as asked, for the language switch. */
  readonly url: string;
  /** Our address without a slash at its end. */
  readonly publicUrl: string;
  readonly demo: boolean;
  /** What is away or late while the page is made; absent = nothing. */
  readonly troubles?: readonly Trouble[];
}

/** A project's figures and the moment of the ledger at which they were true. */
export interface ProgressView {
  readonly raised: Money;
  readonly refunded: Money;
  readonly goal: Money | null;
  readonly percent: number | null;
  readonly donations: number;
  readonly donors: number;
  readonly asOf: Date;
  readonly ledgerSeq: string;
}

export interface PictureView {
  readonly href: string;
  readonly alt: string;
}

/** A project as a card in a list. */
export interface ProjectCardView {
  readonly slug: string;
  readonly name: string;
  readonly summary: string;
  readonly emergency: boolean;
  readonly closed: boolean;
  readonly picture: PictureView | null;
  readonly progress: ProgressView;
}

/** Who asks, as the law wants it on the page: name, certificate, contact. */
export interface OrganizationView {
  readonly slug: string;
  readonly name: string;
  readonly creditCode: string;
  readonly certificate: { readonly no: string; readonly until: string } | null;
  readonly address: string;
  readonly phone: string;
  readonly complaintPhone: string;
  readonly mail: string;
  /** What it says of itself, in paragraphs. */
  readonly about: readonly string[];
  readonly people: readonly { readonly office: string; readonly name: string }[];
  readonly zone: string;
}

/** A gift in the public list. */
export interface GiftLine {
  readonly label: string;
  /** What the donor wrote, once it was approved. */
  readonly message: string | null;
  /** In whose honour or memory, in the reader's language, once it was approved; empty without one. */
  readonly dedication: string;
  readonly amount: Money;
  readonly at: Date;
}

/** What a project tells, in a list. */
export interface UpdateLine {
  readonly href: string;
  readonly title: string;
  readonly excerpt: string;
  readonly picture: PictureView | null;
  /** Language of the texts, when it is not the page's own. */
  readonly lang: Locale | null;
  readonly at: Date;
}

/** Why a project takes no gift. */
export type GiftStop = 'closed' | 'not_started' | 'ended' | 'filing_overdue';

/** An amount that a form offers; its meaning is empty when nobody wrote one. */
export interface PresetView extends Money {
  readonly meaning?: string;
}

/** One thing that the money is for. */
export interface BudgetView {
  readonly name: string;
  readonly amount: Money;
}

/** A question and its answer, in paragraphs. */
export interface QuestionView {
  readonly question: string;
  readonly answer: readonly string[];
}

export interface ProjectView extends ProjectCardView {
  readonly currency: string;
  readonly story: readonly string[];
  /** Language of the story, when it is not the page's own. */
  readonly storyLang: Locale | null;
  readonly budget: readonly BudgetView[];
  /** The editor's own questions; those that every project has are the page's. */
  readonly questions: readonly QuestionView[];
  readonly organization: OrganizationView;
  readonly executor: string | null;
  readonly filingNo: string | null;
  /** The filed plan at the ministry's platform. */
  readonly filingUrl: string | null;
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  readonly stop: GiftStop | null;
  /** What its donate form offers. */
  readonly presets: readonly PresetView[];
  readonly latest: readonly GiftLine[];
  readonly updates: readonly UpdateLine[];
  /** null for a draft. */
  readonly spending: SpendingView | null;
}

/** What was typed into the donate form, kept as it was typed. */
export interface TypedGift {
  readonly preset: string;
  readonly amount: string;
  readonly donorKind: string;
  readonly name: string;
  readonly mail: string;
  readonly publicity: string;
  readonly message: string;
  /** Fields of the parts that stand in the form, by name; a missing one is empty. */
  readonly parts: Readonly<Record<string, string>>;
}

/** One thing wrong with a form, in the reader's language. */
export interface FormProblem {
  readonly field: string;
  readonly text: string;
}

export interface GiveFormView {
  readonly slug: string;
  readonly currency: string;
  readonly presets: readonly PresetView[];
  /** Most that a donor under 18 may give at once. */
  readonly minorMax: Money;
  readonly formKey: string;
  readonly channel: string | null;
  readonly typed: TypedGift;
  readonly problems: readonly FormProblem[];
  /** Said above the form when nothing typed is wrong, but it has to be sent once more. */
  readonly notice: string | null;
  /** The question that must be answered first, while giving is under attack. */
  readonly challenge?: ChallengeView | null;
}

/** `received`: the provider has the donor's order, and our books do not have it yet. */
export type GiftState =
  | 'pending'
  | 'received'
  | 'booking'
  | 'checking'
  | 'booked'
  | 'failed'
  | 'expired'
  | 'refunded';

/** What the finance bureau gave. */
export interface OfficialGiven {
  readonly code: string;
  readonly number: string;
  readonly checkCode: string;
  readonly issuedOn: string;
}

/** The official receipt of the finance bureau for a gift. */
export interface OfficialView {
  /** null = nothing was said yet. */
  readonly state:
    | 'requested'
    | 'waived'
    | 'issued'
    | 'delivered'
    | 'failed'
    | 'red_requested'
    | 'red_issued'
    /** It was asked for with the gift, and our own receipt is not issued yet. */
    | 'waiting'
    | null;
  /** Code, number and check code, once the bureau gave them. */
  readonly given: OfficialGiven | null;
  /** Since when it is so. */
  readonly since: Date | null;
  /** How it reached the donor, as the society wrote. */
  readonly delivery: string | null;
  /** Whether name and number may be corrected now, and whether a correction waits for the red one. */
  readonly correctable: boolean;
  readonly corrected: boolean;
  readonly path: string;
  readonly typed: { readonly kind: string; readonly name: string; readonly number: string };
  readonly problems: readonly FormProblem[];
}

/** A receipt that no longer stands, and why. */
export interface EarlierReceipt {
  readonly number: string;
  readonly state: 'voided' | 'replaced';
  readonly cause: 'changed' | 'returned' | 'person' | 'merged';
  readonly reason: string | null;
  readonly endedAt: Date;
}

/** How a gift's giver stands to its project's updates. */
export interface FollowView {
  readonly follows: boolean;
  /** Whether the gift came with an address; else one is asked for. */
  readonly hasAddress: boolean;
  readonly path: string;
  readonly typed: string;
  readonly problems: readonly FormProblem[];
}

/** The promise that a gift is a month of, as the gift's page shows it. */
export interface MonthNoteView {
  readonly state: 'pending' | 'active' | 'paused' | 'cancelled' | 'ended';
  readonly amount: Money;
  readonly nextOn: string | null;
  /** Where the link to the promise is asked for. */
  readonly linkPath: string;
}

/** A gift's own page. */
export interface GiftView {
  readonly id: string;
  readonly path: string;
  readonly state: GiftState;
  readonly amount: Money;
  /** What of it has been given back; null when nothing was. */
  readonly givenBack: Money | null;
  readonly label: string;
  /** The promise that it is a month of; null for a gift made once. */
  readonly monthly: MonthNoteView | null;
  readonly publicity: PublicityView;
  readonly refund: RefundWishView;
  /** What of it waits for the society, or was decided there: a whole name, a message. */
  readonly words: readonly OwnWord[];
  readonly project: { readonly slug: string; readonly name: string };
  readonly organization: OrganizationView;
  readonly createdAt: Date;
  /** From the payment to the bank. */
  readonly money: MoneyLife;
  /** What it was spent on; null while it is in no total. */
  readonly spent: SpentView | null;
  readonly ledgerSeq: string | null;
  readonly included: { readonly asOf: Date; readonly raised: Money; readonly ledgerSeq: string } | null;
  readonly receipt: { readonly number: string; readonly href: string; readonly gifts: number } | null;
  /** Receipts of this gift that no longer stand, the latest first. */
  readonly earlierReceipts: readonly EarlierReceipt[];
  /** The official receipt and the form for it; null while there is no receipt of ours. */
  readonly official: OfficialView | null;
  /** Whether the project's updates are mailed to its giver, and the form for it. */
  readonly follow?: FollowView;
  /** What kept the last try from being paid; null when nothing did. */
  readonly declined: 'money' | 'card' | 'owner' | 'other' | null;
  readonly fee: Money | null;
  readonly resumePath: string;
}

/** What the verification page tells about a receipt. */
export interface VerifiedReceipt {
  readonly state: 'issued' | 'voided' | 'replaced';
  readonly number: string;
  readonly organization: string;
  readonly project: string;
  readonly amount: Money;
  /** Day of the payment, "YYYY-MM-DD". */
  readonly paidOn: string;
  readonly label: string;
  /** How many gifts it covers. */
  readonly gifts: number;
  /** Why it does not stand any more; null while it stands. */
  readonly cause: EarlierReceipt['cause'] | null;
  /** What has its place now; without `href` it may only be named. */
  readonly replacement: { readonly number: string; readonly href: string | null } | null;
}
