/** One thing that must not be: what, and on which bill. */
export interface Finding {
  rule: string;
  subject: string;
}
