import type { FixScope, MappingFix } from '@dingdee/shared/mapping';
import type { SchemeContent } from '@dingdee/shared/scheme';
import { Injectable } from '@nestjs/common';
import { BaseDataCatalog } from '../../base-data/base-data-catalog.js';
import type { BaseDataIndex } from '../../base-data/base-data-index.js';
import { formNamed, PAYMENT_FORM } from '../../connectors/forms/payment-form.js';
import { rivalsOf } from '../../domain/approval/department-key.js';
import { BillNotFoundError, StaleBillError } from '../../domain/bill/bill.errors.js';
import { isOpen } from '../../domain/bill/bill-state.js';
import type { FormStop } from '../../domain/draft/form-stop.js';
import type { MappingResult } from '../../domain/draft/mapping-result.js';
import { withOwnFields } from '../../domain/draft/own-fields.js';
import { baseDataOf } from '../../engine/check/check-base-data.js';
import type { FieldKey } from '../../engine/result/field-keys.js';
import type { AskedKey } from '../../engine/rule/find-row.js';
import { fromDayOn, KEY_LENGTH, type RowPlace } from '../../engine/rule/mapping-book.js';
import { type Twins, twinPath } from '../../engine/rule/twins.js';
import { cut } from '../../engine/source/texts.js';
import { FormDefinitions } from '../../scheme/drift/form-definitions.js';
import { SchemeStore, type SchemeVersionContent } from '../../scheme/version/scheme-store.js';
import { type BillCondition, BillsToMap, type BillToMap, isUnseen } from '../run/bills-to-map.js';
import { type MappingBasis, mapBill } from '../run/map-one.js';
import { FixRefusedError, UnusableTargetError } from '../run/mapping.errors.js';
import { MappingBooks } from '../run/mapping-books.js';
import { reachOf, spanOf } from '../run/row-reach.js';
import { dayIn } from '../table/row-spots.js';
import type { NewRow } from '../table/write-mapping-rows.js';
import { twinsOn } from './relock-bill.js';

/** A fix as it would be saved: locks on one bill, or a row of a table. */
export interface ResolvedFix {
  bill: BillToMap;
  basis: MappingBasis;
  before: MappingResult;
  /** The number or text to set. */
  value: string;
  /** Paths that the lock on this bill sets. */
  paths: readonly string[];
  /** The key of the row; null if the field asks no table. */
  key: AskedKey | null;
  /** The organisation of the row; "" = all. */
  orgNumber: string;
  targetName: string;
  scopeValues: Readonly<Record<'applicant' | 'department' | 'form', string>>;
  /** Day of the bill: of the rows at a place it says which one the fix changes. */
  billDay: string;
}

/** Works out the effect of a fix without changing anything. */
@Injectable()
export class FixTarget {
  constructor(
    private readonly bills: BillsToMap,
    private readonly books: MappingBooks,
    private readonly schemes: SchemeStore,
    private readonly catalog: BaseDataCatalog,
    private readonly forms: FormDefinitions,
  ) {}

  /**
   * Returns the bill in the version that the person saw, and what it is mapped with now.
   * @throws BillNotFoundError, StaleBillError, FixRefusedError
   */
  async open({ billId, version: seen }: Pick<MappingFix, 'billId' | 'version'>) {
    const bill = await this.bills.one(billId);
    if (!bill) throw new BillNotFoundError(billId);
    if (bill.ref.version !== seen) throw new StaleBillError(billId);
    if (!isOpen(bill.ref))
      throw new FixRefusedError('这张单据已经推送或归档，内容不能再改。要改先在金蝶撤回，或线下处理。');
    const version = (await this.schemes.currentVersions()).get(bill.schemeId) ?? bill.schemeVersion;
    const written = await this.schemes.version(bill.schemeId, version);
    const { content, form, writers } = written;
    const formStops = await this.stopsOf(bill, written);
    const baseData = await this.catalog.current();
    const scheme = { id: bill.schemeId, version, content, form, writers };
    const departments = await this.books.departments();
    const book = await this.books.current();
    return { bill, baseData, basis: { book, baseData, departments, scheme, formStops } };
  }

  /** Returns the form changes that stop the bill until an administrator has accepted them: a fix of a value does not accept them. */
  async stopsOf(bill: BillToMap, written: SchemeVersionContent): Promise<readonly FormStop[]> {
    return isUnseen(bill) ? (await this.forms.stops())(written) : [];
  }

