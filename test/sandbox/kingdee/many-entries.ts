import type { BaseData, BaseForm } from './base-data.js';

/** Most rows that one call adds. */
const MOST = 200_000;
const PLACES = ['杭州', '上海', '深圳', '宁波', '苏州', '武汉', '成都', '青岛', '厦门', '西安', '长沙', '无锡'];
const WORDS = [
  '云杉',
  '恒测',
  '路通',
  '申捷',
  '华联',
  '金石',
  '万博',
  '泰和',
  '远景',
  '同方',
  '锦程',
  '瑞丰',
  '新科',
  '海纳',
];
const TRADES = [
  '物流',
  '检测技术',
  '交通服务',
  '设备',
  '会议会展',
  '信息科技',
  '劳务',
  '办公用品',
  '餐饮管理',
  '酒店',
  '广告',
  '印刷',
];
const ENDS = ['有限公司', '股份有限公司', '有限责任公司', '集团'];

/**
 * Adds `count` rows to one form, like a site that has been used for twenty years: different names of companies.
 * @returns `count`.
 * @throws Error for an unknown form or more than 200,000 rows.
 */
export function addManyEntries(baseData: BaseData, formKey: string, count: number): number {
  const form = baseData.form(formKey);
  if (!form) throw new Error(`no such form: ${formKey}`);
  if (count > MOST) throw new Error(`at most ${MOST} entries at once`);
  for (let index = 0; index < count; index++) addOne(baseData, form, index);
  return count;
}

function addOne(baseData: BaseData, form: BaseForm, index: number): void {
  let left = index;
  const pick = (list: readonly string[]): string => {
    const one = list[left % list.length] ?? '';
    left = Math.floor(left / list.length);
    return one;
  };
  const [place, word, other, trade, end] = [pick(PLACES), pick(WORDS), pick(WORDS), pick(TRADES), pick(ENDS)];
  const name = `${place}${word}${other}${trade}${end}${left === 0 ? '' : left}`;
  const number = `M${String(index + 1).padStart(6, '0')}`;
  baseData.add(form.form, { number, name, useOrg: form.perOrganisation ? '101' : '' });
}
