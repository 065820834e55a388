import type { PayeeRecord as Answer, LookAtPayeeRecord, RemapResult, UsePayeeRecord } from '@dingdee/shared/mapping';
import { Injectable } from '@nestjs/common';
import { formNamed, PAYMENT_FORM } from '../../connectors/forms/payment-form.js';
import { KingdeeClient, KingdeeUnavailableError, type RecordedAccount } from '../../connectors/target.js';
import type { Actor } from '../../domain/actor.js';
import { worded } from '../../domain/draft/issue-words.js';
import type { MappingResult } from '../../domain/draft/mapping-result.js';
import { NO_FIELD } from '../../domain/draft/target-form.js';
import { baseDataOf } from '../../engine/check/check-base-data.js';
import { isSameHolder } from '../../engine/check/same-holder.js';
import { accountNumber } from '../../engine/payee/payee-reading.js';
import { PAYEE_CODES, PAYEE_ROUNDED } from '../../engine/payee/payee-words.js';
import { longestText } from '../../engine/source/texts.js';
import { FixTarget } from '../fix/fix-target.js';
import { RelockBill } from '../fix/relock-bill.js';
import { mapBill } from '../run/map-one.js';
import { FixRefusedError, PayeeRecordUnreadError } from '../run/mapping.errors.js';

const { account: ACCOUNT, holder: HOLDER, bank: BANK } = PAYMENT_FORM.row;
const WORDS = { employee: '员工', supplier: '供应商' } as const;

/** An account of the record as a person may see and choose it. */
type Shown = Answer['accounts'][number];

/**
 * Takes the account from Kingdee's own record of the payee（取金蝶档案里的账号）, for a bill whose approval gives no account (钉钉账户, 支付宝). Accounts
 * are read when a person asks, and not stored; the chosen one is that person's hand on the bill, so that somebody else checks whom it
 * pays (decision 0060), and the bill can be mapped again without asking Kingdee.
 */
@Injectable()
export class PayeeRecord {
  constructor(
    private readonly targets: FixTarget,
    private readonly relock: RelockBill,
    private readonly kingdee: KingdeeClient,
  ) {}

  /** @throws BillNotFoundError, StaleBillError, BillRefusedError for a person's own bill, FixRefusedError, PayeeRecordUnreadError */
  async look(seen: LookAtPayeeRecord, by: Actor): Promise<Answer> {
    const { payee, accounts } = await this.read(seen, by);
    return { unit: payee.number, name: payee.name, kind: payee.kind, accounts: accounts.map(({ shown }) => shown) };
  }

  /**
   * Reads the record again and sets the account that was shown on every row without one.
   * @throws as look; FixRefusedError if it is no longer as it was shown, or does not fit.
   */
  async use({ account: wanted, ...seen }: UsePayeeRecord, by: Actor): Promise<RemapResult> {
    const { bill, basis, payee, rows, accounts } = await this.read(seen, by);
    const [found, ...same] = accounts.filter(({ shown }) => shown.id === wanted);
    if (!found || same.length > 0)
      throw new FixRefusedError('金蝶档案里的账号和你看到的不同了，没有改动。重新打开看最新的。');
    if (found.shown.why !== null) throw new FixRefusedError(found.shown.why);
    const values = new Map<string, string>();
    for (const row of rows) {
      values.set(`rows[${row}].${ACCOUNT}`, found.number);
      values.set(`rows[${row}].${HOLDER}`, found.holder);
      if (found.bank !== '') values.set(`rows[${row}].${BANK}`, found.bank);
    }
    return this.relock.run({ bill, basis, values }, by, {
      action: 'lock-value',
      why: `${by.name} 用了金蝶${WORDS[payee.kind]} ${payee.number} 档案里的收款账号`,
      detail: { record: payee.number, tail: found.number.slice(-4) },
    });
  }

  private async read(seen: LookAtPayeeRecord, by: Actor) {
    const { bill, baseData, basis } = await this.targets.open(seen);
    await this.relock.mustFit(bill, by);
    const { result } = mapBill(bill, basis);
    const rows = rowsWithout(result);
    const orgNumber = result.facts.orgNumber;
    const unit = unitOf(result);
    const payee = { ...unit, name: baseData.find(unit.kind, unit.number, orgNumber)?.name ?? '' };
    if (payee.name === '')
      throw new FixRefusedError(
        `${WORDS[unit.kind]} ${unit.number} 不在已读到的金蝶基础资料里，比不出档案是谁的。先刷新基础资料，或核对后手工填写对方银行账号。`,
      );
    const recorded = await this.recorded({ ...unit, orgNumber });
    const accounts = recorded.map((each) => fitting(each, payee, holdersOf(result, rows)));
    return { bill, basis, payee, rows, accounts };
  }

