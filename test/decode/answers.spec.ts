import { parseAmount } from '@dingdee/shared/money';
import { expect, it } from 'vitest';
import type { DingTalkHttp } from '../../server/src/connectors/dingtalk/call/dingtalk-http.js';
import { TopapiDingTalkClient } from '../../server/src/connectors/dingtalk/topapi.client.js';
import { V1DingTalkClient } from '../../server/src/connectors/dingtalk/v1.client.js';
import { operationOutcomes, saveOutcomes } from '../../server/src/connectors/kingdee/answer/read-answer.js';
import { baseDataKeys, baseDataRecords } from '../../server/src/connectors/kingdee/form/base-data-query.js';
import { readRows } from '../../server/src/connectors/kingdee/form/bill-query.js';
import { readShape, USUAL_SHAPE } from '../../server/src/connectors/kingdee/form/form-shape.js';
import { findQuery, storedBills } from '../../server/src/connectors/kingdee/form/stored-bills.js';
import { readReply } from '../../server/src/connectors/kingdee/k3cloud-calls.js';
import { readLogin } from '../../server/src/connectors/kingdee/login/login.js';
import { AnswerLostError } from '../../server/src/connectors/kingdee/transport/transport.js';
import { DingTalkError } from '../../server/src/connectors/source.js';
import { KingdeeUnavailableError } from '../../server/src/connectors/target.js';
import { parseJson, recordOf } from '../../server/src/json/json-reading.js';
import * as answers from './answers.js';
import { Dice, type Json } from './approvals.js';
import { mutated } from './mutate.js';

/** A few in the unit tier; `ANSWER_CASES=10000` for the whole run. All by the seed alone. */
const CASES = Number(process.env.ANSWER_CASES ?? 1500);
const FIRST = Number(process.env.DECODE_SEED ?? 20_261_126);

/** What a case came to: 'said' where the answer is told to be unknown or refused. */
type Seen = 'read' | 'said';
interface Case {
  whole: (dice: Dice) => Json;
  /** @returns what was concluded, or a fault in words. */
  read: (text: string) => Seen | { fault: string } | Promise<Seen | { fault: string }>;
}
const { BILLS } = answers;
const FIND_KEYS = findQuery(BILLS, USUAL_SHAPE, []).keys;
const BASE_KEYS = baseDataKeys('department');
const replyOf = (text: string) => ({ status: 200, text, cookies: [], location: '', waitMs: null }) as never;
const jsonOf = (text: string, kind: 'write' | 'question') => readReply(replyOf(text), kind);

/** A bill is done only where the answer holds its own Id and number, and no two bills have one Id. */
function doneByText(text: string, outcomes: ReturnType<typeof saveOutcomes>, own: boolean): Seen | { fault: string } {
  if (outcomes.length !== BILLS.length) return { fault: `${outcomes.length} outcomes` };
  const ids = outcomes.flatMap((each) => (each.kind === 'done' ? [each.id] : []));
  if (new Set(ids).size !== ids.length) return { fault: 'one Id for two bills' };
  for (const [i, each] of outcomes.entries()) {
    if (each.kind !== 'done') continue;
    if (!text.includes(each.id) && !text.includes(each.billNo)) return { fault: `bill ${i} done without a word of it` };
    const others = BILLS.filter((_, at) => at !== i).map(({ billNo }) => billNo);
    if (others.includes(each.billNo)) return { fault: `bill ${i} done with another's number` };
    if (own && each.id !== BILLS[i]?.id) return { fault: `operation of ${i} done for ${each.id}` };
  }
  return ids.length > 0 ? 'read' : 'said';
}

/** The rows as the text has them; null where it is no list of rows that are as wide as what was asked. */
function rowsIn(text: string, width: number): string[][] | null {
  const parsed = parseJson(text);
  if (!Array.isArray(parsed) || !parsed.every((row) => Array.isArray(row) && row.length === width)) return null;
  return parsed.map((row: unknown[]) =>
    row.map((cell) => (cell === null || typeof cell === 'object' ? '' : String(cell))),
  );
}

const http = (text: string) =>
  ({ read: async () => ({ text, body: recordOf(parseJson(text)) }) }) as unknown as DingTalkHttp;
const clients = (text: string) => [
  new V1DingTalkClient(http(text), 'corp', '1'),
  new TopapiDingTalkClient(http(text), 'corp', '1'),
];
const window = { processCode: 'P', from: 1, to: 2, finishedOnly: true, cursor: null };

