/** The parts of a mark of a set of bills. */
export interface MarkParts {
  /** Sum of the bills' versions. */
  versions: number;
  /** Time of the latest change of any of them. */
  changedAt: number;
  /** Sum of numbers made of the last digits of their ids (sumOfWho). */
  who: number;
}

const digit = (id: string, place: number): string => `INSTR('123456789abcdef', SUBSTR(${id}, -${place}, 1))`;
/**
 * Returns SQL for the sum of a number below 4,096 per bill, made of the last three digits of its id, which are random: it shows which
 * bills are in the set without any clock.
 */
export const sumOfWho = (id: string): string => `SUM(${digit(id, 1)} + 16 * ${digit(id, 2)} + 256 * ${digit(id, 3)})`;

/**
 * Returns the state of a set of bills, beside count and sum, as one text: the sum of versions, the time of the latest change, and which
 * bills it has. A changed bill has a later time, and a new bill another id: a swap of two bills of the same ¥ gives another mark, even
 * within one millisecond, or if the clock of another process is behind.
 */
export const markOf = ({ versions, changedAt, who }: MarkParts): string => `${versions}-${changedAt}-${who}`;

/** Returns the time of the latest change in a mark. */
export const changedAtOf = (mark: string): number => Number(mark.split('-')[1]);
