/** A system that cannot be reached: no calls are made until a probe is answered. */
export interface Outage {
  /** Of the first call that failed, Unix ms. */
  since: number;
  /** What the last call met, as a clause of a sentence: "金蝶在 120 秒内没有回答". */
  cause: string;
  /** The system is there and refuses us: what it says of that, and who can mend it, as sentences. */
  refused?: string;
}

/** "10:32", with the date when it was not today; Beijing time. */
export function sinceWords(since: number, now: number): string {
  const parts = (at: number) => new Date(at + 8 * 3_600_000).toISOString();
  const [day, time] = [parts(since).slice(5, 10), parts(since).slice(11, 16)];
  return parts(since).slice(0, 10) === parts(now).slice(0, 10) ? time : `${day} ${time}`;
}
