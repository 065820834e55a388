import { randomBytes, randomUUID } from 'node:crypto';

export interface Session {
  /** KDSVCSessionId. */
  id: string;
  /** Context.SessionId, the ASP.NET session id. */
  aspNetId: string;
  user: string;
  orgNumber: string;
  lastUsedMs: number;
}

/** Holds the sessions by KDSVCSessionId; a session ends after an idle time (kingdee.md §2.2, §2.3). */
export class Sessions {
  /** Number of sessions opened since the start; tests count logins with it. */
  opened = 0;
  private readonly byId = new Map<string, Session>();

  open(user: string, orgNumber: string, nowMs: number): Session {
    const session: Session = {
      id: randomUUID(),
      aspNetId: randomBytes(12).toString('hex'),
      user,
      orgNumber,
      lastUsedMs: nowMs,
    };
    this.byId.set(session.id, session);
    this.opened += 1;
    return session;
  }

  /** Returns the live session that these headers name: kdservice-sessionid or SID as header, or the cookie (kingdee.md §2.2). */
  find(headers: Readonly<Record<string, string | undefined>>, nowMs: number, idleMs: number): Session | undefined {
    const ids = [headers['kdservice-sessionid'], headers.sid, cookie(headers.cookie, 'kdservice-sessionid')];
    for (const id of ids) {
      const session = id === undefined ? undefined : this.byId.get(id);
      if (!session) continue;
      if (nowMs - session.lastUsedMs > idleMs) {
        this.byId.delete(session.id);
        continue;
      }
      session.lastUsedMs = nowMs;
      return session;
    }
    return undefined;
  }

  drop(id: string): void {
    this.byId.delete(id);
  }

  dropAll(): void {
    this.byId.clear();
  }
}

function cookie(header: string | undefined, name: string): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const [key = '', ...value] = part.split('=');
    if (key.trim().toLowerCase() === name) return value.join('=').trim();
  }
  return undefined;
}
