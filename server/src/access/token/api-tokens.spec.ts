import type { CreateToken } from '@dingdee/shared/api-token';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AuditLog } from '../../audit/audit-log.js';
import type { Settings } from '../../config/settings.js';
import type { DingTalkClient } from '../../connectors/source.js';
import type { Database } from '../../database/database.js';
import { SYSTEM } from '../../domain/actor.js';
import { beijingDate } from '../../domain/beijing-time.js';
import type { Wakes } from '../../queue/wakes.js';
import { temporaryDatabase } from '../../schema/temporary-database.js';
import { Leavers } from '../member/leavers.js';
import { grant, Members, saveMember } from '../member/members.js';
import { ApiTokens } from './api-tokens.js';

const DAY_MS = 86_400_000;
const audit = new AuditLog();

let db: Database;
let drop: () => Promise<void>;
let tokens: ApiTokens;
beforeEach(async () => {
  ({ db, drop } = await temporaryDatabase());
  tokens = new ApiTokens(db, audit);
  for (const userId of ['boss', 'maker'])
    await db.inTransaction(async (tx) => {
      await saveMember(tx, { userId, name: `管理 ${userId}`, seen: Date.now() });
      await grant(tx, userId, ['viewer', 'admin'], 'system');
    });
});
afterEach(() => drop());

const made = (by: string, body: Partial<CreateToken> = {}) =>
  tokens.create(
    {
      name: '集团报表',
      datasets: ['bills'],
      orgs: [],
      until: beijingDate(Date.now() + 30 * DAY_MS),
      ...body,
    },
    { userId: by, name: `管理 ${by}`, roles: ['admin'] },
  );
const admitted = (token: string, from = '10.0.0.1') => tokens.admit(`Bearer ${token}`, from);
const details = async (action: string) =>
  (await db.query<{ detail: string }>('SELECT detail FROM audit WHERE action = ? ORDER BY seq', [action])).map(
    ({ detail }) => JSON.parse(detail) as Record<string, unknown>,
  );

describe('who made a token and may make none any more', () => {
  const members = () => new Members(db, {} as DingTalkClient, audit);

  it('leaves none behind that reads when they lose 管理, and the log says which ended; those of others read on', async () => {
    const [mine, other] = [await made('maker'), await made('boss')];
    await members().setRoles('maker', { roles: ['viewer', 'mapper', 'admin'] }, SYSTEM);
    expect((await admitted(mine.token)).datasets).toEqual(['bills']);
    await members().setRoles('maker', { roles: ['viewer'] }, SYSTEM);
    await expect(admitted(mine.token)).rejects.toMatchObject({ code: 'token/refused' });
    expect((await admitted(other.token)).datasets).toEqual(['bills']);
    expect((await tokens.list()).find(({ id }) => id === mine.id)?.state).toBe('revoked');
    expect(await details('set-roles')).toMatchObject([
      { after: ['viewer', 'mapper', 'admin'] },
      { after: ['viewer'], tokens: [`集团报表 dd_…${mine.tail}`] },
    ]);
    await members().setRoles('maker', { roles: ['viewer', 'admin'] }, SYSTEM);
    await expect(admitted(mine.token)).rejects.toMatchObject({ code: 'token/refused' });
  });

  it('leaves none behind that reads when DingTalk knows them no longer', async () => {
    const { token, tail } = await made('maker');
    const dingtalk = {
      standing: async (userId: string) => ({ is: userId === 'maker' ? 'left' : 'here', name: '' }),
    } as unknown as DingTalkClient;
    await new Leavers(db, dingtalk, audit, {} as Wakes, { LEAVER_CHECK_MS: DAY_MS } as Settings).run();
    await expect(admitted(token)).rejects.toMatchObject({ code: 'token/refused' });
    expect(await details('left')).toMatchObject([{ tokens: [`集团报表 dd_…${tail}`] }]);
  });

  it('gives none while their role goes: what was made at that moment reads nothing', async () => {
    await db.inTransaction((tx) => tx.query("DELETE FROM role WHERE user_id = 'maker'"));
    const { token } = await made('maker');
    await expect(admitted(token)).rejects.toMatchObject({ code: 'token/refused' });
  });
});

describe('account numbers in full', () => {
  const reason = '银行要按全号核对收款人';

  it('are given to a token with a reason, which is in the log', async () => {
    expect(await made('maker')).toMatchObject({ fullAccounts: false });
    expect(await made('maker', { fullAccounts: reason })).toMatchObject({ fullAccounts: true });
    const [without, full] = await details('create-token');
    expect(without).toMatchObject({ fullAccounts: false });
    expect(without).not.toHaveProperty('reason');
    expect(full).toMatchObject({ fullAccounts: true, reason });
  });

  it('that are read are in the log once for each token, address and day, whichever process is asked', async () => {
    const [first, second] = [
      await made('maker', { fullAccounts: reason }),
      await made('boss', { fullAccounts: reason }),
    ];
    const another = new ApiTokens(db, audit);
    const scopes = [
      await admitted(first.token),
      await admitted(first.token),
      await admitted(first.token, '10.0.0.2'),
      await admitted(second.token),
    ];
    for (const scope of scopes) await tokens.noteFullAccounts(scope, 'bills');
    for (const scope of scopes) await another.noteFullAccounts(scope, 'lines');
    expect(await details('read-full-accounts')).toEqual([
      { actorName: `令牌 集团报表 dd_…${first.tail}`, dataset: 'bills', address: '10.0.0.1' },
      { actorName: `令牌 集团报表 dd_…${first.tail}`, dataset: 'bills', address: '10.0.0.2' },
      { actorName: `令牌 集团报表 dd_…${second.tail}`, dataset: 'bills', address: '10.0.0.1' },
    ]);
    await db.inTransaction((tx) =>
      tx.query("UPDATE audit SET at = at - ? WHERE action = 'read-full-accounts'", [DAY_MS]),
    );
    await new ApiTokens(db, audit).noteFullAccounts(await admitted(first.token), 'bills');
    expect(await details('read-full-accounts')).toHaveLength(4);
  });

  it('are in no log where the token does not tell them, or what is read has none', async () => {
    await tokens.noteFullAccounts(await admitted((await made('maker')).token), 'bills');
    const full = await made('maker', { fullAccounts: reason, datasets: ['quota'] });
    await tokens.noteFullAccounts(await admitted(full.token), 'quota');
    expect(await details('read-full-accounts')).toEqual([]);
  });
});
