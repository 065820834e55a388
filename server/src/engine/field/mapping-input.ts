import type { SchemeContent } from '@dingdee/shared/scheme';
import type { ApprovalInstance } from '../../domain/approval/approval-instance.js';
import type { SeenDepartments } from '../../domain/approval/department-key.js';
import type { PartOfApproval } from '../../domain/approval/part-of-approval.js';
import type { RelatedApprovals } from '../../domain/approval/related-approval.js';
import type { SchemeWriters } from '../../domain/draft/field-writers.js';
import type { FormStop } from '../../domain/draft/form-stop.js';
import type { TargetForm } from '../../domain/draft/target-form.js';
import type { UsableBaseData } from '../../domain/draft/usable-base-data.js';
import type { ClosedThrough } from '../rule/days.js';
import type { MappingBook } from '../rule/mapping-book.js';
import type { FormSchema } from '../source/named-controls.js';

/** Everything that the engine is given. Payload, provenance and hash come from all of it except `baseData`, `departments` and `formStops`. */
export interface MappingInput {
  instance: ApprovalInstance;
  /** The approval was changed after it had passed: a person has to look at that, whatever it says now. */
  edited?: boolean;
  /** Name stored with the snapshot: DingTalk's answer has only the userid. */
  originatorName: string;
  /** `form`: the form's controls as that version of the scheme knows them; `writers`: who wrote its fixed texts. */
  scheme: { id: string; version: number; content: SchemeContent; form?: FormSchema; writers?: SchemeWriters };
  /** The approvals that this one names, as far as they were read; absent if none was. Those that a rule asks for are cited. */
  related?: RelatedApprovals | undefined;
  /** Form that the bill becomes. */
  target: TargetForm;
  book: MappingBook;
  /** 人工锁定: path ("header.contactUnit", "rows[0].costItem") → value. */
  locks: Readonly<Record<string, string>>;
  /** Path → person who set the value. */
  lockedBy?: Readonly<Record<string, string>>;
  /** Path of a lock on a row → lines of the form that the row was made of (held-locks.ts); a lock without an entry holds. */
  lockedOn?: Readonly<Record<string, string>>;
  /** The rows that belong to this bill, if the approval became several bills; absent: all rows. */
  part?: PartOfApproval | undefined;
  billNo: string;
  thirdBillNo: string;
  baseData: UsableBaseData;
  /** Known closed periods; absent if none is known. Only a period that a rule meets has an effect, and that one is cited. */
  closed?: ClosedThrough | undefined;
  /** Beijing's day of this mapping, for rules of 推送当天; cited if a rule asks for it. Absent: such a rule gives nothing. */
  day?: string | undefined;
  /** Departments that share a name, as they are known today; absent if none are known. */
  departments?: SeenDepartments;
  /** Changes of the form that nobody has accepted yet, to controls that the scheme reads; they only add issues. */
  formStops?: readonly FormStop[];
}
