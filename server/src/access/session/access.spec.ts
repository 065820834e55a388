import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AuditLog } from '../../audit/audit-log.js';
import { readSettings } from '../../config/settings.js';
import { type DingTalkClient, DingTalkError } from '../../connectors/source.js';
import type { Database } from '../../database/database.js';
import { SYSTEM } from '../../domain/actor.js';
import { temporaryDatabase } from '../../schema/temporary-database.js';
import { Members } from '../member/members.js';
import { LastAdminError, LoginRefusedError, PersonUnknownError } from '../role/access.errors.js';
import { LogIn } from './log-in.js';
import { cookieForm } from './session-cookie.js';
import { Sessions } from './sessions.js';

interface Person {
  userId: string;
  name: string;
  isAdmin: boolean;
}
const PEOPLE: Readonly<Record<string, Person>> = {
  boss: { userId: '0100', name: '主管理员', isAdmin: true },
  deputy: { userId: '0101', name: '子管理员', isAdmin: true },
  named: { userId: '0102', name: '财务负责人', isAdmin: false },
  clerk: { userId: '0103', name: '出纳', isAdmin: false },
};

/** Of DingTalk only what a login needs: a code is a key of PEOPLE. */
const dingtalk = {
  redeemLoginCode: async (code: string) => {
    const person = PEOPLE[code];
    if (!person) throw new DingTalkError('parameter', '免登码无效', '40078');
    return person;
  },
  getUser: async (userId: string) => {
    const person = Object.values(PEOPLE).find((known) => known.userId === userId);
    return person ? { userId, name: person.name, deptIds: [], jobNumber: null } : null;
  },
} as unknown as DingTalkClient;

const settings = readSettings({
  APP_SECRET: 'access-spec-secret-01',
  ADMIN_USER_IDS: '0102',
  DINGTALK_CORP_ID: 'dingcorp',
  DINGTALK_CLIENT_ID: 'k',
  DINGTALK_CLIENT_SECRET: 's',
  DINGTALK_AGENT_ID: '1',
  KINGDEE_URL: 'http://127.0.0.1:1/k3cloud/',
  KINGDEE_ACCT_ID: 'a',
  KINGDEE_USERNAME: 'u',
  KINGDEE_APP_ID: 'i',
  KINGDEE_APP_SECRET: 's',
});

let db: Database;
let drop: () => Promise<void>;
let sessions: Sessions;
let members: Members;
let logIn: LogIn;

beforeEach(async () => {
  ({ db, drop } = await temporaryDatabase());
  const audit = new AuditLog();
  sessions = new Sessions(db, settings);
  members = new Members(db, dingtalk, audit);
  logIn = new LogIn(db, dingtalk, sessions, audit, settings);
});
afterEach(() => drop());
const enter = (authCode: string) => logIn.run({ corpId: 'dingcorp', authCode });
const expire = (ms: number) =>
  db.inTransaction((tx) => tx.query('UPDATE session SET expires_at = expires_at - ?', [ms]));

describe('login', () => {
  it('makes the first of DingTalk’s own admins an admin who can do everything, and no second one', async () => {
    expect((await enter('boss')).actor.roles).toEqual(['viewer', 'mapper', 'reviewer', 'pusher', 'admin']);
    expect((await enter('deputy')).actor.roles).toEqual([]);
  });

  it('makes everybody in ADMIN_USER_IDS an admin, even where there is one already', async () => {
    await enter('boss');
    expect((await enter('named')).actor.roles).toContain('admin');
  });

  it('lets anybody else in without a role, and keeps their name', async () => {
    const { actor } = await enter('clerk');
    expect(actor).toEqual({ userId: '0103', name: '出纳', roles: [] });
    expect((await members.list()).map(({ name }) => name)).toEqual(['出纳']);
  });

  it('refuses another corp, and a code that DingTalk does not take', async () => {
    await expect(logIn.run({ corpId: 'other', authCode: 'boss' })).rejects.toThrow(LoginRefusedError);
    await expect(enter('used')).rejects.toMatchObject({ status: 401, code: 'session/code' });
  });
});

