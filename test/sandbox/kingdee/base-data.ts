import type { SandboxContext } from '../context.js';
import { kingdeeAccount } from './account.js';
import { siteTime } from './date.js';

/** One row of base data. `useOrg` is empty for group-wide data (kingdee.md §8.2). */
export interface BaseRow {
  form: string;
  id: number;
  number: string;
  name: string;
  useOrg: string;
  createOrg: string;
  /** Status as of a bill: A created … C audited. Only audited rows that are not forbidden can be used (kingdee.md §8.2, §10.6). */
  documentStatus: 'A' | 'B' | 'C' | 'D' | 'Z';
  forbidStatus: 'A' | 'B';
  /** FModifyDate, the site's wall time (kingdee.md §8.5). */
  modified: string;
  /** FMobile of an employee. */
  mobile?: string;
  /** FCODE of a currency. */
  code?: string;
  /** Business kind of a settlement type. */
  kind?: 'cash' | 'bank' | 'note';
  /** Number of the category, for 辅助资料 only. A number may be in several categories (§8.3). */
  category?: string;
  /** 银行信息 of an employee's or supplier's record. */
  banks?: readonly BankRow[];
}

/** One row of FBankInfo, as in public payloads for BD_Empinfo and BD_Supplier (kingdee.md §8.2). */
export interface BankRow {
  code: string;
  holder: string;
  bank: string;
  isDefault: boolean;
}

/** Row of a query that also asks for bank rows: one line for each bank row, or one line without for a record that has none. */
export type BaseItem = BaseRow & { bankRow?: BankRow };

/** Form of 辅助资料 (§8.3): the entries of all categories are one form. */
export const ASSISTANT_FORM = 'BOS_ASSISTANTDATA_DETAIL';
/** A category, `FId` of its entries: the id is a GUID, the number is what people type. */
export interface Category {
  id: string;
  number: string;
  name: string;
}
export const CATEGORIES: readonly Category[] = [
  { id: '2f6a1c9e-53b7-4d08-9c41-7be0d25a8f13', number: 'XM', name: '研发项目' },
  { id: '60b4d7f21e93a5', number: 'HTLX', name: '合同类型' },
];

export interface BaseForm {
  form: string;
  name: string;
  /** Key of the primary key: not uniform (kingdee.md §8.2). */
  pk: string;
  nameKey: 'FName' | 'FDataValue';
  /** Whether rows belong to a using organisation. */
  perOrganisation: boolean;
  /** Whether FUseOrgId and FCreateOrgId exist. */
  organisationKeys: boolean;
  /** Status keys; their upper and lower case is not uniform (kingdee.md §8.2). */
  statusKeys: readonly [document: string, forbid: string];
}

const STATUS_KEYS = ['FDocumentStatus', 'FForbidStatus'] as const;

function form(name: string, key: string, pk: string, options: Partial<BaseForm> = {}): BaseForm {
  return {
    form: key,
    name,
    pk,
    nameKey: 'FName',
    perOrganisation: false,
    organisationKeys: options.perOrganisation === true,
    statusKeys: STATUS_KEYS,
    ...options,
  };
}

/** Base data forms (kingdee.md §8.2); primary keys of supplier, settlement type and purpose are UNCONFIRMED there. */
export const BASE_FORMS: readonly BaseForm[] = [
  form('组织机构', 'ORG_Organizations', 'FOrgID'),
  form('部门', 'BD_Department', 'FDEPTID', { perOrganisation: true }),
  form('员工', 'BD_Empinfo', 'FID', { perOrganisation: true }),
  form('供应商', 'BD_Supplier', 'FSupplierId', { perOrganisation: true }),
  form('客户', 'BD_Customer', 'FCustID', { perOrganisation: true }),
  form('费用项目', 'BD_Expense', 'FEXPID', { organisationKeys: true }),
  form('币别', 'BD_Currency', 'FCURRENCYID'),
  form('结算方式', 'BD_SETTLETYPE', 'FID'),
  form('收付款用途', 'CN_RECPAYPURPOSE', 'FID'),
  form('银行账号', 'CN_BANKACNT', 'FBANKACNTID', {
    perOrganisation: true,
    statusKeys: ['FDOCUMENTSTATUS', 'FFORBIDSTATUS'],
  }),
  form('现金账号', 'CN_CASHACCOUNT', 'FID', { perOrganisation: true }),
  form('银行', 'BD_BANK', 'FBANKID'),
  form('其他往来单位', 'FIN_OTHERS', 'FID'),
  form('科目', 'BD_Account', 'FACCTID'),
  form('辅助资料', ASSISTANT_FORM, 'FEntryId', { nameKey: 'FDataValue', organisationKeys: true }),
  form('单据类型', 'BOS_BillType', 'FBILLTYPEID'),
  form('用户', 'SEC_User', 'FUserID'),
];

