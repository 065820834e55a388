import type { CheckState } from '@dingdee/shared/check-up';

/** What a code is about; texts from outside are cut and masked before they come in here (outside-words.ts). */
export type Params = Readonly<Record<string, string | number>>;

/** What a probe found: a code with its parameters, which is stored. The sentence is made where it is shown (words/). */
export interface Finding {
  state: CheckState;
  code: string;
  params: Params;
}

/** Of a line whose cause another one tells: `first` is its title; `probe`, `subject` and `code` say which and what it found. */
export const SAME_CAUSE = 'same-cause';

const finding =
  (state: CheckState) =>
  (code: string, params: Params = {}): Finding => ({ state, code, params });
export const green = finding('green');
export const amber = finding('amber');
export const red = finding('red');
export const unknown = finding('unknown');
