import { loadavg } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../root.js';
import { expressionTexts, readings } from './expressions.js';
import { fiveRows } from './five-rows.js';

type MapApproval = typeof import('../../server/dist/engine/map-approval.js');
type ParseApproval = typeof import('../../server/dist/connectors/dingtalk/form/parse-approval.js');
type Books = typeof import('../../server/dist/engine/rule/mapping-book.js');
type Expressions = typeof import('../../server/dist/engine/rule/expression.js');
type Market = typeof import('../../server/dist/scheme/market/market.js');
type Files = typeof import('../../server/dist/scheme/market/file-content.js');
type Form = typeof import('../../server/dist/connectors/forms/payment-form.js');
type Content = typeof import('../../server/dist/domain/draft/payment-bill.js');
type Input = Parameters<MapApproval['mapApproval']>[0];

/** Imports a module of the built server, without a server process. */
const built = (path: string): Promise<unknown> => import(pathToFileURL(join(ROOT, 'server/dist', path)).href);

const BILLS = 2000;
const ROUNDS = 9;

/**
 * npm run bench -- engine: maps bills of five rows on one core, in turns with JSON.parse and JSON.stringify of the same texts; then finds
 * the slowest accepted expression. Nothing is asserted about time; a bill that is not mapped ends the bench.
 */
export async function engine(expressions: number): Promise<void> {
  const { mapApproval } = (await built('engine/map-approval.js')) as MapApproval;
  const { parseApproval } = (await built('connectors/dingtalk/form/parse-approval.js')) as ParseApproval;
  const { PAYMENT_FORM } = (await built('connectors/forms/payment-form.js')) as Form;
  const texts = Array.from({ length: BILLS }, (_, index) => fiveRows(index));
  const raws = texts.map((text, index) => ({
    family: 'v1' as const,
    processCode: 'PROC-1',
    processInstanceId: `inst-${index}`,
    text,
  }));
  const instances = raws.map((raw) => parseApproval(raw));
  const { market } = (await built('scheme/market/market.js')) as Market;
  const { contentOfFile } = (await built('scheme/market/file-content.js')) as Files;
  const template = market().find(({ code }) => code === 'expense-to-paybill');
  if (!template) throw new Error('the template of the bench is not offered');
  const content = contentOfFile(template, {
    processCode: 'PROC-1',
    formName: '费用报销',
    orgNumber: '101',
    outcome: 'save+submit+audit',
  });
  const book = await filledBook();
  const inputs = instances.map(
    (instance, index): Input => ({
      instance,
      originatorName: '冯赟',
      scheme: { id: 'scheme-1', version: 4, content },
      target: PAYMENT_FORM,
      book,
      locks: {},
      billNo: `DD${String(index).padStart(16, '0')}`,
      thirdBillNo: `inst-${index}`,
      baseData: { knows: () => true, find: known, lookup: known },
    }),
  );
  const first = inputs[0] && mapApproval(inputs[0]);
  if (!first?.draft) throw new Error(`the bench's own bill stops: ${JSON.stringify(first?.issues)}`);
  const bytes = Buffer.byteLength(texts[0] ?? '');
  console.log(`engine: ${BILLS} bills of 5 rows, ${bytes} bytes of approval each, load ${loadavg()[0]?.toFixed(1)}`);
  const results = inputs.map((input) => mapApproval(input));
  const told = results.map(({ lookups: _, ...result }) => result);
  const { contentHash } = (await built('domain/draft/payment-bill.js')) as Content;
  const json: number[] = [];
  const mapped: number[] = [];
  const read: number[] = [];
  const whole: number[] = [];
  const hashed: number[] = [];
  const written: number[] = [];
  // In turns, so that other load on the machine affects all of them.
  for (let round = 0; round < ROUNDS; round++) {
    json.push(perBill(() => texts.reduce((sum, text) => sum + JSON.stringify(JSON.parse(text)).length, 0)));
    mapped.push(perBill(() => inputs.reduce((sum, input) => sum + (mapApproval(input).draft === null ? 1 : 0), 0)));
    read.push(perBill(() => raws.reduce((sum, raw) => sum + parseApproval(raw).controls.length, 0)));
    whole.push(
      perBill(() => raws.reduce((sum, raw, at) => sum + blocked(mapApproval, inputs[at], parseApproval(raw)), 0)),
    );
    hashed.push(perBill(() => results.reduce((sum, { draft }) => sum + (draft ? contentHash(draft).length : 0), 0)));
    written.push(perBill(() => told.reduce((sum, result) => sum + JSON.stringify(result).length, 0)));
  }
  const [parse, map, decode, both, hash, write] = [json, mapped, read, whole, hashed, written].map((all) =>
    median(all),
  );
  console.log(`  JSON.parse and stringify  ${shown(parse)}`);
  console.log(`  mapping                   ${shown(map)}  ${((map ?? 0) / (parse ?? 1)).toFixed(2)} of it`);
  console.log(`  reading an approval       ${shown(decode)}  ${((decode ?? 0) / (parse ?? 1)).toFixed(2)} of it`);
  console.log(`  reading and mapping       ${shown(both)}  ${((both ?? 0) / (parse ?? 1)).toFixed(2)} of it`);
  // Work that no program with the same result can avoid, however it is written.
  console.log(`  its content hashed        ${shown(hash)}  ${((hash ?? 0) / (parse ?? 1)).toFixed(2)} of it`);
  console.log(`  its result as JSON        ${shown(write)}  ${((write ?? 0) / (parse ?? 1)).toFixed(2)} of it`);
  console.log(`  JSON, best of ${ROUNDS} rounds     ${shown(Math.min(...json))}`);
  console.log(`  mapping, best of ${ROUNDS} rounds  ${shown(Math.min(...mapped))}`);
  await slowest(expressions);
}

