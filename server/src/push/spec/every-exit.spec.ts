import { BILL_ACTIONS, type BillAction } from '@dingdee/shared/bill-action';
import { BILL_STATES, type BillStateKind, REACHED, type Reached, STATE_WORDS } from '@dingdee/shared/bill-state';
import { toFen } from '@dingdee/shared/money';
import { ADMINS, MAPPERS, PAUSERS } from '@dingdee/shared/routes/who';
import { ROLES, type Role } from '@dingdee/shared/session';
import { describe, expect, it } from 'vitest';
import { NO_FACTS, whyNot } from '../../bill/action/offered-actions.js';
import type { ReviewPolicy } from '../../bill/action/review-rules.js';
import type { Trouble } from '../../domain/bill/bill-notes.js';
import { leadsTo, NEXT } from '../../domain/bill/bill-state.js';
import { readNotes } from '../../domain/bill/stored-state.js';

/** Where a bill may stand, as far as it decides what may be done about it. */
interface Situation {
  kind: BillStateKind;
  reached: Reached;
  trouble: TroubleClass | null;
  handedOver: boolean;
  amended: boolean;
  /** What keeps it where it is, besides its state. */
  kept: Kept | null;
}
type Kept = keyof typeof KEPT_WORDS;
type TroubleClass = Trouble['class'];

/** In which states a bill may show each kind of trouble; a new kind does not compile before it says so. */
const SHOWN_IN: Readonly<Record<TroubleClass, readonly ('failed' | 'in-doubt')[]>> = {
  data: ['failed'],
  'base-data': ['failed'],
  period: ['failed'],
  permission: ['failed'],
  session: ['failed'],
  rate: ['failed'],
  interaction: ['failed'],
  workflow: ['failed'],
  lock: ['failed'],
  exists: ['failed'],
  unknown: ['failed'],
  transport: ['failed'],
  stopped: ['failed'],
  audited: ['failed'],
  'handed-over': ['failed'],
  'in-doubt': ['in-doubt'],
  absent: ['in-doubt'],
  gone: ['failed', 'in-doubt'],
  differs: ['failed', 'in-doubt'],
  'two-found': ['failed', 'in-doubt'],
};
/** Told of a bill that Kingdee holds only. */
const HELD_ONLY: readonly TroubleClass[] = ['audited', 'handed-over', 'gone', 'differs', 'two-found', 'workflow'];
/** Nothing is left to be done. */
const ENDED: readonly BillStateKind[] = ['excluded', 'handled-outside', 'superseded', 'no-payment', 'written-back'];

/** What a person may do, and the states it leads to. */
const PERSON: Readonly<Partial<Record<BillAction, readonly [string, readonly BillStateKind[]]>>> = {
  approve: ['通过', ['approved']],
  fix: ['改映射', ['ready', 'needs-mapping']],
  hold: ['挂起', ['held']],
  push: ['推送／继续', ['pushing']],
  continue: ['推送／继续', ['pushing']],
  exclude: ['排除', ['excluded']],
  'handle-outside': ['线下已处理', ['handled-outside']],
  restore: ['撤销归档', ['collected']],
  'no-payment': ['无需付款', ['no-payment']],
  withdraw: ['撤回并删除', ['pushing']],
  adopt: ['我在金蝶看到了／重新推送', ['pushing', 'booked']],
  resend: ['我在金蝶看到了／重新推送', ['pushing', 'booked']],
  reversed: ['已在金蝶冲销／仍然有效', ['handled-outside', 'written-back', 'booked']],
  stands: ['已在金蝶冲销／仍然有效', ['handled-outside', 'written-back', 'booked']],
  'check-now': ['现在去查', ['pushing', 'booked', 'failed']],
  release: ['取消挂起', ['ready', 'needs-mapping']],
};
/** What ends what keeps a bill, who may, and where the bill goes then; nobody where there is no entry. */
const LIFTED: Readonly<Partial<Record<Kept, readonly [string, readonly Role[], readonly BillStateKind[]]>>> = {
  paused: ['恢复推送', PAUSERS, ['booked', 'failed', 'in-doubt']],
  'paused-by-program': ['改好方案后恢复推送', ADMINS, ['booked', 'failed', 'in-doubt']],
  'base-data-unread': ['刷新基础资料', MAPPERS, ['failed', 'ready', 'needs-mapping']],
  'held-ledger': ['看过后放行', ADMINS, ['approved', 'failed']],
};

/** What goes on by itself, and where to. */
const CLOCK: Readonly<Partial<Record<BillStateKind, readonly [string, readonly BillStateKind[]]>>> = {
  collected: ['采集时就映射', ['needs-mapping', 'ready']],
  'needs-mapping': ['映射表或基础资料变了就重新映射', ['needs-mapping', 'ready']],
  pushing: ['到时间就发下一步；进程死了由别的进程先查再发', ['booked', 'failed', 'in-doubt', 'approved']],
  'in-doubt': ['按时间表去金蝶查，查完为止', ['pushing', 'booked', 'failed']],
  failed: ['金蝶有这张单时每 15 分钟到 6 小时去看一次', ['booked', 'reversal-needed']],
  booked: ['回写审批', ['written-back']],
  'written-back': ['WATCH_DAYS 内去金蝶看', ['reversal-needed']],
  'reversal-needed': ['去金蝶看，恢复了就恢复', ['written-back']],
};
/** Doubts that no clock ends: the looks are used up, or a person has to put something right in Kingdee first. */
const BY_A_PERSON: readonly (TroubleClass | null)[] = ['two-found', 'differs', 'gone', 'absent', 'in-doubt'];

