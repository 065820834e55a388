import { KNOWN_WORDS, SENTENCE_WORDS, WHOLE_WORDS } from './known-words.js';

// Lists what may stay in a recording. Everything else is replaced.

/** Keys whose values are always personal or secret: people, their numbers and addresses, and credentials. */
const PERSONAL =
  /(?:(?:user|empl(?:oyee)?|staff|person|people|member|operator|originator|applicant|approver|executor|creator|modifier|owner|manager|boss|leader)s?(?:_?(?:ids?|codes?|nos?|num(?:ber)?s?|keys?))?(?:_?list)?|(?:union|open|job|card|account|acct|acnt|bank)_?(?:ids?|no|num(?:ber)?s?)|accounts?|tel|telephone|mobile|phone|fax|e?mail|address|avatar|birth\w*|id_?card|passport|tickets?|secret|passw(?:or)?d|pwd|sign(?:ature)?|cookie|(?:access|user|refresh|auth)_?token|token|session_?id)$/i;
/** Page tokens are plain numbers, not secrets. */
const OF_PAGES = /^next_?(?:token|cursor)$/i;

/** Keys whose value is one of a few constants that both systems know. */
const OF_STATES = /(?:status|state|result|action|type|punish|language|(?:err|error|sub|msg)?_?code|type_?code)$/i;
const STATE = /^[A-Z][A-Z_]{1,40}$/;
/** Keys whose value names the kind of a control: DDAttachment, TextNote. */
const OF_COMPONENTS = /^component_?(?:name|type)$/i;
const COMPONENT = /^[A-Z][A-Za-z]{3,40}$/;
/** Names and codes of errors, as programmers write them. */
const OF_CODES = /^(?:biz_?alias|(?:err|error|sub)?_?code)$/i;
const CODE = /^[A-Za-z]*[a-z][A-Z][A-Za-z]*$|^[A-Z][A-Za-z]+(?:\.[A-Z][A-Za-z]+)+$|^invalid\.client$/;
/** Keys that hold only Kingdee's field names. */
const OF_FIELDS = /^(?:field_?keys?|order_?string|field_?name|entry_?name|entry_?pk_?field_?name)$/i;
const FIELD = /^F[A-Z_][A-Za-z_\d]*(?:\.F?[A-Z][A-Za-z_\d]*)*$/;
const OWN_FIELD = /^F_[A-Za-z]\w{0,40}$/;
const FORM = /^(?:AP|AR|BD|BAS|BOS|CN|ER|GL|HR|ORG|SEC)_[A-Za-z]{2,40}$/;

/** Id of a control of a form, and id of an option of a control. */
const CONTROL =
  /^(?:[A-Z][A-Za-z]{1,30}(?:Field|Table|View|Select|Picker|Suite|Note|Layout|Attachment)|Attachment|Suite)[_-](?=[A-Z\d]*[A-Z])[A-Z\d]{5,16}(?:_\d{1,3})?$/;
const OPTION = /^option_(?=\w{1,12}$)(?!\w*\d{7})\w+$/;

/** Preset numbers of Kingdee, permission points, currencies, and words of queries and answers. */
const PRESET = /^[A-Z]{2,10}\d{2,3}_SYS$|^PRE\d{3}$/;
const PERMISSION = /^(?:Workflow|Contact|Storage|Drive|Robot)(?:\.[A-Za-z]{2,30}){1,4}$|^qyapi(?:_[a-z]{2,20}){1,4}$/;
const DINGTALK_HOST = /^(?:api|oapi|open|open-dev|login)\.dingtalk\.com$/;
const LATIN = new Set(
  `ok true false null and or in like is not desc asc http https html head body title script doctype meta div span
   zh_CN zh en utf WebAPI API JSON QPS IP ID response_error license licence agree refuse none deny allow
   access_token appKey appSecret corpId agentId clientId clientSecret userid size cursor nextToken maxResults startTime endTime
   processCode commentUserId text data msg task_id grant_type Key CNY USD EUR HKD JPY GBP AUD CAD SGD CHF TWD MOP KRW`.split(
    /\s+/,
  ),
);

const TIME = /(?:time|(?<!up)date|gmt(?:_?create|_?modified)?|stamp)(?:_?(?:ms|start|end))?$/i;
const INSTANT = /^1[4-9]\d{8}(?:\d{3})?$/;
const WRITTEN_AMOUNT = /^[零壹贰叁肆伍陆柒捌玖拾佰仟万亿元圆角分整正\s]+$/u;

/** Keys whose text is a sentence of the other system: these sentences are the purpose of a recording. */
const SENTENCE = /^(?:err_?msg|sub_?msg|message|msg|description(?:_cn)?|errors?|reason)$/i;
const LABEL = /^(?:name|label|Name|Value)$/;