  /** @throws BillNotFoundError, StaleBillError, FixRefusedError, UnusableTargetError */
  async resolve(fix: MappingFix): Promise<ResolvedFix> {
    const { bill, baseData, basis } = await this.open(fix);
    const { content } = basis.scheme;
    const { result, fieldKeys, billDay } = mapBill(bill, basis);
    const fields = fieldKeys();
    const field = fields.find(({ path }) => path === fix.path);
    if (!field) throw refusedPath(fix.path);
    const value = fix.targetNumber.trim();
    const item = checkedTarget(fix.path, value, result, baseData, content);
    return {
      bill,
      basis,
      before: result,
      value,
      paths: lockedPaths(field, fields, result, twinsOn(basis)),
      key: field.key,
      // A target that only one organisation can use is mapped for that organisation alone.
      orgNumber: item?.orgNumber ? (field.key?.orgNumber ?? result.facts.orgNumber) : '',
      targetName: item?.name ?? '',
      scopeValues: {
        applicant: bill.originatorUserId,
        department: scopedDepartment(result, basis),
        form: content.processCode,
      },
      billDay,
    };
  }
}

/** Returns the scope value of a row 本部门: the name as long as it identifies the department; else the department's key. */
function scopedDepartment({ facts }: MappingResult, { departments }: MappingBasis): string {
  const name = cut(facts.department, KEY_LENGTH);
  return facts.departmentKey !== '' && rivalsOf(departments, name, facts.departmentKey).length > 0
    ? facts.departmentKey
    : name;
}

/** @returns the base data behind the value; null for a field without base data, or whose kind was never read. @throws UnusableTargetError */
export function checkedTarget(
  path: string,
  value: string,
  { target: made, fields, facts }: MappingResult,
  baseData: BaseDataIndex,
  content: SchemeContent,
) {
  const name = path.slice(path.indexOf('.') + 1);
  const form = withOwnFields(formNamed(made), content, baseData);
  const target = (path.startsWith('header.') ? form.header : form.rows)[name];
  const kind = target ? baseDataOf(target, form, (type) => fields.header[type] ?? null) : null;
  if (kind === null || !baseData.knows(kind)) return null;
  const item = baseData.lookup(kind, value, kind === 'organisation' ? '' : facts.orgNumber);
  if (item?.usable) return item;
  throw new UnusableTargetError(
    `${baseData.word(kind)} ${value} ${item?.name ?? ''}${item ? (item.reason ?? '已停用') : '在金蝶不存在'}。`,
    { number: value },
  );
}

/**
 * Returns the paths of a fix: if the field has an issue, every field of the bill with an issue and the same key; else this field alone.
 * Twins are included.
 */
function lockedPaths(
  { path, key }: FieldKey,
  fields: readonly FieldKey[],
  { issues }: MappingResult,
  twins: readonly Twins[],
): string[] {
  const faulty = new Set(issues.map((issue) => issue.path));
  const meant = (one: FieldKey) =>
    faulty.has(one.path) && key !== null && one.key?.table === key.table && one.key.key === key.key;
  const paths = key === null || !faulty.has(path) ? [path] : fields.filter(meant).map((one) => one.path);
  return [...new Set(paths.flatMap((each) => [each, twinPath(twins, each) ?? each]))];
}

function refusedPath(path: string): FixRefusedError {
  if (path === 'total' || path.endsWith(`.${PAYMENT_FORM.row.amount}`))
    return new FixRefusedError('金额来自审批单，不能在这里改：改了就和审批对不上。请申请人更正，或线下处理。', {
      path,
    });
  return new FixRefusedError('这张单据没有这个字段，内容可能刚重新映射过。刷新后再改。', { path });
}

/** Returns the condition for bills that a row of this scope applies to. */
export function inScope(fix: ResolvedFix, scope: Exclude<FixScope, 'bill'>): BillCondition {
  const { key, basis, billDay } = fix;
  const place = placeIn(fix, scope);
  const days = basis.book.get(key?.table ?? '')?.daysAt(place) ?? [];
  return reachOf(key?.table ?? '', place, [spanOf(fromDayOn(billDay, days), days)]);
}

function placeIn({ key, orgNumber, scopeValues }: ResolvedFix, scope: Exclude<FixScope, 'bill'>): RowPlace {
  return { key: key?.key ?? '', orgNumber, scope, scopeValue: scope === 'company' ? '' : scopeValues[scope] };
}

/**
 * Returns the row that remembers a fix: without a day, and where rows with days stand at its place, in place of the one that counts for this bill.
 * @throws FixRefusedError if the field asks no table.
 */
export function rowOf(fix: ResolvedFix, scope: FixScope): NewRow {
  const { key, value, targetName, basis, billDay } = fix;
  if (key === null || scope === 'bill')
    throw new FixRefusedError('这个值不是按映射表得来的，只能改此单；要改以后的单据，改方案里的规则。');
  const place = placeIn(fix, scope);
  return {
    ...place,
    ...dayIn(fromDayOn(billDay, basis.book.get(key.table)?.daysAt(place) ?? [])),
    keyLabel: key.keyLabel,
    targetNumber: value,
    targetName,
  };
}
