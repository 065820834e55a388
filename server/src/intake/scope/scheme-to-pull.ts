import type { SchemeContent } from '@dingdee/shared/scheme';
import type { FormControlSchema } from '../../connectors/source.js';
import type { Quarantining } from './quarantining.js';
import type { Coverage } from './sweep-window.js';

/** What finished before `before` (Unix ms) and is read from now on goes into this quarantine, whoever reads it. */
export interface OpenedEarlier {
  before: number;
  into: Quarantining;
}

/** What a sweep needs to know of a scheme: its current version and what has been covered. */
export interface SchemeToPull {
  id: string;
  version: number;
  content: SchemeContent;
  /** The form's controls as the scheme was written for them: by their ids a name is known whatever it is called by now. */
  form: readonly FormControlSchema[];
  coverage: Coverage;
  /** Its first day was moved earlier; null where it was not. */
  opened: OpenedEarlier | null;
  /** It is off: only cancelled and changed approvals count, nothing is collected. */
  amendmentsOnly: boolean;
}