/** A withdrawal is looked after by itself, step by step; its end is out of Kingdee, or a halt. */
const WITHDRAWING = ['每一步先去金蝶查，再做下一步', ['failed', 'in-doubt']] as const;

/** Then it is mapped anew, or may be pushed again as it is. */
const READ_AGAIN = ['每六小时重新读一次基础资料', ['failed', 'ready', 'needs-mapping']] as const;

const POLICY: ReviewPolicy = { singlePerson: false, fourEyesBill: '50000.00' as ReviewPolicy['fourEyesBill'] };

function* situations(): Generator<Situation> {
  for (const kind of BILL_STATES) {
    const plain = { kind, trouble: null, handedOver: false, amended: false, kept: null };
    if (kind === 'needs-mapping') yield { ...plain, reached: 'none', kept: 'all-offset' };
    if (kind === 'held') yield { ...plain, reached: 'none', kept: 'original-stands' };
    if (kind === 'pushing')
      for (const reached of REACHED) {
        if (reached !== 'none') yield { ...plain, reached, kept: 'withdrawing' };
        if (reached === 'none') yield { ...plain, reached, kept: 'paused-by-program' };
        if (reached !== 'audited')
          for (const kept of ['paused', 'held-ledger'] as const) yield { ...plain, reached, kept };
      }
    if (kind !== 'failed' && kind !== 'in-doubt') {
      const held = ['booked', 'written-back', 'reversal-needed'].includes(kind);
      yield { ...plain, reached: held ? 'audited' : 'none' };
      continue;
    }
    for (const [trouble, kinds] of Object.entries(SHOWN_IN) as [TroubleClass, readonly BillStateKind[]][]) {
      if (!kinds.includes(kind)) continue;
      for (const reached of REACHED) {
        const held = reached !== 'none';
        if (kind === 'failed' && HELD_ONLY.includes(trouble) && !held) continue;
        if (trouble === 'absent' && held) continue;
        yield { kind, reached, trouble, handedOver: trouble === 'handed-over', amended: false, kept: null };
        if (trouble === 'base-data' && !held) yield { ...plain, reached, trouble, kept: 'base-data-unread' };
        if (kind === 'failed' && held) yield { kind, reached, trouble, handedOver: false, amended: true, kept: null };
      }
    }
  }
}

interface Exit {
  word: string;
  to: readonly BillStateKind[];
}

/** Closed by a person a moment ago. */
const closedAtOf = ({ kind }: Situation): number | null =>
  kind === 'excluded' || kind === 'handled-outside' ? Date.now() : null;

/** What a colleague with this role, who neither filed nor approved it, may do to move it on. */
function exitsOf(situation: Situation, role: Role): Exit[] {
  const { kind, reached, trouble, handedOver, amended, kept } = situation;
  const bill = {
    kind,
    reached,
    originatorUserId: 'applicant',
    contentHash: 'h',
    approvedHash: 'h',
    approvedBy: 'another',
    payees: { hands: [], names: [] },
    baseFen: toFen('100.00' as ReviewPolicy['fourEyesBill']),
    part: '',
    closedAt: closedAtOf(situation),
    state: readNotes(
      kind,
      JSON.stringify({
        ...(trouble && { trouble: { class: trouble } }),
        ...(handedOver && { handedOver: { by: 'u' } }),
        ...(amended && { amendedBy: ['other'] }),
        // A change whose original is in Kingdee: let go, both would be paid.
        ...(kept === 'original-stands' && { awaits: { standing: true, sentence: '原单在金蝶。' } }),
      }),
    ),
  };
  const facts = {
    ...NO_FACTS,
    nothingLeft: kept === 'all-offset',
    baseDataReadAt: kept === 'base-data-unread' ? 0 : 1,
  };
  const colleague = { userId: 'colleague', name: '', roles: [role] };
  const exits: Exit[] = BILL_ACTIONS.flatMap((action) => {
    const told = PERSON[action];
    return told && whyNot(action, bill, colleague, facts, POLICY) === null ? [{ word: told[0], to: told[1] }] : [];
  });
  const press = (word: string, roles: readonly Role[], to: readonly BillStateKind[]) => {
    if (roles.includes(role)) exits.push({ word, to });
  };
  const lifted = kept === null ? undefined : LIFTED[kept];
  if (lifted) press(...lifted);
  return exits;
}

