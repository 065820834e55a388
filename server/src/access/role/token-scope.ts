import type { AssistantScope } from '@dingdee/shared/assistant';
import type { DatasetCode } from '@dingdee/shared/dataset';

/** What a request by a token may see. */
export interface TokenScope {
  id: string;
  /** As people tell it: "集团报表 dd_…abcd". */
  name: string;
  /** The address that it was used from. */
  from: string;
  datasets: readonly DatasetCode[];
  /** What an assistant may do with it. */
  assistant: readonly AssistantScope[];
  /** Numbers of organisations; null: all. */
  orgs: readonly string[] | null;
  /** Account numbers in full. */
  fullAccounts: boolean;
}
