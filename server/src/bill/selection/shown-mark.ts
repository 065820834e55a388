/** What a mark is made of, over a set of bills. */
export interface MarkParts {
  /** Sum of their versions. */
  versions: number;
  /** When the latest of them changed. */
  changedAt: number;
  /** Sum of the last digits of their ids (sumOfWho). */
  who: number;
}

const digit = (id: string, place: number): string => `INSTR('123456789abcdef', SUBSTR(${id}, -${place}, 1))`;
/** SQL: a number below 4,096 for each bill, of the last three digits of its id, which are random: which bills they are shows without any clock. */
export const sumOfWho = (id: string): string => `SUM(${digit(id, 1)} + 16 * ${digit(id, 2)} + 256 * ${digit(id, 3)})`;

/**
 * The state of a set of bills beside count and sum, as one text: the sum of their versions, when the latest of them changed, and who they
 * are. Who is changed has changed after the others, and who comes in is another: a swap of two bills of the same ¥ gives another mark, also
 * within one millisecond, and where the clock of another process is behind.
 */
export const markOf = ({ versions, changedAt, who }: MarkParts): string => `${versions}-${changedAt}-${who}`;

/** When the latest of the bills had changed that a mark was made of. */
export const changedAtOf = (mark: string): number => Number(mark.split('-')[1]);
