import type { RawHash } from './form.js';
import type { Sandbox } from './sandbox.js';
import type { Work } from './work.js';

/** One call of the API: what it may ask, and what it does. Changes go into `work`; the answer is returned. */
export interface Call {
  sandbox: Sandbox;
  work: Work;
  raw: RawHash;
  id: string;
}
