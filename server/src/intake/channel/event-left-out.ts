/** Code of the reason why an event is not processed; in each case the sweeps find the approval. */
export type EventLeftOut =
  /** The event is not about an approval, or is about one of its tasks. */
  | 'other-event'
  /** The approval continues or was deleted, or the kind of change is unknown. */
  | 'not-final'
  /** The applicant withdrew the approval: it has no effect, and a call for each would let anybody spend the month's calls. */
  | 'withdrawn'
  | 'unreadable'
  /** An older shape that does not name the approval, or the form. */
  | 'no-instance'
  | 'no-code'
  | 'other-corp'
  /** No enabled scheme collects this form. */
  | 'no-scheme'
  /** DingTalk has deleted the approval. */
  | 'deleted'
  | 'still-open'
  /** DingTalk refuses to show the approval: a person has to fix something. */
  | 'refused'
  /** The month's calls are used up. */
  | 'quota'
  /** The most tries were made without success. */
  | 'tries';
