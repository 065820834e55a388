/** A step back up is the largest chunk divided by this. */
const STEP = 10;

/**
 * Decides how many bills one call to Kingdee carries. After a lost answer it is half as many, since a chunk that takes longer than we
 * wait leaves all its bills in doubt. After each full chunk that was answered it grows by a tenth of the largest chunk. Pure; one per
 * process.
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
   * Halves the size after a lost answer.
   * @param limit the size when the chunk was made: of several chunks under way together only the first makes it smaller.
   * @returns whether the size has become smaller.
   */
  lost(limit: number): boolean {
    if (limit > this.size || this.size === 1) return false;
    this.size = Math.max(1, Math.floor(this.size / 2));
    return true;
  }

  /**
   * Raises the size after an answered chunk.
   * @param bills number of bills in the chunk: fewer than the limit prove nothing.
   * @returns whether the size has become larger.
   */
  answered(limit: number, bills: number): boolean {
    if (limit !== this.size || bills < limit || this.size === this.most) return false;
    this.size = Math.min(this.most, this.size + Math.max(1, Math.floor(this.most / STEP)));
    return true;
  }
}
