import type { BaseDataKind } from '@dingdee/shared/base-data';
import { BASE_DATA_WORDS } from '@dingdee/shared/base-data';
import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import type { SendBy } from '../call-times.js';
import type { TargetSurvey } from '../survey.js';
import {
  type BaseDataRecord,
  type BillKey,
  type BillToSave,
  KingdeeClient,
  KingdeeUnavailableError,
  type LoginRefusal,
  PLAIN_WAY,
  type StepOutcome,
  type StepResult,
  type StoredBill,
  type UnavailableOptions,
} from '../target.js';
import { type ExactJson, writeJson } from './answer/exact-json.js';
import { type Operation, operationOutcomes, saveOutcomes } from './answer/read-answer.js';
import { type ResponseStatus, wordsOf } from './answer/read-status.js';
import {
  BASE_DATA_MUST,
  baseDataKeys,
  baseDataQuery,
  baseDataRecords,
  OTHER_NUMBER_KEYS,
  plainestKeys,
} from './form/base-data-query.js';
import {
  type BillQuery,
  isSafeValue,
  mayGoOn,
  missingField,
  queryBody,
  readRows,
  withoutKey,
} from './form/bill-query.js';
import { type FormShape, readShape, USUAL_SHAPE } from './form/form-shape.js';
import { type KeyedBill, keyedBills, keyedQuery } from './form/keyed-bills.js';
import { byKey, findQuery, INDISPENSABLE, storedBills } from './form/stored-bills.js';
import { batchSaveBody, billModel, operationBody } from './form/to-kingdee.js';
import { AP_PAYBILL } from './forms/ap-paybill.js';
import { HEARTBEAT, K3CloudCalls } from './k3cloud-calls.js';
import { type Authentication, authenticationFor } from './login/authentication.js';
import { KingdeeSurvey } from './survey/kingdee-survey.js';
import { CallSlots } from './transport/call-slots.js';
import { KingdeeHealth } from './transport/kingdee-health.js';
import { AnswerLostError, KingdeeTransport } from './transport/transport.js';

/** The form is asked again after this long, sooner where the last question failed. */
const SHAPE_TTL_MS = 3_600_000;
const SHAPE_RETRY_MS = 60_000;

const NUMBER = 'FNumber';

type BillRef = { id: string; billNo: string };

/** Kingdee Cloud Galaxy through its WebAPI (kingdee.md). */
@Injectable()
export class K3CloudClient extends KingdeeClient implements OnApplicationShutdown {
  private readonly log = new Logger('kingdee');
  private readonly transport: KingdeeTransport;
  private readonly authentication: Authentication;
  private readonly calls: K3CloudCalls;
  private readonly acctId: string;
  private shape: { value: Promise<FormShape>; until: number } | null = null;
  private lastShape = USUAL_SHAPE;
  /** Keys per form that this installation does not have: dropped once, not asked again. */
  private readonly absent = new Map<string, Set<string>>();

  constructor(
    @Inject(SETTINGS) settings: Settings,
    private readonly told: KingdeeHealth,
    slots: CallSlots,
  ) {
    super();
    this.transport = new KingdeeTransport(settings.KINGDEE_URL, slots, settings);
    this.authentication = authenticationFor(settings, this.transport, Date.now);
    this.acctId = settings.KINGDEE_ACCT_ID;
    this.calls = new K3CloudCalls(this.transport, this.authentication, told, settings);
  }

  async save(bills: readonly BillToSave[], way = PLAIN_WAY): Promise<StepResult> {
    const until = way.until ?? this.transport.sendUntil();
    const shape = await this.formShape();
    const built = bills.map((bill) => billModel(bill, shape, bill.send));
    const models = built.flatMap((each) => (each.ok ? [each.model] : []));
    const sent = bills.filter((_, index) => built[index]?.ok);
    const result: StepResult =
      models.length === 0
        ? { outcomes: [], answer: null }
        : await this.write(
            'BatchSave',
            batchSaveBody(models, way),
            sent.length,
            (status) => saveOutcomes(sent, status),
            until,
          );
    // A bill that could not be written exactly was not sent; DIndex counts the others.
    const answered = result.outcomes.values();
    const outcomes = built.map(
      (each): StepOutcome =>
        each.ok
          ? (answered.next().value ?? { kind: 'unknown', cause: '金蝶的回答没有提到这张单据' })
          : { kind: 'refused', refusal: each.refusal },
    );
    return { ...result, outcomes };
  }

