import { randomUUID } from 'node:crypto';
import { type Complaint, complaint, failure, MSG, type Outcome, responseStatus } from './answers.js';
import type { BaseData, BaseForm, BaseRow } from './base-data.js';
import { sameForm } from './bill-form.js';
import { baseFormInfo, billFormInfo } from './business-info.js';
import { BadArguments, readArguments, readData } from './envelope.js';
import { isObject, type JsonObject, member, scalarText } from './json.js';
import { type Bill, type KingdeeLedger } from './ledger.js';
import { BillOperator, type Operation } from './operate-bills.js';
import { PAYBILL } from './paybill-fields.js';
import { bankKeys } from './query-bills.js';
import { QueryRefused, QueryRunner } from './run-query.js';
import { BaseDataOperator } from './save-base-data.js';
import { BillSaver, modelsOf, type Saved, type SaveKind } from './save-bills.js';
import type { KingdeeSwitches } from './switches.js';
import { baseRowView, billView } from './view.js';

/** Caller of a service; SwitchOrg changes the organisation. */
export interface Caller {
  orgNumber: string;
}

const OPERATIONS: Readonly<Record<string, Operation>> = {
  submit: 'Submit',
  audit: 'Audit',
  unaudit: 'UnAudit',
  cancelassign: 'CancelAssign',
  delete: 'Delete',
};

/** Operations by opNumber of ExcuteOperation; the five operations above work there too. */
const BY_OPERATION_NUMBER: Readonly<Record<string, Operation>> = {
  ...OPERATIONS,
  cancel: 'Cancel',
  uncancel: 'UnCancel',
};

const SAVES: Readonly<Record<string, SaveKind>> = { save: 'Save', batchsave: 'BatchSave', draft: 'Draft' };

const NO_OPERATION = complaint('操作编码不能为空或不存在', MSG.noOperation); // kingdee.md §6.1

/** Executes the methods of DynamicFormService (kingdee.md §4). */
export class DynamicForms {
  private readonly offices: readonly { ledger: KingdeeLedger; saver: BillSaver; operator: BillOperator }[];
  private readonly queries: QueryRunner;
  private readonly baseDataOperator: BaseDataOperator;
  /** Finished answers of BatchSaveQuery by task id (kingdee.md §4). */
  private readonly tasks = new Map<string, unknown>();

  constructor(
    ledgers: readonly KingdeeLedger[],
    private readonly baseData: BaseData,
    private readonly switches: KingdeeSwitches,
    now: () => number,
  ) {
    this.offices = ledgers.map((ledger) => ({
      ledger,
      saver: new BillSaver(ledger, baseData, switches, now),
      operator: new BillOperator(ledger, switches, now),
    }));
    this.baseDataOperator = new BaseDataOperator(baseData);
    this.queries = new QueryRunner((form) => this.office(form)?.ledger, baseData, switches);
  }

  private office(form: string) {
    return this.offices.find(({ ledger }) => sameForm(form, ledger.form));
  }

  /** @returns the answer as JSON value; undefined if there is no such method. */
  call(method: string, body: unknown, caller: Caller, renumber = this.switches.renumber): unknown {
    try {
      return this.dispatch(method.toLowerCase(), body, caller, renumber);
    } catch (error) {
      if (error instanceof BadArguments)
        return this.shaped(method, failure(complaint(error.message, MSG.badParameter), this.switches));
      if (error instanceof QueryRefused) return this.shaped(method, failure(error.reason, this.switches));
      throw error;
    }
  }

  /** Returns a refusal in the shape of the method: ExecuteBillQuery nests it in two lists (kingdee.md §2.3, §9). */
  refusal(method: string, reason: Complaint): unknown {
    return this.shaped(method, failure(reason, this.switches));
  }

  private shaped(method: string, answer: object): unknown {
    return method.toLowerCase() === 'executebillquery' ? [[answer]] : answer;
  }

