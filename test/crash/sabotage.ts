import { prototypeOf, wrap } from './server-parts.js';

interface Tx {
  query(sql: string, parameters: unknown[]): Promise<Record<string, unknown>[]>;
}

/**
 * Removes one safety from a server that is about to start, to check that the crash matrix turns red. Only the preload calls it.
 * probe: Kingdee is never asked, a bill in doubt counts as absent · lease: an expired lease counts as "was not sent" · intent: nothing is
 * written before sending. The look before the send backs up the last two and is removed with them.
 * look: only that look; alone it keeps 重新推送 from making a second bill where Kingdee numbers them · hold: a restored database holds nothing.
 * The last two show in a calamity, not in the matrix.
 */
export async function takeOut(safety: string): Promise<void> {
  if (safety === 'probe') await withoutProbe();
  if (safety === 'lease') await withoutLease();
  if (safety === 'intent') await withoutIntent();
  if (safety === 'hold') await withoutHold();
  if (safety === 'lease' || safety === 'intent' || safety === 'look') await withoutLook();
}

async function withoutLook(): Promise<void> {
  wrap(await prototypeOf('push/send/look-before-send.js', 'LookBeforeSend'), 'unsure', () => []);
}

async function withoutHold(): Promise<void> {
  wrap(await prototypeOf('hold/ledger-holds.js', 'LedgerHolds'), 'blocks', async () => false);
}

async function withoutProbe(): Promise<void> {
  wrap(await prototypeOf('connectors/kingdee/k3cloud.client.js', 'K3CloudClient'), 'find', async () => new Map());
}

async function withoutLease(): Promise<void> {
  wrap(await prototypeOf('push/call/push-calls.js', 'PushCalls'), 'abandonOpen', async (_, [tx, ids, now]) => {
    const bills = ids as string[];
    if (bills.length === 0) return new Map();
    const marks = bills.map(() => '?').join(', ');
    const { query } = tx as Tx;
    const run = query.bind(tx);
    await run(
      `INSERT INTO push_clearance (bill_id, step, attempt, proof, gap_ms, created_at)
       SELECT bill_id, step, attempt, 'not-sent', 0, ? FROM push_receipt WHERE outcome = 'open' AND bill_id IN (${marks})`,
      [now, ...bills],
    );
    await run(
      `UPDATE push_receipt SET outcome = 'not-sent', ended_at = ? WHERE outcome = 'open' AND bill_id IN (${marks})`,
      [now, ...bills],
    );
    return new Map();
  });
}

async function withoutIntent(): Promise<void> {
  const calls = await prototypeOf('push/call/push-calls.js', 'PushCalls');
  wrap(calls, 'intend', async (_, [, call]) => {
    const { step, bills, leaseToken } = call as { step: string; bills: unknown; leaseToken: string };
    return { id: leaseToken, step, bills, leaseToken };
  });
  wrap(calls, 'settle', async () => undefined);
}