const clockOf = ({ kind, reached, trouble, kept }: Situation) => {
  if (kept === 'withdrawing') return WITHDRAWING;
  if (kind === 'pushing' && kept !== null) return undefined;
  if (kept === 'base-data-unread') return READ_AGAIN;
  if (kind === 'failed' && reached === 'none') return undefined;
  if (kind === 'in-doubt' && trouble !== 'in-doubt' && BY_A_PERSON.includes(trouble)) return undefined;
  return CLOCK[kind];
};

const REACHED_WORDS: Readonly<Record<Reached, string>> = {
  none: '没有',
  saved: '已保存',
  submitted: '已提交',
  audited: '已审核',
};
const ROLE_WORDS: Readonly<Partial<Record<Role, string>>> = {
  mapper: '映射',
  reviewer: '审核',
  pusher: '推送',
  admin: '管理员',
};

const TROUBLE_WORDS: Readonly<Record<TroubleClass, string>> = {
  data: '数据不合金蝶的规矩',
  'base-data': '基础资料',
  period: '期间',
  permission: '权限',
  session: '登录',
  rate: '调用太快',
  interaction: '金蝶要人确认',
  workflow: '金蝶工作流',
  lock: '被人占用',
  exists: '编号已有',
  unknown: '没有归类',
  transport: '连不上',
  stopped: '有人停止',
  audited: '想撤回时已审核',
  'handed-over': '交给金蝶处理',
  'in-doubt': '结果不明',
  absent: '查完了没有，金蝶不会拒绝第二张',
  gone: '金蝶里不见了',
  differs: '与发送的不同',
  'two-found': '金蝶里两张',
};

const KEPT_WORDS = {
  'all-offset': '已全额冲抵，没有要付的',
  'original-stands': '变更的审批，原单已在金蝶：谁也不能取消挂起',
  withdrawing: '正在从金蝶撤回',
  paused: '有人暂停了推送',
  'paused-by-program': '程序暂停了推送：编号被金蝶改写',
  'base-data-unread': '基础资料金蝶不收，那以后还没有重新读过',
  'held-ledger': '全部暂停，比如放回了旧备份',
} as const;

const causeOf = ({ trouble, amended, kept }: Situation): string =>
  kept !== null ? KEPT_WORDS[kept] : trouble === null ? '—' : amended ? '审批改过或撤销' : TROUBLE_WORDS[trouble];

/** Who may do what, and what goes on by itself: two cells of the table. */
function exitsIn(situation: Situation): string {
  const who = new Map<string, string[]>();
  for (const role of ROLES)
    for (const word of new Set(exitsOf(situation, role).map((exit) => exit.word)))
      who.set(word, [...(who.get(word) ?? []), ROLE_WORDS[role] ?? role]);
  const people = [...who].map(([word, roles]) => `${word}（${roles.join('、')}）`).join('；');
  return `${people || '—'} | ${clockOf(situation)?.[0] ?? '—'}`;
}

/** One row for all situations of a state that have the same exits. */
function rows(): string[] {
  const alike = new Map<string, Situation[]>();
  for (const situation of situations()) {
    const key = `${situation.kind}|${exitsIn(situation)}`;
    alike.set(key, [...(alike.get(key) ?? []), situation]);
  }
  const list = (words: readonly string[]) => [...new Set(words)].join('、');
  return [...alike.values()].map((group) => {
    const [first] = group;
    if (!first) throw new Error('an empty group');
    const reached = list(group.map((each) => REACHED_WORDS[each.reached]));
    return `| ${STATE_WORDS[first.kind]} \`${first.kind}\` | ${list(group.map(causeOf))} | ${reached} | ${exitsIn(first)} |`;
  });
}

describe('every state that a bill can be in', () => {
  it.each(
    [...situations()].map(
      (situation) => [`${situation.kind}, ${causeOf(situation)}, ${situation.reached}`, situation] as const,
    ),
  )('has an exit: %s', (_, situation) => {
    const exits = ROLES.flatMap((role) => exitsOf(situation, role));
    // An action that the life of a bill does not know would fail when it is pressed.
    for (const { word, to } of exits)
      expect(
        to.filter((kind) => leadsTo({ ...situation, closedAt: closedAtOf(situation) }, kind)),
        word,
      ).not.toEqual([]);
    const clock = clockOf(situation)?.[1] ?? [];
    expect(clock.filter((kind) => !NEXT[situation.kind].includes(kind))).toEqual([]);
    if (!ENDED.includes(situation.kind)) expect([...exits, ...clock]).not.toEqual([]);
  });

  it('stands in docs/states.md with its exits', async () => {
    const page = `# 单据的每一种状态，和它的出路

由 \`server/src/push/spec/every-exit.spec.ts\` 按程序里的规则走一遍得出：每一种走得到的状态，要么有人能点的一步，要么到时间自己走；
没有死路。规则变了就重新生成（\`npx vitest run server/src/push/spec/every-exit -u\`）。“金蝶里”是金蝶做到了哪一步；人的一栏
是没有填单、也没有审过这张单的同事。

| 状态 | 原因 | 金蝶里 | 人能做的（谁） | 自己会走的 |
|---|---|---|---|---|
${rows().join('\n')}
`;
    await expect(page).toMatchFileSnapshot('../../../../docs/states.md');
  });
});
