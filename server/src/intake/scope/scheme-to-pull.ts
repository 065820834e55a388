import type { SchemeContent } from '@dingdee/shared/scheme';
import type { Coverage } from './sweep-window.js';

/** What a sweep needs to know of a scheme: its current version and what has been covered. */
export interface SchemeToPull {
  id: string;
  version: number;
  content: SchemeContent;
  coverage: Coverage;
  /** It is off: only cancelled and changed approvals count, nothing is collected. */
  amendmentsOnly: boolean;
}