type NewRow = Pick<BaseRow, 'number' | 'name'> & Partial<Omit<BaseRow, 'form' | 'id'>>;

/** The company's own rows were made long ago, one each hour. */
const FIRST_ROW = Date.parse('2024-03-04T09:00:00+08:00');
const HOUR = 3_600_000;

/** A query of base data: what it asked for, and how many rows it was given. */
export interface AnsweredQuery {
  form: string;
  filter: string;
  rows: number;
}
const MOST_QUERIES = 1_000;

/** Change of one row by the control endpoint. `org` narrows it to one using organisation if a number exists in several. */
export interface BaseDataChange {
  forbid?: boolean;
  rename?: string;
  /** New 银行信息. */
  banks?: readonly BankRow[];
  /** Name of a new row; if set, a row is added instead of changed. */
  add?: string;
  org?: string;
  /** Number of the category, for 辅助资料 only: a new row gets it, a change is narrowed to it. */
  category?: string;
  documentStatus?: BaseRow['documentStatus'];
}

/** Holds the base data of the imagined customer, by form and number. */
export class BaseData {
  readonly forms: ReadonlyMap<string, BaseForm> = new Map(BASE_FORMS.map((each) => [each.form.toLowerCase(), each]));
  private readonly rowsByForm = new Map<string, BaseRow[]>();
  private readonly index = new Map<string, BaseRow[]>();
  private readonly byId = new Map<string, BaseRow>();
  private nextId = 100_001;
  private isFilling = true;
  /** The last queries, in order. */
  readonly answered: AnsweredQuery[] = [];

  /** @param forbidMovesDate whether forbidding an entry moves its FModifyDate (§8.5, UNCONFIRMED). */
  constructor(
    private readonly company: SandboxContext['company'],
    private readonly now: () => number,
    private readonly forbidMovesDate: () => boolean,
  ) {
    this.reset();
  }

  /** Records a query. */
  note(query: AnsweredQuery): void {
    this.answered.push(query);
    if (this.answered.length > MOST_QUERIES) this.answered.shift();
  }

  /** Sets the time of the last change to now. */
  touch(row: BaseRow): void {
    row.modified = siteTime(this.now());
  }

  /** Forbids an entry or allows it again. */
  forbid(row: BaseRow, forbidStatus: BaseRow['forbidStatus']): void {
    row.forbidStatus = forbidStatus;
    if (this.forbidMovesDate()) this.touch(row);
  }

  /** Restores the company's own data. */
  reset(): void {
    this.rowsByForm.clear();
    this.index.clear();
    this.byId.clear();
    this.nextId = 100_001;
    this.isFilling = true;
    this.fill(this.company);
    this.isFilling = false;
  }

  form(key: string): BaseForm | undefined {
    return this.forms.get(key.toLowerCase());
  }

  rows(form: string): readonly BaseRow[] {
    return this.rowsByForm.get(form) ?? [];
  }

  /** Returns all rows of a number: one per using organisation. */
  numbered(form: string, number: string): readonly BaseRow[] {
    return this.index.get(`${form}\n${number}`) ?? [];
  }

  category(number: string): Category | undefined {
    return CATEGORIES.find((each) => each.number === number);
  }

  withId(form: string, id: string): BaseRow | undefined {
    return this.byId.get(`${form}\n${id}`);
  }

  /**
   * Returns the row that a bill of this organisation may use; undefined if it is unknown, forbidden, not audited or belongs to another
   * organisation: all of these count as missing (kingdee.md §5, §10.6, §12).
   */
  usable(form: string, number: string, orgNumber: string, category?: string): BaseRow | undefined {
    return this.numbered(form, number).find(
      (row) => isUsable(row, orgNumber) && (category === undefined || row.category === category),
    );
  }

  usableById(form: string, id: string, orgNumber: string): BaseRow | undefined {
    const row = this.withId(form, id);
    return row && isUsable(row, orgNumber) ? row : undefined;
  }

  add(form: string, row: NewRow): BaseRow {
    const made: BaseRow = {
      useOrg: '',
      createOrg: row.useOrg ?? '',
      documentStatus: 'C',
      forbidStatus: 'A',
      modified: siteTime(this.isFilling ? FIRST_ROW + (this.nextId - 100_001) * HOUR : this.now()),
      ...row,
      form,
      id: this.nextId++,
    };
    push(this.rowsByForm, form, made);
    push(this.index, `${form}\n${made.number}`, made);
    this.byId.set(`${form}\n${made.id}`, made);
    return made;
  }

