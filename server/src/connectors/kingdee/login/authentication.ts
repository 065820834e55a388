import type { Settings } from '../../../config/settings.js';
import type { LoginRefusal } from '../../target.js';
import type { Credentials, KingdeeTransport } from '../transport/transport.js';
import { byAppSecret, byPassword, LoginRefusedError, type LoginRequest, logIn, type Session } from './login.js';
import { type SignatureAccount, signedHeaders } from './signature.js';

/** Provides the credentials of calls. */
export interface Authentication {
  /** Returns the credentials for the next call. @throws KingdeeUnavailableError if a login fails. */
  credentials(): Promise<Credentials>;
  /** Reports that Kingdee does not know these credentials any more (MsgCode 1): the next call gets new ones. */
  dropped(credentials: Credentials): void;
  /** Refused login that counts towards a lock of the user; null otherwise. */
  readonly refusal: LoginRefusal | null;
  /** Lets the next call log in once more; a person who knows the risk asks for this. */
  forget(): void;
  readonly version: string;
}

/** Signature headers: nothing is kept, every call has its own timestamp (kingdee.md §3). */
class SignatureAuthentication implements Authentication {
  readonly version = '';
  readonly refusal = null;
  private readonly signed: Credentials;

  constructor(account: () => SignatureAccount, now: () => number) {
    this.signed = { headers: (path) => signedHeaders(account(), path, Math.floor(now() / 1000)) };
  }

  credentials(): Promise<Credentials> {
    return Promise.resolve(this.signed);
  }
  dropped(): void {}
  forget(): void {}
}

/** One session for all calls; the first call without a session logs in, and the others wait for that login (kingdee.md §2.2). */
export class SessionAuthentication implements Authentication {
  private session: Promise<Session> | null = null;
  private current: Session | null = null;
  /** Refusal of a wrong password. The login is not repeated automatically: about five wrong ones lock the user. */
  private refused: LoginRefusedError | null = null;
  /** Time of the first refusal in Unix ms; another wrong try does not change it. */
  private refusedSince: number | null = null;

  constructor(
    private readonly transport: KingdeeTransport,
    /** The request of the next login: a person may have entered another secret since the last one. */
    private readonly request: () => LoginRequest,
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
    // Only the failed session is dropped: another call may have logged in again meanwhile.
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
      this.current = await logIn(this.transport, this.request());
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

/**
 * Returns the authentication that KINGDEE_AUTH names; readSettings guarantees that its values are set.
 * @param settings read anew for each login and each signature: their secret may change while the program runs.
 */
export function authenticationFor(settings: Settings, transport: KingdeeTransport, now: () => number): Authentication {
  const account = () => ({
    acctId: settings.KINGDEE_ACCT_ID,
    username: settings.KINGDEE_USERNAME,
    password: settings.KINGDEE_PASSWORD ?? '',
    appId: settings.KINGDEE_APP_ID ?? '',
    appSecret: settings.KINGDEE_APP_SECRET ?? '',
    lcid: settings.KINGDEE_LCID,
    org: settings.KINGDEE_ORG,
  });
  if (settings.KINGDEE_AUTH === 'signature') return new SignatureAuthentication(account, now);
  const byAccount = settings.KINGDEE_AUTH === 'password' ? byPassword : byAppSecret;
  return new SessionAuthentication(transport, () => byAccount(account()));
}
