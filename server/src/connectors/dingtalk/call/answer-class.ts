import { isRecord, type JsonRecord, listOf, parseJson, pick, recordOf, textOf } from '../../../json/json-reading.js';
import type { ApiFamily, DingTalkErrorClass } from '../../source.js';

/** Meaning of one HTTP answer, before the decision about a retry. */
export type Answer =
  | { kind: 'ok'; body: JsonRecord }
  | {
      kind: 'error';
      errorClass: DingTalkErrorClass;
      code: string;
      message: string;
      /** Permission points that are missing, as DingTalk says. */
      scopes?: readonly string[];
    };

const TOKEN = new Set(['40014', '42001', '40001', '41001', 'InvalidAuthentication']);
/** `authFailed` occurs when a stream is opened (dingtalk.md §8.4). */
const CREDENTIALS = new Set(['40096', '40089', 'invalidClientIdOrSecret', 'invalid.client', 'authFailed']);
const OUR_FAULT = new Set(['40000', '22', '404', 'AuthenticationFailed.MissingParameter']);
const RATE = /^(90018|90002|429)$|Qp[sm]Limit|autoflowLikeTriggerRateLimited/;
const QUOTA = /^90020$|ApiCountLimitForOrg/;
const PERMISSION = /^(60011|60020|50002|50004|900(0[13-9]|1[0-4]))$|PermissionDenied|IpNotInWhiteList|^Forbidden/;
/** 820003 is the code of the old host for an unknown instance; dingtalk.md names only the new codes. */
const NOT_FOUND = new Set(['processInstanceNotExist', 'processInstanceIdError', '60121', '33012', '820003', '820004']);
/** Our code for `result: false`. */
const NOT_DONE = 'result=false';
const TRANSIENT = new Set(['-1', 'systemError', 'unknownError', 'ServiceUnavailable']);

/**
 * Classifies an answer by the policy table of dingtalk.md §9. topapi answers 200 and has the reason in errcode, or in the text `sub_code`
 * beside errcode 88; v1 answers 4xx or 5xx with {code, message}.
 */
export function classify(family: ApiFamily, status: number, text: string): Answer {
  const body = parseJson(text);
  if (!isRecord(body)) return unreadable(status, text);
  if (body.punish === 'deny' || textOf(body.status) === '1111')
    return { kind: 'error', errorClass: 'ip-ban', code: '1111', message: '' };
  const code = codeOf(family, status, body);
  if (code === null) return { kind: 'ok', body };
  const message = textOf(pick(body, 'sub_msg', 'errmsg', 'message'));
  const scopes = missingScopes(body, message);
  return { kind: 'error', errorClass: classOf(code, status), code, message, ...(scopes.length > 0 ? { scopes } : {}) };
}

/** Returns the missing permission points: AccessDeniedDetail.requiredScopes in any letter case, else the brackets in the sentence of the old host. */
function missingScopes(body: JsonRecord, message: string): string[] {
  const key = Object.keys(body).find((each) => each.toLowerCase() === 'accessdenieddetail');
  const told = listOf(recordOf(key === undefined ? undefined : body[key]).requiredScopes).map(textOf);
  const inWords = /权限[^[\]]{0,10}\[([\w.,\s-]{1,200})\]/u.exec(message)?.[1]?.split(',') ?? [];
  return [...new Set((told.length > 0 ? told : inWords).map((scope) => scope.trim()))].filter((scope) => scope !== '');
}

/** Returns the error code of an answer; null for success. */
function codeOf(family: ApiFamily, status: number, body: JsonRecord): string | null {
  const errcode = textOf(body.errcode);
  if (errcode !== '' && errcode !== '0') return errcode === '88' ? textOf(body.sub_code) || '88' : errcode;
  if (status < 200 || status > 299) return textOf(body.code) || String(status);
  if (family === 'topapi' && errcode !== '0') return 'errcode';
  // DingTalk accepted the write and did not carry it out; success is true in the same answer (first-contact.md).
  if (textOf(body.result) === 'false') return NOT_DONE;
  if (family === 'topapi') return null;
  // Documented as the text "true", but answered as a boolean (dingtalk.md §4.2).
  return body.success !== undefined && textOf(body.success) !== 'true' ? textOf(body.code) || 'success=false' : null;
}

function classOf(code: string, status: number): DingTalkErrorClass {
  if (TOKEN.has(code)) return 'token';
  if (CREDENTIALS.has(code) || OUR_FAULT.has(code)) return 'configuration';
  if (RATE.test(code)) return 'rate';
  if (QUOTA.test(code)) return 'quota';
  if (NOT_FOUND.has(code)) return 'not-found';
  if (PERMISSION.test(code)) return 'permission';
  if (TRANSIENT.has(code) || code === 'errcode' || status >= 500) return 'transient';
  return 'parameter';
}

