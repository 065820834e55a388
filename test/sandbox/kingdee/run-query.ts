import { type Complaint, complaint, MSG } from './answers.js';
import type { BaseData, BaseItem } from './base-data.js';
import { type Column, compareBy, compile, jsonValue, type Predicate, type Resolve } from './column.js';
import { type Condition, FilterSyntaxError, parseFilter, parseFilterList } from './filter-syntax.js';
import { type JsonObject, member, scalarText } from './json.js';
import { billNumber, type KingdeeLedger } from './ledger.js';
import { OTHER_PAYABLE } from './other-payable-form.js';
import { type BillItem, baseColumn, billCandidates, billColumn } from './query-bills.js';
import type { KingdeeSwitches } from './switches.js';

/** Error for a query that cannot be answered: unknown form or field, unreadable filter. */
export class QueryRefused extends Error {
  constructor(readonly reason: Complaint) {
    super(reason.message);
  }
}

export interface QueryResult {
  /** Field keys as requested. */
  keys: string[];
  rows: unknown[][];
}

/** 费用报销单 of expense management; the stand-in only knows whether any exist. */
const EXPENSE_BILL = 'er_expreimbursement';

/** Runs ExecuteBillQuery and BillQuery, which differ only in the shape of the answer (kingdee.md §4, §9). */
export class QueryRunner {
  constructor(
    private readonly ledgerOf: (form: string) => KingdeeLedger | undefined,
    private readonly baseData: BaseData,
    private readonly switches: KingdeeSwitches,
  ) {}

  /** Runs a query. @param loginOrg organisation of the caller; '' = none. @throws QueryRefused */
  run(data: JsonObject, loginOrg = ''): QueryResult {
    const only = this.switches.loginOrgOnly ? loginOrg : '';
    const formId = scalarText(member(data, 'FormId')) ?? '';
    const keys = (scalarText(member(data, 'FieldKeys')) ?? '').split(',').map((key) => key.trim());
    if (keys.every((key) => key === '')) throw refused('查询字段不能为空', MSG.badParameter);
    const condition = this.condition(member(data, 'FilterString'));
    if (formId.toLowerCase() === EXPENSE_BILL && this.switches.expenseManagement !== 'absent')
      return { keys, rows: this.switches.expenseManagement === 'in-use' ? [keys.map(() => 100_001)] : [] };
    if (formId.toLowerCase() === 'org_organizations' && this.switches.organisationsRefused)
      throw refused('您没有组织机构的查看权限', MSG.noPermission);
    const ledger = this.ledgerOf(formId);
    if (ledger) return { keys, rows: this.bills(ledger, keys, condition, data, only) };
    const form = this.baseData.form(formId);
    if (!form) throw refused(`标识为"${formId}"的业务对象不存在`, MSG.notFound);
    const resolve = this.resolver((key) => baseColumn(key, form, this.baseData, this.switches));
    const unseen = new Set(this.switches.baseDataBlindOrgs.split(',').filter((org) => org !== ''));
    const unlicensed = this.switches.emptyForms.toLowerCase().split(',').includes(form.form.toLowerCase());
    const rows = [...(unlicensed ? [] : this.baseData.rows(form.form))].filter(
      ({ useOrg }) => !unseen.has(useOrg) && (only === '' || useOrg === '' || useOrg === only),
    );
    // §9, as for a bill: if the query asks for a key of the bank rows, each bank row gives a line.
    const banks = keys.some((key) => resolve(key).perRow);
    const items: BaseItem[] = banks
      ? rows.flatMap((row) => (row.banks?.length ? row.banks.map((bankRow) => ({ ...row, bankRow })) : [row]))
      : rows;
    const filter = scalarText(member(data, 'FilterString')) ?? '';
    const byDate = /\bFModifyDate\b/i.test(filter);
    if (byDate && this.switches.modifyDateFilter === 'refused') throw unreadable(filter);
    const given = byDate && this.switches.modifyDateFilter === 'blank' ? [] : items;
    const answer = this.page(given, keys, condition, data, resolve);
    this.baseData.note({ form: form.form, filter, rows: answer.length });
    return { keys, rows: answer };
  }

