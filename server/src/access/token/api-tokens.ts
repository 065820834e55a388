import { createHash, randomBytes } from 'node:crypto';
import {
  type ApiToken,
  type CreateToken,
  LONGEST_TOKEN_DAYS,
  type MadeToken,
  TOKEN_CALLS_A_MINUTE,
} from '@dingdee/shared/api-token';
import { ASSISTANT_SCOPES, type AssistantScope } from '@dingdee/shared/assistant';
import { DATASET, DATASETS, type DatasetCode } from '@dingdee/shared/dataset';
import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import * as z from 'zod/mini';
import { AuditLog } from '../../audit/audit-log.js';
import { readInt } from '../../database/columns.js';
import { changedBy, Database } from '../../database/database.js';
import { isDatabaseAway } from '../../database/database-away.js';
import { insertRows } from '../../database/rows.js';
import type { Actor } from '../../domain/actor.js';
import { beijingDate, DAY_MS, dayStart, isDay } from '../../domain/beijing-time.js';
import { networkOf } from '../client/network-of.js';
import type { TokenScope } from '../role/token-scope.js';
import { ApiTokenRow } from './api-token.entity.js';
import {
  TokenNotFoundError,
  TokenOrganisationError,
  TokenRefusedError,
  TokenTooManyError,
  TokenUntilError,
} from './token.errors.js';

const MOST_ADDRESSES = 20;
const MINUTE_MS = 60_000;
const PREFIX = 'dd_';
const FORM = /^dd_[A-Za-z0-9_-]{43}$/;
const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');
const strings = z.array(z.string());
const addressed = z.object({ address: z.string() });
const COLUMNS = `t.id, t.tail, t.name, t.datasets, t.assistant, t.orgs, t.full_accounts, t.created_by, m.name AS maker, t.created_at, t.expires_at, t.revoked_at,
 t.last_used_at, t.last_used_from`;

interface Row {
  [column: string]: unknown;
}

/** Stores API tokens（接口令牌） of other systems: read-only, for some datasets and organisations, until a day; shown once, stored as a hash. */
@Injectable()
export class ApiTokens {
  /** Uses of each token in the current minute, in this process. */
  private readonly calls = new Map<string, { minute: number; n: number }>();

  /** Tokens and networks whose reading of full account numbers is already in the log, for this process and day. */
  private told = { day: 0, keys: new Set<string>() };

  constructor(
    private readonly db: Database,
    private readonly audit: AuditLog,
  ) {}

  /** Creates a token. @throws TokenUntilError, TokenOrganisationError */
  async create(
    { name, datasets, assistant = [], orgs, fullAccounts: reason, until }: CreateToken,
    by: Actor,
  ): Promise<MadeToken> {
    const now = Date.now();
    const expiresAt = dayStart(until) + DAY_MS;
    if (!isDay(until) || expiresAt <= now || expiresAt > now + (LONGEST_TOKEN_DAYS + 1) * DAY_MS)
      throw new TokenUntilError();
    const chosen = DATASETS.filter((code) => datasets.includes(code));
    const helps = ASSISTANT_SCOPES.filter((scope) => assistant.includes(scope));
    const undivided = chosen.filter((code) => !DATASET[code].byOrganisation);
    if (orgs.length > 0 && undivided.length > 0)
      throw new TokenOrganisationError(undivided.map((code) => `“${DATASET[code].name}”`));
    const fullAccounts = reason !== undefined;
    const token = `${PREFIX}${randomBytes(32).toString('base64url')}`;
    const row = {
      id: uuid(),
      hash: hashOf(token),
      tail: token.slice(-4),
      name,
      datasets: JSON.stringify(chosen),
      assistant: JSON.stringify(helps),
      orgs: JSON.stringify([...new Set(orgs)]),
      full_accounts: fullAccounts,
      created_by: by.userId,
      created_at: now,
      expires_at: expiresAt,
    };
    await this.db.inTransaction(async (tx) => {
      await insertRows(tx, ApiTokenRow, [row]);
      const detail = {
        name,
        tail: row.tail,
        datasets: chosen,
        ...(helps.length > 0 ? { assistant: helps } : {}),
        orgs: [...new Set(orgs)],
        fullAccounts,
        ...(fullAccounts ? { reason } : {}),
        until,
      };
      await this.audit.append(tx, by, [{ action: 'create-token', subjectKind: 'token', subjectId: row.id, detail }]);
    });
    return { ...(await this.one(row.id)), token };
  }

  /** Revokes a token: from now on it reads nothing; a second call changes nothing. @throws TokenNotFoundError */
  async revoke(id: string, by: Actor): Promise<ApiToken> {
    await this.db.inTransaction(async (tx) => {
      const revoked = await changedBy(tx, 'UPDATE api_token SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL', [
        Date.now(),
        id,
      ]);
      if (revoked > 0)
        await this.audit.append(tx, by, [{ action: 'revoke-token', subjectKind: 'token', subjectId: id }]);
    });
    return this.one(id);
  }

  /** Returns all tokens, the newest first. */
  async list(): Promise<ApiToken[]> {
    const rows = await this.db.query<Row>(
      `SELECT ${COLUMNS} FROM api_token t LEFT JOIN member m ON m.user_id = t.created_by ORDER BY t.created_at DESC, t.id DESC`,
    );
    return rows.map(told);
  }

