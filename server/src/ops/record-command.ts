import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import type { Settings } from '../config/settings.js';
import { checkUp } from './check-up-command.js';
import { Mask } from './record/mask.js';
import { recordingText } from './record/record-file.js';
import { startRecorder } from './record/recorder.js';

const CONSENT = '--consent';
const WHAT_IT_IS = `记录会把体检问到的每一个回答存进一个文件：审批表单和几张最近的审批、金蝶的字段、几十张付款单和基础资料。
姓名、公司、账号、电话、编号和密钥都换成别的字，同一个名字换成同一个；表单上的标签、日期、金额、状态和报错的句子留着，这样别人才能照着重现。
不写任何东西，钉钉用掉的额度和一次体检一样多。文件请只交给你信得过的人，交出去之前打开看一眼。
要做就写：npm run ops -- record 文件 ${CONSENT}`;

/** npm run ops -- record: the answers of a check-up, masked, for whoever looks into a site's oddity (docs/operations.md). */
export async function record(
  settings: Settings,
  [file = '', consent = '']: readonly string[],
): Promise<{ ok: boolean; line: string }> {
  if (file === '' || consent !== CONSENT) return { ok: false, line: WHAT_IT_IS };
  const recorder = startRecorder();
  try {
    const { text } = await checkUp({
      ...settings,
      KINGDEE_URL: await recorder.through('kingdee', settings.KINGDEE_URL),
      DINGTALK_API_URL: await recorder.through('dingtalk', settings.DINGTALK_API_URL),
      DINGTALK_OAPI_URL: await recorder.through('dingtalk', settings.DINGTALK_OAPI_URL),
    });
    const mask = new Mask(randomBytes(32), secretsOf(settings));
    const head = {
      format: 'dingdee-recording',
      version: 1,
      made: new Date().toISOString().slice(0, 10),
      dingtalkFamily: settings.DINGTALK_API_FAMILY,
      accountSet: mask.secret(settings.KINGDEE_ACCT_ID),
    } as const;
    const kept = recordingText(head, recorder.heard, mask);
    writeFileSync(file, kept, { mode: 0o600 });
    return { ok: true, line: `${text}\n\n记下 ${recorder.heard.length} 个回答，已遮住，存在 ${file}。` };
  } finally {
    await recorder.close();
  }
}

/** Whatever opens a door, and whose site it is: nowhere in the file, not even in a sentence. */
function secretsOf(settings: Settings): string[] {
  const hosts = [settings.KINGDEE_URL].map((url) => new URL(url).hostname);
  return [
    settings.APP_SECRET,
    settings.DINGTALK_CORP_ID,
    settings.DINGTALK_CLIENT_ID,
    settings.DINGTALK_CLIENT_SECRET,
    settings.KINGDEE_ACCT_ID,
    settings.KINGDEE_USERNAME,
    settings.KINGDEE_PASSWORD,
    settings.KINGDEE_APP_ID,
    settings.KINGDEE_APP_SECRET,
    ...hosts,
  ].filter((secret): secret is string => typeof secret === 'string' && secret !== '');
}
