import { createHmac } from 'node:crypto';
import { isLosslessNumber, LosslessNumber, parse, stringify } from 'lossless-json';

/** Keys beside which `name` and `label` are a word of the form, not of a person. */
const FORM_KEYS = ['componentType', 'component_type', 'componentName', 'key', 'bizAlias'];
/** Whose text is a sentence of the other side: its words are what is looked for, only names and numbers in it are masked. */
const SENTENCE_KEYS = /^(err_?msg|sub_?msg|message|msg|description(_cn)?|error|errors)$/i;
/** Whose text is always somebody's, whatever letters it is written in. */
const PERSONAL_KEYS =
  /(name|nick|mail|mobile|phone|address|avatar|title|remark|token|ticket|secret|session_?id|union_?id|url)$/i;
/** Keys of tables and fields in metadata, states, types: what the reader decides by. */
const SHAPE_KEYS =
  /^(component_?type|component_?name|status|result|biz_?action|form_?id|key|field_?keys|field_?name|element_?type|entry_?name|process_?code_?type|type|task_?result|login_?result_?type)$/i;
/** Words that both systems and every company share; without them a bank is no bank and a currency none. */
const KNOWN_WORDS =
  /人民币|美元|欧元|港币|日元|付款单|其他应付单|费用报销|报销|付款申请|付款|审批|提交|同意|拒绝|撤销|银行|信用社|农商行|支行|分行|营业部|有限公司|公司|账号|帐号|账户|户名|开户行|卡号|收款|金额|合计|总|元|万|整|部门|项目|日期|数量|单价|备注|事由|说明|是|否|无|有|电汇|现金|转账|标准|采购|借款|现付/gu;
/** A field of Kingdee, one of a customer's own among them, and the beginning of an address. */
const KEPT = /^F[A-Z_][A-Za-z_.\d]*$|^https?$/;
const COMPONENT_ID = /^[A-Za-z]{3,30}[_-][A-Z0-9]{5,16}(_\d+)?$/;
const WRITTEN_AMOUNT = /^[零壹贰叁肆伍陆柒捌玖拾佰仟万亿元圆角分整正\s]+$/u;
/** Dates, times, amounts and everything that is written with few digits says nothing of anybody. */
const TOKEN =
  /\d{4}-\d{1,2}-\d{1,2}(?:[T ]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?)?|\p{Script=Han}+|[\p{L}\p{N}]+(?:[._@+=/-][\p{L}\p{N}=]+)*|./gsu;
const LONG = 7;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/**
 * Takes out of an answer who and what it is about, and leaves how it is built: the same text becomes the same other text everywhere in one
 * recording, in its length and in its kind of signs; keys, types, states, labels of a form, dates and amounts stay as they were.
 */
export class Mask {
  private readonly secrets: readonly string[];

  /** @param key thrown away with the run. @param secrets texts that must not stand anywhere, whatever they stand in. */
  constructor(
    private readonly key: Buffer,
    secrets: readonly string[],
  ) {
    this.secrets = [...new Set(secrets)].filter((secret) => secret.length > 2).sort((a, b) => b.length - a.length);
  }

  /** A whole answer or request; JSON inside JSON is opened and closed again, what is no JSON is masked as a text. */
  body(text: string): string {
    return this.swept(this.opened(text) ?? this.text(text, ''));
  }

  /** What stands for a secret wherever it was. */
  secret(text: string): string {
    return this.shaped(text);
  }

  /** A text by itself, or under a key. */
  text(text: string, key: string): string {
    if (text === '' || WRITTEN_AMOUNT.test(text) || COMPONENT_ID.test(text)) return text;
    if (SHAPE_KEYS.test(key) && !/\p{Script=Han}/u.test(text)) return text;
    const personal = PERSONAL_KEYS.test(key);
    const sentence = SENTENCE_KEYS.test(key);
    return text.replace(TOKEN, (token) => {
      if (/^\d{4}-\d/.test(token)) return token;
      if (/^\p{Script=Han}/u.test(token)) return sentence ? token : this.words(token);
      return /[\p{L}\p{N}]/u.test(token) ? this.token(token, personal) : token;
    });
  }

  private opened(text: string): string | null {
    if (!/^\s*[[{"]/.test(text)) return null;
    try {
      return stringify(this.node(parse(text), '', false)) ?? null;
    } catch {
      return null;
    }
  }

  private node(value: unknown, key: string, ofForm: boolean): unknown {
    if (typeof value === 'string') {
      if (ofForm && /^(name|label)$/.test(key)) return value;
      return this.opened(value) ?? this.text(value, key);
    }
    if (isLosslessNumber(value)) return new LosslessNumber(this.number(value.value));
    if (Array.isArray(value)) return value.map((item) => this.node(item, key, false));
    if (typeof value !== 'object' || value === null) return value;
    const form = FORM_KEYS.some((each) => each in value) || COMPONENT_ID.test(String((value as { id?: unknown }).id));
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [
        // A key may be a person, too: {"userid": …} by user, or a table by its labels.
        name.length >= LONG && /^\d+$/.test(name) ? this.digits(name) : name,
        this.node(item, name, form || (name === 'label' && ofForm)),
      ]),
    );
  }

  private words(run: string): string {
    let at = 0;
    let masked = '';
    for (const known of run.matchAll(KNOWN_WORDS)) {
      masked += this.signs(run.slice(at, known.index)) + known[0];
      at = known.index + known[0].length;
    }
    return masked + this.signs(run.slice(at));
  }

  private signs(run: string): string {
    return [...run].map((sign) => String.fromCodePoint(0x4e00 + (this.hash(sign).readUInt32BE(0) % 20_000))).join('');
  }

  /** A word of letters stays where nobody is called by it; what mixes letters and digits in length is an id. */
  private token(token: string, personal: boolean): string {
    if (KEPT.test(token)) return token;
    const count = token.replace(/\D/g, '').length;
    if (/^[\d.]+$/.test(token)) return /^\d+$/.test(token) ? this.number(token) : token;
    const isId = count > 0 && token.length >= 12;
    return personal || isId || token.includes('@') ? this.shaped(token) : count >= LONG ? this.digitsIn(token) : token;
  }

  private digitsIn(token: string): string {
    return token.replace(new RegExp(`\\d{${LONG},}`, 'g'), (run) => this.digits(run));
  }

  private number(text: string): string {
    const isTime = /^1[4-9]\d{8}$|^1[4-9]\d{11}$/.test(text);
    return /^\d+$/.test(text) && text.length >= LONG && !isTime ? this.digits(text) : text;
  }

  /** What a number begins with tells a card from a phone. */
  private digits(run: string): string {
    const noise = this.hash(run);
    return run.slice(0, 3) + [...run.slice(3)].map((_, i) => String((noise[i % noise.length] ?? 0) % 10)).join('');
  }

  private shaped(token: string): string {
    const noise = this.hash(token);
    return [...token]
      .map((sign, i) => {
        const byte = noise[i % noise.length] ?? 0;
        if (/\d/.test(sign)) return String(byte % 10);
        if (/[a-z]/.test(sign)) return LETTERS[byte % 26];
        if (/[A-Z]/.test(sign)) return LETTERS[byte % 26]?.toUpperCase();
        return /\p{L}/u.test(sign) ? this.signs(sign) : sign;
      })
      .join('');
  }

  private swept(text: string): string {
    return this.secrets.reduce((swept, secret) => swept.replaceAll(secret, this.shaped(secret)), text);
  }

  private hash(text: string): Buffer {
    return createHmac('sha256', this.key).update(text).digest();
  }
}