  /**
   * Checks a token and counts its use.
   * @param header the `Authorization` header as received. @param from the address of the request.
   * @throws TokenRefusedError, TokenTooManyError
   */
  async admit(header: string | undefined, from: string): Promise<TokenScope> {
    const token = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1] ?? '';
    if (!FORM.test(token)) throw new TokenRefusedError();
    const now = Date.now();
    const [row] = await this.db.query<Row>(
      // The maker must still be an admin: a token may be made while the role is being removed.
      `SELECT id, name, tail, datasets, assistant, orgs, full_accounts, last_used_at FROM api_token WHERE hash = ? AND expires_at > ? AND revoked_at IS NULL
          AND EXISTS (SELECT 1 FROM role r WHERE r.user_id = api_token.created_by AND r.role = 'admin')`,
      [hashOf(token), now],
    );
    if (!row) throw new TokenRefusedError();
    const id = String(row.id);
    this.count(id, now);
    if (readInt(row.last_used_at) < now - MINUTE_MS) await this.noteUse(id, from, now);
    const orgs = strings.parse(JSON.parse(String(row.orgs)));
    return {
      id,
      name: `${row.name} dd_…${row.tail}`,
      from: from.slice(0, 64),
      datasets: codesOf(row.datasets),
      assistant: scopesOf(row.assistant),
      orgs: orgs.length === 0 ? null : orgs,
      fullAccounts: readInt(row.full_accounts) === 1,
    };
  }

  /**
   * Logs the reading of full account numbers before they are sent: once for each token, network and day, up to twenty per token and day. If it cannot
   * be logged, nothing may be read.
   */
  async noteFullAccounts({ id, name, from, fullAccounts }: TokenScope, dataset: DatasetCode): Promise<void> {
    if (!fullAccounts || !DATASET[dataset].columns.some(({ key }) => key === 'account')) return;
    const day = dayStart(beijingDate(Date.now()));
    if (this.told.day !== day) this.told = { day, keys: new Set() };
    // Keeps the set of this day, even if midnight comes while the line is written.
    const { keys } = this.told;
    const address = networkOf(from);
    const key = `${id} ${address}`;
    if (keys.has(key)) return;
    await this.db.inTransaction(async (tx) => {
      // Serialises concurrent requests, also of two processes: the second waits and finds the line of the first.
      await changedBy(tx, 'UPDATE api_token SET last_used_at = last_used_at WHERE id = ?', [id]);
      const lines: { detail: string }[] = await tx.query(
        "SELECT detail FROM audit WHERE subject_id = ? AND action = 'read-full-accounts' AND at >= ?",
        [id, day],
      );
      // A token that is used from ever new addresses has been logged often enough; the log must stay readable.
      if (lines.length >= MOST_ADDRESSES) return;
      if (lines.some(({ detail }) => addressed.safeParse(JSON.parse(detail)).data?.address === address)) return;
      await this.audit.append(tx, { userId: `token:${id}`, name: `令牌 ${name}`, roles: [] }, [
        { action: 'read-full-accounts', subjectKind: 'token', subjectId: id, detail: { dataset, address } },
      ]);
    });
    keys.add(key);
  }

  private count(id: string, now: number): void {
    const minute = Math.floor(now / MINUTE_MS);
    const before = this.calls.get(id);
    const n = before?.minute === minute ? before.n + 1 : 1;
    this.calls.set(id, { minute, n });
    if (n > TOKEN_CALLS_A_MINUTE) throw new TokenTooManyError();
  }

  private async noteUse(id: string, from: string, now: number): Promise<void> {
    try {
      await this.db.inTransaction((tx) =>
        changedBy(tx, 'UPDATE api_token SET last_used_at = ?, last_used_from = ? WHERE id = ?', [
          now,
          from.slice(0, 64),
          id,
        ]),
      );
    } catch (error) {
      // A valid token still reads when nothing can be stored.
      if (!isDatabaseAway(error)) throw error;
    }
  }

  private async one(id: string): Promise<ApiToken> {
    const [row] = await this.db.query<Row>(
      `SELECT ${COLUMNS} FROM api_token t LEFT JOIN member m ON m.user_id = t.created_by WHERE t.id = ?`,
      [id],
    );
    if (!row) throw new TokenNotFoundError();
    return told(row);
  }
}

const codesOf = (text: unknown): DatasetCode[] => {
  const stored = strings.parse(JSON.parse(String(text)));
  return DATASETS.filter((code) => stored.includes(code));
};

const scopesOf = (text: unknown): AssistantScope[] => {
  const stored = strings.parse(JSON.parse(String(text)));
  return ASSISTANT_SCOPES.filter((scope) => stored.includes(scope));
};

function told(row: Row): ApiToken {
  const [expiresAt, revokedAt] = [readInt(row.expires_at), row.revoked_at == null ? null : readInt(row.revoked_at)];
  return {
    id: String(row.id),
    name: String(row.name),
    tail: String(row.tail),
    datasets: codesOf(row.datasets),
    assistant: scopesOf(row.assistant),
    orgs: strings.parse(JSON.parse(String(row.orgs))),
    fullAccounts: readInt(row.full_accounts) === 1,
    by: String(row.maker ?? row.created_by),
    createdAt: readInt(row.created_at),
    expiresAt,
    revokedAt,
    lastUsedAt: row.last_used_at == null ? null : readInt(row.last_used_at),
    lastUsedFrom: row.last_used_from == null ? null : String(row.last_used_from),
    state: revokedAt !== null ? 'revoked' : expiresAt <= Date.now() ? 'expired' : 'valid',
  };
}
