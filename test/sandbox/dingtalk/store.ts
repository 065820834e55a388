import type { SandboxApproval } from './approval.js';
import type { ApprovalForm } from './form.js';

/** Holds the approvals of the invented company, by id, and by template in order of launch. */
export class ApprovalStore {
  readonly forms = new Map<string, ApprovalForm>();
  private readonly byId = new Map<string, SandboxApproval>();
  private readonly byForm = new Map<string, SandboxApproval[]>();

  /** Number of detail answers, by instance id. */
  readonly shown = new Map<string, number>();

  /** First version of each form; approvals without their own form were launched with it. */
  private readonly first = new Map<string, ApprovalForm>();

  addForm(form: ApprovalForm): void {
    this.forms.set(form.processCode, form);
    this.first.set(form.processCode, form);
  }

  /** Changes a form as in DingTalk's designer, for approvals launched from now on. */
  changeForm(form: ApprovalForm): void {
    this.forms.set(form.processCode, form);
  }

  /** Restores the first version of every form. */
  restoreForms(): void {
    for (const form of this.first.values()) this.forms.set(form.processCode, form);
  }

  firstForm(processCode: string): ApprovalForm {
    const form = this.first.get(processCode);
    if (!form) throw new Error(`no such form: ${processCode}`);
    return form;
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

  /** Replaces all approvals. */
  replace(approvals: readonly SandboxApproval[]): void {
    this.clear();
    this.add(approvals);
  }

  /** Sorts the approvals of a template again after launch times were changed. */
  sort(processCode: string): void {
    this.byForm.get(processCode)?.sort((a, b) => a.createdAt - b.createdAt);
  }

  /** Returns an instance; undefined if it is unknown or deleted. */
  get(instanceId: string): SandboxApproval | undefined {
    const found = this.byId.get(instanceId);
    return found?.deleted ? undefined : found;
  }

  all(): SandboxApproval[] {
    return [...this.byId.values()];
  }

  /** Returns the instances of one template launched in [from, to], oldest first, without deleted ones. */
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
    this.shown.clear();
  }
}
