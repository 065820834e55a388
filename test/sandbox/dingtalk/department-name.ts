import { departments } from '../company.js';
import type { DingTalkSwitches } from '../switches.js';

const SHARED = '销售部';
/** 华东销售部 of the first organisation, 上海销售部 of the second. */
export const OF_ONE_NAME: readonly string[] = ['BM000006', 'BM000016'];
const ids = new Set(
  departments.filter(({ number }) => OF_ONE_NAME.includes(number)).map(({ dingtalkDeptId }) => String(dingtalkDeptId)),
);

/**
 * Returns the name of a department in DingTalk: names may repeat in a tree (first-contact.md).
 * @param id as approvals or contacts write it.
 */
export const departmentName = (id: string | number, name: string, { sameDepartmentName }: DingTalkSwitches): string =>
  sameDepartmentName && ids.has(String(id)) ? SHARED : name;
