import type { StepOutcome } from '../../target.js';
import { classify } from './classify-refusal.js';
import type { ErrorLine, ResponseStatus, SuccessEntity } from './read-status.js';

/** Codes for an exception and a database failure (kingdee.md §6.1). It is unknown what was done before. */
const UNKNOWN_OUTCOME = new Set([4, 6]);
/** Codes about the whole call: nothing was executed. */
const WHOLE_CALL = new Set([1, 3, 5, 7, 14, 15]);
/** The transaction of IsAutoSubmitAndAudit was aborted: what it left behind is UNCONFIRMED (§14.2). */
const ABORTED = /事务已?中止/;
/** No document has the Id 0: it stands where none was made. */
const NO_ID = /^0*$/;
const WHOLE_CALL_TEXT = /会话信息已丢失|未指定允许调用|白名单|不允许用户|调用次数/;

/** Messages about business locks of Kingdee, and database messages about a wait: work may have been done before either. */
const LOCKED = /冲突，?请稍[候后]|网络?控制?冲突|锁定|被锁|占用/;
const HUNG = /超时|time[d-]? ?out|死锁|deadlock|锁请求|lock request/i;

const unknown = (cause: string): StepOutcome => ({ kind: 'unknown', cause });
const quoted = (line: ErrorLine): string => `“${line.message || '没有说明原因'}”`;

/** Returns whether the call as a whole was refused: no success, and its errors belong to no bill (kingdee.md §6.2). */
function refusedWhole(status: ResponseStatus): boolean {
  if (status.successes.length > 0 || status.errors.length === 0) return false;
  if (status.errors.every((line) => line.dIndex === null)) return true;
  if (status.errors.some((line) => (line.dIndex ?? 0) !== 0)) return false;
  return (
    (status.msgCode !== null && WHOLE_CALL.has(status.msgCode)) ||
    status.errors.every((line) => WHOLE_CALL_TEXT.test(line.message))
  );
}

function lostOutcome(status: ResponseStatus): string | null {
  if (status.msgCode === null || !UNKNOWN_OUTCOME.has(status.msgCode)) return null;
  return `金蝶处理时出错${status.errors[0] ? quoted(status.errors[0]) : ''}，不知道执行了没有`;
}

/**
 * Returns the line of a refusal that may hide completed work: it mentions a time-out or a lock, and nothing else in the answer says which
 * bill and which error it means (docs/decisions/0125).
 * @param bare returns whether the answer, apart from the text of the line, leaves open what the error is or which bill it means.
 */
const unsureLine = (
  { msgCode }: ResponseStatus,
  lines: readonly ErrorLine[],
  bare: (line: ErrorLine) => boolean,
): ErrorLine | undefined =>
  lines.find(
    (line) => (HUNG.test(line.message) && (msgCode === 0 || bare(line))) || (LOCKED.test(line.message) && bare(line)),
  );
const hidden = (line: ErrorLine): StepOutcome => unknown(`金蝶说${quoted(line)}，不知道留下了什么`);

/** Returns the MsgCode of the call if it applies to these lines: it describes the first error only. Null otherwise. */
const codeFor = (status: ResponseStatus, lines: readonly ErrorLine[]): number | null =>
  lines[0] === status.errors[0] ? status.msgCode : null;

/**
 * Returns the outcome of a BatchSave for each bill, found by DIndex and never by position (kingdee.md §6.2).
 * @param bills in the order of Model. @returns the outcomes in the same order. In SuccessEntitys → done (with a warning if it is in Errors
 *   too); only in Errors → refused; in neither, or with MsgCode 4/6 → unknown.
 */
export function saveOutcomes(bills: readonly { billNo: string }[], status: ResponseStatus | null): StepOutcome[] {
  if (!status) return bills.map(() => unknown('金蝶的回答里没有结果'));
  if (miscounted(bills, status)) return bills.map(() => unknown('金蝶的回答里单据的次序对不上'));
  const whole = refusedWhole(status);
  const lost = lostOutcome(status);
  return bills.map((bill, index) => {
    const lines = status.errors.filter((line) => line.dIndex === index);
    const own = status.successes.filter((entity) =>
      entity.dIndex === null ? entity.number === bill.billNo : entity.dIndex === index,
    );
    const [saved] = own;
    if (saved && !sameOnly(saved, own, status)) return unknown('金蝶的回答把几张单据说成同一张');
    if (saved && !NO_ID.test(saved.id) && saved.number !== '') {
      const warning = lines.length > 0 ? lines.map((line) => line.message).join('；') : null;
      return { kind: 'done', id: saved.id, billNo: saved.number, warning };
    }
    if (saved) return unknown('金蝶说已保存，但没有给出内码或单据编号');
    if (lost) return unknown(lost);
    const aborted = (whole ? status.errors : lines).find((line) => ABORTED.test(line.message));
    if (aborted) return hidden(aborted);
    const unsure = unsureLine(
      status,
      whole ? status.errors : lines,
      ({ dIndex }) => status.msgCode === null || dIndex === null,
    );
    if (unsure) return hidden(unsure);
    if (whole) return { kind: 'refused', refusal: classify(status.errors, status.msgCode) };
    if (lines.length > 0) return { kind: 'refused', refusal: classify(lines, codeFor(status, lines)) };
    return unknown('金蝶的回答没有提到这张单据');
  });
}

/**
 * Returns whether DIndex does not match our order: it is beyond our list, or at the number of another bill. Then no line can be assigned to
 * a bill.
 */
