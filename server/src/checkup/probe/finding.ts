import type { CheckState } from '@dingdee/shared/check-up';

/** Parameters of a code; texts from outside are cut and masked before they are put here (outside-words.ts). */
export type Params = Readonly<Record<string, string | number>>;

/** The result of a probe: a code with its parameters, which is stored. The sentence is made when it is shown (words/). */
export interface Finding {
  state: CheckState;
  code: string;
  params: Params;
}

/** Code of a line whose cause another line shows: `first` is the title of that line; `probe`, `subject` and `code` identify it and its finding. */
export const SAME_CAUSE = 'same-cause';

const finding =
  (state: CheckState) =>
  (code: string, params: Params = {}): Finding => ({ state, code, params });
export const green = finding('green');
export const amber = finding('amber');
export const red = finding('red');
export const unknown = finding('unknown');
