import { Injectable } from '@nestjs/common';
import { whenInWords } from '../../../domain/beijing-time.js';
import { type Outage } from '../../../outage/outage.js';

export interface SystemHealth {
  state: 'ok' | 'trouble' | 'unknown';
  /** The problem and who can fix it; null if ok. */
  sentence: string | null;
  /** Start of the state in Unix ms; null before the first call. */
  since: number | null;
}

/** State of Kingdee as the last calls showed it; makes no calls itself. */
@Injectable()
export class KingdeeHealth {
  private health: SystemHealth = { state: 'unknown', sentence: null, since: null };
  private broken: Outage | null = null;
  private shut: Outage | null = null;
  /** Organisations whose bills Kingdee does not show us, with the time since when in Unix ms; by the label of the form. */
  private readonly unseen = new Map<string, Map<string, number>>();

  /** Reason why the fields of the payment bill form are unknown, and since when in Unix ms; null if they are known or were never asked for. */
  private formless: { sentence: string; since: number } | null = null;

  current(): SystemHealth {
    const { outage } = this;
    const { blindness } = this;
    if (outage === null && this.health.state !== 'trouble' && blindness !== null)
      return { state: 'trouble', sentence: blindness, since: this.blindSince };
    if (outage === null && this.health.state !== 'trouble' && this.formless !== null)
      return { state: 'trouble', ...this.formless };
    if (outage === null) return this.health;
    return { state: 'trouble', sentence: outageSentence(outage, null, Date.now()), since: outage.since };
  }

  /** Current outage. While it is not null, nothing is sent to Kingdee, and bills keep their state. */
  get outage(): Outage | null {
    return this.broken ?? this.shut;
  }

  /** Whether Kingdee is reachable but does not let us in. */
  get isRefused(): boolean {
    return this.shut !== null;
  }

  circuit(outage: Outage | null): void {
    this.broken = outage;
    if (outage === null) this.health = { state: 'ok', sentence: null, since: Date.now() };
  }

  refused(outage: Outage | null): void {
    this.shut = outage;
    if (outage === null) this.health = { state: 'ok', sentence: null, since: Date.now() };
  }

  ok(): void {
    if (this.health.state !== 'ok') this.health = { state: 'ok', sentence: null, since: Date.now() };
  }

  /** Records whether the fields of the form are known. @param words what Kingdee said instead of the fields; null if it returned them. */
  form(words: string | null): void {
    this.formless =
      words === null
        ? null
        : {
            sentence: `金蝶没有告诉我们付款单有哪些字段（“${words.slice(0, 200)}”），部门按单据头的字段发送，没有核对过。请金蝶管理员给集成用户付款单的元数据查询权限（QueryBusinessInfo）；推送照常。`,
            since: this.formless?.since ?? Date.now(),
          };
  }

  /** Records that the bills of an organisation are not shown. @param label label of their form. */
  blind(orgNumber: string, label: string): void {
    const orgs = this.unseen.get(label) ?? new Map<string, number>();
    this.unseen.set(label, orgs);
    if (!orgs.has(orgNumber)) orgs.set(orgNumber, Date.now());
  }

  sighted(orgNumber: string, label: string): void {
    const orgs = this.unseen.get(label);
    orgs?.delete(orgNumber);
    if (orgs?.size === 0) this.unseen.delete(label);
  }

  private get blindSince(): number {
    return Math.min(...[...this.unseen.values()].flatMap((orgs) => [...orgs.values()]));
  }

  /** Sentence about bills that Kingdee must hold and does not show: what it means and who can fix it; null if all are shown. */
  get blindness(): string | null {
    if (this.unseen.size === 0) return null;
    return [...this.unseen]
      .map(([label, unseen]) => {
        const orgs = [...unseen.keys()].sort().join('、');
        return `付款组织 ${orgs} 的${label}在金蝶里一张也查不到，而其中有已入账的：多半是集成用户没有了查看权限或许可。查不到不当作没有：单据状态都没有改，也不会重发。请金蝶管理员恢复集成用户对“${label}”在这个组织的查看权限和许可，恢复后自动继续；如果确实都删除了，在金蝶里为这个组织新建任意一张${label}即可。`;
      })
      .join('');
  }

  /** Records a failure; the start time stays while the sentence changes. */
  trouble(sentence: string): void {
    const since = this.health.state === 'trouble' ? this.health.since : Date.now();
    this.health = { state: 'trouble', sentence, since };
  }
}

/**
 * Returns the sentence for an outage (ui.md §6, no. 27). @param waiting number of bills that wait to be pushed（待推送）; null if they were not
 * counted.
 */
export function outageSentence(outage: Outage, waiting: number | null, now: number): string {
  const kept = waiting === null ? '待推送的单据' : `${waiting} 笔`;
  const place = waiting === 0 ? '现在没有单据在等' : `${kept}保持待推送，不会丢，也不会重发`;
  if (outage.refused !== undefined)
    return `${whenInWords(outage.since, now)} 起：${outage.refused}审核和补映射照常，推送已暂停，${place}。处理好后自动继续。`;
  return `金蝶连接断开，${whenInWords(outage.since, now)} 起：${outage.cause}。审核和补映射照常，推送已暂停，${place}。请金蝶管理员检查金蝶服务器和网络，恢复后自动继续。`;
}
