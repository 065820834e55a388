import { amount } from '@dingdee/shared/money';
import { detailTables, TARGETS } from '@dingdee/shared/scheme';
import type { Difference } from '@dingdee/shared/simulation';
import * as z from 'zod/mini';
import { parseApproval } from '../connectors/dingtalk/form/parse-approval.js';
import type { ApprovalInstance } from '../domain/approval/approval-instance.js';
import { NO_DEPARTMENTS, type SeenDepartments } from '../domain/approval/department-key.js';
import { unmetReason } from '../domain/approval/filter-words.js';
import { maskText } from '../domain/bill/account-mask.js';
import type { FormStop } from '../domain/draft/form-stop.js';
import { worded } from '../domain/draft/issue-words.js';
import type { FoundIssue, MappingResult } from '../domain/draft/mapping-result.js';
import { saysTheSame, writeProvenance } from '../domain/draft/provenance-text.js';
import { NO_BASE_DATA, type UsableBaseData } from '../domain/draft/usable-base-data.js';
import type { MappingRun } from '../engine/map-approval.js';
import type { MappingBook } from '../engine/rule/mapping-book.js';
import { ApprovalSource } from '../engine/source/approval-source.js';
import { firstUnmet } from '../engine/source/filter.js';
import { mapBill, type SnapshotToMap } from '../mapping/run/map-one.js';
import type { SchemeVersionContent } from '../scheme/version/scheme-store.js';
import { asCited } from './as-cited.js';
import { type FieldChange, fieldChanges } from './field-changes.js';

/** Inputs that add issues to a bill but change no value; they may differ from day to day. */
export interface Circumstances {
  baseData: UsableBaseData;
  departments: SeenDepartments;
  stops: (version: SchemeVersionContent) => readonly FormStop[];
}

/** A bill as it is stored; `draft` and `provenance` are texts. */
export interface StoredBill {
  snapshot: SnapshotToMap;
  draft: string | null;
  provenance: string;
  hash: string | null;
  /** Limits of Kingdee that let its longer texts through; absent if it has none. */
  longest?: Readonly<Record<string, number>> | undefined;
}

/** A version with the tables of its run. */
export interface RunWith {
  version: SchemeVersionContent;
  book: MappingBook;
}

export type Kind = Difference | 'same' | 'both-stop';
/** Result for the approval: on a bill, stopped or left out; the result has the sum. */
export interface Side {
  at: 'billed' | 'stopped' | 'left-out';
  result: MappingResult;
}
export interface SimulatedOne {
  kind: Kind;
  /** The stored content was reproduced, byte for byte. */
  proven: boolean;
  before: Side;
  after: Side;
  reasons: string[];
  changes: FieldChange[];
  /** Path → number of the rule of the version that was run, from 1, 0 for a manual value; null if it was not proven, or is left out. */
  rulesUsed: MappingRun['rulesUsed'] | null;
}

/** Circumstances without any issue, for the result of the rules alone. */
const BARE: Circumstances = { baseData: NO_BASE_DATA, departments: NO_DEPARTMENTS, stops: () => [] };

/**
 * Maps one bill with the version that mapped it and with another, on the same snapshot with the same locks (decision 80). Pure; never throws
 * for a bill. Later changes around the bill, such as base data disabled since, are no difference: they are ignored on both sides.
 */
export function simulateOne(bill: StoredBill, cited: RunWith, next: RunWith, today: Circumstances): SimulatedOne {
  const read = readOnce();
  const run = ({ version, book }: RunWith, { baseData, departments, stops }: Circumstances): MappingRun => {
    const { schemeId: id, number, content, form, writers } = version;
    const scheme = { id, version: number, content, form, writers };
    return mapBill(bill.snapshot, { book, baseData, departments, scheme, formStops: stops(version) }, read);
  };
  const sameRules = next.version === cited.version && next.book === cited.book;
  const asThen = (around: Circumstances) => ({ ...around, baseData: asCited(around.baseData, bill.longest ?? {}) });
  const first = run(cited, asThen(today));
  const changedAround = bill.draft !== null && first.result.draft === null;
  const asStored = changedAround ? run(cited, asThen(BARE)) : first;
  const before = asStored.result;
  const proven = isProven(bill, before);
  if (!proven) return unproven(bill, before, cited);
  if (sameRules) return one(before.draft === null ? 'both-stop' : 'same', before, asStored);

  const unmet = leftOutBy(cited, next, bill, read);
  if (unmet !== null) return { ...notRun('left-out', before), after: side(before, true), reasons: [unmet] };
  const again = run(next, asThen(today));
  const around = new Set(changedAround ? reds(first.result).map(keyOf) : []);
  const onlyAround =
    changedAround && again.result.draft === null && reds(again.result).every((issue) => around.has(keyOf(issue)));
  const asNext = onlyAround ? run(next, asThen(BARE)) : again;
  const after = asNext.result;
  if (before.draft === null && after.draft === null) return one('both-stop', before, asNext);
  if (before.draft === null) return { ...one('released', before, asNext), reasons: wordsOf(reds(before), bill) };
  if (after.draft === null)
    return {
      ...one('stopped', before, asNext),
      reasons: wordsOf(
        reds(after).filter((issue) => !around.has(keyOf(issue))),
        bill,
      ),
    };
  if (before.hash === after.hash) return one('same', before, asNext);
  const changes = fieldChanges(
    { draft: before.draft, content: cited.version.content },
    { draft: after.draft, content: next.version.content },
    keptOf(bill),
  );
  return { ...one('differs', before, asNext), changes };
}