  remove(row: BaseRow): void {
    for (const [map, key] of [
      [this.rowsByForm, row.form],
      [this.index, `${row.form}\n${row.number}`],
    ] as const)
      map.set(
        key,
        (map.get(key) ?? []).filter((each) => each !== row),
      );
    this.byId.delete(`${row.form}\n${row.id}`);
  }

  /** Applies a change of the control endpoint. @throws Error if the form or number is unknown. */
  change(formKey: string, number: string, change: BaseDataChange): BaseRow[] {
    const form = this.form(formKey);
    if (!form) throw new Error(`no such form: ${formKey}`);
    if (change.add !== undefined) {
      const useOrg = form.perOrganisation ? (change.org ?? kingdeeAccount.org) : '';
      const { category, documentStatus = 'C' } = change;
      return [this.add(form.form, { number, name: change.add, useOrg, documentStatus, category })];
    }
    const rows = this.numbered(form.form, number).filter(
      ({ useOrg, category }) =>
        (!change.org || useOrg === change.org) && (!change.category || category === change.category),
    );
    if (rows.length === 0) throw new Error(`no such number: ${formKey} ${number}`);
    for (const row of rows) {
      const { rename, banks, documentStatus, forbid } = change;
      if (rename !== undefined) row.name = rename;
      if (banks !== undefined) row.banks = banks;
      if (documentStatus !== undefined) row.documentStatus = documentStatus;
      if (rename !== undefined || banks !== undefined || documentStatus !== undefined) this.touch(row);
      if (forbid !== undefined) this.forbid(row, forbid ? 'B' : 'A');
    }
    return rows;
  }

  private fill(company: SandboxContext['company']): void {
    for (const { number, name } of company.organisations) this.add('ORG_Organizations', { number, name });
    for (const each of company.departments) this.addIn('BD_Department', each, each.orgNumber);
    for (const each of company.employees) {
      const { number: code, bank, holder } = each.bankAccount;
      const row = this.addIn('BD_Empinfo', { number: each.staffNumber, name: each.name }, each.orgNumber);
      row.banks = [{ code, holder, bank, isDefault: true }];
      row.mobile = each.mobile;
    }
    for (const each of company.suppliers) for (const org of each.orgNumbers) this.addIn('BD_Supplier', each, org);
    for (const each of company.customers) this.addIn('BD_Customer', each, each.orgNumber);
    for (const each of company.bankAccounts) this.addIn('CN_BANKACNT', each, each.orgNumber);
    for (const each of company.cashAccounts) this.addIn('CN_CASHACCOUNT', each, each.orgNumber);
    for (const { number, name } of company.costItems) this.add('BD_Expense', { number, name });
    for (const each of company.currencies) this.add('BD_Currency', each);
    for (const each of company.settlementTypes) this.add('BD_SETTLETYPE', each);
    for (const each of company.purposes) this.add('CN_RECPAYPURPOSE', each);
    for (const each of company.billTypes) this.add('BOS_BillType', each);
    for (const each of company.banks) this.add('BD_BANK', each);
    this.add('FIN_OTHERS', { number: 'WL001', name: '其他往来' });
    this.add('BD_Account', { number: '6602', name: '管理费用' });
    for (const [at, name] of company.projects.entries())
      this.add(ASSISTANT_FORM, { number: projectNumber(at), name, category: 'XM' });
    this.add(ASSISTANT_FORM, { number: 'XM102', name: '浦东二期', category: 'XM', useOrg: '102' });
    this.add(ASSISTANT_FORM, { number: 'HT001', name: '框架合同', category: 'HTLX' });
    // Same number as a project: only the category tells the two apart.
    this.add(ASSISTANT_FORM, { number: projectNumber(0), name: '项目合同', category: 'HTLX' });
    const { username } = kingdeeAccount;
    this.add('SEC_User', { number: username, name: username });

    // Rows that exist but cannot be used, one for each cause.
    this.add('BD_Expense', { number: 'CI9001', name: '差旅费-餐饮（停用）', forbidStatus: 'B' });
    this.addIn('BD_Department', { number: 'BM000020', name: '数字化筹备组' }, '101').documentStatus = 'A';
    this.addIn('CN_BANKACNT', { number: '1202020109900445566', name: '工行旧一般户（销户）' }, '101').forbidStatus =
      'B';
  }

  private addIn(form: string, { number, name }: { number: string; name: string }, useOrg: string): BaseRow {
    return this.add(form, { number, name, useOrg });
  }
}

/** Returns the number of a project in 辅助资料, by its index in the company's list. */
export const projectNumber = (at: number): string => `XM${String(at + 1).padStart(3, '0')}`;

const isUsable = (row: BaseRow, orgNumber: string): boolean =>
  row.documentStatus === 'C' && row.forbidStatus === 'A' && (row.useOrg === '' || row.useOrg === orgNumber);

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
