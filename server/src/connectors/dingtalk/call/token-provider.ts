export interface FetchedToken {
  token: string;
  /** How long DingTalk says it lives. */
  livesMs: number;
}

const EARLY_MS = 5 * 60_000;

/** One app token, fetched once for all who ask, renewed about five minutes before it ends (dingtalk.md §1.1). One per API family. */
export class TokenProvider {
  private current: { token: string; renewAt: number } | null = null;
  private fetching: Promise<string> | null = null;

  constructor(
    private readonly fetch: () => Promise<FetchedToken>,
    private readonly now: () => number = Date.now,
  ) {}

  /** @throws DingTalkError whatever the fetch throws, to everybody who waits for it. */
  get(): Promise<string> {
    if (this.current && this.now() < this.current.renewAt) return Promise.resolve(this.current.token);
    this.fetching ??= this.renew().finally(() => {
      this.fetching = null;
    });
    return this.fetching;
  }

  /** Forgets a token that was refused; one that has been renewed meanwhile stays. */
  drop(token: string): void {
    if (this.current?.token === token) this.current = null;
  }

  private async renew(): Promise<string> {
    const { token, livesMs } = await this.fetch();
    this.current = { token, renewAt: this.now() + Math.max(livesMs - EARLY_MS, livesMs / 2) };
    return token;
  }
}
