/** How an approval was split when it was collected, and which of its bills this one is. */
export interface PartOfApproval {
  by: 'payee' | 'organisation';
  /** The column whose value tells the rows apart, as a SourceRef. */
  from: string;
  /** The bill's own part, as in its key. */
  part: string;
  /** All parts of the approval in the order of their first rows, its own among them. */
  all: readonly string[];
}
