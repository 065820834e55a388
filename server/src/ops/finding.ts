/** A broken rule, and the subject (for example the bill) that breaks it. */
export interface Finding {
  rule: string;
  subject: string;
}