const side = (result: MappingResult, leftOut = false): Side => ({
  at: leftOut ? 'left-out' : result.draft === null ? 'stopped' : 'billed',
  result,
});
const one = (kind: Kind, before: MappingResult, { result, rulesUsed }: MappingRun): SimulatedOne => ({
  kind,
  proven: true,
  before: side(before),
  after: side(result),
  reasons: [],
  changes: [],
  rulesUsed,
});
/** A bill for which the other version was not run. */
const notRun = (kind: Kind, before: MappingResult): SimulatedOne => ({
  kind,
  proven: true,
  before: side(before),
  after: side(before),
  reasons: [],
  changes: [],
  rulesUsed: null,
});

/** Compares like mapping/reproduce/: a bill that was blocked has no payload. */
function isProven({ draft, hash, provenance }: StoredBill, again: MappingResult): boolean {
  const payload = draft === null || (draft === JSON.stringify(again.draft) && hash === again.hash);
  if (!payload) return false;
  // Nearly all texts are equal; only provenance stored in words has to be parsed.
  if (provenance === writeProvenance(again.provenance)) return true;
  try {
    return saysTheSame(provenance, again.provenance);
  } catch {
    // The text was never written by this program.
    return false;
  }
}

function unproven(bill: StoredBill, again: MappingResult, { version }: RunWith): SimulatedOne {
  const stored = draftIn(bill);
  const changes =
    stored && again.draft
      ? fieldChanges(
          { draft: stored, content: version.content },
          { draft: again.draft, content: version.content },
          keptOf(bill),
        )
      : [];
  return { ...notRun('unproven', again), proven: false, reasons: [NOT_AGAIN], changes };
}

const texts = z.record(z.string(), z.string());
const storedDraft = z.object({
  target: z.optional(z.enum(TARGETS)),
  billNo: z.string(),
  thirdBillNo: z.string(),
  orgNumber: z.string(),
  currency: z.string(),
  header: texts,
  rows: z.array(z.object({ amount, fields: texts })),
  total: amount,
});
/** Reads the stored draft; null if there is none, or if it is unreadable. */
function draftIn({ draft }: StoredBill): z.infer<typeof storedDraft> | null {
  if (draft === null) return null;
  try {
    return storedDraft.parse(JSON.parse(draft));
  } catch {
    return null;
  }
}
const NOT_AGAIN =
  '按当时的版本和映射表再映射一遍，和存下的内容不一致，没有拿它比。升级前映射的，可能是现在的版本读得不同；升级后映射的，请管理员查数据库有没有被直接改过。';

const keptOf = ({ snapshot }: StoredBill): string[] => [snapshot.raw.processInstanceId, snapshot.originatorUserId];

function leftOutBy(
  cited: RunWith,
  next: RunWith,
  { snapshot }: StoredBill,
  read: (raw: SnapshotToMap['raw']) => ApprovalInstance,
): string | null {
  const [was, is] = [cited.version.content, next.version.content];
  if (is.filter.length === 0 || JSON.stringify(was.filter) === JSON.stringify(is.filter)) return null;
  let source: ApprovalSource;
  try {
    source = new ApprovalSource(read(snapshot.raw), snapshot.originatorName, next.version.form);
  } catch {
    return null;
  }
  const place = firstUnmet(is.filter, source, detailTables(is.detail));
  const unmet = place === null ? undefined : is.filter[place];
  // An approval that the older version would not collect either was collected before that version, or despite it.
  if (!unmet || firstUnmet(was.filter, source, detailTables(was.detail)) !== null) return null;
  return unmetReason(unmet);
}

/** Parses an approval once for all runs over it; an unreadable approval fails each time. */
function readOnce(): (raw: SnapshotToMap['raw']) => ApprovalInstance {
  let instance: ApprovalInstance | null = null;
  return (raw) => {
    instance ??= parseApproval(raw);
    return instance;
  };
}

const reds = ({ issues }: MappingResult): FoundIssue[] => issues.filter(({ level }) => level === 'red');
const keyOf = ({ code, path, table, key, params }: FoundIssue): string =>
  JSON.stringify([code, path, table, key, params]);
/** Returns the sentences masked, because they may contain an account number. */
const wordsOf = (issues: readonly FoundIssue[], bill: StoredBill): string[] => [
  ...new Set(issues.map((each) => maskText(worded(each).message, keptOf(bill)))),
];