describe('a session', () => {
  it('is known by its cookie only, and the table holds no cookie', async () => {
    const { cookie } = await enter('boss');
    expect((await sessions.find(cookie))?.actor.name).toBe('主管理员');
    expect(await sessions.find(`${cookie.slice(0, -1)}${cookie.endsWith('A') ? 'B' : 'A'}`)).toBeNull();
    expect(JSON.stringify(await db.query('SELECT * FROM session'))).not.toContain(cookie);
  });

  it('slides while it is used, ends when it is not, and ends at once on logout', async () => {
    const { cookie, expiresAt } = await enter('boss');
    await expire(settings.SESSION_TTL_MS / 2);
    expect((await sessions.use(cookie))?.expiresAt).toBeGreaterThanOrEqual(expiresAt);
    await expire(settings.SESSION_TTL_MS + 1_000);
    expect(await sessions.use(cookie)).toBeNull();
    const second = await enter('boss');
    await sessions.close(second.cookie);
    expect(await sessions.find(second.cookie)).toBeNull();
  });

  it('ends for good at the end of its life, however much it is used', async () => {
    const { cookie } = await enter('boss');
    const age = (ms: number) =>
      db.inTransaction((tx) => tx.query('UPDATE session SET created_at = created_at - ?', [ms]));
    await age(settings.SESSION_LIFE_MS - 60_000);
    await expire(settings.SESSION_TTL_MS / 2);
    const late = await sessions.use(cookie);
    expect(late?.expiresAt).toBeLessThanOrEqual(Date.now() + 60_000);
    await age(60_000);
    expect(await sessions.use(cookie)).toBeNull();
    expect(await sessions.find(cookie)).toBeNull();
  });

  it('has a cookie that only https carries where the page is on https, and that DingTalk’s frame may carry when embedded', () => {
    expect(cookieForm({ PUBLIC_URL: 'https://pay.example.com', EMBEDDED: true })).toEqual({
      name: '__Host-dingdee',
      known: '__Host-dingdee-known',
      options: { path: '/', httpOnly: true, secure: true, sameSite: 'none', partitioned: true },
    });
    expect(cookieForm({ PUBLIC_URL: 'https://pay.example.com', EMBEDDED: false }).options.sameSite).toBe('lax');
    expect(cookieForm({ PUBLIC_URL: undefined, EMBEDDED: true })).toMatchObject({
      name: 'dingdee',
      options: { secure: false },
    });
  });
});

describe('roles', () => {
  it('hold at once in an open session, and for somebody who has not logged in yet', async () => {
    await enter('boss');
    const { cookie } = await enter('clerk');
    await members.setRoles('0103', { roles: ['viewer', 'pusher'] }, SYSTEM);
    expect((await sessions.find(cookie))?.actor.roles).toEqual(['viewer', 'pusher']);
    expect(await members.setRoles('0101', { roles: ['viewer'] }, SYSTEM)).toMatchObject({
      name: '子管理员',
      lastSeenAt: null,
    });
    await expect(members.setRoles('9999', { roles: ['viewer'] }, SYSTEM)).rejects.toThrow(PersonUnknownError);
  });

  it('that are not any more what was on the screen are not written over', async () => {
    await enter('boss');
    await members.setRoles('0103', { roles: ['viewer'], was: [] }, SYSTEM);
    const late = members.setRoles('0103', { roles: ['pusher'], was: [] }, SYSTEM);
    await expect(late).rejects.toThrow('出纳 的角色在你打开之后变了，现在是：查看。没有改动，看过再改。');
    expect((await members.list()).find(({ userId }) => userId === '0103')?.roles).toEqual(['viewer']);
  });

  it('always leave one admin, whoever asks', async () => {
    await enter('boss');
    await expect(members.setRoles('0100', { roles: ['viewer'] }, SYSTEM)).rejects.toThrow(LastAdminError);
    await enter('named');
    await members.setRoles('0100', { roles: ['viewer'] }, SYSTEM);
    await expect(members.setRoles('0102', { roles: [] }, SYSTEM)).rejects.toThrow(LastAdminError);
    expect((await members.list()).flatMap(({ roles }) => roles).filter((role) => role === 'admin')).toHaveLength(1);
  });

  it('are written into the audit log with what they were before', async () => {
    await enter('boss');
    await members.setRoles('0103', { roles: ['viewer'] }, SYSTEM);
    const rows = await db.query<{ detail: string }>("SELECT detail FROM audit WHERE action = 'set-roles'");
    expect(JSON.parse(rows[0]?.detail ?? '')).toMatchObject({ before: [], after: ['viewer'], name: '出纳' });
  });

  it('that are confirmed as they were are no decision, and stand in no log', async () => {
    await enter('boss');
    await members.setRoles('0103', { roles: ['viewer', 'pusher'] }, SYSTEM);
    await members.setRoles('0103', { roles: ['pusher', 'viewer'] }, SYSTEM);
    expect((await members.list()).find(({ userId }) => userId === '0103')?.roles).toEqual(['viewer', 'pusher']);
    expect(await db.query("SELECT seq FROM audit WHERE action = 'set-roles'")).toHaveLength(1);
  });
});
