import type { TargetName } from '@dingdee/shared/scheme';
import { type BillKey, type KeyedBill, KingdeeUnavailableError, type StoredBill } from '../target.js';
import { type BillQuery, isBillId, isSafeValue, queryBody, readRows } from './form/bill-query.js';
import { carriersIn, type FormShape, USUAL_SHAPE } from './form/form-shape.js';
import { approvalsQuery, keyedBills, keyedQuery } from './form/keyed-bills.js';
import { byKey, findQuery, indispensable, PAYMENTS_MUST, paymentsQuery, storedBills } from './form/stored-bills.js';
import type { FormShapes } from './form-shapes.js';
import type { KingdeeForm } from './forms/kingdee-form.js';
import { kingdeeForm } from './forms/kingdee-forms.js';
import type { K3CloudCalls } from './k3cloud-calls.js';
import type { KingdeeQueries } from './kingdee-queries.js';

/** Most approvals in one query; each adds a condition to the filter. */
const APPROVALS_AT_ONCE = 20;

type Found = ReadonlyMap<string, readonly StoredBill[]>;
/** Asks one form for the bills of these keys; the result is by our billNo. @throws KingdeeUnavailableError */
type AskForm = (form: KingdeeForm, keys: readonly BillKey[], custom: readonly string[]) => Promise<Found>;

/**
 * A scheme chooses the key field for its own form, which is the first in `forms`; another form need not have the field, so there it becomes
 * a former field.
 */
function askedUnder(key: BillKey, form: TargetName): BillKey {
  const { keyFields = [], formerFields = [], ...rest } = key;
  if (key.forms[0] === form || keyFields.length === 0) return key;
  return { ...rest, formerFields: [...new Set([...formerFields, ...keyFields])] };
}

/** Reads bills from Kingdee: by our keys, by their approvals, or by their paying organisation. */
export class BillReader {
  constructor(
    private readonly calls: Pick<K3CloudCalls, 'ask'>,
    private readonly queries: KingdeeQueries,
    private readonly shapes: FormShapes,
  ) {}

  async find(keys: readonly BillKey[], custom: readonly string[], askForm: AskForm): Promise<Found> {
    if (keys.length === 0) return new Map();
    const odd = keys.filter(
      ({ billNo, thirdBillNo, held }) =>
        !isSafeValue(billNo) || !isSafeValue(thirdBillNo) || (held !== undefined && !isBillId(held.id)),
    );
    if (odd.length > 0)
      throw apart(
        odd.map(({ billNo }) => [billNo, `单据编号 ${JSON.stringify(billNo)} 含有不能查询的字符，没有去金蝶查。`]),
      );
    const names = [...new Set(keys.flatMap(({ forms }) => forms))];
    if (keys.some(({ forms }) => forms.length === 0)) throw new RangeError('a key without a form is asked of nothing');
    const found = new Map<string, readonly StoredBill[]>();
    for (const name of names) {
      const asked = keys.filter(({ forms }) => forms.includes(name)).map((key) => askedUnder(key, name));
      try {
        const held = await askForm(kingdeeForm(name), asked, custom);
        for (const [billNo, bills] of held) found.set(billNo, [...(found.get(billNo) ?? []), ...bills]);
      } catch (error) {
        // If one form does not answer, only its own bills stay unanswered.
        if (!(error instanceof KingdeeUnavailableError) || error.about.size > 0 || asked.length === keys.length)
          throw error;
        throw new KingdeeUnavailableError(error.sentence, error.transient, {
          cause: error,
          errorClass: error.errorClass,
          waitMs: error.waitMs,
          about: new Map(asked.map(({ billNo }) => [billNo, error.sentence])),
        });
      }
    }
    return found;
  }

  /** Does what `find` does, for one form. */
  async findIn(form: KingdeeForm, keys: readonly BillKey[], custom: readonly string[]): Promise<Found> {
    const shape = await this.shapes.carrying(form);
    const { keys: columns, rows } = await this.queries.withoutMissingFormer(
      form.id,
      keys.flatMap(({ formerFields = [] }) => formerFields),
      (former) => this.askByKeys(keys, former, shape, custom),
    );
    const { read, unread } = storedBills(rows, columns, shape);
    const [first] = unread;
    if (first)
      throw apart(
        [...byKey(keys, unread)].map(([billNo, bills]) => [
          billNo,
          `${(bills[0] ?? first).sentence}。请管理员处理后再核对。`,
        ]),
        `${first.sentence}。请管理员处理后再核对。`,
      );
    return byKey(keys, read);
  }