  submit(bills: readonly BillRef[], way = PLAIN_WAY): Promise<StepResult> {
    return this.operate('Submit', bills, way);
  }

  audit(bills: readonly BillRef[], way = PLAIN_WAY): Promise<StepResult> {
    return this.operate('Audit', bills, way);
  }

  unsubmit(bills: readonly BillRef[], way = PLAIN_WAY): Promise<StepResult> {
    return this.operate('CancelAssign', bills, way);
  }

  unaudit(bills: readonly BillRef[], way = PLAIN_WAY): Promise<StepResult> {
    return this.operate('UnAudit', bills, way);
  }

  remove(bills: readonly BillRef[], way = PLAIN_WAY): Promise<StepResult> {
    return this.operate('Delete', bills, way);
  }

  async find(
    keys: readonly BillKey[],
    custom: readonly string[] = [],
  ): Promise<ReadonlyMap<string, readonly StoredBill[]>> {
    if (keys.length === 0) return new Map();
    const odd = keys.filter((key) => !isSafeValue(key.billNo) || !isSafeValue(key.thirdBillNo));
    if (odd.length > 0)
      throw apart(
        odd.map(({ billNo }) => [billNo, `单据编号 ${JSON.stringify(billNo)} 含有不能查询的字符，没有去金蝶查。`]),
      );
    const shape = await this.formShape();
    const { keys: columns, rows } = await this.withoutMissingFormer(
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
    // Without a key field that we ask by, "not found" would mean nothing.
    const must = new Set([...INDISPENSABLE, ...keys.flatMap(({ keyFields = [] }) => keyFields), ...former]);
    return this.query(findQuery(asked, shape, custom), must, '单据', (field) =>
      keys.filter(({ keyFields = [] }) => keyFields.some((key) => key.toLowerCase() === field.toLowerCase())),
    );
  }

  /** A field that the form does not have carries no key: the question is put again without it. @param fields that may be left out so. */
  private async withoutMissingFormer<T>(
    fields: readonly string[],
    ask: (former: ReadonlySet<string>) => Promise<T>,
  ): Promise<T> {
    const former = new Set(fields.filter((field) => !this.absent.get(AP_PAYBILL.id)?.has(field)));
    for (;;)
      try {
        return await ask(former);
      } catch (error) {
        const missing = error instanceof MissingFieldError ? error.field.toLowerCase() : null;
        const gone = [...former].filter((field) => field.toLowerCase() === missing);
        if (gone.length === 0) throw error;
        for (const field of gone) {
          former.delete(field);
          this.noteAbsent(AP_PAYBILL.id, [field]);
        }
      }
  }

  /**
   * Every payment bill that carries one of our keys: a number that begins with one of `prefixes`, or anything in a key field.
   * For the proof only: it reads the customer's whole list, a page at a time. @throws KingdeeUnavailableError
   */
  async listKeyed(prefixes: readonly string[], keyFields: readonly string[]): Promise<readonly KeyedBill[]> {
    return this.withoutMissingFormer(
      keyFields.filter((field) => field !== AP_PAYBILL.keyField),
      async (former) => {
        const carriers = keyFields.filter((field) => field === AP_PAYBILL.keyField || former.has(field));
        const query = keyedQuery(prefixes, carriers);
        const { keys, rows } = await this.query(query, new Set(query.keys));
        return keyedBills(rows, keys, carriers);
      },
    );
  }

  /** Whether Kingdee shows us any payment bill of an organisation. @throws KingdeeUnavailableError */
  async showsAny(orgNumber: string): Promise<boolean> {
    // What cannot be asked about is not doubted.
    if (!isSafeValue(orgNumber)) return true;
    const { id: form, billId, header, head } = AP_PAYBILL;
    const filter = `${header[head.organisation].key}.FNumber = '${orgNumber}'`;
    const query = { form, keys: [billId], filter, order: `${billId} desc` };
    const page = readRows((await this.calls.ask('ExecuteBillQuery', queryBody(query, 0, 1))).json, query.keys.length);
    return page.kind !== 'rows' || page.rows.length > 0;
  }

  async listBaseData(kind: BaseDataKind): Promise<readonly BaseDataRecord[]> {
    const query = baseDataQuery(kind, this.presentKeys(baseDataQuery(kind).form, baseDataKeys(kind)));
    const ask = (asked: BillQuery, must: ReadonlySet<string>) => this.query(asked, must, BASE_DATA_WORDS[kind]);
    try {
      const { keys, rows } = await ask(query, BASE_DATA_MUST);
      return baseDataRecords(kind, keys, rows);
    } catch (error) {
      const other = OTHER_NUMBER_KEYS[kind];
      if (!other || !(error instanceof MissingFieldError) || error.field.toLowerCase() !== NUMBER.toLowerCase())
        throw error;
      const replaced = query.keys.map((key) => (key === NUMBER ? other : key));
      const order = query.order.replace(NUMBER, other);
      const { keys, rows } = await ask({ ...query, keys: replaced, order }, new Set([other, 'FName']));
      return baseDataRecords(
        kind,
        keys.map((key) => (key === other ? NUMBER : key)),
        rows,
      );
    }
  }

  async check(): Promise<string> {
    await this.calls.knock();
    await this.query(HEARTBEAT, new Set(HEARTBEAT.keys));
    return this.authentication.version;
  }

  override get loginRefusal(): LoginRefusal | null {
    return this.authentication.refusal;
  }

  override allowLogin(): void {
    this.authentication.forget();
  }

  /** What the check-up asks, over the same log-in and slots. */
  survey(): TargetSurvey {
    return new KingdeeSurvey(this.transport, this.calls, this.acctId);
  }

  onApplicationShutdown(): void {
    this.calls.close();
    this.transport.close();
  }

  private operate(operation: Operation, bills: readonly BillRef[], way = PLAIN_WAY): Promise<StepResult> {
    const body = operationBody(
      bills.map((bill) => bill.id),
      way.answers,
    );
    return this.write(
      operation,
      body,
      bills.length,
      (status) => operationOutcomes(operation, bills, status),
      way.until ?? this.transport.sendUntil(),
    );
  }

  /** After the first byte nothing is thrown but a refusal at the door: what is not known is said per bill. */
  private async write(
    method: string,
    body: string,
    bills: number,
    read: (status: ResponseStatus | null) => readonly StepOutcome[],
    until: SendBy,
  ): Promise<StepResult> {
    try {
      const answer = await this.calls.act(method, body, until);
      return { outcomes: read(answer.status), answer: answer.text };
    } catch (error) {
      if (!(error instanceof AnswerLostError)) throw error;
      const outcome: StepOutcome = { kind: 'unknown', cause: error.sentence };
      return { outcomes: Array.from({ length: bills }, () => outcome), answer: error.answer, lost: true };
    }
  }

  /**
   * All pages of a query. A key that the form does not have is dropped and the question asked again, unless it is indispensable.
   * @param blame the bills that such an indispensable key is asked for, where it is not asked for all.
   */
  private async query(
    query: BillQuery,
    must: ReadonlySet<string>,
    what = '单据',
    blame: (field: string) => readonly BillKey[] = () => [],
  ): Promise<{ keys: readonly string[]; rows: readonly (readonly ExactJson[])[] }> {
    let asked = { ...query, keys: this.presentKeys(query.form, query.keys) };
    const rows: (readonly ExactJson[])[] = [];
    for (;;) {
      const page = readRows(
        (await this.calls.ask('ExecuteBillQuery', queryBody(asked, rows.length))).json,
        asked.keys.length,
      );
      if (page.kind === 'rows') {
        rows.push(...page.rows);
        if (!mayGoOn(page.rows.length)) return { keys: asked.keys, rows };
        continue;
      }
      const fewer = page.kind === 'refused' ? this.withoutMissing(asked, must, page.status) : null;
      if (!fewer) {
        const refused = page.kind === 'refused' ? page.status : null;
        const sentence = refused
          ? `金蝶没有回答对${what}的查询：“${wordsOf(refused)}”。${missingField(refused) === null ? '请管理员检查集成用户的权限' : '请金蝶管理员核对这个字段在本账套里的标识'}。`
          : `金蝶对${what}查询的回答无法识别，不能当作没有。`;
        const missing = refused && missingField(refused);
        const options: UnavailableOptions = {
          errorClass: refused ? 'permission' : 'transport',
          about: new Map((missing ? blame(missing) : []).map(({ billNo }) => [billNo, sentence])),
        };
        throw missing
          ? new MissingFieldError(sentence, missing, options)
          : new KingdeeUnavailableError(sentence, false, options);
      }
      asked = fewer;
      rows.length = 0;
    }
  }

  private withoutMissing(asked: BillQuery, must: ReadonlySet<string>, status: ResponseStatus): BillQuery | null {
    const missing = missingField(status);
    const keys = missing === null ? asked.keys.filter((key) => must.has(key)) : withoutKey(asked.keys, missing);
    const dropped = asked.keys.filter((key) => !keys.includes(key));
    if (dropped.length === 0 || dropped.some((key) => must.has(key))) return null;
    // A refusal that names no field says little: the plain question is asked, but the form is not judged by it.
    if (missing === null && asked.form === AP_PAYBILL.id) return null;
    if (missing !== null) {
      this.log.warn(`${asked.form}: no field ${missing}, asked without it`);
      this.noteAbsent(asked.form, dropped);
    }
    const ordered = asked.order.split(',').every((part) => keys.includes(part.trim().split(' ')[0] ?? ''));
    return { ...asked, keys, order: ordered ? asked.order : `${plainestKeys()[0]} asc` };
  }

  private noteAbsent(form: string, keys: readonly string[]): void {
    this.absent.set(form, new Set([...(this.absent.get(form) ?? []), ...keys]));
  }

  private presentKeys(form: string, keys: readonly string[]): readonly string[] {
    const gone = this.absent.get(form);
    return gone ? keys.filter((key) => !gone.has(key)) : keys;
  }

  /** Asked once and kept; where the form cannot be asked, what it said last stands, else kingdee.md §7.1. */
  private formShape(): Promise<FormShape> {
    const now = Date.now();
    if (this.shape && now < this.shape.until) return this.shape.value;
    const kept = { value: this.askShape(), until: now + SHAPE_TTL_MS };
    this.shape = kept;
    return kept.value;
  }

  private async askShape(): Promise<FormShape> {
    try {
      const answer = await this.calls.ask('QueryBusinessInfo', writeJson({ data: { FormId: AP_PAYBILL.id } }));
      const shape = readShape(answer.json);
      if (shape) {
        this.told.form(null);
        this.lastShape = shape;
        return shape;
      }
      this.log.warn('QueryBusinessInfo gave no metadata of AP_PAYBILL; FDepartment is taken for a header field');
      this.told.form(answer.status ? wordsOf(answer.status) : '没有字段');
    } catch (error) {
      if (!(error instanceof KingdeeUnavailableError)) throw error;
    }
    if (this.shape) this.shape.until = Date.now() + SHAPE_RETRY_MS;
    return this.lastShape;
  }
}

/** The form has no such field. */
class MissingFieldError extends KingdeeUnavailableError {
  constructor(
    sentence: string,
    readonly field: string,
    options: UnavailableOptions,
  ) {
    super(sentence, false, options);
  }
}

/** These keys cannot be asked about or read; the others can, without them. */
const apart = (causes: readonly (readonly [billNo: string, sentence: string])[], sentence = causes[0]?.[1] ?? '') =>
  new KingdeeUnavailableError(sentence, false, { about: new Map(causes) });