/** A page instead of JSON means that our address is banned, unless a gateway sends it (5xx); other unreadable text is a broken connection. */
function unreadable(status: number, text: string): Answer {
  const gateway = status >= 500;
  const page = /^\s*</.test(text);
  return {
    kind: 'error',
    errorClass: page && !gateway ? 'ip-ban' : 'transient',
    code: String(status),
    message: '',
  };
}

const CAUSES: Readonly<Record<DingTalkErrorClass, string>> = {
  token: '钉钉不接受当前的访问凭证，重新获取后仍被拒绝。请管理员核对应用凭证。',
  rate: '钉钉限制了调用频率，多次等待后仍未放行。稍后会再试，数据没有丢失。',
  'ip-ban': '钉钉暂时封禁了本服务器的网络地址，全部调用暂停 5 分钟后恢复。',
  quota: '本月的钉钉调用额度已用完，采集已停止，下月恢复；登录不受影响。需要继续请管理员购买额度。',
  transient: '钉钉暂时没有正常应答，已重试。稍后会再试，数据没有丢失。',
  permission: '钉钉没有授予应用所需的权限。请管理员在钉钉开放平台为应用开通。',
  parameter: '钉钉不接受这次请求的内容。',
  'not-found': '钉钉里找不到这条记录，可能已被删除。',
  configuration: '与钉钉的连接设置不正确。请管理员核对应用的 Client ID、Client Secret 和接口地址。',
};

const ADDRESS = /^60020$|IpNotInWhiteList/;
/** Returns whether DingTalk refuses the IP address of this server, not a right of the app. */
export const refusesAddress = (code: string): boolean => ADDRESS.test(code);

/**
 * Reclassifies a refused call with its own key: it stays refused, as nobody renews that key, and it says nothing about the app (dingtalk.md
 * §6.4).
 */
export function ofOwnKey(answer: Answer): Answer {
  if (answer.kind === 'ok' || ['ip-ban', 'transient', 'rate'].includes(answer.errorClass)) return answer;
  return { ...answer, errorClass: 'parameter' };
}

/** Sentences for codes that are more precise than their class. */
const BY_CODE: readonly (readonly [RegExp, string])[] = [
  [
    /^result=false$/,
    '钉钉收到了，但没有写上（result=false）：多半是评论人看不到这条审批。请管理员在方案的回写里换一个能看到它的人，例如表单的抄送人。',
  ],
  [
    /^5000[24]$/,
    '钉钉没有让应用看到这个人或部门：不在应用的通讯录授权范围里。请管理员在开放平台“权限管理”的通讯录授权范围里改为全部员工。',
  ],
  [
    /^310000$/,
    '群机器人的安全设置没有放行：加签密钥不对，或服务器的时间不准。请到群设置里重新复制地址和密钥，核对服务器时间。',
  ],
  [/^(130101|410100)$/, '群机器人发得太快，钉钉让它歇一会儿。'],
  [/^400102$/, '群机器人停用了。请在群设置里启用它，或换一个。'],
  [/^(400101|400106|300005)$/, '群机器人不在了，或地址不对。请到群设置里重新复制地址和密钥，或换一个。'],
  [/^400013$/, '这个群已经解散。请换一个群的机器人。'],
  [/^4301\d\d$/, '钉钉认为消息里有不合适的内容，没有收下。请改一个名称。'],
  [ADDRESS, '钉钉不接受本服务器的出口 IP。请管理员在开放平台“安全设置”的“服务器出口IP”里加上它。'],
];

/** Returns what happened in words for an accountant; adds DingTalk's own words if only they tell the cause. */
export function sentenceFor(
  errorClass: DingTalkErrorClass,
  message: string,
  { code = '', scopes = [] }: { code?: string; scopes?: readonly string[] } = {},
): string {
  const cause = BY_CODE.find(([pattern]) => pattern.test(code))?.[1] ?? CAUSES[errorClass];
  const missing =
    errorClass === 'permission' && scopes.length > 0
      ? `缺少权限点 ${scopes.slice(0, 5).join('、')}，在开放平台“权限管理”里开通。`
      : '';
  const told = ['permission', 'parameter', 'configuration'].includes(errorClass) && message !== '';
  return told ? `${cause}${missing}钉钉说明：${message.slice(0, 200)}` : `${cause}${missing}`;
}
