import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BillClaims, PushBill } from '../bill/ledger/bill-claims.js';
import type { DingTalkClient } from '../connectors/source.js';
import type { Database } from '../database/database.js';
import { settingsForSpec } from '../http/settings-for-spec.js';
import type { OutboxItem } from '../outbox/outbox.js';
import type { SchemeStore } from '../scheme/version/scheme-store.js';
import { BookedMarks } from './booked-mark.js';
import { FindComment } from './find-comment.js';

const SEED = 20261130;
const RUNS = 20_000;
const marks = new BookedMarks(settingsForSpec());
const others = new BookedMarks(settingsForSpec({ APP_SECRET: 'another-secret-0123' }));

const PUSHER = 'pusher';
const OTHER_PUSHER = 'pusher-2';
const APPLICANT = 'applicant';
const COLLEAGUE = 'colleague';
const INSTANCE = 'inst-1';
const AGREED = Date.UTC(2026, 4, 6, 12, 0);
const NUMBER = 'DD0001';
const SENTENCE = `已生成付款单 ${NUMBER}，日期 2026-05-07，金额 1,280.00`;
const TEMPLATE = '已生成付款单 {{billNo}}，日期 {{date}}，金额 {{amount}}';

const bill = {
  id: 'b1',
  schemeId: 's',
  schemeVersion: 1,
  billNo: NUMBER,
  kingdeeNo: null,
  processInstanceId: INSTANCE,
  finishedAt: AGREED,
  originatorUserId: APPLICANT,
  state: { by: PUSHER },
} as unknown as PushBill;

interface Record {
  userId: string;
  remark: string;
  type?: string;
  /** Minutes after the approval was agreed. */
  after?: number;
}
const markedBy = (asUserId: string, processInstanceId = INSTANCE, part = '') =>
  marks.of({ processInstanceId, part, asUserId });
const booked = SENTENCE + markedBy(PUSHER);
const item = {
  billId: 'b1',
  processInstanceId: INSTANCE,
  event: 'booked',
  asUserId: PUSHER,
  text: booked,
  createdAt: AGREED + 3_600_000,
} as OutboxItem;

/** The approval as DingTalk answers it; its times are Beijing's, to the minute. @param ahead hours from UTC, of what it prints */
function looking(records: readonly Record[], { template = TEMPLATE, of = bill, ahead = 8 } = {}): FindComment {
  const printed = (at: number) => `${new Date(at + ahead * 3_600_000).toISOString().slice(0, 16)}Z`;
  const text = JSON.stringify({
    result: {
      businessId: '202605061200000000001',
      createTime: printed(Date.UTC(2026, 4, 6, 4)),
      operationRecords: records.map(({ userId, remark, type = 'ADD_REMARK', after = 60 }) => ({
        type,
        result: type === 'ADD_REMARK' ? 'NONE' : 'AGREE',
        userId,
        remark,
        date: printed(AGREED + after * 60_000),
      })),
    },
  });
  const rows = async (sql: string) => (sql.includes('role') ? [{ id: PUSHER }, { id: OTHER_PUSHER }] : []);
  return new FindComment(
    { read: { query: rows } } as unknown as Database,
    { load: async () => [of] } as unknown as BillClaims,
    {
      version: async () => ({ content: { processCode: 'PROC-1', writeback: { text: template, asUserId: null } } }),
    } as unknown as SchemeStore,
    {
      getInstance: async () => ({ processCode: 'PROC-1', processInstanceId: INSTANCE, family: 'v1', text }),
    } as unknown as DingTalkClient,
    marks,
  );
}

