import type { BillDetail } from '@dingdee/shared/bill-detail';
import { ref } from 'vue';
import { ApiProblem } from '../../api/api-problem.js';
import { sessionApi } from '../../api/session-api.js';
import { detectPlatform } from '../../dingtalk/environment.js';

/** 打开原审批: opens the approval in DingTalk, with its files and comments. This is not possible outside DingTalk. */
export function useOriginal() {
  const possible = detectPlatform() !== 'notInDingTalk';
  const refused = ref(false);

  async function open({ processInstanceId, title }: Pick<BillDetail, 'processInstanceId' | 'title'>): Promise<void> {
    refused.value = false;
    try {
      const { openApproval } = await import('../../dingtalk/open-approval.js');
      const given = new URLSearchParams(location.search).get('corpId');
      const corpId = given || (await sessionApi.config()).corpId;
      refused.value = !(await openApproval(corpId, processInstanceId, title));
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      refused.value = true;
    }
  }
  return { possible, refused, open };
}