  private async recorded(payee: Parameters<KingdeeClient['recordedAccounts']>[0]): Promise<readonly RecordedAccount[]> {
    try {
      const found = await this.kingdee.recordedAccounts(payee);
      if (found !== null) return found;
    } catch (error) {
      if (!(error instanceof KingdeeUnavailableError)) throw error;
      throw new PayeeRecordUnreadError(error.sentence, { cause: error });
    }
    throw new FixRefusedError(
      `这个账套的${WORDS[payee.kind]}资料里没有银行信息，取不到账号。打开原审批核对后手工填写对方银行账号，或请申请人补。`,
    );
  }
}

/** Returns rows without an account because the approval has none at all: payee data that was found and not understood has to be checked first. */
function rowsWithout({ target, fields, issues }: MappingResult): number[] {
  const { row, label } = formNamed(target);
  if (row.account === NO_FIELD) throw new FixRefusedError(`${label}上没有收款账号，不用取。没有改动。`);
  const rows = fields.rows.flatMap((row, index) => (row.fields[ACCOUNT] ? [] : [index]));
  if (rows.length === 0) throw new FixRefusedError('这张单据的每一行都有收款账号了，没有改动。');
  const other: ReadonlySet<string> = new Set(
    [...PAYEE_CODES, PAYEE_ROUNDED].filter((code) => code !== 'payee-without-number'),
  );
  const odd = issues.find(({ code }) => other.has(code));
  if (odd) throw new FixRefusedError(`审批单里有没读懂的收款信息，不能改用档案里的账号：${worded(odd).message}`);
  return rows;
}

/** Returns the payee whose record is read: an employee or a supplier. */
function unitOf({ target: made, fields }: MappingResult): { kind: 'employee' | 'supplier'; number: string } {
  const form = formNamed(made);
  const { receiver } = form.head;
  const number = fields.header[receiver] ?? '';
  const target = form.header[receiver];
  const kind = target ? baseDataOf(target, form, (type) => fields.header[type] ?? null) : null;
  if (number === '') throw new FixRefusedError('收款单位还没有对应到金蝶，先选好收款单位，再取它档案里的账号。');
  if (kind !== 'employee' && kind !== 'supplier')
    throw new FixRefusedError('收款单位不是员工或供应商，金蝶里没有它的银行账号档案。核对后手工填写对方银行账号。');
  return { kind, number };
}

/** Returns the holders that the approval, or the scheme, names on these rows. */
const holdersOf = ({ fields }: MappingResult, rows: readonly number[]): string[] => [
  ...new Set(rows.map((row) => fields.rows[row]?.fields[HOLDER] ?? '').filter((name) => name !== '')),
];

interface Fitting {
  number: string;
  holder: string;
  bank: string;
  shown: Shown;
}

/** Returns the account as it would be sent, and why it cannot be: another holder, or no complete number. */
function fitting(recorded: RecordedAccount, payee: { name: string }, named: readonly string[]): Fitting {
  const target = PAYMENT_FORM.rows[HOLDER];
  const longest = target ? longestText(target) : 255;
  const holder = recorded.holder === '' ? payee.name : recorded.holder;
  const number = accountNumber(recorded.number);
  const tail = recorded.number.slice(-4);
  const other = named.find((name) => !isSameHolder(holder, name, longest));
  const why =
    number === null
      ? '档案里的账号不是完整的银行账号，不能用。请金蝶管理员更正档案，或核对后手工填写。'
      : !isSameHolder(holder, payee.name, longest)
        ? `档案里的户名“${holder}”和“${payee.name}”不一致，不能用。核对后手工填写。`
        : other !== undefined
          ? `审批单写的收款人是“${other}”，档案里的户名是“${holder}”，不能用。核对后手工填写。`
          : null;
  const { bank, usual } = recorded;
  const id = JSON.stringify([tail, holder, bank, usual]);
  return { number: number ?? '', holder, bank, shown: { id, tail, holder, bank, usual, why } };
}
