import type { SchemeContent } from '@dingdee/shared/scheme';
import type { FormControlSchema } from '../../connectors/source.js';
import type { Coverage } from './sweep-window.js';

/** What a sweep needs to know of a scheme: its current version and what has been covered. */
export interface SchemeToPull {
  id: string;
  version: number;
  content: SchemeContent;
  /** The form's controls as the scheme was written for them: by their ids a name is known whatever it is called by now. */
  form: readonly FormControlSchema[];
  coverage: Coverage;
  /** It is off: only cancelled and changed approvals count, nothing is collected. */
  amendmentsOnly: boolean;
}
