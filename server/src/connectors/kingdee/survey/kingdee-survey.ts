import type { BaseDataKind } from '@dingdee/shared/base-data';
import type { TargetName } from '@dingdee/shared/scheme';
import {
  type BaseDataSample,
  type BillRight,
  type FormReport,
  type NewestBills,
  TargetSurvey,
  type Told,
} from '../../survey.js';
import { KingdeeUnavailableError, NotLetInError } from '../../target.js';
import { classify } from '../answer/classify-refusal.js';
import { type ExactJson, numberLiteral, writeJson } from '../answer/exact-json.js';
import { type ResponseStatus, wordsOf } from '../answer/read-status.js';
import { baseDataKeys, baseDataQuery, baseDataRecords, OTHER_NUMBER_KEYS } from '../form/base-data-query.js';
import {
  type BillQuery,
  isSafeValue,
  missingField,
  PAGE,
  queryBody,
  readRows,
  withoutKey,
} from '../form/bill-query.js';
import { kingdeeForm } from '../forms/kingdee-forms.js';
import { HEARTBEAT, type K3CloudCalls, readReply } from '../k3cloud-calls.js';
import { KingdeeQueries } from '../kingdee-queries.js';
import { LoginRefusedError } from '../login/login.js';
import { type KingdeeTransport, NO_CREDENTIALS } from '../transport/transport.js';
import { readAccountSets } from './read-account-sets.js';
import { readFormReport } from './read-form-report.js';
import { NEWEST, newestQuery, readNewestBills } from './read-newest-bills.js';

const ACCOUNTS = 'Kingdee.BOS.ServiceFacade.ServicesStub.Account.AccountService.GetDataCenterList';
/** Number that no bill has: our numbers are Crockford's base 32, which has no U, and other systems use no number with this beginning. */
const NO_BILL = 'DINGDEE-U-0000000000';
const NO_FILE = '00000000000000000000000000000000';
/** Method by right (kingdee.md §4). */
const METHODS: Readonly<Record<BillRight, string>> = {
  submit: 'Submit',
  audit: 'Audit',
  unsubmit: 'CancelAssign',
  unaudit: 'UnAudit',
  remove: 'Delete',
};
/** Form of expense management (费用报销单). */
const EXPENSE_FORM = 'ER_ExpReimbursement';
const MOST_DROPPED = 8;

const told = <T>(value: T): Told<T> => ({ kind: 'told', value });
function refusedBy(status: ResponseStatus): Extract<Told<never>, { kind: 'refused' }> {
  const why = status.errors.length === 0 ? 'unknown' : classify(status.errors, status.msgCode).class;
  return { kind: 'refused', why, words: wordsOf(status) };
}
const unreadable = (): Told<never> => ({ kind: 'refused', why: 'unknown', words: '' });

/** Asks the questions of the check-up, with the same login, slots and circuit breaker as all other calls. */
export class KingdeeSurvey extends TargetSurvey {
  constructor(
    private readonly transport: KingdeeTransport,
    private readonly calls: K3CloudCalls,
    private readonly acctId: string,
    /** Calls with another secret of the same account. */
    private readonly callsWith: (secret: string) => K3CloudCalls,
  ) {
    super();
  }

  async logInWith(secret: string): Promise<string | null> {
    const calls = this.callsWith(secret);
    try {
      await new KingdeeQueries(calls).query(HEARTBEAT, new Set(HEARTBEAT.keys));
      return null;
    } catch (error) {
      if (error instanceof LoginRefusedError) return error.came;
      if (error instanceof NotLetInError && error.errorClass === 'session') return error.sentence;
      throw error;
    } finally {
      calls.close();
    }
  }

  /** Asks without a login and without the circuit breaker: the result says nothing about calls with a login. */
  async accountSets(): Promise<Told<{ sets: readonly { id: string; name: string }[]; ours: string | null }>> {
    const reply = await this.transport.post(ACCOUNTS, '{}', NO_CREDENTIALS).catch((error: unknown) => {
      if (error instanceof KingdeeUnavailableError) throw error;
      throw new KingdeeUnavailableError(sentenceOf(error), true, { cause: error });
    });
    const answer = await Promise.resolve()
      .then(() => readReply(reply, 'question'))
      .catch((error: unknown) => {
        if (error instanceof KingdeeUnavailableError) throw error;
        return null;
      });
    const sets = answer === null ? null : readAccountSets(answer.json);
    if (sets === null) return answer?.status ? refusedBy(answer.status) : unreadable();
    const wanted = this.acctId.toLowerCase();
    return told({ sets, ours: sets.find(({ id }) => id.toLowerCase() === wanted)?.name ?? null });
  }

