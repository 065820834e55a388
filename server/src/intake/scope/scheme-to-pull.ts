import type { SchemeContent } from '@dingdee/shared/scheme';
import type { FormControlSchema } from '../../connectors/source.js';
import type { Quarantining } from './quarantining.js';
import type { Coverage } from './sweep-window.js';

/** Approvals that finished before `before` (Unix ms) and are read from now on go into this quarantine, whichever run reads them. */
export interface OpenedEarlier {
  before: number;
  into: Quarantining;
}

/** What a sweep needs of a scheme: its current version and the range that has been covered. */
export interface SchemeToPull {
  id: string;
  version: number;
  content: SchemeContent;
  /** The form's controls as the scheme version knows them; their ids identify a control whatever its present label is. */
  form: readonly FormControlSchema[];
  coverage: Coverage;
  /** Set if the first day of the scheme was moved earlier; null otherwise. */
  opened: OpenedEarlier | null;
  /** Whether the scheme is off: only cancellations and changes count, and nothing is collected. */
  amendmentsOnly: boolean;
}
