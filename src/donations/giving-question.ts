// Questions that a person answers in a moment and a simple machine does not. Words are the face's; here are the numbers.

/** Picks a whole number in [0, below). */
export type Pick = (below: number) => number;

/** So many stories, things, kinds of things and colours the faces have words for, in every language. */
export const STORIES = 4;
export const KINDS_OF_THINGS = 5;
export const THINGS_OF_A_KIND = 8;
export const COLOURS = 6;

export type GivingQuestion =
  /** Somebody has `first`, gives `less` away and gets `more`: how many are left? */
  | {
      readonly kind: 'story';
      readonly story: number;
      readonly first: number;
      readonly less: number;
      readonly more: number;
    }
  /** Digits written as words: which stand at these two places (counted from 1)? */
  | { readonly kind: 'digits'; readonly digits: readonly number[]; readonly places: readonly number[] }
  /** Eight numbered things, two of which are not of the kind of the others: which two? */
  | {
      readonly kind: 'strangers';
      readonly common: number;
      readonly other: number;
      readonly things: readonly number[];
      readonly places: readonly number[];
    }
  /** A row of colours: how often does the one occur, and how often the other? */
  | { readonly kind: 'colours'; readonly row: readonly number[]; readonly asked: readonly number[] };

export const QUESTION_KINDS = ['story', 'digits', 'strangers', 'colours'] as const;

const DIGITS = 6;
const THINGS = 8;
const ROW = 9;

/** A question; `pick` should be unpredictable. */
export function newQuestion(pick: Pick): GivingQuestion {
  const kind = QUESTION_KINDS[pick(QUESTION_KINDS.length)] ?? 'story';
  switch (kind) {
    case 'story': {
      const first = 6 + pick(14);
      return { kind, story: pick(STORIES), first, less: 1 + pick(first - 2), more: 2 + pick(9) };
    }
    case 'digits':
      return { kind, digits: times(DIGITS, () => pick(10)), places: twoOf(DIGITS, pick) };
    case 'strangers': {
      const common = pick(KINDS_OF_THINGS);
      const other = (common + 1 + pick(KINDS_OF_THINGS - 1)) % KINDS_OF_THINGS;
      const places = twoOf(THINGS, pick);
      const usual = shuffled(THINGS_OF_A_KIND, pick);
      const strange = shuffled(THINGS_OF_A_KIND, pick);
      const things = times(THINGS, (i) => (places.includes(i + 1) ? strange[i] : usual[i]) ?? 0);
      return { kind, common, other, things, places };
    }
    case 'colours': {
      const asked = shuffled(COLOURS, pick).slice(0, 2);
      return { kind, row: times(ROW, () => (pick(3) > 0 ? (asked[pick(2)] ?? 0) : pick(COLOURS))), asked };
    }
  }
}

/** The right answer in digits. */
export function answerTo(question: GivingQuestion): string {
  switch (question.kind) {
    case 'story':
      return String(question.first - question.less + question.more);
    case 'digits':
      return question.places.map((place) => question.digits[place - 1]).join('');
    case 'strangers':
      return question.places.join('');
    case 'colours':
      return question.asked.map((colour) => question.row.filter((each) => each === colour).length).join('');
  }
}

const CHINESE = '零一二三四五六七八九';
const ENGLISH = [
  ...['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven'],
  ...['twelve', 'thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen'],
];
const ENGLISH_TENS = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];

/** A number below 100 as it is read aloud. */
export function numberWord(n: number, locale: 'zh-CN' | 'en'): string {
  const [tens, ones] = [Math.trunc(n / 10), n % 10];
  if (locale === 'en') {
    if (n < 20) return ENGLISH[n] ?? '';
    return (ENGLISH_TENS[tens] ?? '') + (ones > 0 ? `-${ENGLISH[ones]}` : '');
  }
  if (tens === 0) return CHINESE[n] ?? '';
  return `${tens > 1 ? CHINESE[tens] : ''}十${ones > 0 ? CHINESE[ones] : ''}`;
}

/** Whether what was typed is the right answer: in digits of any width or in words, with whatever between them. */
export function isRight(question: GivingQuestion, typed: string): boolean {
  const right = answerTo(question);
  const given = bare(typed);
  if (given === '') return false;
  const inWords =
    question.kind === 'story'
      ? [numberWord(Number(right), 'zh-CN'), numberWord(Number(right), 'en')]
      : (['zh-CN', 'en'] as const).map((locale) =>
          [...right].map((digit) => numberWord(Number(digit), locale)).join(''),
        );
  return [right, ...inWords].some((form) => bare(form) === given);
}

/** Without what stands between the signs that matter. */
function bare(text: string): string {
  return text
    .slice(0, 80)
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('两', '二')
    .replaceAll('〇', '零')
    .replace(/\b(and|then)\b/g, '')
    .replace(/[\p{White_Space}\p{P}和与个]+/gu, '');
}

function times<T>(n: number, make: (i: number) => T): T[] {
  return Array.from({ length: n }, (_, i) => make(i));
}

/** Two different places of `n`, counted from 1, the smaller first. */
function twoOf(n: number, pick: Pick): number[] {
  return shuffled(n, pick)
    .slice(0, 2)
    .map((i) => i + 1)
    .sort((one, other) => one - other);
}

function shuffled(n: number, pick: Pick): number[] {
  const left = times(n, (i) => i);
  return times(n, () => left.splice(pick(left.length), 1)[0] ?? 0);
}

/** What came back of a question. */
export interface GivingAnswer {
  readonly token: string;
  readonly text: string;
}
