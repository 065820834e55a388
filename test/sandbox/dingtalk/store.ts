import type { SandboxApproval } from './approval.js';
import type { ApprovalForm } from './form.js';

/** The approvals of the invented company: by id, and by template in order of launch. */
export class ApprovalStore {
  readonly forms = new Map<string, ApprovalForm>();
  private readonly byId = new Map<string, SandboxApproval>();
  private readonly byForm = new Map<string, SandboxApproval[]>();

  /** How often the details of an instance were answered. */
  readonly shown = new Map<string, number>();

  /** As each form was first: approvals without a form of their own were launched with it. */
  private readonly first = new Map<string, ApprovalForm>();

  addForm(form: ApprovalForm): void {
    this.forms.set(form.processCode, form);
    this.first.set(form.processCode, form);
  }

  /** In DingTalk's designer: for approvals that are launched from now on. */
  changeForm(form: ApprovalForm): void {
    this.forms.set(form.processCode, form);
  }

  /** Every form as it was first. */
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

  /** These instead of all that are there. */
  replace(approvals: readonly SandboxApproval[]): void {
    this.clear();
    this.add(approvals);
  }

  /** After launch times were changed. */
  sort(processCode: string): void {
    this.byForm.get(processCode)?.sort((a, b) => a.createdAt - b.createdAt);
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
    this.shown.clear();
  }
}
