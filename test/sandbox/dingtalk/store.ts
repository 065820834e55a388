import type { SandboxApproval } from './approval.js';
import type { ApprovalForm } from './form.js';

/** The approvals of the invented company: by id, and by template in order of launch. */
export class ApprovalStore {
  readonly forms = new Map<string, ApprovalForm>();
  private readonly byId = new Map<string, SandboxApproval>();
  private readonly byForm = new Map<string, SandboxApproval[]>();

  addForm(form: ApprovalForm): void {
    this.forms.set(form.processCode, form);
  }

  add(approvals: readonly SandboxApproval[]): void {
    const touched = new Set<SandboxApproval[]>();
    for (const approval of approvals) {
      if (this.byId.has(approval.instanceId)) continue;
      this.byId.set(approval.instanceId, approval);
      const list = this.byForm.get(approval.processCode) ?? [];
      list.push(approval);
      this.byForm.set(approval.processCode, list);
      touched.add(list);
    }
    for (const list of touched) list.sort((a, b) => a.createdAt - b.createdAt);
  }

  /** An instance that exists for the API: a deleted one does not. */
  get(instanceId: string): SandboxApproval | undefined {
    const found = this.byId.get(instanceId);
    return found?.deleted ? undefined : found;
  }

  all(): SandboxApproval[] {
    return [...this.byId.values()];
  }

  /** Instances of one template launched in [from, to], oldest first. */
  launched(processCode: string, from: number, to: number): SandboxApproval[] {
    const list = this.byForm.get(processCode) ?? [];
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((list[middle]?.createdAt ?? 0) < from) low = middle + 1;
      else high = middle;
    }
    const found: SandboxApproval[] = [];
    for (let index = low; index < list.length; index += 1) {
      const approval = list[index];
      if (!approval || approval.createdAt > to) break;
      if (!approval.deleted) found.push(approval);
    }
    return found;
  }

  clear(): void {
    this.byId.clear();
    this.byForm.clear();
  }
}
