import { openLink$ } from 'dingtalk-jsapi/api/biz/util/openLink';
import { openSlidePanel$ } from 'dingtalk-jsapi/api/biz/util/openSlidePanel';
import { loadBridge } from './bridge.js';
import { detectPlatform } from './environment.js';

const HOST = 'https://aflow.dingtalk.com/dingtalk';

/**
 * Address of an approval inside the client; there is no call that opens one by its id.
 * @see dingtalk.md §10, "Opening an approval": these forms are what several apps use, not a documented contract.
 */
export function approvalAddress(pc: boolean, corpId: string, processInstanceId: string): string {
  const corp = encodeURIComponent(corpId);
  const id = encodeURIComponent(processInstanceId);
  return pc
    ? `${HOST}/pc/query/pchomepage.htm?corpid=${corp}#/approval?procInstId=${id}`
    : `${HOST}/mobile/homepage.htm?corpid=${corp}&dd_share=false&showmenu=false&dd_progress=false&back=native&procInstId=${id}&taskId=&swfrom=isv&dinghash=approval&dtaction=os&dd_from=corp#approval`;
}

/** Opens the approval with its files: in the side panel on PC, as a page on the phone. False where the client does not. */
export async function openApproval(corpId: string, processInstanceId: string, title: string): Promise<boolean> {
  const platform = detectPlatform();
  if (platform === 'notInDingTalk') return false;
  const url = approvalAddress(platform === 'pc', corpId, processInstanceId);
  try {
    await loadBridge();
    await (platform === 'pc' ? openSlidePanel$({ url, title }) : openLink$({ url }));
    return true;
  } catch {
    // An older client, or the person closed it: the page says where to look instead.
    return false;
  }
}