  private dispatch(method: string, body: unknown, caller: Caller, renumber: boolean): unknown {
    const saveKind = SAVES[method];
    if (saveKind) return this.save(saveKind, body, renumber);
    const operation = OPERATIONS[method];
    if (operation) {
      const [form, data] = readArguments(body, ['formid', 'data']);
      return this.operate(operation, scalarText(form) ?? '', readData(data));
    }
    switch (method) {
      case 'excuteoperation':
      case 'executeoperation':
        return this.execute(method, body);
      case 'view': {
        const [form, data] = readArguments(body, ['formid', 'data']);
        return this.view(scalarText(form) ?? '', readData(data));
      }
      case 'executebillquery':
        return this.queries.run(single(body), caller.orgNumber).rows;
      case 'billquery': {
        const { keys, rows } = this.queries.run(single(body), caller.orgNumber);
        return rows.map((row) => Object.fromEntries(keys.map((key, index) => [key, row[index]])));
      }
      case 'querybusinessinfo':
        if (this.switches.businessInfo === 'refused')
          return failure(complaint('没有“付款单”的元数据查询权限', MSG.validation), this.switches);
        return this.businessInfo(scalarText(member(single(body), 'FormId')) ?? '');
      case 'attachmentdownload':
        return this.noAttachment();
      case 'workflowaudit':
        return this.workflowAudit(single(body));
      case 'switchorg':
        return this.switchOrg(single(body), caller);
      case 'queryasyncresult':
        return this.asyncResult(body);
      default:
        return undefined;
    }
  }

  /** Answers that there is no attachment; the words depend on where the site keeps attachments (kingdee.md §4). UNCONFIRMED words. */
  private noAttachment(): unknown {
    const words = {
      files: '文件不存在',
      database: '当前附件存储方式为数据库，不支持此操作',
      unsaid: '操作失败',
    }[this.switches.attachmentStorage];
    return failure(complaint(words, MSG.validation), this.switches);
  }

  private save(kind: SaveKind, body: unknown, renumber: boolean): unknown {
    const [formId, rawData] = readArguments(body, ['formid', 'data']);
    const data = readData(rawData);
    const form = scalarText(formId) ?? '';
    const office = this.office(form);
    const known = this.baseData.form(form);
    if (!office && !known) return failure(this.otherForm(form), this.switches);
    const { outcome, returned } = office
      ? office.saver.save(kind, data, renumber)
      : known
        ? this.saveBaseData(known, kind, data)
        : { outcome: { successes: [], errors: [], messages: [] }, returned: [] };
    const status = responseStatus(outcome, this.switches);
    const saved = outcome.successes[0];
    const answer =
      kind === 'BatchSave'
        ? { Result: { ResponseStatus: status, NeedReturnData: returned } }
        : {
            Result: {
              ResponseStatus: status,
              Id: saved ? (this.switches.idAsString ? String(saved.id) : saved.id) : '',
              Number: saved?.number ?? '',
              NeedReturnData: returned.length > 0 ? returned : [{}],
            },
          };
    // §4: BatchSaveQuery is BatchSave with a begin method; its answer is fetched later.
    if (kind !== 'BatchSave' || !isObject(body) || member(body, 'beginmethod') === undefined) return answer;
    const taskId = randomUUID();
    this.tasks.set(taskId, answer);
    return { Status: 1, TaskId: taskId, Result: null };
  }

  private saveBaseData(form: BaseForm, kind: SaveKind, data: JsonObject): Saved {
    const models = modelsOf(kind, data);
    if (!('message' in models)) return { outcome: this.baseDataOperator.save(form, models), returned: [] };
    return { outcome: { successes: [], errors: [{ ...models, dIndex: 0 }], messages: [] }, returned: [] };
  }

  private asyncResult(body: unknown): unknown {
    const query = readData(readArguments(body, ['queryInfo'])[0]);
    const taskId = scalarText(member(query, 'TaskId')) ?? '';
    const answer = this.tasks.get(taskId);
    if (answer === undefined) throw new BadArguments(`任务${taskId}不存在`);
    return { Status: 2, TaskId: taskId, Result: answer };
  }

  private operate(operation: Operation, form: string, data: JsonObject): unknown {
    const office = this.office(form);
    if (office) return this.operated(office.operator.operate(operation, data));
    return this.operateBaseData(operation, form, data);
  }

