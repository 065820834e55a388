/** A probe that proves a step when its line is green. */
export interface Proof {
  probe: string;
  /** One line of the probe; absent: all of them. */
  subject?: string;
  /**
   * Codes of findings that are solved at this step. Absent: all codes that no other step names. An empty list: problems are always shown at another
   * step, and this step waits for it.
   */
  told?: readonly string[];
}

/** A part of a step that can be wrong by itself: a permission point. */
export interface Point {
  point: string;
  /** The use of the permission point, and what is missing without it. */
  uses: string;
  without: string;
  proves: readonly Proof[];
}

/**
 * One step of docs/connect.md, which is generated from these steps (connect-doc.spec.ts). Texts may contain **bold**, `code` and links; {site} stands
 * for our own address.
 */
export interface Step {
  /** Anchor of the step on the page; never renamed. */
  id: string;
  name: string;
  does: string;
  why: string;
  sees: string;
  /** Bills can be pushed without this step. */
  optional?: true;
  /** A paragraph below the table, without a number. */
  aside?: true;
  /** Empty: the check-up cannot check the step. */
  proves: readonly Proof[];
  points?: readonly Point[];
}

export const proofsOf = ({ proves, points = [] }: Step): readonly Proof[] => [
  ...proves,
  ...points.flatMap((point) => point.proves),
];