function miscounted(bills: readonly { billNo: string }[], { errors, successes }: ResponseStatus): boolean {
  const numbers = new Set(bills.map(({ billNo }) => billNo));
  return (
    [...errors, ...successes].some(({ dIndex }) => dIndex !== null && dIndex >= bills.length) ||
    successes.some(({ dIndex, number }) => dIndex !== null && numbers.has(number) && bills[dIndex]?.billNo !== number)
  );
}

/** Returns whether this bill has one Id that no other bill has; a repeated line is harmless. */
const sameOnly = (saved: SuccessEntity, own: readonly SuccessEntity[], { successes }: ResponseStatus): boolean =>
  own.every(({ id }) => id === saved.id) &&
  successes.every((entity) => own.includes(entity) || entity.id === '' || entity.id !== saved.id);

export type Operation = 'Submit' | 'Audit' | 'CancelAssign' | 'UnAudit' | 'Delete';

/** Words for "already done" by operation; an audited bill was also submitted. */
const ALREADY: Readonly<Record<Operation, readonly string[]>> = {
  Submit: ['提交', '审核'],
  Audit: ['审核'],
  CancelAssign: [],
  UnAudit: [],
  Delete: [],
};

/**
 * Returns whether the message says that this bill is already submitted or audited: 单据编号为“X”的付款单，单据已经审核！ (kingdee.md §10.5, §11). The whole
 * sentence must match this number, as other messages that name the bill may end in the same way and be about another document.
 */
function saysAlready(operation: Operation, billNo: string, message: string): boolean {
  const m = /^单据编号为[“"]([^“”"]+)[”"]的[^，。；、“”"]{1,20}，单据已经(提交|审核)[！!]?$/.exec(message.trim());
  return m !== null && m[1] === billNo && ALREADY[operation].includes(m[2] ?? '');
}

/**
 * Returns the outcome of an operation by Ids for each bill. Its DIndex counts Kingdee's own order and is never used: successes are found by
 * Id or Number, errors by the number quoted in the text. An error that names no bill counts for the remaining bills, but only if there are
 * as many such errors as bills (kingdee.md §6, §6.2).
 */
export function operationOutcomes(
  operation: Operation,
  bills: readonly { id: string; billNo: string }[],
  status: ResponseStatus | null,
): StepOutcome[] {
  if (!status) return bills.map(() => unknown('金蝶的回答里没有结果'));
  const done = new Set(
    bills.filter((bill) => status.successes.some((entity) => sameBill(entity, bill))).map((bill) => bill.id),
  );
  const lines = linesByBill(bills, status, done);
  const lost = lostOutcome(status);
  return bills.map(({ id, billNo }) => {
    const own = lines.get(id) ?? [];
    if (done.has(id)) {
      const warning = own.length > 0 ? own.map((line) => line.message).join('；') : null;
      return { kind: 'done', id, billNo, warning };
    }
    const already = own.find((line) => saysAlready(operation, billNo, line.message));
    if (already)
      return { kind: 'unknown', cause: `金蝶说${quoted(already)}`, already: classify(own, codeFor(status, own)) };
    if (lost) return unknown(lost);
    const unsure = unsureLine(
      status,
      own,
      // DIndex says nothing here. A bill number in the text shows that the lock was met before any work on that bill.
      ({ message }) => status.msgCode === null && (HUNG.test(message) || !names(message, billNo)),
    );
    if (unsure) return hidden(unsure);
    if (own.length > 0) return { kind: 'refused', refusal: classify(own, codeFor(status, own)) };
    const stray = status.errors[0];
    return unknown(stray ? `金蝶的回答没有提到这张单据，只说${quoted(stray)}` : '金蝶的回答没有提到这张单据');
  });
}

const sameBill = (entity: { id: string; number: string }, bill: { id: string; billNo: string }): boolean =>
  entity.id === '' ? entity.number === bill.billNo : entity.id === bill.id;

function linesByBill(
  bills: readonly { id: string; billNo: string }[],
  status: ResponseStatus,
  done: ReadonlySet<string>,
): Map<string, ErrorLine[]> {
  const lines = new Map<string, ErrorLine[]>();
  const give = (id: string, line: ErrorLine) => lines.set(id, [...(lines.get(id) ?? []), line]);
  const stray: ErrorLine[] = [];
  for (const line of status.errors) {
    const named = bills.filter((bill) => names(line.message, bill.billNo));
    for (const bill of named) give(bill.id, line);
    if (named.length === 0) stray.push(line);
  }
  const left = bills.filter((bill) => !done.has(bill.id) && !lines.has(bill.id));
  const alike = stray.every((line) => line.message === stray[0]?.message && line.field === stray[0]?.field);
  // If no bill exists or the whole call was refused, the one error belongs to all bills.
  const everybody = status.successes.length === 0 && (refusedWhole(status) || noneExists(status));
  if (stray.length > 0 && (bills.length === 1 || everybody))
    for (const bill of left) for (const line of stray) give(bill.id, line);
  else if (alike && stray[0] && stray.length === left.length) for (const bill of left) give(bill.id, stray[0]);
  return lines;
}

/** Returns whether the answer says 编码值["…"]不存在; it occurs only if none of the bills exists (kingdee.md §6.2). */
const noneExists = (status: ResponseStatus): boolean =>
  status.errors.length === 1 && /^编码值\[.*\]不存在/.test(status.errors[0]?.message ?? '');

/** Returns whether the text has the number as a whole word: DD12 does not name DD1. */
function names(message: string, billNo: string): boolean {
  if (billNo === '') return false;
  for (let at = message.indexOf(billNo); at >= 0; at = message.indexOf(billNo, at + 1)) {
    const around = `${message[at - 1] ?? ''}|${message[at + billNo.length] ?? ''}`;
    if (!/[0-9A-Za-z]/.test(around.replace('|', ''))) return true;
  }
  return false;
}
