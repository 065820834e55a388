export interface FetchedToken {
  token: string;
  /** Lifetime that DingTalk states, in ms. */
  livesMs: number;
}

const EARLY_MS = 5 * 60_000;

/** Provides one app token per API family: fetched once for all callers, renewed about five minutes before it expires (dingtalk.md §1.1). */
export class TokenProvider {
  private current: { token: string; renewAt: number } | null = null;
  private fetching: Promise<string> | null = null;

  constructor(
    private readonly fetch: () => Promise<FetchedToken>,
    private readonly now: () => number = Date.now,
  ) {}

  /** Returns a valid token. @throws DingTalkError the error of the fetch, to all waiting callers. */
  get(): Promise<string> {
    if (this.current && this.now() < this.current.renewAt) return Promise.resolve(this.current.token);
    this.fetching ??= this.renew().finally(() => {
      this.fetching = null;
    });
    return this.fetching;
  }

  /** Forgets a refused token; a token that was renewed meanwhile stays. */
  drop(token: string): void {
    if (this.current?.token === token) this.current = null;
  }

  private async renew(): Promise<string> {
    const { token, livesMs } = await this.fetch();
    this.current = { token, renewAt: this.now() + Math.max(livesMs - EARLY_MS, livesMs / 2) };
    return token;
  }
}
