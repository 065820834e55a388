import { randomBytes } from 'node:crypto';
import { closeSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { secretValues } from '../config/secret-values.js';
import type { Settings } from '../config/settings.js';
import { checkUp } from './check-up-command.js';
import { recordingText } from './record/record-file.js';
import { startRecorder } from './record/recorder.js';

const CONSENT = '--consent';
const WHAT_IT_IS = [
  '记录会把体检问到的每一个回答存进一个文件：审批表单和几张最近的审批、金蝶的字段、几十张付款单和基础资料。',
  '留下的只有：怎么拼成的、类型、状态、字段、表单上的标签、日期、金额、报错里常见的词，这样别人才能照着重现。别的都换成别的字，同一个换成同一个。',
  '不写任何东西，钉钉用掉的额度和一次体检一样多。文件请只交给你信得过的人，交出去之前打开看一眼。',
  `要做就写：npm run ops -- record 文件 ${CONSENT}（新的文件名）`,
];

/** npm run ops -- record: saves the answers of a check-up, masked, for the analysis of a site's unusual behaviour (docs/operations.md). */
export async function record(
  settings: Settings,
  [file = '', consent = '']: readonly string[],
): Promise<{ ok: boolean; lines: readonly string[] }> {
  if (file === '' || consent !== CONSENT) return { ok: false, lines: WHAT_IT_IS };
  const opened = newFile(file);
  if (typeof opened === 'string') return { ok: false, lines: [opened] };
  const recorder = startRecorder();
  let kept = false;
  try {
    const { lines } = await checkUp({
      ...settings,
      KINGDEE_URL: await recorder.through('kingdee', settings.KINGDEE_URL),
      DINGTALK_API_URL: await recorder.through('dingtalk', settings.DINGTALK_API_URL),
      DINGTALK_OAPI_URL: await recorder.through('dingtalk', settings.DINGTALK_OAPI_URL),
    });
    const head = {
      format: 'dingdee-recording',
      version: 1,
      made: new Date().toISOString().slice(0, 10),
      dingtalkFamily: settings.DINGTALK_API_FAMILY,
      accountSet: settings.KINGDEE_ACCT_ID,
    } as const;
    const by = { key: randomBytes(32), secrets: secretsOf(settings) };
    writeFileSync(opened.fd, recordingText(head, recorder.heard, by));
    kept = true;
    return { ok: true, lines: [...lines, '', `记下 ${recorder.heard.length} 个回答，已遮住，存在 ${file}。`] };
  } finally {
    closeSync(opened.fd);
    if (!kept) rmSync(file, { force: true });
    await recorder.close();
  }
}

/**
 * Creates the file before any question is asked: an existing file is never overwritten, and a link may lead anywhere. @returns a sentence if it
 * cannot be created.
 */
function newFile(file: string): { fd: number } | string {
  try {
    return { fd: openSync(file, 'wx', 0o600) };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code === 'EEXIST') return `${file} 已经有了（文件或链接），不覆盖。换一个文件名再做，什么都没有问。`;
    if (code === 'ENOENT' || code === 'ENOTDIR') return `${file} 所在的目录不存在。先建目录再做，什么都没有问。`;
    return `${file} 写不了（${code}）。换一个写得了的目录再做，什么都没有问。`;
  }
}

/** Credentials, and values that name the site: they appear nowhere in the file, not even in a sentence. */
const secretsOf = (settings: Settings): string[] => [
  ...secretValues(settings),
  settings.DINGTALK_CORP_ID,
  settings.DINGTALK_CLIENT_ID,
  settings.KINGDEE_ACCT_ID,
  settings.KINGDEE_USERNAME,
  settings.KINGDEE_APP_ID ?? '',
  new URL(settings.KINGDEE_URL).hostname,
  ...settings.ADMIN_USER_IDS,
];
