/** A control that the scheme reads, and that DingTalk's form has lost, turned into another kind, or given a name under which people fill in something else; nobody has looked at it yet. */
export interface FormStop {
  controlId: string;
  /** The id of the detail table that it is a column of; null at the top of the form. */
  tableId: string | null;
  label: string;
  kind: 'removed' | 'retyped' | 'renamed' | 'options' | 'other-name' | 'unit';
  /** Kinds of control by DingTalk's name; `now` is "" where it is gone, the new name where that is what changed, and the unit of `unit`. */
  was: string;
  now: string;
  /** Of `other-name`, which stops nobody without a word and is about single approvals: by which names it is known. */
  names?: readonly string[];
  /** Choices as they were: set where one is gone that decides what is collected. */
  options?: readonly string[];
  /** The form was still as before at this instant: what was launched earlier is not touched. */
  since: number;
  /** Fields of the bill that it is read for, by label. */
  uses: readonly string[];
}
