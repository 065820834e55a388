import { kingdeeAccount } from './account.js';
import { type Complaint, complaint, MSG, type Outcome } from './answers.js';
import type { BaseData, BaseForm, BaseRow } from './base-data.js';
import { isObject, type JsonObject, member, scalarText } from './json.js';
import { wantedKeys } from './operate-bills.js';

/**
 * Saves and operates base data through the API. New data is not usable until it is submitted and audited (kingdee.md §10.6). Only number,
 * name and organisation are kept.
 */
export class BaseDataOperator {
  constructor(private readonly baseData: BaseData) {}

  save(form: BaseForm, models: readonly unknown[]): Outcome {
    const outcome: Outcome = { successes: [], errors: [], messages: [] };
    for (const [dIndex, model] of models.entries()) {
      const result = isObject(model) ? this.one(form, model) : complaint('数据格式不正确', MSG.badParameter);
      if ('message' in result) outcome.errors.push({ ...result, dIndex });
      else outcome.successes.push({ id: result.id, number: result.number, dIndex });
    }
    return outcome;
  }

  /** Executes an operation; undefined if base data has no such operation. */
  operate(operation: string, form: BaseForm, data: JsonObject): Outcome | undefined {
    const rule = RULES[operation.toLowerCase()];
    if (!rule) return undefined;
    const wanted = wantedKeys(data);
    const rows = new Set(
      wanted.flatMap(({ id, text }): readonly BaseRow[] => {
        if (!id) return this.baseData.numbered(form.form, text);
        const row = this.baseData.withId(form.form, text);
        return row ? [row] : [];
      }),
    );
    const outcome: Outcome = { successes: [], errors: [], messages: [] };
    if (rows.size === 0) {
      const names = wanted.map(({ text }) => `"${text}"`).join(',');
      outcome.errors.push({ ...complaint(`编码值[${names}]不存在`, MSG.notFound), dIndex: 0 });
    }
    for (const [dIndex, row] of [...rows].entries()) {
      if (rule.from.includes(row.documentStatus)) {
        rule.apply(row, this.baseData);
        outcome.successes.push({ id: row.id, number: row.number, dIndex });
        continue;
      }
      const subject = `编码为“${row.number}”的${form.name}，`;
      outcome.errors.push({ ...complaint(`${subject}当前状态不允许该操作！`, MSG.validation, ''), dIndex });
    }
    return outcome;
  }

  private nextNumber(form: BaseForm): string {
    return `XZ${String(this.baseData.rows(form.form).length + 1).padStart(6, '0')}`;
  }

  private one(form: BaseForm, model: JsonObject): BaseRow | Complaint {
    const number = scalarText(member(model, 'FNumber')) ?? '';
    const name = scalarText(member(model, form.nameKey)) ?? '';
    if (name === '') return complaint('字段“名称”是必填项', MSG.validation, form.nameKey); // §11
    const useOrg = form.perOrganisation ? orgOf(model) : '';
    if (number !== '' && this.baseData.numbered(form.form, number).some((row) => row.useOrg === useOrg))
      return complaint(`编码为"${number}"的${form.name}，组织内编码唯一`, MSG.validation, 'FNumber,FUseOrgId'); // §11
    return this.baseData.add(form.form, { number: number || this.nextNumber(form), name, useOrg, documentStatus: 'A' });
  }
}

interface Rule {
  from: readonly BaseRow['documentStatus'][];
  apply(row: BaseRow, baseData: BaseData): void;
}

const becomes = (documentStatus: BaseRow['documentStatus']) => (row: BaseRow, baseData: BaseData) => {
  row.documentStatus = documentStatus;
  baseData.touch(row);
};

const RULES: Readonly<Record<string, Rule>> = {
  submit: { from: ['A', 'D'], apply: becomes('B') },
  audit: { from: ['B'], apply: becomes('C') },
  unaudit: { from: ['C'], apply: becomes('D') },
  cancelassign: { from: ['B'], apply: becomes('A') },
  delete: { from: ['Z', 'A', 'D'], apply: (row, baseData) => baseData.remove(row) },
  forbid: {
    from: ['C'],
    apply: (row, baseData) => baseData.forbid(row, 'B'),
  },
  enable: {
    from: ['C'],
    apply: (row, baseData) => baseData.forbid(row, 'A'),
  },
};

function orgOf(model: JsonObject): string {
  const org = member(model, 'FUseOrgId') ?? member(model, 'FCreateOrgId');
  const number = isObject(org) ? scalarText(member(org, 'FNumber')) : null;
  return number ?? kingdeeAccount.org;
}