export const isPersonal = (key: string): boolean => PERSONAL.test(key) && !OF_PAGES.test(key);
export const isSentence = (key: string): boolean => SENTENCE.test(key);
/** True for keys that hold the labels of a form. */
export const isOfLabels = (key: string): boolean => LABEL.test(key);
export const isInstant = (key: string, text: string): boolean => TIME.test(key) && INSTANT.test(text);

/** True if the value stays as a whole. */
export function mayStayWhole(key: string, text: string): boolean {
  if (WRITTEN_AMOUNT.test(text) && [...text].length > 1) return true;
  if (isInstant(key, text) || CONTROL.test(text) || OPTION.test(text)) return true;
  if (OF_COMPONENTS.test(key) && COMPONENT.test(text)) return true;
  return (OF_STATES.test(key) && STATE.test(text)) || (OF_CODES.test(key) && CODE.test(text));
}

/** True if a word of letters stays under this key. @param fields names of fields that occurred in the site's questions or answers. */
export function mayStayWord(key: string, word: string, fields: ReadonlySet<string>): boolean {
  if ([...word].length === 1 || LATIN.has(word)) return true;
  if (PRESET.test(word) || PERMISSION.test(word) || FORM.test(word) || DINGTALK_HOST.test(word)) return true;
  if (word.split('.').every((part) => fields.has(part.toLowerCase()))) return true;
  return OF_FIELDS.test(key) ? FIELD.test(word) : isSentence(key) && OWN_FIELD.test(word);
}

/** Splits a run of Chinese into pieces, in order, and says for each whether it stays. */
export function piecesOf(key: string, run: string): { text: string; stays: boolean }[] {
  if (WHOLE_WORDS.has(run)) return [{ text: run, stays: true }];
  const pieces: { text: string; stays: boolean }[] = [];
  let at = 0;
  for (const known of run.matchAll(isSentence(key) ? SENTENCE_WORDS : KNOWN_WORDS)) {
    if (known.index > at) pieces.push({ text: run.slice(at, known.index), stays: false });
    pieces.push({ text: known[0], stays: true });
    at = known.index + known[0].length;
  }
  if (at < run.length) pieces.push({ text: run.slice(at), stays: false });
  return pieces;
}

/** True for a JSON number that is short, or is an amount of money. */
export const isPlainNumber = (text: string): boolean =>
  /^-?(?:\d{1,6}|\d{1,9}\.\d{1,2}0*|\d{1,4}\.\d{1,6}0*)$/.test(text);

/** True for ordinary keys of an object; false for keys of a map by people. */
export const isPlainKey = (key: string): boolean =>
  FIELD.test(key) || CONTROL.test(key) || (/^[A-Za-z_$][\w.$-]{0,60}$/.test(key) && key.replace(/\D/g, '').length < 3);

const PATH_WORDS = new Set(
  `k3cloud v1.0 v2.0 v2 topapi oauth2 accessToken gettoken auth scopes workflow processes instanceIds query processInstances processinstance
   comments comment spaces files file urls url download userVisibilities templates forms schemas processCodes listids list get process
   todo users tasks sources card createAndDeliver dingdee-check-up instance add listbyuserid user getuserinfo department message corpconversation asyncsend_v2 get_jsapi_ticket jsapiTickets login logout
   index html5 index.html index.aspx default.aspx sso cas saml oauth authorize error`
    .split(/\s+/)
    .map((word) => word.toLowerCase()),
);
/** True for a part of a path of the two APIs, or of a usual log-in page. */
export const isPathWord = (part: string): boolean =>
  part === '' || PATH_WORDS.has(part.toLowerCase()) || /^Kingdee\.BOS(?:\.[A-Za-z]{2,40}){2,8}$/.test(part);

const MEDIA = new Set(
  `application/json application/xml application/problem+json application/octet-stream application/javascript
   text/html text/plain text/xml text/json image/png image/jpeg image/gif image/webp application/pdf`.split(/\s+/),
);
const CHARSET = /;\s*charset="?(utf-?8|gbk|gb2312|gb18030|iso-8859-1|us-ascii)"?/i;
/** Returns the media type and the charset of a body, without the rest of the header. */
export function mediaType(header: string): string {
  const type = header.split(';')[0]?.trim().toLowerCase() ?? '';
  if (type === '') return '';
  const charset = CHARSET.exec(header)?.[1];
  return `${MEDIA.has(type) ? type : 'application/octet-stream'}${charset ? `; charset=${charset.toLowerCase()}` : ''}`;
}
