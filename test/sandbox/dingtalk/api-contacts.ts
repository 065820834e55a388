import type { Employee } from '../company.js';
import type { SandboxContext } from '../context.js';
import { OldApiError } from './api-error.js';
import { departmentName } from './department-name.js';
import { integer, text } from './fields.js';
import type { Route } from './route.js';

/** dingtalk.md §7.1: the root department is 1 in contacts and "-1" in approvals. */
const ROOT = 1;
const ORG_BASE = 468_200_000;

interface Dept {
  dept_id: number;
  name: string;
  parent_id?: number;
  managers: string[];
}

const trees = new WeakMap<SandboxContext['company'], ReadonlyMap<number, Dept>>();

/** Builds the department tree: the root, one node per organisation, the departments below. */
function tree({ company }: SandboxContext): ReadonlyMap<number, Dept> {
  const known = trees.get(company);
  if (known) return known;
  const made = new Map<number, Dept>([[ROOT, { dept_id: ROOT, name: '云杉科技', managers: [] }]]);
  for (const { number, name } of company.organisations) {
    const dept_id = ORG_BASE + Number(number);
    made.set(dept_id, { dept_id, name, parent_id: ROOT, managers: [] });
  }
  for (const { dingtalkDeptId, name, orgNumber, managerUserid } of company.departments)
    made.set(dingtalkDeptId, {
      dept_id: dingtalkDeptId,
      name,
      parent_id: ORG_BASE + Number(orgNumber),
      managers: [managerUserid],
    });
  trees.set(company, made);
  return made;
}

function department(ctx: SandboxContext, id: unknown): Dept {
  const found = tree(ctx).get(integer(id) ?? ROOT);
  if (!found) throw new OldApiError(60003, '部门不存在');
  return { ...found, name: departmentName(found.dept_id, found.name, ctx.switches.dingtalk) };
}

function employee({ company, leavers, switches }: SandboxContext, userid: unknown): Employee {
  const found = company.employees.find((each) => each.userid === text(userid));
  // The person is unknown (§7.1).
  if (!found) throw new OldApiError(60121, '找不到该用户');
  // §1.3: the person is outside the contact scope.
  if (!isInScope({ company, switches }, found.userid)) throw new OldApiError(50002, '用户不在授权范围内');
  if (leavers.has(found.userid)) throw new OldApiError(Number(switches.dingtalk.leaverCode), '找不到该用户');
  return found;
}

const scopedDepartment = ({ company }: Pick<SandboxContext, 'company'>) => company.departments[0];

/** Whether the app may see a person: its contact scope may be one department only (dingtalk.md §1.3). */
export function isInScope(ctx: Pick<SandboxContext, 'company' | 'switches'>, userid: string): boolean {
  if (ctx.switches.dingtalk.contactScope === 'all') return true;
  const person = ctx.company.employees.find((each) => each.userid === userid);
  return person?.departmentNumber === scopedDepartment(ctx)?.number;
}

function deptIdOf({ company }: SandboxContext, person: Employee): number {
  return company.departments.find(({ number }) => number === person.departmentNumber)?.dingtalkDeptId ?? ROOT;
}

const SIMPLE_LIMIT = 100;