const blocked = (map: MapApproval['mapApproval'], input: Input | undefined, instance: Input['instance']): number =>
  input && map({ ...input, instance }).draft === null ? 1 : 0;

async function slowest(count: number): Promise<void> {
  const { compileExpression } = (await built('engine/rule/expression.js')) as Expressions;
  /** Returns the processor time for reading and running an expression, as if for the first time, in ms; null if it is refused. */
  const once = (cel: string): number | null => {
    const began = process.cpuUsage();
    try {
      const expression = compileExpression(cel);
      try {
        expression.run(readings);
      } catch {
        // A text that is no amount or date; it took the same time.
      }
    } catch {
      return null;
    }
    const { user, system } = process.cpuUsage(began);
    return (user + system) / 1000;
  };
  const accepted: { cel: string; ms: number }[] = [];
  for (const cel of expressionTexts(count)) {
    const ms = once(cel);
    if (ms !== null) accepted.push({ cel, ms });
  }
  accepted.sort((one, other) => one.ms - other.ms);
  const at = (q: number): string => (accepted[Math.ceil(q * accepted.length) - 1]?.ms ?? 0).toFixed(2);
  console.log(
    `expressions: ${accepted.length} of ${count} generated ones are accepted; reading and one run, processor:`,
  );
  console.log(`  p50 ${at(0.5)}  p99 ${at(0.99)}  p99.9 ${at(0.999)}  slowest ${at(1)} ms`);
  // Garbage collection or another process may have slowed one of them: the slowest are measured again, with a new text.
  const again = accepted.slice(-50).map(({ cel }) => ({
    cel,
    ms: Math.min(...[1, 2, 3].map((blanks) => once(`${cel}${' '.repeat(blanks)}`) ?? 0)),
  }));
  const slow = again.reduce((most, one) => (one.ms > most.ms ? one : most), { cel: '', ms: 0 });
  console.log(`  the fifty slowest, best of three: slowest ${slow.ms.toFixed(2)} ms, ${slow.cel.length} characters`);
}

const known = (_kind: string, number: string) => ({ number, name: number, usable: true, reason: null, orgNumber: '' });

async function filledBook(): Promise<Input['book']> {
  const { TableBook } = (await built('engine/rule/mapping-book.js')) as Books;
  const rows: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    costItem: { 市内交通: 'CI0001', 住宿: 'CI0005' },
    department: { 市场部: 'BM000005' },
    contactUnit: { '4417': 'YG00007' },
    settlementType: {},
    payOrg: {},
    bankAccount: { 默认: '1202020109900112233' },
    cashAccount: {},
  };
  return new Map(
    Object.entries(rows).map(([code, own]) => [
      code,
      new TableBook(
        code,
        code,
        3,
        Object.entries(own).map(([key, targetNumber]) => ({
          orgNumber: '',
          key,
          scope: 'company',
          scopeValue: '',
          targetNumber,
          confirmed: true,
        })),
      ),
    ]),
  );
}

/** Returns the processor time of this thread, in µs per bill; other processes do not count. */
function perBill(work: () => number): number {
  const began = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(began);
  return (user + system) / BILLS;
}
const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
const shown = (us = 0): string =>
  `${us.toFixed(1).padStart(6)} µs a bill, ${Math.round(1e6 / us).toLocaleString()} a second`;
