/** A probe that shows a step to be done, when its line is green. */
export interface Proof {
  probe: string;
  /** One line of the probe; all of them where it is absent. */
  subject?: string;
  /**
   * Codes of findings that are cured at this step. Without it: all that no other step names. An empty list: what is wrong is always
   * told elsewhere, and this step waits for it.
   */
  told?: readonly string[];
}

/** A part of a step that may be wrong by itself: a permission point. */
export interface Point {
  point: string;
  /** What it is used for, and what is missing without it. */
  uses: string;
  without: string;
  proves: readonly Proof[];
}

/**
 * One step of docs/connect.md, which is written from these (connect-doc.spec.ts). Texts may hold **bold**, `code` and links;
 * {site} stands for our own address.
 */
export interface Step {
  /** Its address on the page, never renamed. */
  id: string;
  name: string;
  does: string;
  why: string;
  sees: string;
  /** Bills go through without it. */
  optional?: true;
  /** A paragraph below the table, without a number. */
  aside?: true;
  /** None: the check-up cannot ask about it. */
  proves: readonly Proof[];
  points?: readonly Point[];
}

export const proofsOf = ({ proves, points = [] }: Step): readonly Proof[] => [
  ...proves,
  ...points.flatMap((point) => point.proves),
];
