import { type FieldRules, patchScheme, type SchemeDetail, schemeDetail } from '@dingdee/shared/scheme';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import type { FieldLimit } from '../../domain/draft/target-form.js';
import { NO_BASE_DATA } from '../../domain/draft/usable-base-data.js';
import { temporaryDatabase } from '../../schema/temporary-database.js';
import { schemesForSpec } from '../scheme-for-spec.js';
import type { SchemeStore } from './scheme-store.js';
import type { WriteScheme } from './write-scheme.js';

const admin: Actor = { userId: '0139', name: '郑毅', roles: ['admin'] };
let drop: () => Promise<void>;
let store: SchemeStore;
let writing: WriteScheme;
let db: Database;
let office: ReturnType<typeof schemesForSpec>;

beforeEach(async () => {
  ({ db, drop } = await temporaryDatabase());
  office = schemesForSpec(db);
  ({ store, writing } = office);
});
afterEach(() => drop());

const create = (more: object = {}) =>
  writing.create({ template: 'expense-to-paybill', processCode: 'PROC-1', orgNumber: '101', ...more }, admin);

/** As an administrator who lets every warning pass. */
async function enable(id: string) {
  const { version, findings } = await office.enabling.readiness(id);
  return office.enabling.enable(id, { version, accepted: findings.map(({ key }) => key) }, admin);
}

describe('a scheme made from the market', () => {
  it('names the controls as the form does and lists what the form lacks', async () => {
    const made = schemeDetail.parse(await create());
    expect(made.unmatched).toEqual(['公司帐号付款(如需公司帐号付款请选择)']);
    expect(made.content.rows.amount?.rules).toEqual([{ kind: 'amount', from: 'row:报销金额（元）' }]);
    expect(made.content.rows.costItem?.rules[1]).toMatchObject({ key: 'row:费用明细|项目费用明细' });
    expect([made.currentVersion, made.enabled, made.state, made.name]).toEqual([
      1,
      false,
      'draft',
      '费用报销 → 付款单（费用报销）',
    ]);
  });

  it('is a draft whatever it asks for: only enabling switches it on, and names who did', async () => {
    const { id, state, switchedAt } = await create({ enabled: true });
    expect([state, switchedAt]).toEqual(['draft', null]);
    expect(await enable(id)).toMatchObject({ state: 'on', enabled: true, switchedBy: admin.name });
  });

  it('refuses a second enabled scheme on the same form', async () => {
    await enable((await create()).id);
    const second = await create();
    expect((await office.enabling.readiness(second.id)).findings[0]).toMatchObject({ level: 'blocks', key: 'taken' });
    await expect(enable(second.id)).rejects.toMatchObject({ code: 'scheme/form-taken' });
  });

  it('says in the list which of Kingdee’s forms it leads to, as its newest version does', async () => {
    const { id, content } = await create();
    const other = await create({ template: 'expense-to-payable', processCode: 'PROC-2' });
    const targets = async () => new Map((await store.list()).map((one) => [one.id, one.target]));
    expect([(await targets()).get(id), (await targets()).get(other.id)]).toEqual(['AP_PAYBILL', 'AP_OtherPayable']);
    // A text that reads like it is only a text.
    const written = { ...content, writeback: { ...content.writeback, text: '"target":"AP_OtherPayable" {{billNo}}' } };
    await writing.putContent(id, { version: 1, content: written }, admin);
    expect((await targets()).get(id)).toBe('AP_PAYBILL');
  });

  it('an unknown template is refused', async () => {
    await expect(create({ template: 'nothing' })).rejects.toMatchObject({ code: 'scheme/unknown-template' });
  });
});

