/**
 * A change that nobody has looked at yet: DingTalk's form has lost a control that the scheme reads, turned it into another kind, or given it a name
 * under which people fill in something else.
 */
export interface FormStop {
  controlId: string;
  /** Id of the detail table that it is a column of; null at the top of the form. */
  tableId: string | null;
  label: string;
  kind: 'removed' | 'retyped' | 'renamed' | 'options' | 'other-name' | 'unit';
  /** Kinds of control by DingTalk's name; `now` is "" if the control is gone, the new name if the name changed, and the unit for `unit`. */
  was: string;
  now: string;
  /** For `other-name`, which is about single approvals and only asks for a reason: the names by which the control is known. */
  names?: readonly string[];
  /** Choices before the change: set if a choice is gone that decides what is collected. */
  options?: readonly string[];
  /** Time at which the form was still as before, in Unix ms: approvals launched earlier are not affected. */
  since: number;
  /** Labels of the bill's fields that it is read for. */
  uses: readonly string[];
}
