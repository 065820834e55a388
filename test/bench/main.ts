import { limited } from './limited.js';
import { throughput } from './throughput.js';

/**
 * npm run bench: how fast bills go through without a limit.
 * npm run bench -- limited: how well DingTalk's limit is used.
 * BENCH_APPROVALS sets how many; TEST_DATABASE_URL adds MariaDB or MySQL.
 */
const [which = 'throughput'] = process.argv.slice(2);
const count = (fallback: number): number => Number(process.env.BENCH_APPROVALS ?? fallback);
if (which === 'limited') await limited(count(400));
else if (which === 'throughput') await throughput(count(2000));
else {
  console.error(`unknown bench "${which}": throughput or limited`);
  process.exitCode = 1;
}
