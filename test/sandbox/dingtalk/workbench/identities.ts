import type { Company } from '../draw.js';

/** One person of the workbench and their part. Roles in the app are set in the app. */
export interface Identity {
  userid: string;
  unionid: string;
  name: string;
  title: string;
  department: string;
  /** Name of the person's part, as an accountant would call it. */
  part: string;
  hint: string;
}

const PARTS: readonly (readonly [name: string, department: string, part: string, hint: string])[] = [
  ['郑毅', '信息技术部', '管理员', '钉钉主管理员：连接、方案、角色'],
  ['陆嘉禾', '财务部', '映射维护', '补费用项目、部门、结算方式的对应关系'],
  ['周敏', '财务部', '审核', '核对单据并通过'],
  ['钱思远', '财务部', '推送', '把已通过的单据推送到金蝶'],
  ['方晓彤', '财务部', '推送（另一人）', '与审核分开的第二个推送人'],
  ['沈砚秋', '总经理办公室', '查看', '只看，不改'],
  ['许立群', '财务部', '审计', '看记录与证据'],
  ['江一帆', '市场部', '报销人', '没有角色，只看自己单据的进度'],
];

/** Returns the identities that the workbench offers, in order. */
export function identities({ employees, departments }: Company): Identity[] {
  return PARTS.flatMap(([name, department, part, hint]) => {
    const dept = departments.find((each) => each.name === department);
    const found = employees.find((each) => each.name === name && each.departmentNumber === dept?.number);
    return found
      ? [{ userid: found.userid, unionid: found.unionid, name, title: found.title, department, part, hint }]
      : [];
  });
}
