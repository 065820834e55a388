import type { FieldRules, SchemeContent, SchemeDetail } from '@dingdee/shared/scheme';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FormControlSchema } from '../../connectors/source.js';
import type { Database } from '../../database/database.js';
import type { Actor } from '../../domain/actor.js';
import { temporaryDatabase } from '../../schema/temporary-database.js';
import { FORM, schemesForSpec } from '../scheme-for-spec.js';
import { controlTroubles } from './expression-controls.js';
import { nearestLabel } from './nearest-label.js';

const admin: Actor = { userId: '0139', name: '郑毅', roles: ['admin'] };
let drop: () => Promise<void>;
let db: Database;
let office: ReturnType<typeof schemesForSpec>;
beforeEach(async () => {
  ({ db, drop } = await temporaryDatabase());
  office = schemesForSpec(db);
});
afterEach(() => drop());

const create = () =>
  office.writing.create({ template: 'expense-to-paybill', processCode: 'PROC-1', orgNumber: '101' }, admin);
const withComment = (content: SchemeContent, cel: string): SchemeContent => {
  const comment: FieldRules = {
    label: '备注',
    required: false,
    rules: [{ kind: 'expression', cel, examples: [{ given: {}, result: '' }] }],
  };
  return { ...content, rows: { ...content.rows, comment } };
};
const put = async ({ id, version }: SchemeDetail, content: SchemeContent) => {
  await office.controls.mustName(id, content);
  return office.writing.putContent(id, { version, content }, admin);
};
const save = (made: SchemeDetail, cel: string) => put(made, withComment(made.content, cel));
const refused = (made: SchemeDetail, cel: string, words: string) =>
  expect(save(made, cel)).rejects.toMatchObject({ code: 'scheme/content', message: words });
const without = (label: string): FormControlSchema[] => FORM.filter((control) => control.label !== label);
/** Stores the form as it was read from DingTalk. */
const seen = (controls: readonly FormControlSchema[], at: number) =>
  db.inTransaction((tx) =>
    office.definitions.note(tx, 'PROC-1', { name: '费用报销', controls, seenIn: 'definition' }, at, FORM),
  );
const warned = async ({ id, currentVersion, content }: SchemeDetail) => {
  const told = await office.controls.troubles(content, await office.store.version(id, currentVersion));
  return told.map(({ sentence, warns }) => [sentence, warns]);
};

describe('an expression', () => {
  it('that names no control of the form is not saved; the sentence names it and the label that is spelt like it', async () => {
    const made = await create();
    const said = '“备注”第 1 条规则：表单里没有控件';
    await refused(
      made,
      'field["费用归属项日"]',
      `${said}“费用归属项日”，拼写相近的是“费用归属项目”。改成表单上的名称再存。`,
    );
    await refused(made, 'row["费用明洗"]', `${said}“费用明洗”，拼写相近的是“费用明细”。改成表单上的名称再存。`);
    await refused(made, 'field["typo"]', `${said}“typo”。改成表单上的名称再存。`);
    // A column is no control of the form, and a control is no column.
    await refused(made, 'row["总金额"]', `${said}“总金额”。改成表单上的名称再存。`);
    expect((await save(made, 'field["费用归属项目"]')).currentVersion).toBe(2);
  });

  it('names a control that was added since the form was last read: the form is read again before anything is refused', async () => {
    const made = await create();
    office.world.form = [...FORM, { ...(FORM[0] as FormControlSchema), id: 'new', label: '用途' }];
    expect((await save(made, 'field["用途"]')).currentVersion).toBe(2);
  });

  it('names a control by its former label as well as by its new one', async () => {
    const made = await create();
    const renamed = FORM.map((control) => (control.label === '总金额' ? { ...control, label: '合计金额' } : control));
    office.world.form = renamed;
    await seen(renamed, 1000);
    const again = await save(made, 'field["总金额"]');
    expect(await warned(again)).toEqual([]);
    expect((await save(again, 'field["合计金额"]')).currentVersion).toBe(3);
  });

  it('whose control was removed later does not keep the scheme from being saved, and is told of by name', async () => {
    const made = await save(await create(), 'field["费用归属项目"]');
    office.world.form = without('费用归属项目');
    await seen(office.world.form, 1000);
    const after = await put(made, { ...made.content, billNoPrefix: 'BX' });
    expect(after.currentVersion).toBe(3);
    expect(await warned(after)).toEqual([
      ['“备注”第 1 条规则：表达式用的控件“费用归属项目”已不在表单里，取到的总是空。可以照样存，最好改一下。', true],
    ]);
    // Whoever takes it up anew is refused.
    const bare = await save(after, 'field["总金额"]');
    await refused(
      bare,
      'field["费用归属项目"]',
      '“备注”第 1 条规则：表单里没有控件“费用归属项目”。改成表单上的名称再存。',
    );
    // An older version is put back as it was.
    expect((await office.writing.restore(made.id, 2, bare.version, admin)).currentVersion).toBe(5);
  });

  it('is saved as before where no form was ever read', async () => {
    const { content } = await create();
    expect(controlTroubles(withComment(content, 'field["typo"]'), { now: [], former: [] }, content)).toEqual([]);
  });
});

it('the nearest label shares at least half of its letters, whatever the width and case', () => {
  const labels = ['费用归属项目', '收款账号', 'Bank Code', '用途'];
  expect(nearestLabel('收款帐号', labels)).toBe('收款账号');
  expect(nearestLabel('ｂａｎｋ code', labels)).toBe('Bank Code');
  expect(nearestLabel('审批摘要', labels)).toBeNull();
});
