import type { BaseDataKind } from '@dingdee/shared/base-data';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AuditLog } from '../../audit/audit-log.js';
import type { BaseDataRecord, KingdeeClient } from '../../connectors/target.js';
import type { Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { LiveEvents } from '../../event-log/live-events.js';
import { temporaryDatabase } from '../../schema/temporary-database.js';
import { BaseDataCatalog } from '../base-data-catalog.js';
import { BaseDataStore } from '../base-data-store.js';
import { Increments } from '../incremental/increments.js';
import { ReadChanges } from '../incremental/read-changes.js';
import { OwnFields } from '../own-field/own-fields.js';
import { ReadKind } from '../read-kind.js';
import { SeenOrganisations } from '../seen/seen-organisations.js';
import { EmptiedBaseData } from './emptied-base-data.js';

const admin: Actor = { userId: '0266110934', name: '郑毅', roles: ['admin'] };
const account = (orgNumber: string, number: string): BaseDataRecord => ({
  kind: 'bankAccount',
  number,
  name: `账号${number}`,
  orgNumber,
  usable: true,
  reason: null,
  extra: {},
});
const OF_201 = ['1', '2', '3'].map((number) => account('201', number));
const OF_202 = ['1', '2', '3', '4'].map((number) => account('202', number));

let lists: Map<BaseDataKind, readonly BaseDataRecord[]>;
let db: Database;
let emptied: EmptiedBaseData;
let catalog: BaseDataCatalog;
let changed: BaseDataKind[];
let drop: () => Promise<void>;
beforeEach(async () => {
  ({ db, drop } = await temporaryDatabase());
  lists = new Map([['bankAccount', [...OF_201, ...OF_202]]]);
  const kingdee = {
    async *baseDataPages(kind: BaseDataKind) {
      yield lists.get(kind) ?? [];
    },
    seenOrganisations: async () => [],
    ownFields: async () => ({ forms: new Map(), limits: new Map(), mustInputs: new Map(), categories: [] }),
    check: async () => undefined,
    source: '',
  } as unknown as KingdeeClient;
  emptied = new EmptiedBaseData(db, new AuditLog(), new LiveEvents());
  const store = new BaseDataStore(db);
  const increments = new Increments(db, store, kingdee, { BASE_DATA_CHANGES_MS: 0 });
  const reader = new ReadKind(kingdee, store, emptied, increments);
  catalog = new BaseDataCatalog(
    kingdee,
    store,
    reader,
    new ReadChanges(kingdee, store, reader, increments),
    emptied,
    new OwnFields(kingdee, store, db),
    new SeenOrganisations(kingdee, store, db),
    db,
    new AuditLog(),
    new LiveEvents(),
  );
  changed = [];
  catalog.onChanged(async (kinds) => void changed.push(...kinds));
  await catalog.refresh(admin);
  changed = [];
});
afterEach(() => drop());

const usable = async (org: string) => (await catalog.current()).lookup('bankAccount', '1', org)?.usable;
const parts = async () => (await emptied.waiting()).map(({ kind, orgNumber, rows }) => [kind, orgNumber, rows]);
const whole = { kind: 'bankAccount', orgNumber: '', rows: 7 } as const;

it('a kind that comes back empty keeps what it had and waits for a word, with what would be gone', async () => {
  lists.set('bankAccount', []);
  const { problems } = await catalog.refresh(admin);
  expect(problems?.map(({ sentence }) => sentence).join()).toContain('由钉蝶的管理员在页面顶上确认');
  expect(await parts()).toEqual([['bankAccount', '', 7]]);
  await catalog.refresh();
  expect([await usable('201'), await usable('202')]).toEqual([true, true]);
  expect(changed).toEqual([]);
});

it('so does one organisation of it, while the others are read', async () => {
  lists.set('bankAccount', OF_201);
  await catalog.refresh(admin);
  expect(await parts()).toEqual([['bankAccount', '202', 4]]);
  expect(await usable('202')).toBe(true);
});

it('said to be gone by an administrator it cannot be used any more, mappings are looked at again, and it is in the log', async () => {
  lists.set('bankAccount', OF_201);
  await catalog.refresh(admin);
  const one = { kind: 'bankAccount', orgNumber: '202', rows: 4, decision: 'gone' } as const;
  expect(await catalog.decideEmptied(one, admin)).toBe(4);
  expect([await usable('201'), await usable('202')]).toEqual([true, false]);
  expect(changed).toEqual(['bankAccount']);
  expect(await parts()).toEqual([]);
  await catalog.refresh(admin);
  expect(await parts()).toEqual([]);
  const log = await db.query<{ actor: string; detail: string }>(
    "SELECT actor, detail FROM audit WHERE action = 'base-data-gone'",
  );
  expect(log.map(({ actor, detail }) => [actor, JSON.parse(detail)])).toEqual([
    [admin.userId, { kind: 'bankAccount', orgNumber: '202', rows: 4, actorName: admin.name }],
  ]);
  await expect(catalog.decideEmptied(one, admin)).rejects.toMatchObject({ code: 'base-data/not-emptied' });
});

it('kept it stays usable and is asked about no more, until Kingdee has listed it in between', async () => {
  lists.set('bankAccount', []);
  await catalog.refresh(admin);
  expect(await catalog.decideEmptied({ ...whole, decision: 'keep' }, admin)).toBe(0);
  await catalog.refresh(admin);
  expect(await parts()).toEqual([]);
  expect(await usable('202')).toBe(true);
  lists.set('bankAccount', [...OF_201, ...OF_202]);
  await catalog.refresh(admin);
  lists.set('bankAccount', []);
  await catalog.refresh(admin);
  expect(await parts()).toEqual([['bankAccount', '', 7]]);
});

it('another number than the person saw is not decided', async () => {
  lists.set('bankAccount', []);
  await catalog.refresh(admin);
  await expect(catalog.decideEmptied({ ...whole, rows: 6, decision: 'gone' }, admin)).rejects.toMatchObject({
    code: 'base-data/emptied-changed',
    status: 409,
  });
  expect(await usable('201')).toBe(true);
});

it('listed again before anybody decided it is forgotten', async () => {
  lists.set('bankAccount', []);
  await catalog.refresh(admin);
  lists.set('bankAccount', [...OF_201, ...OF_202.slice(1)]);
  await catalog.refresh(admin);
  expect(await parts()).toEqual([]);
  expect(await usable('202')).toBe(false);
});