describe('changing a scheme', () => {
  it('writes a new version and leaves the old one as it was; the same content writes none', async () => {
    const { id, content } = await create();
    const changed = { ...content, billNoPrefix: 'BX' };
    const after = await writing.putContent(id, { version: 1, content: changed }, admin);
    expect([after.currentVersion, after.version, after.content.billNoPrefix]).toEqual([2, 2, 'BX']);
    expect((await store.version(id, 1)).content.billNoPrefix).toBe('DD');
    expect((await writing.putContent(id, { version: 2, content: changed }, admin)).currentVersion).toBe(2);
  });

  it('a person who saw an older version is refused', async () => {
    const { id, content } = await create();
    await writing.patch(id, { version: 1, name: '报销' }, admin);
    await expect(writing.patch(id, { version: 1, name: '报销单' }, admin)).rejects.toMatchObject({
      code: 'scheme/stale',
    });
    for (const late of [
      () => office.enabling.enable(id, { version: 1, accepted: [] }, admin),
      () => office.retiring.delete(id, { version: 1 }, admin),
    ])
      await expect(late()).rejects.toMatchObject({ code: 'scheme/stale' });
    await expect(
      writing.putContent(id, { version: 1, content: { ...content, billNoPrefix: 'BX' } }, admin),
    ).rejects.toMatchObject({ code: 'scheme/stale' });
  });

  it('content of another form and unknown fields are refused', async () => {
    const { id, content } = await create();
    const put = (change: object) => writing.putContent(id, { version: 1, content: { ...content, ...change } }, admin);
    const field = (rule: object) => ({ label: '字段', required: false, rules: [rule] });
    await expect(put({ processCode: 'PROC-2' })).rejects.toMatchObject({ code: 'scheme/content' });
    const unknown = { ...content.header, FWHAT: field({ kind: 'constant', value: '1' }) };
    await expect(put({ header: unknown })).rejects.toMatchObject({ code: 'scheme/content' });
    const own = { ...content.header, F_ABCD_Text: field({ kind: 'constant', value: '1' }) };
    expect((await put({ header: own })).currentVersion).toBe(2);
  });

  it('an expression is saved with examples that come out, and refused with its place and the reason', async () => {
    const { id, content } = await create();
    const cel = 'row["费用明细"] == "市内交通" ? "交通" : "其他"';
    const examples = [{ given: { 'row:费用明细': '市内交通' }, result: '交通' }];
    const put = (rule: object, name = 'comment') => {
      const rows = {
        ...content.rows,
        [name]: { label: '备注', required: false, rules: [{ kind: 'expression', ...rule }] },
      };
      return writing.putContent(id, { version: 1, content: { ...content, rows: rows as never } }, admin);
    };
    const refused = async (words: string, rule: object, name?: string) =>
      await expect(put(rule, name)).rejects.toMatchObject({
        code: 'scheme/content',
        message: expect.stringContaining(words),
      });
    await refused('“备注”第 1 条规则：表达式是空的', {});
    await refused('至少一个例子', { cel });
    await refused('第 1 个例子应当得到“打车”，实际得到“交通”', { cel, examples: [{ ...examples[0], result: '打车' }] });
    await refused('填了“备注”，表达式没有用到它', { cel, examples: [{ given: { 'row:备注': '甲' }, result: '其他' }] });
    await refused('里面有无法识别的金额或日期', {
      cel: 'amountAbove(row["报销金额（元）"], "1") ? "甲" : "乙"',
      examples: [{ given: { 'row:报销金额（元）': '一百' }, result: '甲' }],
    });
    await refused('第 8 个字起，表达式不计算', { cel: '"a" == "b" * "c" ? "1" : "2"', examples });
    for (const name of ['amount', 'oppositeAccount']) await refused('不用表达式', { cel, examples }, name);
    const rate = { label: '汇率', required: true, rules: [{ kind: 'expression', cel, examples }] };
    const header = { ...content.header, exchangeRate: rate };
    await expect(
      writing.putContent(id, { version: 1, content: { ...content, header: header as never } }, admin),
    ).rejects.toMatchObject({ code: 'scheme/content', message: expect.stringContaining('不用表达式') });
    expect(await put({ cel, examples })).toMatchObject({
      currentVersion: 2,
      content: { rows: { comment: { rules: [{ kind: 'expression', cel, examples }] } } },
    });
  });

  it('enabling ends the pause of the program, which waits for just that decision, and never the one of a person', async () => {
    const { id } = await create();
    await db.inTransaction((tx) => store.pauseRenumbered(tx, id, 'DD1', 'FKD1'));
    await db.inTransaction((tx) => store.pause(tx, id, '账户被冻结', admin));
    const before = await store.get(id);
    expect([before.pausedReason, before.programPausedReason]).toEqual(['账户被冻结', expect.stringContaining('FKD1')]);
    const after = await enable(id);
    expect([after.enabled, after.programPausedReason, after.programPausedAt]).toEqual([true, null, null]);
    expect([after.pausedReason, after.pausedBy]).toEqual(['账户被冻结', admin.name]);
  });

  it('who numbers the bills is a switch of the scheme: no new version, and it stands in the audit log', async () => {
    const { id, numbering, keyField } = await create();
    expect([numbering, keyField]).toEqual(['ours', 'FTHIRDBILLNO']);
    const after = await writing.patch(id, { version: 1, numbering: 'kingdee', keyField: 'F_ABCD_Key' }, admin);
    expect([after.numbering, after.keyField, after.currentVersion]).toEqual(['kingdee', 'F_ABCD_Key', 1]);
    const renamed = await writing.patch(id, { version: 2, name: '报销' }, admin);
    expect([renamed.numbering, renamed.keyField]).toEqual(['kingdee', 'F_ABCD_Key']);
    const lines = await db.query<{ detail: string }>(
      "SELECT detail FROM audit WHERE action = 'switch-scheme' ORDER BY seq",
    );
    expect(JSON.parse(lines[0]?.detail ?? '{}')).toMatchObject({ numbering: 'kingdee', keyField: 'F_ABCD_Key' });
    for (const odd of ['FREMARK', "F_A'", 'F_A B', ''])
      expect(patchScheme.safeParse({ version: 1, keyField: odd }).success, odd).toBe(false);
  });

  it('three calls and no answered prompt are where a scheme begins; either is changed alone, and the other stays', async () => {
    const { id, ...made } = await create();
    expect([made.callMode, made.interactions, made.pausedBy]).toEqual(['steps', [], null]);
    await writing.patch(id, { version: 1, callMode: 'single' }, admin);
    const after = await writing.patch(id, { version: 2, interactions: ['STK_InvCheckResult'] }, admin);
    expect([after.callMode, after.interactions, after.enabled]).toEqual([
      'single',
      ['STK_InvCheckResult'],
      made.enabled,
    ]);
    const ways = await db.inTransaction((tx) => store.pushWays(tx, [id]));
    expect(ways.get(id)).toEqual({ callMode: 'single', interactions: ['STK_InvCheckResult'] });
    const lines = await db.query<{ detail: string }>(
      "SELECT detail FROM audit WHERE subject_id = ? AND action = 'switch-scheme' ORDER BY seq",
      [id],
    );
    expect(lines.map(({ detail }) => JSON.parse(detail))).toMatchObject([
      { callMode: 'single' },
      { interactions: ['STK_InvCheckResult'] },
    ]);
  });
});

