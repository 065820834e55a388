/** Reasons why the sealer stops: it found a state that this program did not write. */
export type AuditTrouble =
  | { kind: 'head-gone' }
  | { kind: 'head-forged' }
  | { kind: 'other-key' }
  | { kind: 'head-back'; known: number; found: number }
  | { kind: 'last-row'; seq: number }
  | { kind: 'row'; seq: number }
  | { kind: 'below-head'; seq: number };

/** Stops all sealing while the trouble lasts: a seal over wrong rows would make them pass as genuine. */
export class AuditAlarmError extends Error {
  /** Sentence that says what does not fit. */
  readonly found: string;

  constructor(readonly trouble: AuditTrouble) {
    const found = foundWords(trouble);
    super(`${found}审计不再封存。${trouble.kind === 'other-key' ? KEY_STEP : STEP}`);
    this.found = found;
  }
}

const STEP =
  '可能有人直接改了数据库：在服务器上运行 npm run ops -- verify 看是哪里；查清是谁动了数据库之后，停掉钉蝶，运行 npm run ops -- reseal 原因（见 docs/operations.md）。';
const KEY_STEP = '换回原来的 APP_SECRET，或停掉钉蝶后运行 npm run ops -- reseal 换密钥（见 docs/operations.md）。';

function foundWords(trouble: AuditTrouble): string {
  switch (trouble.kind) {
    case 'head-gone':
      return '审计的封条不见了，而恢复标记记着它。';
    case 'head-forged':
      return '审计的封条被改动过。';
    case 'other-key':
      return '审计是用另一个 APP_SECRET 封存的。';
    case 'head-back':
      return `审计的封条变旧了：封过 ${trouble.known} 条，现在写着 ${trouble.found} 条。`;
    case 'last-row':
      return `审计最后封存的第 ${trouble.seq} 条不见了，或被改动过。`;
    case 'row':
      return `审计第 ${trouble.seq} 条不是钉蝶写的，或写下之后被改动过。`;
    case 'below-head':
      return `审计第 ${trouble.seq} 条早该封存，现在却没有封条。`;
  }
}
