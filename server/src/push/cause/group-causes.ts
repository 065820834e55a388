import { createHash } from 'node:crypto';
import { policyOf } from '@dingdee/shared/error-class';
import { fromFen } from '@dingdee/shared/money';
import { MOST_CAUSE_BILLS, type PushCause, type RefusedValue } from '@dingdee/shared/push-cause';
import { unknownIn } from '../../bill/ledger/unknown-amounts.js';
import { withoutDay, withoutRow } from '../../connectors/kingdee/answer/plain-words.js';
import { stepWord } from '../../connectors/kingdee/answer/step-words.js';
import { maskText } from '../../domain/bill/account-mask.js';
import { isDecidedAlone } from '../../domain/bill/bill-notes.js';
import type { CallStep } from '../../domain/bill/push-steps.js';
import { asClause } from '../../problem/clause.js';

/** A bill of an order that has stopped, or that had stopped and was changed since. */
export interface StandingStill {
  id: string;
  version: number;
  payee: string;
  department: string;
  purpose: string;
  billNo: string;
  kingdeeNo: string | null;
  orgNumber: string;
  /** "2026-11-24"; null if the bill has no date yet. */
  businessDate: string | null;
  /** Amount in 分; null if the bill has no amount. */
  fen: bigint | null;
  /** The bill is back on the desk: it is counted here, and handled there. */
  mended: boolean;
  class: string;
  step: CallStep;
  /** The sentence on the bill's own page. */
  sentence: string;
  nextStep: string;
  messages: readonly string[];
  /** Hash of the payee that the sentence shows masked; null if it shows none. One press accepts it for all bills of the cause. */
  filled: string | null;
  /** The base data entry that a refused save named; null in all other cases. */
  refused: RefusedValue | null;
}

/** The known facts about a refused entry. */
export interface KnownEntry {
  kindWord: string;
  name: string;
  /** The state of the entry: "在金蝶已禁用". */
  clause: string;
}
export interface CauseBasis {
  entry: (value: RefusedValue) => KnownEntry;
  orgName: (number: string) => string;
  accountSet: string;
}

const MOST_QUOTED = 3;

/** Groups bills that have stopped for the same reason into one cause; the cause with the largest sum comes first. */
export class GroupCauses {
  private readonly groups = new Map<string, StandingStill[]>();

  add(bill: StandingStill): void {
    const key = keyOf(bill);
    const group = this.groups.get(key);
    if (group) group.push(bill);
    else this.groups.set(key, [bill]);
  }

  answer(basis: CauseBasis): PushCause[] {
    const causes = [...this.groups].map(([key, bills]) => ({
      fen: sum(open(bills)),
      cause: causeOf(key, bills, basis),
    }));
    return causes
      .sort(
        (a, b) => Number(b.cause.count > 0) - Number(a.cause.count > 0) || (a.fen < b.fen ? 1 : a.fen > b.fen ? -1 : 0),
      )
      .map(({ cause }) => cause);
  }
}

/** Returns the key of a cause: the same refused entry, or the same words of Kingdee without the parts that concern one bill only. */
function keyOf({
  class: kind,
  step,
  refused,
  messages,
  sentence,
  filled,
  billNo,
  kingdeeNo,
  ...bill
}: StandingStill): string {
  const own = [billNo, kingdeeNo].filter((number): number is string => number !== null && number !== '');
  const plain = (text: string) => own.reduce((left, number) => left.split(number).join('…'), withoutRow(text));
  const what =
    refused !== null
      ? [refused.kind, refused.number]
      : kind === 'workflow'
        ? []
        : kind === 'period' && bill.businessDate !== null
          ? [bill.orgNumber, monthOf(bill.businessDate), ...messages.map((message) => withoutDay(plain(message)))]
          : messages.length > 0
            ? messages.map(plain)
            : [plain(sentence), ...(filled === null ? [] : [filled])];
  return createHash('sha256')
    .update(JSON.stringify([kind, step, ...what, ...(isDecidedAlone(kind, kingdeeNo) ? [bill.id] : [])]))
    .digest('hex')
    .slice(0, 16);
}