describe('what Kingdee says that its fields hold', () => {
  const WAY = 'F_ABCD_Way';
  const says = (limits: Readonly<Record<string, Partial<FieldLimit>>>) => {
    const fieldLimit = (_form: string, level: string, name: string) => {
      const told = limits[`${level}.${name}`];
      return told ? { longest: null, choices: [], ...told } : null;
    };
    office.world.baseData = { ...NO_BASE_DATA, fieldLimit };
  };
  const way = (value: string): FieldRules => ({
    label: '报销类别',
    required: false,
    rules: [{ kind: 'constant', value }],
  });
  const LIST = {
    choices: [
      { value: 'CL', caption: '差旅' },
      { value: 'ZD', caption: '招待' },
    ],
  };
  const put = (made: SchemeDetail, header: Readonly<Record<string, FieldRules>>) =>
    writing.putContent(
      made.id,
      { version: made.version, content: { ...made.content, header: { ...made.content.header, ...header } } },
      admin,
    );

  it('keeps nobody from saving a value that is not among its choices: a list may have been read wrongly, and enabling warns', async () => {
    says({ [`header.${WAY}`]: LIST });
    const made = await put(await create(), { [WAY]: way('BG') });
    expect(made.currentVersion).toBe(2);
    expect((await office.enabling.readiness(made.id)).findings.map(({ what }) => what)).toContain(
      '报销类别写的是“BG”，金蝶的这个字段没有这个选项，只有：CL 差旅、ZD 招待',
    );
  });

  it('is told of a fixed text and of the fixed part of a template that are too long, also of what a look-up falls back on', async () => {
    says({ 'header.remark': { longest: 5 } });
    const made = await create();
    const remark = (rule: FieldRules['rules'][number]) => ({
      remark: { label: '摘要', required: false, rules: [rule] },
    });
    const refused = (rule: FieldRules['rules'][number], sentence: RegExp) =>
      expect(put(made, remark(rule))).rejects.toMatchObject({ message: expect.stringMatching(sentence) });
    await refused({ kind: 'constant', value: '一二三四五六' }, /写的有 6 个字，金蝶的这个字段最多 5 个/);
    await refused({ kind: 'template', text: '报销单据编号{field:总金额}' }, /固定的部分就有 6 个字.*最多 5 个/);
    await refused({ kind: 'lookup', table: 'costItem', key: 'field:总金额', default: '一二三四五六' }, /写的有 6 个字/);
    expect((await put(made, remark({ kind: 'template', text: '报销{field:总金额}' }))).currentVersion).toBe(2);
  });

  it('stops nobody who saves something else: what was saved before is not in the way', async () => {
    const made = await put(await create(), { [WAY]: way('BG') });
    says({ [`header.${WAY}`]: LIST });
    const note = { remark: { label: '摘要', required: false, rules: [{ kind: 'constant', value: '报销' }] } } as const;
    const next = await put(made, { remark: { ...note.remark, rules: [...note.remark.rules] } });
    expect(next.currentVersion).toBe(made.currentVersion + 1);
    expect((await office.enabling.readiness(made.id)).findings.map(({ what }) => what)).toContain(
      '报销类别写的是“BG”，金蝶的这个字段没有这个选项，只有：CL 差旅、ZD 招待',
    );
  });

  it('is no matter while Kingdee says nothing', async () => {
    const made = await create();
    expect((await put(made, { [WAY]: way('随便什么') })).currentVersion).toBe(2);
  });
});
