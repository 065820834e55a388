import type { SandboxApproval } from '../sandbox/dingtalk/approval.js';
import type { ApprovalForm } from '../sandbox/dingtalk/form.js';
import { generateApprovals } from '../sandbox/dingtalk/generator.js';
import { minuteStamp } from '../sandbox/dingtalk/times.js';
import { seededRandom } from '../sandbox/faults.js';
import type { Sandbox } from '../sandbox/start.js';
import { DAY, DAYS, HISTORY_DAYS, HOUR, type Scenario, START } from './scenario.js';

const MINUTE = 60_000;
const BEIJING = 8 * HOUR;
const WORK = { from: 9 * HOUR, to: 18 * HOUR };
/** Most pass within a working day, some take weeks. */
const SOON = 0.8;
const LONGEST_DAYS = 20;
/** Launched before the month begins, and until the end of the one after it has settled. */
const AFTER_DAYS = 18;
/** Of the generator's approvals some come from the root department, which no table can map. */
const SPARE = 1.1;

/** An approval and when it passes. */
export interface Passing {
  approval: SandboxApproval;
  at: number;
}

const timeOfDay = (at: number): number => (at + BEIJING) % DAY;
const dayStart = (at: number): number => at - timeOfDay(at);
export const isWorkday = (at: number): boolean => ![0, 6].includes(new Date(at + BEIJING).getUTCDay());

/** Forms as the first one, under codes and names of their own. */
export function addForms(sandbox: Sandbox, count: number): ApprovalForm[] {
  const { approvals } = sandbox.state.dingtalk.state;
  const first = approvals.firstForm(sandbox.dingtalk.processCodes.费用报销 ?? '');
  return Array.from({ length: count }, (_, index) => {
    if (index === 0) return first;
    const form = {
      ...first,
      processCode: `${first.processCode.slice(0, -2)}${70 + index}`,
      name: `${first.name}${index + 1}`,
    };
    approvals.addForm(form);
    return form;
  });
}

/** Everything that is launched from well before the month until well after it, in working hours; each runs until it passes. By when. */
export function addApprovals(
  sandbox: Sandbox,
  forms: readonly ApprovalForm[],
  { perMonth }: Scenario,
  seed: number,
): Passing[] {
  const { company, state } = sandbox.state.dingtalk;
  const [from, to] = [START - (HISTORY_DAYS + LONGEST_DAYS) * DAY, START + (DAYS + AFTER_DAYS) * DAY];
  const days = Array.from({ length: Math.round((to - from) / DAY) }, (_, i) => from + i * DAY).filter(isWorkday);
  const inMonth = days.filter((day) => day >= START && day < START + DAYS * DAY).length;
  const all: Passing[] = [];
  for (const [index, form] of forms.entries()) {
    const random = seededRandom(seed + index * 7_919);
    const count = Math.round((perMonth / inMonth) * days.length);
    const options = { count: Math.ceil(count * SPARE) + 5, seed: seed + index, now: to, form, company, clean: true };
    const made = generateApprovals(options)
      .filter(({ fate, deptId }) => fate === 'agreed' && deptId !== '-1')
      .slice(0, count);
    const launches = made
      .map(() => (days[Math.floor(random() * days.length)] ?? from) + WORK.from + random() * (WORK.to - WORK.from))
      .sort((a, b) => a - b);
    for (const [place, approval] of made.entries()) {
      const launched = Math.floor((launches[place] ?? from) / 1000) * 1000;
      const takes = random() < SOON ? MINUTE + random() * DAY : random() * LONGEST_DAYS * DAY;
      const at = Math.floor(inWorkingHours(launched + takes, random) / 1000) * 1000;
      const { finishedAt: _, ...other } = approval;
      const businessId = `${minuteStamp(launched)}${approval.businessId.slice(12)}`;
      const running: SandboxApproval = { ...other, businessId, createdAt: launched, status: 'RUNNING', result: '' };
      state.approvals.add([running]);
      all.push({ approval: running, at });
    }
  }
  return all.sort((one, other) => one.at - other.at);
}

/** The same moment, or early in the next working day. */
function inWorkingHours(at: number, random: () => number): number {
  const time = timeOfDay(at);
  if (isWorkday(at) && time >= WORK.from && time < WORK.to) return at;
  let day = time >= WORK.to ? dayStart(at) + DAY : dayStart(at);
  while (!isWorkday(day)) day += DAY;
  return day + WORK.from + random() * 2 * HOUR;
}

export function pass({ approval, at }: Passing): void {
  approval.status = 'COMPLETED';
  approval.result = 'agree';
  approval.finishedAt = at;
}
