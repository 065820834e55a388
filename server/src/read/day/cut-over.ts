import { businessDate } from '@dingdee/shared/page';
import * as z from 'zod/mini';

const content = z.object({ cutOverDate: z.nullable(businessDate) });

/** Returns the day from which a version of a scheme collects; null if it collects from any day. @param json its stored content. */
export function cutOverOf(json: unknown): string | null {
  const read = content.safeParse(JSON.parse(String(json)));
  return read.success ? read.data.cutOverDate : null;
}