  private askByKeys(
    keys: readonly BillKey[],
    former: ReadonlySet<string>,
    shape: FormShape,
    custom: readonly string[],
  ) {
    const asked = keys.map((key) => ({ ...key, formerFields: key.formerFields?.filter((field) => former.has(field)) }));
    // If a key field of the query is missing, "not found" means nothing.
    const must = new Set([...indispensable(shape), ...keys.flatMap(({ keyFields = [] }) => keyFields), ...former]);
    return this.queries.query(findQuery(asked, shape, custom), must, '单据', (field) =>
      keys.filter(({ keyFields = [] }) => keyFields.some((key) => key.toLowerCase() === field.toLowerCase())),
    );
  }

  /**
   * Returns every bill of these forms that carries one of our keys: a number that begins with one of `prefixes`, or any value in a key
   * field. For the proof only: it reads the whole list of the customer, page by page. @throws KingdeeUnavailableError
   */
  async listKeyed(
    forms: readonly TargetName[],
    prefixes: readonly string[],
    keyFields: readonly string[],
  ): Promise<readonly KeyedBill[]> {
    const listed: KeyedBill[] = [];
    for (const name of forms)
      listed.push(
        ...(await this.listKeyedIn(kingdeeForm(name), keyFields, (form, carriers) =>
          keyedQuery(form, prefixes, carriers),
        )),
      );
    return listed;
  }

  async ofApprovals(
    instanceIds: readonly string[],
    forms: readonly TargetName[],
    keyFields: readonly string[],
  ): Promise<readonly KeyedBill[]> {
    const found: KeyedBill[] = [];
    for (const name of forms)
      for (let start = 0; start < instanceIds.length; start += APPROVALS_AT_ONCE) {
        const ids = instanceIds.slice(start, start + APPROVALS_AT_ONCE);
        const ask = (form: KingdeeForm, carriers: readonly string[]) => approvalsQuery(form, ids, carriers);
        found.push(...(await this.listKeyedIn(kingdeeForm(name), keyFields, ask)));
      }
    return found;
  }

  private async listKeyedIn(
    form: KingdeeForm,
    keyFields: readonly string[],
    queryOf: (form: KingdeeForm, carriers: readonly string[]) => BillQuery,
  ): Promise<readonly KeyedBill[]> {
    const shape = await this.shapes.carrying(form);
    const own = carriersIn(shape);
    const others = keyFields.filter((field) => field !== form.keyField && !own.includes(field));
    return this.queries.withoutMissingFormer(form.id, others, async (former) => {
      const carriers = [...own, ...others.filter((field) => former.has(field))];
      const query = queryOf(form, carriers);
      const { keys, rows } = await this.queries.query(query, new Set(query.keys));
      return keyedBills(form, rows, keys, carriers);
    });
  }

  /** Returns whether Kingdee shows us any bill of this form of an organisation. @throws KingdeeUnavailableError */
  async showsAny(orgNumber: string, name: TargetName): Promise<boolean> {
    // An organisation that cannot be asked about counts as visible.
    if (!isSafeValue(orgNumber)) return true;
    const { id: form, billId, header, head } = kingdeeForm(name);
    const filter = `${header[head.organisation]?.key}.FNumber = '${orgNumber}'`;
    const query = { form, keys: [billId], filter, order: `${billId} desc` };
    const page = readRows((await this.calls.ask('ExecuteBillQuery', queryBody(query, 0, 1))).json, query.keys.length);
    return page.kind !== 'rows' || page.rows.length > 0;
  }

  async paymentsOf(orgNumber: string, days: { from: string; to: string }): Promise<readonly StoredBill[]> {
    if (!isSafeValue(orgNumber))
      throw new KingdeeUnavailableError(
        `组织编码 ${JSON.stringify(orgNumber)} 含有不能查询的字符，没有去金蝶查。`,
        false,
      );
    const { keys, rows } = await this.queries.query(paymentsQuery(orgNumber, days), PAYMENTS_MUST);
    const { read, unread } = storedBills(rows, keys, USUAL_SHAPE);
    // A bill that cannot be read may be the payment that the caller looks for.
    const [first] = unread;
    if (first) throw new KingdeeUnavailableError(`${first.sentence}。`, false, { errorClass: 'permission' });
    return read.filter(({ cancelled }) => cancelled !== true);
  }
}

/** Builds the error for keys that cannot be asked about or read; the other keys can be asked without them. */
const apart = (causes: readonly (readonly [billNo: string, sentence: string])[], sentence = causes[0]?.[1] ?? '') =>
  new KingdeeUnavailableError(sentence, false, { about: new Map(causes) });
