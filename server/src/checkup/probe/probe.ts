import type { DingTalkClient } from '../../connectors/source.js';
import type { SourceSurvey, TargetSurvey } from '../../connectors/survey.js';
import type { KingdeeClient } from '../../connectors/target.js';
import type { Facts } from './facts.js';
import type { Finding } from './finding.js';

/** Both systems as the probes ask them, and our own facts. */
export interface World {
  kingdee: KingdeeClient;
  target: TargetSurvey;
  dingtalk: DingTalkClient;
  source: SourceSurvey;
  facts: Facts;
  now: number;
  /** Asks once per run for an answer that several lines judge. */
  once<T>(key: string, ask: () => Promise<T>): Promise<T>;
  /**
   * Reserves calls of DingTalk's month before they are made, once per key: otherwise several probes that read the same counter would all pass.
   * @throws QuotaKeptError if a check-up may not spend so many.
   */
  spend(key: string, calls: number): void;
}

/** Thrown if the rest of the month's calls is kept for new approvals and write-backs: the question was not asked. */
export class QuotaKeptError extends Error {}

/** The subject of one of several lines of a probe: an organisation, a form, a kind of base data. */
export interface Subject {
  id: string;
  name: string;
}
/** The subject of a probe with one line. */
export const NO_SUBJECT: Subject = { id: '', name: '' };

export type System = 'dingtalk' | 'kingdee';

/**
 * One question and the meaning of its answer. `ask` may throw the connectors' errors: the run turns them into a line. It writes nothing in either
 * system.
 */
export interface Probe {
  code: string;
  system: System;
  /** Code of the log-in probe; this probe is asked only if that one was not red. */
  after?: string;
  /** Returns the subjects, one line each; absent: one line. */
  subjects?: (world: World) => Promise<readonly Subject[]>;
  ask(world: World, subject: Subject): Promise<Finding>;
}

export const lineOf = ({ code }: Pick<Probe, 'code'>, { id }: Subject): string => (id === '' ? code : `${code}:${id}`);
