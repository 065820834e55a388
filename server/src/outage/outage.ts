/** The outage of a system that cannot be reached; no calls are made until a probe is answered. */
export interface Outage {
  /** Time of the first failed call, in Unix ms. */
  since: number;
  /** Cause of the last failure, as a clause of a sentence: "金蝶在 120 秒内没有回答". */
  cause: string;
  /** Set if the system answers but refuses us: what it says, and who can fix it, as sentences. */
  refused?: string;
}
