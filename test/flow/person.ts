import { inspect } from 'node:util';
import { inVirtualTime } from './virtual-clock.js';

/** Server and stand-in that a person works with; the stand-in issues login codes. */
export interface Place {
  url: string;
  /** PUBLIC_URL where it differs from `url`, for a process behind a proxy. */
  origin?: string;
  log(): string;
  sandbox: {
    dingtalk: { corpId: string; processCodes: Record<string, string> };
    issueCode(userid: string): string | Promise<string>;
  };
}

/** Open event stream of a page. */
export interface Listening {
  /** Kinds of the events received so far. */
  kinds(): readonly string[];
  lastId(): string | undefined;
  /** Whether the server has answered with success. */
  open(): boolean;
  /** Whether the connection has ended. */
  ended(): boolean;
  close(): void;
}

/** Acts as a person who works through the documented HTTP API, as a script or the micro-app would. */
export class Person {
  private cookie = '';

  private constructor(
    private readonly place: Place,
    readonly userId: string,
  ) {}

  /** Logs in with a code that the stand-in issues for this userid. */
  static async login(place: Place, userId: string): Promise<Person> {
    const person = new Person(place, userId);
    const code = await place.sandbox.issueCode(userId);
    await person.post('/api/session', { corpId: place.sandbox.dingtalk.corpId, authCode: code });
    return person;
  }

  get<T>(path: string): Promise<T> {
    return this.call<T>('GET', path);
  }

  post<T>(path: string, body: unknown = {}): Promise<T> {
    return this.call<T>('POST', path, body);
  }

  put<T>(path: string, body: unknown): Promise<T> {
    return this.call<T>('PUT', path, body);
  }

  patch<T>(path: string, body: unknown): Promise<T> {
    return this.call<T>('PATCH', path, body);
  }

  /** Returns all pages of a cursor-paged list. */
  async all<T>(path: string): Promise<T[]> {
    const items: T[] = [];
    let cursor: string | null = null;
    do {
      const separator: string = path.includes('?') ? '&' : '?';
      const page: { items: T[]; next: string | null } = await this.get(
        `${path}${separator}limit=200${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
      );
      items.push(...page.items);
      cursor = page.next;
    } while (cursor !== null);
    return items;
  }

  /**
   * Listens to a stream of Server-Sent Events.
   * @param since id of the last event received, as a page sends it when it reconnects.
   * @param heard called with the kind of each event.
   */
  listen(path: string, since?: string, heard: (kind: string) => void = () => undefined): Listening {
    const kinds: string[] = [];
    let [lastId, ended, open] = [since, false, false];
    const ending = new AbortController();
    const hear = async (): Promise<void> => {
      const response = await fetch(`${this.place.url}${path}`, {
        headers: { cookie: this.cookie, ...(since === undefined ? {} : { 'last-event-id': since }) },
        signal: ending.signal,
      });
      open = response.ok;
      const decoder = new TextDecoder();
      for await (const chunk of response.body ?? [])
        for (const m of decoder.decode(chunk, { stream: true }).matchAll(/^(event|id): (\w+)$/gm))
          if (m[1] === 'event') {
            kinds.push(m[2] ?? '');
            heard(m[2] ?? '');
          } else lastId = m[2];
    };
    hear()
      .catch(() => undefined)
      .finally(() => {
        ended = true;
      });
    return {
      kinds: () => kinds,
      lastId: () => lastId,
      open: () => open,
      ended: () => ended,
      close: () => ending.abort(),
    };
  }

  /** Makes a call that is expected to be refused. @returns status and problem. @throws Error if the call succeeds. */
  async refused(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; code: string; detail: string }> {
    const response = await this.send(method, path, body);
    const problem = (await response.json()) as { code: string; detail: string };
    if (response.ok) throw new Error(`${method} ${path} was not refused`);
    return { status: response.status, code: problem.code, detail: problem.detail };
  }

  /** Returns the raw answer, refused or not; a text body is sent unchanged. @param key idempotency key of the write, as a page sets it. */
  raw(method: string, path: string, body?: unknown, key?: string): Promise<Response> {
    return this.send(method, path, body, key);
  }

  private async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await this.send(method, path, body);
    const text = await response.text();
    if (!response.ok)
      throw new Error(`${method} ${path} → ${response.status}: ${text}\n${this.place.log().slice(-3000)}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  private async send(method: string, path: string, body?: unknown, key?: string): Promise<Response> {
    const response = await this.fetched(method, path, body, key).catch((error: unknown) => {
      // There was no answer: the log shows whether the server had ended, and why.
      if (error instanceof TypeError)
        error.message += ` (${method} ${path}: ${String(error.cause)})\n${this.place.log().slice(-3000)}`;
      throw error;
    });
    const cookie = response.headers.getSetCookie()[0];
    if (cookie) this.cookie = cookie.split(';')[0] ?? '';
    return response;
  }

  private fetched(method: string, path: string, body?: unknown, key?: string): Promise<Response> {
    return fetch(`${this.place.url}${path}`, {
      method,
      headers: {
        // Compressing and decompressing answers would take a thirtieth of the tier's processor time.
        'accept-encoding': 'identity',
        ...(this.cookie === '' ? {} : { cookie: this.cookie }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
        ...(method === 'GET'
          ? {}
          : { 'content-type': 'application/json', origin: this.place.origin ?? this.place.url }),
      },
      ...(method === 'GET' ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body ?? {}) }),
    });
  }
}

/** Patience for a busy machine. */
const PATIENCE_MS = 120_000;
/** Smallest number of reads, because time also passes while the machine is suspended. */
const LEAST_LOOKS = 30;
const PAUSE_MS = { first: 100, last: 1000, growth: 1.1 };
/** Factor on the patience in virtual time: minutes become hours. */
const VIRTUAL_PATIENCE = 60;
/** Kept from the start, because specs change the clock of their process. */
const now = performance.now.bind(performance);

/**
 * Calls `read` with growing pauses until `done` accepts the value; a read that fails counts as a look without a value.
 * @throws Error with the last value and the last error once `ms` has passed and LEAST_LOOKS reads were made; errors of `done` at once.
 */
export async function until<T>(read: () => Promise<T>, done: (value: T) => boolean, ms = PATIENCE_MS): Promise<T> {
  const start = now();
  const patience = inVirtualTime ? ms * VIRTUAL_PATIENCE : ms;
  let seen: { value: T } | null = null;
  let seenAt = 0;
  let failed = '';
  let pause = PAUSE_MS.first;
  for (let looks = 1; ; looks++) {
    let found: { value: T } | null = null;
    try {
      found = { value: await read() };
    } catch (error) {
      failed = `; look ${looks} failed: ${error instanceof Error ? error.message : String(error)}`;
    }
    if (found && done(found.value)) return found.value;
    if (found) [seen, seenAt] = [found, looks];
    const passed = Math.round(now() - start);
    if (passed > patience && looks >= LEAST_LOOKS) {
      const saw = seen ? `; look ${seenAt} saw ${shown(seen.value)}` : '';
      throw new Error(`still not there after ${looks} looks in ${passed} ms${saw}${failed}`);
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
    pause = Math.min(pause * PAUSE_MS.growth, PAUSE_MS.last);
  }
}

/** Formats any value, also a circular one. */
const shown = (value: unknown): string =>
  inspect(value, { depth: 6, breakLength: Number.POSITIVE_INFINITY }).slice(0, 2000);
