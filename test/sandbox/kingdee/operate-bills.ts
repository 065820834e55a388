import { type Complaint, complaint, MSG, type Outcome } from './answers.js';
import { siteTime } from './date.js';
import { flag, type JsonObject, member, scalarText } from './json.js';
import { type Bill, type BillStatus, billNumber, type KingdeeLedger } from './ledger.js';
import { askedBy } from './questions.js';
import { scramble } from './save-bills.js';
import type { KingdeeSwitches } from './switches.js';

export type Operation = 'Submit' | 'Audit' | 'UnAudit' | 'CancelAssign' | 'Delete' | 'Cancel' | 'UnCancel';

interface Rule {
  /** Statuses from which the operation may start (kingdee.md §4, §7.5). */
  from: readonly BillStatus[];
  /** Text of the success message; null = no message. */
  done: string | null;
  apply(bill: Bill): void;
}

const RULES: Readonly<Record<Operation, Rule>> = {
  Submit: {
    from: ['A', 'D'],
    done: null,
    apply: (bill) => {
      bill.beforeSubmit = bill.status === 'D' ? 'D' : 'A';
      bill.status = 'B';
    },
  },
  Audit: {
    from: ['B'],
    done: '审核成功！',
    apply: (bill) => {
      bill.status = 'C';
    },
  },
  UnAudit: {
    from: ['C'],
    done: '反审核成功！',
    apply: (bill) => {
      bill.status = 'D';
    },
  },
  CancelAssign: {
    from: ['B'],
    done: null,
    apply: (bill) => {
      bill.status = bill.beforeSubmit;
      bill.inWorkflow = false;
    },
  },
  Delete: { from: ['Z', 'A', 'D'], done: null, apply: () => {} },
  Cancel: {
    from: ['Z', 'A', 'D'],
    done: null,
    apply: (bill) => {
      bill.cancelled = true;
    },
  },
  UnCancel: {
    from: ['Z', 'A', 'D'],
    done: null,
    apply: (bill) => {
      bill.cancelled = false;
    },
  },
};

const WORDS: Readonly<Record<Operation, string>> = {
  Submit: '提交',
  Audit: '审核',
  UnAudit: '反审核',
  CancelAssign: '撤销',
  Delete: '删除',
  Cancel: '作废',
  UnCancel: '反作废',
};

/**
 * Executes Submit, Audit, UnAudit, CancelAssign, Delete and the operations of ExcuteOperation on the ledger's form (kingdee.md §4, §6.2,
 * §7.5).
 */
export class BillOperator {
  constructor(
    private readonly ledger: KingdeeLedger,
    private readonly switches: KingdeeSwitches,
    private readonly now: () => number,
  ) {}

  operate(operation: Operation, data: JsonObject): Outcome {
    const wanted = wantedKeys(data);
    if (wanted.length === 0) return refused(complaint('单据编号和内码不能同时为空', MSG.badParameter));
    const bills = new Set<Bill>();
    for (const { id, text } of wanted) {
      const bill = id ? this.ledger.withId(Number(text)) : this.ledger.numbered(text);
      if (bill) bills.add(bill);
    }
    // §6.2: unknown numbers are dropped silently unless none exists.
    if (bills.size === 0) {
      const names = wanted.map(({ text }) => `"${text}"`).join(',');
      return refused(complaint(`编码值[${names}]不存在`, MSG.notFound));
    }
    const outcome: Outcome = { successes: [], errors: [], messages: [] };
    // The DIndex of an operation counts the answer, not the request: only Id and Number identify (kingdee.md §6).
    for (const [dIndex, bill] of scramble([...bills]).entries()) this.one(operation, bill, dIndex, data, outcome);
    return outcome;
  }

  private one(operation: Operation, bill: Bill, dIndex: number, data: JsonObject, outcome: Outcome): void {
    const reason = this.refusal(operation, bill, data);
    if (reason) {
      outcome.errors.push({ ...reason, dIndex });
      return;
    }
    const number = billNumber(bill);
    const { apply, done } = RULES[operation];
    apply(bill);
    if (operation === 'CancelAssign' && this.switches.recallLeadsTo === 'D') bill.status = 'D';
    this.ledger.note(bill, operation);
    if (operation === 'Submit' && this.switches.workflowHolds) bill.inWorkflow = true;
    if (operation === 'Audit') bill.cells.set('FAPPROVEDATE', siteTime(this.now()));
    if (operation === 'Delete') this.ledger.remove(bill);
    outcome.successes.push({ id: bill.id, number, dIndex });
    if (done)
      outcome.messages.push({
        FieldName: null,
        Message: `单据编号为“${number}”的${this.ledger.form.name}，${done}`,
        DIndex: dIndex,
      });
  }

  private refusal(operation: Operation, bill: Bill, data: JsonObject): Complaint | null {
    const subject = `单据编号为“${billNumber(bill)}”的${this.ledger.form.name}，`;
    if (bill.locks > 0) {
      bill.locks -= 1;
      // §11: a lock conflict, MsgCode 0 with IsSuccess false.
      return complaint(
        `“administrator”使用业务单据：“${this.ledger.form.name}”业务操作-“[${this.ledger.form.name}-${billNumber(bill)}-修改]”冲突，请稍候再使用。`,
        MSG.default,
      );
    }
    // §7.5; IsVerifyProcInst false skips it.
    const byWorkflow =
      operation === 'Audit' ||
      operation === 'UnAudit' ||
      (operation === 'CancelAssign' && !this.switches.workflowAllowsRecall);
    if (byWorkflow && bill.inWorkflow && flag(data, 'IsVerifyProcInst', true))
      return complaint(`${subject}已关联工作流实例，不支持通过 WebAPI 接口进行传统审批`, MSG.validation, '');
    if (operation === 'UnAudit' && bill.paid && this.switches.paidBlocksUnaudit)
      return complaint(`${subject}已付款，不允许反审核！`, MSG.validation, '');
    if (!RULES[operation].from.includes(bill.status)) return wrongStatus(operation, bill, subject);
    if (bill.cancelled && operation !== 'UnCancel' && operation !== 'Delete')
      return complaint(`${subject}已作废，不允许${WORDS[operation]}！`, MSG.validation, '');
    return askedBy(this.ledger.questions, operation, data);
  }
}

function wrongStatus(operation: Operation, bill: Bill, subject: string): Complaint {
  const say = (text: string): Complaint => complaint(text, MSG.validation, '');
  if (operation === 'Delete') return say('只能删除创建，暂存，重新审核状态的数据!'); // §7.5
  if (bill.status === 'C' && operation !== 'UnAudit') return say(`${subject}单据已经审核！`); // §11
  if (bill.status === 'B' && operation === 'Submit') return say(`${subject}单据已经提交！`);
  return say(`${subject}当前状态不允许${WORDS[operation]}！`);
}

const refused = (reason: Complaint): Outcome => ({
  successes: [],
  errors: [{ ...reason, dIndex: 0 }],
  messages: [],
});

/** Reads `Numbers[]` and `Ids "1,2"` (kingdee.md §4); each may be a text or a list. */
export function wantedKeys(data: JsonObject): { id: boolean; text: string }[] {
  const list = (value: unknown): string[] =>
    (Array.isArray(value) ? value.map((each) => scalarText(each) ?? '') : (scalarText(value) ?? '').split(','))
      .map((each) => each.trim())
      .filter((each) => each !== '');
  return [
    ...list(member(data, 'Ids')).map((text) => ({ id: true, text })),
    ...list(member(data, 'Numbers')).map((text) => ({ id: false, text })),
  ];
}
