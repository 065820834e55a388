import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';
import type { SandboxApproval } from './dingtalk/approval.js';
import type { Bill } from './kingdee/ledger.js';
import type { SandboxState } from './sandbox-state.js';

const SAVE_MS = 2_000;

interface Kept {
  approvals: SandboxApproval[];
  bills: Bill[];
  payables: Bill[];
}

/**
 * Loads approvals and Kingdee's bills of an earlier run from the file if it exists, and then writes them to it every two seconds if they
 * have changed. Tokens, notices, to-dos and cards begin empty.
 * @returns a function that saves a last time and stops.
 */
export function keepState(file: string, { dingtalk, kingdee }: SandboxState): () => void {
  const { approvals } = dingtalk.state;
  if (existsSync(file)) {
    const kept = deserialize(readFileSync(file)) as Kept;
    approvals.replace(kept.approvals);
    kingdee.ledger.restore(kept.bills);
    kingdee.payables.restore(kept.payables);
  }
  let saved: Buffer | null = null;
  const save = (): void => {
    const kept: Kept = {
      approvals: approvals.all(),
      bills: [...kingdee.ledger.all()],
      payables: [...kingdee.payables.all()],
    };
    const text = serialize(kept);
    if (saved?.equals(text)) return;
    saved = text;
    // A kill during the write leaves the former file.
    writeFileSync(`${file}.new`, text, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  };
  const timer = setInterval(save, SAVE_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    save();
  };
}