const KINGDEE: Readonly<Record<string, Case>> = {
  save: {
    whole: answers.statusAnswer,
    read: (text) => doneByText(text, saveOutcomes(BILLS, jsonOf(text, 'write').status), false),
  },
  audit: {
    whole: answers.statusAnswer,
    read: (text) => doneByText(text, operationOutcomes('Audit', BILLS, jsonOf(text, 'write').status), true),
  },
  find: {
    whole: (dice) => answers.billRows(dice, FIND_KEYS),
    read: (text) => {
      const page = readRows(jsonOf(text, 'question').json, FIND_KEYS.length);
      if (page.kind !== 'rows') return 'said';
      const told = rowsIn(text, FIND_KEYS.length);
      if (told === null) return { fault: 'rows of another width were read' };
      const { read, unread } = storedBills(page.rows, FIND_KEYS, USUAL_SHAPE);
      for (const bill of read)
        for (const { amount } of bill.rows)
          if (!told.some((row) => row.some((cell) => parseAmount(cell) === amount)))
            return { fault: `amount ${amount} is nowhere in the answer` };
      return read.length > 0 && unread.length === 0 ? 'read' : 'said';
    },
  },
  'base data': {
    whole: answers.baseRows,
    read: (text) => {
      const page = readRows(jsonOf(text, 'question').json, BASE_KEYS.length);
      if (page.kind !== 'rows') return 'said';
      const told = rowsIn(text, BASE_KEYS.length) ?? [];
      for (const record of baseDataRecords('department', BASE_KEYS, page.rows)) {
        const [row] = told.filter(
          (cells) => cells[1]?.trim() === record.number && cells[3]?.trim() === record.orgNumber,
        );
        if (!row) return { fault: `no row for ${record.number} of ${record.orgNumber}` };
        const fine = told.some(
          (cells) =>
            cells[1]?.trim() === record.number &&
            cells[3]?.trim() === record.orgNumber &&
            ['', 'C'].includes(cells[4]?.trim() ?? '') &&
            ['', 'A'].includes(cells[5]?.trim() ?? ''),
        );
        if (record.usable && !fine) return { fault: `${record.number} is usable though Kingdee says it is not` };
      }
      return 'read';
    },
  },
  metadata: {
    whole: answers.businessInfo,
    read: (text) => (readShape(jsonOf(text, 'question').json) === null ? 'said' : 'read'),
  },
  'log-in': {
    whole: answers.loginAnswer,
    read: (text) => {
      const session = readLogin(replyOf(text));
      const [id = ''] = Object.values(session.headers());
      const sendable = Object.values(session.headers()).every((value) => /^[\x20-\x7e]+$/.test(value));
      return sendable && id !== '' && text.includes(id) ? 'read' : { fault: `a session that cannot be sent: ${id}` };
    },
  },
};

const DINGTALK: Readonly<Record<string, Case>> = {
  ids: {
    whole: answers.idPage,
    read: async (text) => {
      for (const client of clients(text)) {
        const { ids, next } = await client.listInstances(window);
        if (ids.some((id) => id.trim() === '')) return { fault: 'an empty id is fetched' };
        if (next === '0' || next === '') return { fault: 'the same page again' };
      }
      return 'read';
    },
  },
  person: {
    whole: answers.person,
    read: async (text) => {
      for (const client of clients(text)) {
        const user = await client.getUser('0155');
        if (user && user.name !== '' && !text.includes(JSON.stringify(user.name).slice(1, -1)))
          return { fault: `a name that nobody wrote: ${user.name}` };
        if (user?.name === '0155') return { fault: 'a userid as a name' };
      }
      return 'read';
    },
  },
  department: {
    whole: answers.department,
    read: async (text) => {
      const [client] = clients(text);
      return typeof (await client?.departmentPath('468210369')) === 'string' ? 'read' : { fault: 'no text' };
    },
  },
  form: {
    whole: answers.formSchema,
    read: async (text) => {
      for (const client of clients(text)) {
        const { controls } = await client.getForm('P');
        if (!Array.isArray(controls)) return { fault: 'no list of controls' };
      }
      return 'read';
    },
  },
};

const DEEP = 20_000;
/** Now and then nested without end, or with one text that is longer than any answer. */
function huge(text: string, i: number): string {
  if (i % 97 === 60) return `${'['.repeat(DEEP)}${text}${']'.repeat(DEEP)}`;
  if (i % 97 === 61) return text.replace(':', `:${'{"a":'.repeat(DEEP)}1${'}'.repeat(DEEP)},"b":`);
  return i % 97 === 62 ? text.replace(/"(?=[,}\]])/, `${'长'.repeat(300_000)}"`) : text;
}

it.each([
  ['Kingdee', KINGDEE],
  ['DingTalk', DINGTALK],
] as const)(
  `reads ${CASES} mutated answers of %s without a crash, and concludes nothing that they do not say`,
  async (_, kinds) => {
    const names = Object.keys(kinds);
    const seen: Record<string, number> = {};
    const faults: string[] = [];
    for (let i = 0; i < CASES && faults.length < 20; i++) {
      const seed = FIRST + i;
      const dice = new Dice(seed);
      const name = names[i % names.length] ?? '';
      const one = kinds[name];
      if (!one) continue;
      const whole = one.whole(dice);
      const untouched = i % 50 < names.length;
      const text = untouched ? JSON.stringify(whole) : huge(mutated(whole, dice), i);
      const note = (what: string) => {
        seen[`${name} ${what}`] = (seen[`${name} ${what}`] ?? 0) + 1;
      };
      try {
        const came = await one.read(text);
        if (typeof came === 'object') faults.push(`seed ${seed}, ${name}: ${came.fault} in ${text.slice(0, 400)}`);
        else note(came);
      } catch (error) {
        const typed =
          error instanceof AnswerLostError ||
          error instanceof KingdeeUnavailableError ||
          error instanceof DingTalkError;
        if (!typed) faults.push(`seed ${seed}, ${name}: crash ${String(error)} in ${text.slice(0, 400)}`);
        else note('said');
      }
    }
    if (CASES > 1500)
      console.log(`${CASES} cases from seed ${FIRST}: ${JSON.stringify(seen)}, ${faults.length} faults`);
    expect(faults).toEqual([]);
    // A reader that refuses everything would pass as well.
    for (const name of names) expect(seen[`${name} read`], name).toBeGreaterThan(CASES / names.length / 20);
  },
);
