import type { DingTalkClient } from '../../connectors/source.js';
import type { SourceSurvey, TargetSurvey } from '../../connectors/survey.js';
import type { KingdeeClient } from '../../connectors/target.js';
import type { Facts } from './facts.js';
import type { Finding } from './finding.js';

/** Both systems as the probes ask them, and what we know ourselves. */
export interface World {
  kingdee: KingdeeClient;
  target: TargetSurvey;
  dingtalk: DingTalkClient;
  source: SourceSurvey;
  facts: Facts;
  now: number;
  /** Several lines judge one answer: it is asked for once in a run. */
  once<T>(key: string, ask: () => Promise<T>): Promise<T>;
  /**
   * Sets calls of DingTalk's month aside before they are made, once a key: several that look at one counter would all pass.
   * @throws QuotaKeptError where no so many may be spent on a check-up.
   */
  spend(key: string, calls: number): void;
}

/** What is left of the month's calls is for new approvals and write-backs: this was not asked. */
export class QuotaKeptError extends Error {}

/** What one of several lines of a probe is about: an organisation, a form, a kind of base data. */
export interface Subject {
  id: string;
  name: string;
}
/** Of a probe with one line. */
export const NO_SUBJECT: Subject = { id: '', name: '' };

export type System = 'dingtalk' | 'kingdee';

/**
 * One question and what its answer means. `ask` throws what the connectors throw: the run makes a line of it. It writes nothing in
 * either system.
 */
export interface Probe {
  code: string;
  system: System;
  /** Asked only where this one found that there is a way in. */
  after?: string;
  /** Its lines; one where it is absent. */
  subjects?: (world: World) => Promise<readonly Subject[]>;
  ask(world: World, subject: Subject): Promise<Finding>;
}

export const lineOf = ({ code }: Pick<Probe, 'code'>, { id }: Subject): string => (id === '' ? code : `${code}:${id}`);
