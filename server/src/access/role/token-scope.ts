import type { AssistantScope } from '@dingdee/shared/assistant';
import type { DatasetCode } from '@dingdee/shared/dataset';

/** What a request with a token may read. */
export interface TokenScope {
  id: string;
  /** The name as people see it: "集团报表 dd_…abcd". */
  name: string;
  /** The address of the request. */
  from: string;
  datasets: readonly DatasetCode[];
  /** What an assistant may do with the token. */
  assistant: readonly AssistantScope[];
  /** Numbers of organisations; null: all. */
  orgs: readonly string[] | null;
  /** Whether account numbers are given in full. */
  fullAccounts: boolean;
}