const monthOf = (day: string): string => day.slice(0, 7);

const open = (bills: readonly StandingStill[]) => bills.filter(({ mended }) => !mended);
const sum = (bills: readonly StandingStill[]): bigint => bills.reduce((all, { fen }) => all + (fen ?? 0n), 0n);
const counted = (bills: readonly StandingStill[]) => ({
  count: bills.length,
  amount: fromFen(sum(bills)),
  ...unknownIn(bills.filter(({ fen }) => fen === null).length),
});

function causeOf(key: string, bills: readonly StandingStill[], basis: CauseBasis): PushCause {
  const standing = open(bills);
  const first = standing[0] ?? bills[0];
  if (!first) throw new Error('a cause without bills');
  const policy = policyOf(first.class);
  const known = first.refused && basis.entry(first.refused);
  const fact =
    first.refused && known
      ? `${known.kindWord} ${first.refused.number} ${known.name} ${known.clause}`
      : policy !== null && first.class !== 'in-doubt' && first.messages.length > 0
        ? first.class === 'period' && first.businessDate !== null
          ? `业务日期在 ${monthOf(first.businessDate)}：${policy.cause}`
          : policy.cause
        : asClause(maskText(first.sentence));
  const orgs = [...new Set((standing.length > 0 ? standing : bills).map(({ orgNumber }) => orgNumber))];
  const held = first.kingdeeNo !== null;
  const alone = isDecidedAlone(first.class, first.kingdeeNo);
  const cause = {
    key,
    class: first.class,
    word: policy?.word ?? '',
    fact,
    means: held
      ? `金蝶里已有单据，还没有${stepWord(first.step)}，不会重复生成`
      : alone
        ? '有没有付过，要打开这一笔核对，不能整批再推送'
        : '金蝶里没有生成单据，没有付款',
    nextStep: maskText(first.nextStep),
    quoted: [
      ...new Set(bills.flatMap(({ messages }) => messages.map((message) => maskText(withoutRow(message))))),
    ].slice(0, MOST_QUOTED),
    refused:
      first.refused && known && !held
        ? {
            ...first.refused,
            orgNumber: orgs.length > 1 ? '' : first.orgNumber,
            kindWord: known.kindWord,
            name: known.name,
          }
        : null,
    alone,
    readFirst: first.class === 'base-data' && !held,
    ...counted(standing),
    mended: counted(bills.filter(({ mended }) => mended)),
    bills: standing.slice(0, MOST_CAUSE_BILLS).map(({ id, version, payee, department, purpose, fen }) => ({
      id,
      version,
      payee: maskText(payee),
      department,
      purpose: maskText(purpose),
      amount: fen === null ? null : fromFen(fen),
    })),
  };
  return { ...cause, letter: letterOf(cause, standing, orgs, basis) };
}

const IN_LETTER = 30;

/** Returns a letter with everything that the Kingdee administrator needs to know, without opening 钉蝶. */
function letterOf(
  {
    fact,
    means,
    quoted,
    count,
    amount,
    refused,
  }: Pick<PushCause, 'fact' | 'means' | 'quoted' | 'count' | 'amount' | 'refused'>,
  bills: readonly StandingStill[],
  orgs: readonly string[],
  { orgName, accountSet }: CauseBasis,
): string {
  const numbers = bills.slice(0, IN_LETTER).map(({ billNo, kingdeeNo }) => kingdeeNo ?? billNo);
  const more = bills.length > IN_LETTER ? ` 等 ${bills.length} 张` : '';
  return [
    `金蝶云星空 账套 ${accountSet}，付款组织 ${orgs.map((number) => `${number} ${orgName(number)}`).join('、')}：`,
    `${fact}。${count} 张单据，合计 ¥${amount}，${means}。`,
    ...(quoted.length > 0 ? [`金蝶原话：${quoted.map((words) => `“${words}”`).join('；')}`] : []),
    refused === null
      ? '请处理，处理好后回复一声。'
      : `请启用或分配 ${refused.kindWord} ${refused.number} ${refused.name}，或告知改用哪一个。`,
    `单据编号：${numbers.join('、')}${more}`,
  ].join('\n');
}
