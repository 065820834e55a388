/** A step back up is this part of the largest chunk. */
const STEP = 10;

/**
 * How many bills one call to Kingdee carries: half as many after an answer was lost, since a chunk that takes longer than we
 * wait leaves all its bills in doubt; a tenth of the largest more after each full chunk that was answered. Pure; one per process.
 */
export class ChunkSize {
  private size: number;

  /** @param most KINGDEE_BATCH. */
  constructor(readonly most: number) {
    this.size = most;
  }

  get now(): number {
    return this.size;
  }

  /**
   * @param limit the size when the chunk was made up: of several that were out together only the first makes it smaller.
   * @returns whether it has become smaller.
   */
  lost(limit: number): boolean {
    if (limit > this.size || this.size === 1) return false;
    this.size = Math.max(1, Math.floor(this.size / 2));
    return true;
  }

  /** @param bills how many the chunk carried: fewer than the limit prove nothing. @returns whether it has become larger. */
  answered(limit: number, bills: number): boolean {
    if (limit !== this.size || bills < limit || this.size === this.most) return false;
    this.size = Math.min(this.most, this.size + Math.max(1, Math.floor(this.most / STEP)));
    return true;
  }
}
