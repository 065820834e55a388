import * as z from 'zod/mini';
import { businessDate } from './page.js';

const text = z.string();
/** Evidence for a suggestion of one value: similarities, or earlier use. */
const alike = [
  z.object({ code: z.enum(['job-number', 'mobile', 'number', 'name', 'pinyin', 'near']) }),
  /** The last part of both names is equal. */
  z.object({ code: z.literal('last-part'), part: text }),
  /** The name contains the value. */
  z.object({ code: z.literal('contains'), text }),
  /** The value contains the last part of the name. */
  z.object({ code: z.literal('within'), part: text }),
] as const;
export const alikeEvidence = z.discriminatedUnion('code', [...alike]);
export type AlikeEvidence = z.infer<typeof alikeEvidence>;
export const evidence = z.discriminatedUnion('code', [
  ...alike,
  /** For a key of several values: similarity with one of them. */
  z.object({ code: z.literal('of-part'), value: text, like: alikeEvidence }),
  /** No value to compare; the entry is simply usable in the organisation. */
  z.object({ code: z.literal('usable-in'), org: text, name: text }),
  /**
   * Earlier bills with this value that used the entry: booked with it, or set by a person; `last` is the day on which the newest one's approval
   * passed.
   */
  z.object({ code: z.literal('history'), booked: z.int(), byHand: z.int(), last: businessDate }),
]);
export type Evidence = z.infer<typeof evidence>;

const ALIKE: Readonly<Record<'job-number' | 'mobile' | 'number' | 'name' | 'pinyin' | 'near', string>> = {
  'job-number': '工号相同',
  mobile: '手机号相同',
  number: '编码相同',
  name: '名称相同',
  pinyin: '拼音相同',
  near: '名称相近',
};

function alikeWords(found: AlikeEvidence): string {
  switch (found.code) {
    case 'last-part':
      return `末级名称相同：${found.part}`;
    case 'contains':
      return `名称包含“${found.text}”`;
    case 'within':
      return `“${found.part}”在其中`;
    default:
      return ALIKE[found.code];
  }
}

function oneEvidence(found: Evidence): string {
  switch (found.code) {
    case 'of-part':
      return `“${found.value}”${alikeWords(found.like)}`;
    case 'usable-in':
      return `组织 ${found.org} 可用的${found.name}`;
    case 'history': {
      const { booked, byHand, last } = found;
      const done = [booked > 0 && `入账过 ${booked} 笔`, byHand > 0 && `手工选过 ${byHand} 笔`].filter(Boolean);
      return `${done.join('，')}，最近 ${last}`;
    }
    default:
      return alikeWords(found);
  }
}

/** Returns the evidence in words, the strongest first. */
export const evidenceWords = (found: readonly Evidence[]): string => found.map(oneEvidence).join('；');
