import { CallLedger } from './calls.js';
import { FaultBoard } from './faults.js';
import { defaultSwitches, type Switches } from './switches.js';

/** The one clock of the sandbox, Unix milliseconds; control moves it by an offset. */
export class SandboxClock {
  offsetMs = 0;

  now(): number {
    return Date.now() + this.offsetMs;
  }
}

/** What both systems share. Every "now" in the sandbox is `clock.now()`. */
export interface SandboxContext {
  clock: SandboxClock;
  faults: FaultBoard;
  switches: Switches;
  calls: CallLedger;
  company: typeof import('./company.js');
  /** User ids of people who have left since: DingTalk knows them no longer. */
  leavers: Set<string>;
}

export function createContext(company: SandboxContext['company']): SandboxContext {
  return {
    clock: new SandboxClock(),
    faults: new FaultBoard(),
    switches: defaultSwitches(),
    calls: new CallLedger(),
    company,
    leavers: new Set(),
  };
}
