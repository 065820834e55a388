import type { StepOutcome } from '../../target.js';
import { classify } from './classify-refusal.js';
import type { ErrorLine, ResponseStatus, SuccessEntity } from './read-status.js';

/** kingdee.md §6.1: exception and database failure. What was done before them is not known. */
const UNKNOWN_OUTCOME = new Set([4, 6]);
/** Codes that speak of the whole call: nothing was executed. */
const WHOLE_CALL = new Set([1, 3, 5, 7, 14, 15]);
/** The transaction of IsAutoSubmitAndAudit broke: what it left behind is UNCONFIRMED (§14.2). */
const ABORTED = /事务已?中止/;
const WHOLE_CALL_TEXT = /会话信息已丢失|未指定允许调用|白名单|不允许用户|调用次数/;

/** Business locks of Kingdee's, and what a database says that was waited for: work may have been done before either. */
const LOCKED = /冲突，?请稍[候后]|网络?控制?冲突|锁定|被锁|占用/;
const HUNG = /超时|time[d-]? ?out|死锁|deadlock|锁请求|lock request/i;

const unknown = (cause: string): StepOutcome => ({ kind: 'unknown', cause });
const quoted = (line: ErrorLine): string => `“${line.message || '没有说明原因'}”`;

/** The call as a whole was refused: no success, and its errors belong to no bill (kingdee.md §6.2). */
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
 * The line of a refusal that may hide work done: it speaks of a time-out or a lock, and nothing says besides which bill it means and
 * what it is (docs/decisions/0125).
 * @param bare what the answer says of the line besides its words leaves open what it is or whom it means.
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

/** Code of the call for these lines: it describes the first error only. */
const codeFor = (status: ResponseStatus, lines: readonly ErrorLine[]): number | null =>
  lines[0] === status.errors[0] ? status.msgCode : null;

/**
 * What a BatchSave meant for each bill, by DIndex and never by position (kingdee.md §6.2).
 * @param bills in the order of Model. @returns same order. In SuccessEntitys → done (with a warning where it is in Errors too);
 *   only in Errors → refused; in neither, or with MsgCode 4/6 → unknown.
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
    if (saved && saved.id !== '' && saved.number !== '') {
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

/** Its DIndex is not our position: beyond our list, or at another bill's number. Then no line of it says whom it means. */
function miscounted(bills: readonly { billNo: string }[], { errors, successes }: ResponseStatus): boolean {
  const numbers = new Set(bills.map(({ billNo }) => billNo));
  return (
    [...errors, ...successes].some(({ dIndex }) => dIndex !== null && dIndex >= bills.length) ||
    successes.some(({ dIndex, number }) => dIndex !== null && numbers.has(number) && bills[dIndex]?.billNo !== number)
  );
}

/** One Id for this bill, which no other bill has: a repeated line does no harm. */
const sameOnly = (saved: SuccessEntity, own: readonly SuccessEntity[], { successes }: ResponseStatus): boolean =>
  own.every(({ id }) => id === saved.id) &&
  successes.every((entity) => own.includes(entity) || entity.id === '' || entity.id !== saved.id);

export type Operation = 'Submit' | 'Audit' | 'CancelAssign' | 'UnAudit' | 'Delete';

/** What is already so where Kingdee says it of this bill; an audited one has been submitted, too. */
const ALREADY: Readonly<Record<Operation, readonly string[]>> = {
  Submit: ['提交', '审核'],
  Audit: ['审核'],
  CancelAssign: [],
  UnAudit: [],
  Delete: [],
};

/**
 * 单据编号为“X”的付款单，单据已经审核！ (kingdee.md §10.5, §11), the whole sentence about this number and nothing else: others that
 * name the bill may end alike and speak of another document.
 */
function saysAlready(operation: Operation, billNo: string, message: string): boolean {
  const m = /^单据编号为[“"]([^“”"]+)[”"]的[^，。；、“”"]{1,20}，单据已经(提交|审核)[！!]?$/.exec(message.trim());
  return m !== null && m[1] === billNo && ALREADY[operation].includes(m[2] ?? '');
}

/**
 * What an operation by Ids meant for each bill. Its DIndex counts Kingdee's own order and is never used: successes are found
 * by Id or Number, errors by the number quoted in the text; an error that names no bill counts for the bills that are left,
 * but only where there are as many (kingdee.md §6, §6.2).
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
      // Its DIndex says nothing here: the number in the text does, of a lock that was met before any work.
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
  // None exists, or the whole call was refused: the one error is everybody's.
  const everybody = status.successes.length === 0 && (refusedWhole(status) || noneExists(status));
  if (stray.length > 0 && (bills.length === 1 || everybody))
    for (const bill of left) for (const line of stray) give(bill.id, line);
  else if (alike && stray[0] && stray.length === left.length) for (const bill of left) give(bill.id, stray[0]);
  return lines;
}

/** 编码值["…"]不存在: comes only where none of them exists (kingdee.md §6.2). */
const noneExists = (status: ResponseStatus): boolean =>
  status.errors.length === 1 && /^编码值\[.*\]不存在/.test(status.errors[0]?.message ?? '');

/** The number stands in the text as a whole word: DD1 is not named by DD12. */
function names(message: string, billNo: string): boolean {
  if (billNo === '') return false;
  for (let at = message.indexOf(billNo); at >= 0; at = message.indexOf(billNo, at + 1)) {
    const around = `${message[at - 1] ?? ''}|${message[at + billNo.length] ?? ''}`;
    if (!/[0-9A-Za-z]/.test(around.replace('|', ''))) return true;
  }
  return false;
}
