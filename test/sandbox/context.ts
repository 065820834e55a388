import { CallLedger } from './calls.js';
import { FaultBoard } from './faults.js';
import { defaultSwitches, type Switches } from './switches.js';

/** Only clock of the sandbox, in Unix ms; the control endpoint shifts it by an offset. */
export class SandboxClock {
  offsetMs = 0;

  now(): number {
    return Date.now() + this.offsetMs;
  }
}

/** State that both systems share. Every "now" in the sandbox is `clock.now()`. */
export interface SandboxContext {
  clock: SandboxClock;
  faults: FaultBoard;
  switches: Switches;
  calls: CallLedger;
  company: typeof import('./company.js');
  /** User ids of people who have left since: DingTalk no longer knows them. */
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
