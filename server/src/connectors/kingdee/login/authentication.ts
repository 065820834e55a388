import type { Settings } from '../../../config/settings.js';
import type { LoginRefusal } from '../../target.js';
import type { Credentials, KingdeeTransport } from '../transport/transport.js';
import { byAppSecret, byPassword, LoginRefusedError, type LoginRequest, logIn, type Session } from './login.js';
import { type SignatureAccount, signedHeaders } from './signature.js';

/** How calls prove who we are. */
export interface Authentication {
  /** @throws KingdeeUnavailableError where a login fails. */
  credentials(): Promise<Credentials>;
  /** Kingdee did not know these any more (MsgCode 1): the next call gets fresh ones. */
  dropped(credentials: Credentials): void;
  /** A log-in that Kingdee refused and that counts towards a lock; null where the last answer was another. */
  readonly refusal: LoginRefusal | null;
  /** A person knows the risk: the next call logs in once more. */
  forget(): void;
  readonly version: string;
}

/** Signature headers: nothing to keep, every call has its own timestamp (kingdee.md §3). */
class SignatureAuthentication implements Authentication {
  readonly version = '';
  readonly refusal = null;
  private readonly signed: Credentials;

  constructor(account: SignatureAccount, now: () => number) {
    this.signed = { headers: (path) => signedHeaders(account, path, Math.floor(now() / 1000)) };
  }

  credentials(): Promise<Credentials> {
    return Promise.resolve(this.signed);
  }
  dropped(): void {}
  forget(): void {}
}

/** One session for all calls; whoever finds it missing logs in, everybody else waits for that login (kingdee.md §2.2). */
export class SessionAuthentication implements Authentication {
  private session: Promise<Session> | null = null;
  private current: Session | null = null;
  /** A wrong password is not tried again by itself: about five of them lock the user. */
  private refused: LoginRefusedError | null = null;
  /** Since when; one more wrong try does not begin it anew. */
  private refusedSince: number | null = null;

  constructor(
    private readonly transport: KingdeeTransport,
    private readonly request: LoginRequest,
  ) {}

  get version(): string {
    return this.current?.version ?? '';
  }

  async credentials(): Promise<Credentials> {
    if (this.refused) throw this.refused;
    this.session ??= this.open();
    return this.session;
  }

  dropped(credentials: Credentials): void {
    // Only the session that failed: another call may have logged in anew meanwhile.
    if (credentials !== this.current) return;
    this.current = null;
    this.session = null;
  }

  get refusal(): LoginRefusal | null {
    if (this.refused === null) return null;
    return { since: this.refusedSince ?? Date.now(), sentence: this.refused.sentence };
  }

  forget(): void {
    this.refused = null;
  }

  private async open(): Promise<Session> {
    try {
      this.current = await logIn(this.transport, this.request);
      this.refusedSince = null;
      return this.current;
    } catch (error) {
      this.session = null;
      if (error instanceof LoginRefusedError && error.locks) {
        this.refused = error;
        this.refusedSince ??= Date.now();
      }
      throw error;
    }
  }
}

/** The way that KINGDEE_AUTH names; readSettings has made sure that its values are there. */
export function authenticationFor(settings: Settings, transport: KingdeeTransport, now: () => number): Authentication {
  const account = {
    acctId: settings.KINGDEE_ACCT_ID,
    username: settings.KINGDEE_USERNAME,
    password: settings.KINGDEE_PASSWORD ?? '',
    appId: settings.KINGDEE_APP_ID ?? '',
    appSecret: settings.KINGDEE_APP_SECRET ?? '',
    lcid: settings.KINGDEE_LCID,
    org: settings.KINGDEE_ORG,
  };
  if (settings.KINGDEE_AUTH === 'signature') return new SignatureAuthentication(account, now);
  return new SessionAuthentication(
    transport,
    settings.KINGDEE_AUTH === 'password' ? byPassword(account) : byAppSecret(account),
  );
}
