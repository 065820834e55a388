import type { BaseDataKind } from '@dingdee/shared/base-data';
import type { PairRow, PairValue } from '@dingdee/shared/bill-detail';
import { fromFen, toFen } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import type { SchemeContent } from '@dingdee/shared/scheme';
import {
  type RunTrial as Asked,
  type RulePlace,
  type SchemeFields,
  type ShownApproval,
  TRIAL_STATES,
  type TrialRun,
  type TrialState,
  type TriedApproval,
} from '@dingdee/shared/trial';
import { unknownIn } from '../bill/ledger/unknown-amounts.js';
import type { ClosedPeriod } from '../bill/period/closed-periods.js';
import type { ControlRow } from '../domain/approval/approval-instance.js';
import { maskAccount, maskText } from '../domain/bill/account-mask.js';
import type { TargetForm } from '../domain/draft/target-form.js';
import { formRows } from '../engine/field/detail-lines.js';
import { totalsOf } from '../read/bill/bill-checks.js';
import { headerPairs, maskedIssue, type PairContext, rowPairs } from '../read/bill/bill-pairs.js';
import { tellDays } from './told-days.js';
import { tellField } from './told-field.js';
import type { Tried } from './try-one.js';

/** Inputs for showing a trial. */
export interface ToldWith {
  content: SchemeContent;
  /** The target form, with the customer's own fields. */
  target: TargetForm;
  /** The version that the content would be saved as. */
  version: number;
  places: SchemeFields['places'];
  closed: readonly ClosedPeriod[];
  /** Today's date in Beijing. */
  today: string;
  nameOf: (kind: BaseDataKind, number: string) => string;
}

/** One approval as its bill would be shown. */
export interface Pairs {
  header: PairValue[];
  rows: PairRow[];
}

const MOST_ROWS = 50;
const MOST_ISSUES = 40;
const NUMBER = /#number$/u;

/** Makes the trial's answer for people; account numbers by their last four digits, as on a bill's page. */
export function tell(
  tried: readonly Tried[],
  told: ToldWith,
  asked: Pick<Asked, 'field' | 'shown'>,
): Omit<TrialRun, 'relatedUnread'> {
  const shown = tried.find(({ id }) => id === asked.shown) ?? tried[0];
  return {
    version: told.version,
    stored: tried.filter(({ fresh }) => !fresh).length,
    approvals: tried.map(approvalOf),
    counts: countsOf(tried),
    shown: shown ? shownOf(shown, told) : null,
    field:
      asked.field === undefined
        ? null
        : {
            ...tellField(
              asked.field,
              told.content,
              tried.map((each) => ({ tried: each, pairs: pairsOf(each, told) })),
            ),
            ...(holdsDate(asked.field, told.target) ? { days: tellDays(tried, shown, told) } : {}),
          },
  };
}

const holdsDate = (path: string, { header }: TargetForm): boolean =>
  path.startsWith('header.') && header[path.slice('header.'.length)]?.type === 'date';

function approvalOf({ id, instance, snapshot, result, bills, total, state, why, fresh, billed }: Tried): TriedApproval {
  const keep = keptOf(snapshot);
  return {
    id,
    businessId: instance?.businessId ?? snapshot.thirdBillNo,
    title: maskText(instance?.title ?? '', keep),
    originatorName: snapshot.originatorName,
    department: result.facts.department,
    finishedAt: instance?.finishedAt ?? 0,
    amount: total,
    bills: [...bills],
    rows: result.fields.rows.length,
    state,
    why: maskText(why, keep),
    fresh,
    billed,
  };
}

/** Numbers of an approval that are not accounts. */
const keptOf = ({ raw, originatorUserId }: Tried['snapshot']): string[] => [raw.processInstanceId, originatorUserId];

function countsOf(tried: readonly Tried[]): TrialRun['counts'] {
  const of = (wanted: TrialState): CountAndSum => {
    const found = tried.filter(({ state }) => state === wanted).map(({ total }) => total);
    const known = found.filter((total) => total !== null);
    const amount = fromFen(known.reduce((sum, total) => sum + toFen(total), 0n));
    return { count: found.length, amount, ...unknownIn(found.length - known.length) };
  };
  const [red, amber, leftOut, ready] = TRIAL_STATES.map(of) as [CountAndSum, CountAndSum, CountAndSum, CountAndSum];
  return { red, amber, 'left-out': leftOut, ready };
}

function pairsOf({ stored, snapshot }: Tried, { content, target, nameOf }: ToldWith): Pairs {
  const labels = (fields: SchemeContent['header']) =>
    Object.fromEntries(Object.entries(fields).map(([name, { label }]) => [name, label]));
  const context: PairContext = {
    form: target,
    headerLabels: labels(content.header),
    rowLabels: labels(content.rows),
    nameOf,
    originOf: () => ({ actor: null, at: null }),
    open: false,
    originator: { userId: snapshot.originatorUserId, name: snapshot.originatorName },
    keep: keptOf(snapshot),
  };
  return { header: headerPairs(stored, context), rows: rowPairs(stored, context) };
}

function shownOf(tried: Tried, told: ToldWith): ShownApproval {
  const { id, stored, snapshot } = tried;
  const keep = keptOf(snapshot);
  const { header, rows } = pairsOf(tried, told);
  return {
    id,
    ...textsOf(tried, told, keep),
    header,
    rows: rows.slice(0, MOST_ROWS),
    totals: totalsOf(stored),
    issues: stored.issues.slice(0, MOST_ISSUES).map((issue) => maskedIssue(issue, keep)),
  };
}

/** Reads the approval's text for each reference that a rule could use. */
function textsOf(
  { source }: Tried,
  { content, places: { form, row, approval } }: ToldWith,
  keep: readonly string[],
): Pick<ShownApproval, 'texts' | 'rowTexts'> {
  // As many rows as the bill has: texts of lines that are merged into one row are shown together.
  const rows = source ? formRows(source, content).slice(0, MOST_ROWS) : [];
  const textAt = (ref: string, at: ControlRow | null): string => source?.read(ref, at).text ?? '';
  const accounts = new Set([...form, ...row].flatMap(({ ref }) => (NUMBER.test(ref) ? ref.replace(NUMBER, '') : [])));
  const read = ({ ref, label }: RulePlace, at: ControlRow | null): string => {
    // Shows an account as name, bank and number, if it can be split.
    const parts = accounts.has(ref) ? ['name', 'bank', 'number'].map((part) => textAt(`${ref}#${part}`, at)) : [];
    const text = parts.filter((part) => part !== '').join(' ') || textAt(ref, at);
    return accounts.has(ref) || NUMBER.test(ref) ? maskAccount(text) : maskText(text, keep, label);
  };
  return {
    texts: Object.fromEntries([...form, ...approval].map((place) => [place.ref, read(place, null)])),
    rowTexts: Object.fromEntries(
      row.map((place) => [
        place.ref,
        rows.map((lines) => [...new Set(lines.map((line) => read(place, line)))].filter(Boolean).join('；')),
      ]),
    ),
  };
}