  private bills(
    ledger: KingdeeLedger,
    keys: readonly string[],
    condition: Condition | null,
    data: JsonObject,
    only: string,
  ): unknown[][] {
    const fields = ledger.form.fields(this.switches);
    const resolve = this.resolver((key) => billColumn(key, ledger.form, fields, this.switches.fieldKeysIgnoreCase));
    const candidates = (condition && billCandidates(condition, ledger)) ?? ledger.all();
    // §9: a bill with n rows gives n lines if the query uses a key of the rows.
    const perRow =
      [...keys, ...orders(data).map(({ key }) => key)].some((key) => resolve(key).perRow) ||
      (condition !== null && this.compiled(condition, resolve).perRow);
    const items: BillItem[] = [];
    // The right to see bills is given per form.
    const { blindOrgs: ofAll, blindPayables } = this.switches;
    const blindOrgs = ledger.form.id === OTHER_PAYABLE ? blindPayables : ofAll;
    for (const bill of candidates) {
      const org = bill.cells.get('FPAYORGID');
      const number = typeof org === 'object' && org !== null ? org.number : '';
      if (only !== '' && number !== only) continue;
      if (blindOrgs === '*' || blindOrgs.split(',').includes(number)) continue;
      if (this.switches.hiddenBills.split(',').includes(billNumber(bill))) continue;
      if (!perRow) items.push({ bill, row: null });
      else for (const row of bill.rows) items.push({ bill, row });
    }
    return this.page(items, keys, condition, data, resolve);
  }

  private page<Item>(
    items: Item[],
    keys: readonly string[],
    condition: Condition | null,
    data: JsonObject,
    resolve: Resolve<Item>,
  ): unknown[][] {
    const columns = keys.map(resolve);
    const predicate = condition && this.compiled(condition, resolve);
    let rows = predicate ? items.filter((item) => predicate.holds(item)) : items;
    const start = integer(data, 'StartRow', 0);
    const by = orders(data).map(({ key, down }) => ({ column: resolve(key), sign: down ? -1 : 1 }));
    if (by.length > 0)
      rows.sort((a, b) => {
        for (const { column, sign } of by) {
          const order = compareBy(column, a, b);
          if (order !== 0) return order * sign;
        }
        return 0;
      });
    // §9: without OrderString pages may overlap.
    else if (!this.switches.unorderedPagesStable && start > 0) rows = [...rows.slice(1), ...rows.slice(0, 1)];

    const top = integer(data, 'TopRowCount', 0);
    if (top > 0) rows = rows.slice(0, top);
    const asked = integer(data, 'Limit', 0);
    const limit = Math.min(asked > 0 ? asked : 2000, this.switches.queryLimitMax);
    return rows
      .slice(start, start + limit)
      .map((item) => columns.map((column) => jsonValue(column, item, this.switches)));
  }

  private condition(filter: unknown): Condition | null {
    try {
      if (Array.isArray(filter)) return parseFilterList(filter);
      return parseFilter(scalarText(filter) ?? '', this.switches.queryQuoteDoubling);
    } catch (error) {
      if (!(error instanceof FilterSyntaxError)) throw error;
      throw unreadable(filter);
    }
  }

  private compiled<Item>(condition: Condition, resolve: Resolve<Item>): Predicate<Item> {
    try {
      return compile(condition, resolve, this.switches);
    } catch (error) {
      if (!(error instanceof FilterSyntaxError)) throw error;
      throw unreadable(error.message);
    }
  }

  private resolver<Item>(find: (key: string) => Column<Item> | undefined): Resolve<Item> {
    const known = new Map<string, Column<Item>>();
    return (key) => {
      const cached = known.get(key);
      if (cached) return cached;
      const column = find(key);
      if (!column && this.switches.unknownFieldWords === 'unparsed')
        throw refused(`当前查询串无法解析--${key}`, MSG.badParameter);
      if (!column) throw refused(`元数据中标识为${key}的字段不存在`, MSG.notFound); // §9
      known.set(key, column);
      return column;
    };
  }
}

const refused = (message: string, msgCode: number): QueryRefused => new QueryRefused(complaint(message, msgCode));

const unreadable = (filter: unknown): QueryRefused =>
  refused(`当前查询串无法解析--${typeof filter === 'string' ? filter : JSON.stringify(filter)}`, MSG.badParameter);

function orders(data: JsonObject): { key: string; down: boolean }[] {
  return (scalarText(member(data, 'OrderString')) ?? '').split(',').flatMap((part) => {
    const [key, direction = 'asc'] = part.trim().split(/\s+/);
    return key ? [{ key, down: direction.toLowerCase() === 'desc' }] : [];
  });
}

function integer(data: JsonObject, name: string, byDefault: number): number {
  const value = Number(scalarText(member(data, name)) ?? byDefault);
  return Number.isSafeInteger(value) && value > 0 ? value : byDefault;
}
