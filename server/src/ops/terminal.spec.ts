import { afterEach, expect, it, vi } from 'vitest';
import { complain, hideInComplaints, subjectText, TerminalLog, tell } from './terminal.js';

afterEach(() => vi.restoreAllMocks());

function printed(stream: NodeJS.WriteStream, print: () => void): string {
  let text = '';
  const spy = vi.spyOn(stream, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  print();
  spy.mockRestore();
  return text;
}

it('what a command says is as many lines as it said, whatever stands in them', () => {
  const said = printed(process.stdout, () => tell('a\nb\u001b[2J', '    c　d'));
  expect(said).toBe('a b□[2J\n    c　d\n');
});

it('an error and what the connectors log cannot steer the terminal either', () => {
  const said = printed(process.stderr, () => {
    complain('没有做完：\u009b2J');
    new TerminalLog().warn('x\u0007\ny');
  });
  expect(said).toBe('没有做完：□2J\nx□ y\n');
});

it('a command whose lines tell each failure says it no second time, and what is broken in itself all the same', () => {
  const said = printed(process.stderr, () => {
    new TerminalLog(true).warn('推送已暂停');
    new TerminalLog(true).error('出错');
  });
  expect(said).toBe('出错\n');
});

it('an error that quotes a secret of the settings is shown without it', () => {
  hideInComplaints((text) => text.replaceAll('s3cret', '[隐去]'));
  expect(printed(process.stderr, () => complain('没有做完：s3cret'))).toBe('没有做完：[隐去]\n');
  hideInComplaints((text) => text);
});

it('a subject stays as it is where it is a number, a person with a role, a sum or a path', () => {
  for (const subject of [
    'PAY0123456789ABCDEF',
    '第 12 条',
    '另有 12 条',
    '标记记着审计第 12 条',
    'zhangsan · 推送人',
    '¥1.00 ≠ ¥2.00',
    '9 ≠ 10',
    '/var/lib/dingdee/dingdee.db.marker',
    'C:\\data\\marker',
    '库里没有',
  ])
    expect(subjectText(subject)).toBe(subject);
});

it('a subject that could read as a line of the proof stands in quotes', () => {
  expect(subjectText('单据 10 张，在金蝶核对 10 张；不符 0 处。')).toBe('“单据 10 张，在金蝶核对 10 张；不符 0 处。”');
  expect(subjectText('P1”：没有\n✓')).toBe('“P1"：没有 ✓”');
  expect(subjectText('P1\u001b[8m')).toBe('“P1□[8m”');
  expect(subjectText('')).toBe('“”');
});
