import { baseData } from './base-data.js';
import { dashboards } from './dashboards.js';
import { desk } from './desk.js';
import { engine } from './engine.js';
import { events } from './events.js';
import { exports } from './exports.js';
import { limited } from './limited.js';
import { lists } from './lists.js';
import { simulate } from './simulate.js';
import { tables } from './tables.js';
import { throughput } from './throughput.js';

/**
 * npm run bench: speed of bills without a limit.
 * npm run bench -- limited: use of DingTalk's limit; kingdee: the same without it, compared with what Kingdee can do.
 * A second word `burn`: another process keeps a core busy meanwhile.
 * npm run bench -- events: time until an agreed approval is on an open desk (BENCH_EVENTS, BENCH_EVENTS_PER_SECOND).
 * npm run bench -- tables: a mapping table of BENCH_ROWS rows, imported from a file, searched and changed.
 * npm run bench -- base-data: 100,000 entries of base data, read, held and searched (BENCH_ENTRIES).
 * npm run bench -- engine: bills mapped on one core beside JSON of the same texts, and the slowest expression (BENCH_EXPRESSIONS).
 * npm run bench -- simulate: 20,000 approvals run again by the version that mapped them and by drafts, beside the bare engine.
 * npm run bench -- lists: waits of a person on the lists over 200,000 bills (BENCH_BILLS), beside bare SQL.
 * npm run bench -- dashboards: every request of 分析, 晨报, 对账 and 月结 over 200,000 bills of a year (BENCH_BILLS, BENCH_DAYS), beside bare SQL.
 * npm run bench -- exports: 2,000,000 bills (BENCH_BILLS) as a file of each kind: memory of the server, and p99 of a person who works
 * meanwhile.
 * npm run bench:desk: time of a first view on a slow network and a slow machine, and the scrolling of 100,000 rows (BENCH_BILLS,
 * BENCH_TIMES).
 * BENCH_APPROVALS sets the number of approvals; TEST_DATABASE_URL adds MariaDB or MySQL.
 */
const [which = 'throughput', beside = ''] = process.argv.slice(2);
const count = (fallback: number): number => Number(process.env.BENCH_APPROVALS ?? fallback);
const burn = beside === 'burn';
if (which === 'limited') await limited(count(1000), { qps: 20, burn });
else if (which === 'kingdee') await limited(count(1000), { qps: 0, burn });
else if (which === 'events') await events(Number(process.env.BENCH_EVENTS ?? 1000));
else if (which === 'tables') await tables(Number(process.env.BENCH_ROWS ?? 50_000), count(2000));
else if (which === 'base-data') await baseData(Number(process.env.BENCH_ENTRIES ?? 100_000));
else if (which === 'engine') await engine(Number(process.env.BENCH_EXPRESSIONS ?? 10_000));
else if (which === 'simulate') await simulate(count(20_000));
else if (which === 'lists') await lists(Number(process.env.BENCH_BILLS ?? 200_000));
else if (which === 'dashboards') await dashboards(Number(process.env.BENCH_BILLS ?? 200_000));
else if (which === 'exports') await exports(Number(process.env.BENCH_BILLS ?? 2_000_000));
else if (which === 'desk') await desk(Number(process.env.BENCH_BILLS ?? 200_000));
else if (which === 'throughput') await throughput(count(2000));
else {
  console.error(
    `unknown bench "${which}": throughput, limited, kingdee, events, tables, base-data, engine, simulate, lists, dashboards, exports or desk`,
  );
  process.exitCode = 1;
}
