import type { SchemeContent } from '@dingdee/shared/scheme';

/** What a sweep needs to know of a scheme: its current version and how far launches have been seen. */
export interface SchemeToPull {
  id: string;
  version: number;
  content: SchemeContent;
  headUntil: number | null;
}
