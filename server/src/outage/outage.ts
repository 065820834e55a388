/** A system that cannot be reached: no calls are made until a probe is answered. */
export interface Outage {
  /** Of the first call that failed, Unix ms. */
  since: number;
  /** What the last call met, as a clause of a sentence: "金蝶在 120 秒内没有回答". */
  cause: string;
  /** The system is there and refuses us: what it says of that, and who can mend it, as sentences. */
  refused?: string;
}
