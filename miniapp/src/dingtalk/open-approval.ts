import { openLink$ } from 'dingtalk-jsapi/api/biz/util/openLink';
import { openSlidePanel$ } from 'dingtalk-jsapi/api/biz/util/openSlidePanel';
import { loadBridge } from './bridge.js';
import { detectPlatform } from './environment.js';

const HOST = 'https://aflow.dingtalk.com/dingtalk';

/**
 * Returns the address of an approval inside the client; there is no call that opens an approval by its id.
 * @see dingtalk.md §10, "Opening an approval": several apps use these forms, but they are not a documented contract.
 */
export function approvalAddress(pc: boolean, corpId: string, processInstanceId: string): string {
  const corp = encodeURIComponent(corpId);
  const id = encodeURIComponent(processInstanceId);
  return pc
    ? `${HOST}/pc/query/pchomepage.htm?corpid=${corp}#/approval?procInstId=${id}`
    : `${HOST}/mobile/homepage.htm?corpid=${corp}&dd_share=false&showmenu=false&dd_progress=false&back=native&procInstId=${id}&taskId=&swfrom=isv&dinghash=approval&dtaction=os&dd_from=corp#approval`;
}

/** Opens the approval with its files: in the side panel on PC, as a page on the phone. Returns false if the client cannot open it. */
export async function openApproval(corpId: string, processInstanceId: string, title: string): Promise<boolean> {
  const platform = detectPlatform();
  if (platform === 'notInDingTalk') return false;
  const url = approvalAddress(platform === 'pc', corpId, processInstanceId);
  try {
    await loadBridge();
    await (platform === 'pc' ? openSlidePanel$({ url, title }) : openLink$({ url }));
    return true;
  } catch {
    // The client is too old, or the person closed it: the page then says where to look instead.
    return false;
  }
}