  async form(target: TargetName): Promise<Told<FormReport>> {
    const form = kingdeeForm(target);
    const answer = await this.calls.ask('QueryBusinessInfo', writeJson({ data: { FormId: form.id } }));
    const report = readFormReport(answer.json, form);
    if (report) return told(report);
    return answer.status ? refusedBy(answer.status) : unreadable();
  }

  async newestBills(orgNumber: string): Promise<Told<NewestBills>> {
    if (!isSafeValue(orgNumber)) return unreadable();
    const query = newestQuery(orgNumber);
    const page = await this.page(query, NEWEST);
    return page.kind === 'refused' ? page : told(readNewestBills(page.value.keys, page.value.rows));
  }

  async sample(kind: BaseDataKind): Promise<Told<BaseDataSample>> {
    const usual = await this.page(baseDataQuery(kind), PAGE);
    const other = OTHER_NUMBER_KEYS[kind];
    const hasNumber = usual.kind === 'told' && usual.value.keys.includes('FNumber');
    if (other === undefined || usual.kind === 'refused' || hasNumber) return this.sampled(kind, usual, null);
    const query = { ...baseDataQuery(kind), keys: baseDataKeys(kind).map((key) => (key === 'FNumber' ? other : key)) };
    return this.sampled(kind, await this.page(query, PAGE), other);
  }

  private sampled(kind: BaseDataKind, page: Told<Page>, otherNumberKey: string | null): Told<BaseDataSample> {
    if (page.kind === 'refused') return page;
    const keys = page.value.keys.map((key) => (key === otherNumberKey ? 'FNumber' : key));
    const records = baseDataRecords(kind, keys, page.value.rows);
    const usable = records.filter((record) => record.usable);
    return told({
      rows: records.length,
      usable: usable.length,
      orgs: [...new Set(records.map(({ orgNumber }) => orgNumber))].filter((org) => org !== '').sort(),
      otherNumberKey,
      first: usable.slice(0, 20).map(({ number, name }) => ({ number, name })),
    });
  }

  async right(right: BillRight, target: TargetName): Promise<Told<'has'>> {
    const body = writeJson({
      formid: kingdeeForm(target).id,
      data: { Numbers: [NO_BILL], CreateOrgId: numberLiteral('0') ?? '0' },
    });
    const { status } = await this.calls.ask(METHODS[right], body);
    if (!status) return unreadable();
    const refused = refusedBy(status);
    // The answer "no such number" shows that the right was checked before, or is not needed.
    return status.errors.length === 0 || refused.why === 'data' || refused.why === 'base-data' ? told('has') : refused;
  }

  async expenseBills(): Promise<Told<'some' | 'none' | 'no-module'>> {
    const page = await this.page({ form: EXPENSE_FORM, keys: ['FID'], filter: '', order: 'FID desc' }, 1);
    if (page.kind === 'told') return told(page.value.rows.length > 0 ? 'some' : 'none');
    return /业务对象不存在/.test(page.words) ? told('no-module') : page;
  }

  async attachmentStore(): Promise<Told<'files' | 'database'>> {
    const body = writeJson({ data: { FileId: NO_FILE, StartIndex: numberLiteral('0') ?? '0' } });
    const { status } = await this.calls.ask('AttachmentDownLoad', body);
    const words = status ? wordsOf(status) : '';
    if (/数据库/.test(words)) return told('database');
    if (/(文件|附件).{0,20}(不存在|找不到)/.test(words)) return told('files');
    return status ? refusedBy(status) : unreadable();
  }

  /** Returns one page; drops a key that the site lacks and repeats the query. */
  private async page(query: BillQuery, limit: number): Promise<Told<Page>> {
    let asked = query;
    for (let dropped = 0; ; dropped++) {
      const page = readRows(
        (await this.calls.ask('ExecuteBillQuery', queryBody(asked, 0, limit))).json,
        asked.keys.length,
      );
      if (page.kind === 'rows') return told({ keys: asked.keys, rows: page.rows });
      if (page.kind === 'unreadable') return unreadable();
      const missing = missingField(page.status);
      const keys = missing === null ? [] : withoutKey(asked.keys, missing);
      if (missing === null || keys.length === 0 || keys.length === asked.keys.length || dropped === MOST_DROPPED)
        return refusedBy(page.status);
      const first = asked.order.split(' ')[0] ?? '';
      asked = { ...asked, keys, order: keys.includes(first) ? asked.order : `${keys[0]} asc` };
    }
  }
}

interface Page {
  keys: readonly string[];
  rows: readonly (readonly ExactJson[])[];
}

const sentenceOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'sentence' in error ? String(error.sentence) : String(error);
