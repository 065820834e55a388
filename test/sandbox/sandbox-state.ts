import type { SandboxContext } from './context.js';
import type { DingTalk } from './dingtalk/dingtalk.js';
import type { AppGateway } from './dingtalk/workbench/app-gateway.js';
import type { Kingdee } from './kingdee/kingdee.js';

/** Everything inside a running sandbox, for tests in the same process and for control. */
export interface SandboxState {
  ctx: SandboxContext;
  dingtalk: DingTalk;
  kingdee: Kingdee;
  gateway: AppGateway;
}