/** What we and people write under an approval. `says`: it is the booked comment of this bill. */
const KINDS: { [kind: string]: { says: boolean; record: Record } } = {
  'the booked comment': { says: true, record: { userId: PUSHER, remark: booked } },
  'the booked comment with other blanks': {
    says: true,
    record: { userId: PUSHER, remark: booked.replaceAll(' ', ' \n') },
  },
  'the booked comment of whoever else pushed it before a backup was put back': {
    says: true,
    record: { userId: OTHER_PUSHER, remark: SENTENCE + markedBy(OTHER_PUSHER) },
  },
  'the booked comment of a release without marks': { says: true, record: { userId: PUSHER, remark: SENTENCE } },
  'the same of a person with the right to push, pasted by hand': {
    says: true,
    record: { userId: OTHER_PUSHER, remark: booked },
  },
  'a booked comment made with another secret': {
    says: true,
    record: {
      userId: PUSHER,
      remark: SENTENCE + others.of({ processInstanceId: INSTANCE, part: '', asUserId: PUSHER }),
    },
  },
  question: {
    says: false,
    record: { userId: PUSHER, remark: `请补充资料：发票（单据 ${NUMBER}，补充后由财务继续审核）` },
  },
  'question that quotes the booked comment': {
    says: false,
    record: {
      userId: PUSHER,
      remark: `第 2 次请补充资料：${booked}是怎么回事（单据 ${NUMBER}，补充后由财务继续审核）`,
    },
  },
  'no payment': {
    says: false,
    record: { userId: PUSHER, remark: '无需付款：明细合计 ¥1.00，已全额冲抵 ¥1.00，不生成付款单。' },
  },
  'reversal by a person': { says: false, record: { userId: PUSHER, remark: `${NUMBER} 已在金蝶冲销，未付款` } },
  'digest by a person': { says: false, record: { userId: PUSHER, remark: `本周待付：${NUMBER}、DD0002、DD0003` } },
  'applicant who names the number': { says: false, record: { userId: APPLICANT, remark: `${NUMBER} 什么时候付？` } },
  'applicant who writes the sentence': { says: false, record: { userId: APPLICANT, remark: SENTENCE } },
  'applicant who quotes the booked comment': { says: false, record: { userId: APPLICANT, remark: booked } },
  'applicant who asks with a quotation': {
    says: false,
    record: { userId: APPLICANT, remark: `“${booked}”，怎么还没到账？` },
  },
  'colleague who quotes the booked comment': { says: false, record: { userId: COLLEAGUE, remark: booked } },
  'mark of another approval': { says: false, record: { userId: PUSHER, remark: `收到${markedBy(PUSHER, 'inst-2')}` } },
  'mark of another part': {
    says: false,
    record: { userId: PUSHER, remark: `收到${markedBy(PUSHER, INSTANCE, '同一张审批第 2 张，共 2 张')}` },
  },
  'mark that nobody made': {
    says: false,
    record: { userId: COLLEAGUE, remark: `${SENTENCE}（入账回写码 1-7K3M9Q2X）` },
  },
  'remark of a person with the right to push': { says: false, record: { userId: PUSHER, remark: `${NUMBER} 请尽快` } },
  'opinion of an approver': {
    says: false,
    record: { userId: PUSHER, remark: booked, type: 'EXECUTE_TASK_NORMAL', after: 0 },
  },
  'comment of a time before the approval was agreed': {
    says: false,
    record: { userId: PUSHER, remark: booked, after: -120 },
  },
};
const names = Object.keys(KINDS);
const of = (kinds: readonly string[]) => kinds.flatMap((kind) => (KINDS[kind] ? [KINDS[kind]] : []));

describe('of the comments under an approval', () => {
  it.each(names)('%s alone is told from the booked one', async (kind) => {
    const [only] = of([kind]);
    const look = looking(only ? [only.record] : []);
    expect([await look.exists(item), (await look.ofPayment(bill)) !== null]).toEqual([only?.says, only?.says]);
  });

  it(`only the booked one counts, whatever else stands there (${RUNS} approvals, seed ${SEED})`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.constantFrom(...names), { maxLength: 8 }), async (kinds) => {
        const there = of(kinds);
        const says = there.some((kind) => kind.says);
        const look = looking(there.map(({ record }) => record));
        const found = await look.ofPayment(bill);
        expect([await look.exists(item), found !== null]).toEqual([says, says]);
        const bookedOnes = there.flatMap((kind) => (kind.says ? [kind.record.remark] : []));
        if (found !== null) expect(bookedOnes).toContain(found);
      }),
      { numRuns: RUNS, seed: SEED },
    );
  }, 120_000);
});

describe('a comment of a release without marks', () => {
  it.each([
    ['财务已付款，请留意到账。', '财务已付款，请留意到账。', true],
    ['财务已付款，请留意到账。', '财务已付款，请留意到账。（已提交）', true],
    ['财务已付款，请留意到账。', '听说财务已付款，请留意到账。', false],
    ['{{billNo}}', NUMBER, true],
    ['{{billNo}}', 'DD0002', false],
    ['{{outcome}}', '已入账', false],
    ['{{outcome}}：{{billNo}}', `已入账：${NUMBER}`, true],
    ['{{outcome}}：{{billNo}}', `请问已入账：${NUMBER}`, false],
  ])('of the text %s: is “%s” the booked one? %s', async (template, remark, says) => {
    const look = looking([{ userId: PUSHER, remark }], { template });
    expect((await look.ofPayment(bill)) !== null).toBe(says);
  });
});

it('a question is found again by its whole text, its author and its time', async () => {
  const text = `请补充资料：发票（单据 ${NUMBER}，补充后由财务继续审核）`;
  const asked = { ...item, event: 'ask', text };
  expect(await looking([{ userId: PUSHER, remark: text }]).exists(asked)).toBe(true);
  expect(await looking([{ userId: APPLICANT, remark: text }]).exists(asked)).toBe(false);
  expect(await looking([{ userId: PUSHER, remark: text, after: 20 }]).exists(asked)).toBe(false);
  expect(await looking([{ userId: PUSHER, remark: `第 2 次${text}` }]).exists(asked)).toBe(false);
});

it('a mark made with the former secret still counts', () => {
  const marked = { processInstanceId: INSTANCE, part: '', asUserId: PUSHER };
  const now = new BookedMarks(
    settingsForSpec({ APP_SECRET: 'another-secret-0123', APP_SECRET_BEFORE: 'http-spec-secret-0123' }),
  );
  expect([now.isOn(booked, marked), others.isOn(booked, marked)]).toEqual([true, false]);
});

it('where DingTalk begins to print another time zone no time speaks against a comment', async () => {
  const look = looking([{ userId: PUSHER, remark: booked }], { ahead: 0 });
  expect([await look.exists(item), await look.ofPayment(bill)]).toEqual([true, booked]);
});