export const contactRoutes: readonly Route[] = [
  {
    // dingtalk.md §7.1: the root department means the whole company.
    method: 'GET',
    path: '/auth/scopes',
    family: 'old',
    free: true,
    handle: (_, { ctx }) => {
      const all = ctx.switches.dingtalk.contactScope === 'all';
      const authed_dept = [all ? ROOT : (scopedDepartment(ctx)?.dingtalkDeptId ?? ROOT)];
      return { auth_user_field: ['name'], condition_field: [], auth_org_scopes: { authed_user: [], authed_dept } };
    },
  },
  {
    method: 'POST',
    path: '/topapi/v2/user/get',
    family: 'old',
    free: true,
    handle: ({ body }, { ctx }) => {
      const person = employee(ctx, body.userid);
      const dept_id = deptIdOf(ctx, person);
      const manager = department(ctx, dept_id).managers[0] ?? '';
      // mobile and email need separate grants and are silently absent (§1.3).
      return {
        result: {
          userid: person.userid,
          unionid: person.unionid,
          name: person.name,
          avatar: '',
          state_code: '86',
          hide_mobile: false,
          telephone: '',
          job_number: person.staffNumber,
          title: person.title,
          work_place: '',
          remark: '',
          dept_id_list: [dept_id],
          dept_order_list: [{ dept_id, order: 176_302_000_000 }],
          leader_in_dept: [{ dept_id, leader: manager === person.userid }],
          ...(manager === '' || manager === person.userid ? {} : { manager_userid: manager }),
          role_list: person.admin ? [{ group_name: '默认', id: 1_507_113_578, name: '主管理员' }] : [],
          active: true,
          admin: person.admin,
          boss: false,
          senior: false,
          real_authed: true,
          exclusive_account: false,
        },
      };
    },
  },
  {
    method: 'POST',
    path: '/topapi/user/listsimple',
    family: 'old',
    free: true,
    handle: ({ body }, { ctx }) => {
      const { dept_id } = department(ctx, body.dept_id);
      const cursor = integer(body.cursor);
      const size = integer(body.size);
      if (cursor === undefined || cursor < 0 || size === undefined || size < 1 || size > SIMPLE_LIMIT)
        throw new OldApiError(40035, '不合法的参数');
      const members = ctx.company.employees.filter((person) => deptIdOf(ctx, person) === dept_id);
      const list = members.slice(cursor, cursor + size).map(({ userid, name }) => ({ userid, name }));
      const has_more = cursor + size < members.length;
      return { result: { has_more, ...(has_more ? { next_cursor: cursor + size } : {}), list } };
    },
  },
  {
    method: 'POST',
    path: '/topapi/v2/department/get',
    family: 'old',
    free: true,
    handle: ({ body }, { ctx }) => {
      const { managers, ...dept } = department(ctx, body.dept_id);
      return {
        result: {
          ...dept,
          dept_manager_userid_list: managers,
          auto_add_user: true,
          create_dept_group: true,
          hide_dept: false,
          order: 0,
        },
      };
    },
  },
  {
    method: 'POST',
    path: '/topapi/v2/department/listsub',
    family: 'old',
    free: true,
    handle: ({ body }, { ctx }) => {
      const { dept_id } = department(ctx, body.dept_id);
      const children = [...tree(ctx).values()].filter(({ parent_id }) => parent_id === dept_id);
      return {
        result: children.map(({ managers: _, ...child }) => ({
          ...child,
          auto_add_user: true,
          create_dept_group: true,
        })),
      };
    },
  },
  {
    method: 'POST',
    path: '/topapi/v2/department/listparentbydept',
    family: 'old',
    free: true,
    handle: ({ body }, { ctx }) => {
      const parent_id_list: number[] = [];
      let at: Dept | undefined = department(ctx, body.dept_id);
      while (at) {
        parent_id_list.push(at.dept_id);
        at = at.parent_id === undefined ? undefined : tree(ctx).get(at.parent_id);
      }
      return { result: { parent_id_list } };
    },
  },
  {
    // §7.2: in-app login.
    method: 'POST',
    path: '/topapi/v2/user/getuserinfo',
    family: 'old',
    free: true,
    handle: ({ body }, { ctx, codes }) => {
      const code = text(body.code);
      if (code === '') throw new OldApiError(40035, '缺少参数 code');
      const userid = codes.redeem(code);
      if (userid === undefined) throw new OldApiError(40078, '不存在的临时授权码');
      const person = employee(ctx, userid);
      return {
        result: {
          userid: person.userid,
          unionid: person.unionid,
          associated_unionid: `a${person.unionid.slice(1)}`,
          name: person.name,
          device_id: `d${person.staffNumber.toLowerCase()}`,
          sys: person.admin,
          sys_level: person.admin ? 1 : 0,
        },
      };
    },
  },
];