  private operateBaseData(operation: string, form: string, data: JsonObject): unknown {
    const known = this.baseData.form(form);
    if (!known) return failure(this.otherForm(form), this.switches);
    const outcome = this.baseDataOperator.operate(operation, known, data);
    return outcome ? this.operated(outcome) : failure(NO_OPERATION, this.switches);
  }

  private operated(outcome: Outcome): unknown {
    return { Result: { ResponseStatus: responseStatus(outcome, this.switches) } };
  }

  private execute(method: string, body: unknown): unknown {
    if (method === 'executeoperation' && !this.switches.executeSpellingAccepted) return undefined; // §4
    const [formId, opNumber, data] = readArguments(body, ['formid', 'opNumber', 'data']);
    const form = scalarText(formId) ?? '';
    const wanted = scalarText(opNumber) ?? '';
    if (!this.office(form)) return this.operateBaseData(wanted, form, readData(data));
    const operation = BY_OPERATION_NUMBER[wanted.toLowerCase()];
    return operation ? this.operate(operation, form, readData(data)) : failure(NO_OPERATION, this.switches);
  }

  private view(form: string, data: JsonObject): unknown {
    const number = scalarText(member(data, 'Number')) ?? '';
    const id = scalarText(member(data, 'Id')) ?? '';
    const known = this.baseData.form(form);
    const office = this.office(form);
    if (!office && !known) return failure(this.otherForm(form), this.switches);
    const shown = known ? this.baseRow(known.form, number, id) : office && this.bill(office.ledger, number, id);
    if (!shown) return failure(complaint(`编码值["${number || id}"]不存在`, MSG.notFound), this.switches);
    return { Result: { ResponseStatus: null, Result: shown } };
  }

  private bill(ledger: KingdeeLedger, number: string, id: string): Record<string, unknown> | undefined {
    const bill: Bill | undefined = number === '' ? ledger.withId(Number(id)) : ledger.numbered(number);
    return bill && billView(bill, ledger.form.fields(this.switches), ledger.form.entryView);
  }

  private baseRow(form: string, number: string, id: string): Record<string, unknown> | undefined {
    const row: BaseRow | undefined =
      number === '' ? this.baseData.withId(form, id) : this.baseData.numbered(form, number)[0];
    return row && baseRowView(row, this.baseData.numbered('ORG_Organizations', row.useOrg)[0]);
  }

  private businessInfo(form: string): unknown {
    const office = this.office(form);
    if (office) {
      const told = this.switches.assistantCategory === 'told';
      const idOf = (category: string) => (told ? (this.baseData.category(category)?.id ?? '') : '');
      return billFormInfo(office.ledger.form, office.ledger.form.fields(this.switches), this.switches, idOf);
    }
    const known = this.baseData.form(form);
    return known ? baseFormInfo(known, bankKeys(known, this.switches)) : failure(this.otherForm(form), this.switches);
  }

  /** ApprovalType 1 passes, 2 rejects, 3 ends (kingdee.md §4). */
  private workflowAudit(data: JsonObject): unknown {
    const office = this.office(scalarText(member(data, 'FormId')) ?? PAYBILL);
    if (!office) throw new BadArguments('FormId');
    const passes = scalarText(member(data, 'ApprovalType')) === '1';
    return this.operated(
      office.operator.operate(passes ? 'Audit' : 'CancelAssign', { ...data, IsVerifyProcInst: false }),
    );
  }

  private switchOrg(data: JsonObject, caller: Caller): unknown {
    const number = scalarText(member(data, 'OrgNumber')) ?? '';
    if (!this.baseData.usable('ORG_Organizations', number, ''))
      return failure(complaint(`编码值["${number}"]不存在`, MSG.notFound), this.switches);
    caller.orgNumber = number;
    return this.operated({ successes: [], errors: [], messages: [] });
  }

  private otherForm(form: string): Complaint {
    if (form === '') return complaint('业务对象标识不能为空', MSG.noForm);
    return complaint(`标识为"${form}"的业务对象不存在`, MSG.notFound); // §9
  }
}

const single = (body: unknown): JsonObject => readData(readArguments(body, ['data'])[0]);
