import { Injectable } from '@nestjs/common';
import { createCatalogue, fill } from '../i18n/catalogue.js';
import type { Locale } from '../i18n/locale.js';
import en from './i18n/en.json' with { type: 'json' };
import zh from './i18n/zh-CN.json' with { type: 'json' };
import { codeOfStatus, type Problem } from './problem.js';

/** Sentences of the rooms: key (`error.<code>`, `field.<code>`) → sentence with `{name}` places, or undefined. */
export type RoomSentences = (locale: Locale, key: string) => string | undefined;

/** A problem in the reader's words. */
export interface WordedProblem {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly errors: readonly { readonly field: string; readonly code: string; readonly detail: string }[];
}

export const platformWords = createCatalogue({ zh, en });

/** Puts problems into words: the rooms' own sentence for a code, else the platform's for code or status. */
@Injectable()
export class Wording {
  private rooms: RoomSentences = () => undefined;

  /** Takes the rooms' sentences; called once, when the web process is put together. */
  use(rooms: RoomSentences): void {
    this.rooms = rooms;
  }

  of({ status, code, params, fields }: Problem, locale: Locale): WordedProblem {
    const words = wordsIn(locale);
    const general = `title.${code}` in words ? code : codeOfStatus(status);
    return {
      status,
      code,
      title: words[`title.${general}`] ?? code,
      detail: fill(this.rooms(locale, `error.${code}`) ?? words[`detail.${general}`] ?? code, params),
      errors: fields.map((field) => ({
        field: field.field,
        code: field.code,
        detail: fill(this.field(field.code, locale), field.params),
      })),
    };
  }

  /** What a code means in general, places left open; undefined for a code that nobody answers with. */
  meaning(code: string, locale: Locale): { title: string; detail: string } | undefined {
    const words = wordsIn(locale);
    const detail = this.rooms(locale, `error.${code}`) ?? words[`detail.${code}`];
    if (detail === undefined) return undefined;
    return { title: words[`title.${code}`] ?? code, detail };
  }

  private field(code: string, locale: Locale): string {
    const words = wordsIn(locale);
    return (
      this.rooms(locale, `field.${code}`) ??
      this.rooms(locale, `error.${code}`) ??
      words[`field.${code}`] ??
      words['field.other'] ??
      code
    );
  }
}

function wordsIn(locale: Locale): Readonly<Record<string, string | undefined>> {
  return locale === 'en' ? en : zh;
}
