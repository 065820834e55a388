import type { SchemeContent } from '@dingdee/shared/scheme';
import type { ApprovalInstance } from '../../domain/approval/approval-instance.js';
import type { SeenDepartments } from '../../domain/approval/department-key.js';
import type { PartOfApproval } from '../../domain/approval/part-of-approval.js';
import type { SchemeWriters } from '../../domain/draft/field-writers.js';
import type { FormStop } from '../../domain/draft/form-stop.js';
import type { TargetForm } from '../../domain/draft/target-form.js';
import type { UsableBaseData } from '../../domain/draft/usable-base-data.js';
import type { ClosedThrough } from '../rule/days.js';
import type { MappingBook } from '../rule/mapping-book.js';
import type { FormSchema } from '../source/named-controls.js';

/** Everything the engine is given. Payload, provenance and hash come from all of it except `baseData`, `departments` and `formStops`. */
export interface MappingInput {
  instance: ApprovalInstance;
  /** The approval was changed after it had passed: somebody has to look at that, whatever it says now. */
  edited?: boolean;
  /** Stored with the snapshot: the answer of DingTalk has only the userid. */
  originatorName: string;
  /** `form`: the form's controls as that version of the scheme knows them; `writers`: who wrote what it puts by itself. */
  scheme: { id: string; version: number; content: SchemeContent; form?: FormSchema; writers?: SchemeWriters };
  /** The form that the bill is to become. */
  target: TargetForm;
  book: MappingBook;
  /** 人工锁定: path ("header.contactUnit", "rows[0].costItem") → value. */
  locks: Readonly<Record<string, string>>;
  /** Path → who set it. */
  lockedBy?: Readonly<Record<string, string>>;
  /** Path of one on a row → which lines of the form that row was made of (held-locks.ts); absent: it holds. */
  lockedOn?: Readonly<Record<string, string>>;
  /** Which of the rows are its own, where the approval became several bills; absent: all of them. */
  part?: PartOfApproval | undefined;
  billNo: string;
  thirdBillNo: string;
  baseData: UsableBaseData;
  /** What is known of closed periods; absent: nothing. Only what a rule meets changes anything, and that is cited. */
  closed?: ClosedThrough | undefined;
  /** Beijing's day of this mapping, for rules of 推送当天, and cited where one asks; absent: such a rule gives nothing. */
  day?: string | undefined;
  /** Departments that share a name, as they are known today; absent: nothing is known of any. */
  departments?: SeenDepartments;
  /** Changes of the form that nobody has accepted yet, of controls that the scheme reads; they only add issues. */
  formStops?: readonly FormStop[];
}
