import { controlKind } from '../../domain/approval/control-kinds.js';

interface Told {
  kind: string;
  label: string;
  was?: string | undefined;
  to?: string | undefined;
}

const WORDS: Readonly<Record<string, (change: Told) => string>> = {
  removed: ({ label }) => `删了“${label}”`,
  retyped: ({ label, was = '', to = '' }) => `“${label}”从${controlKind(was)}改成${controlKind(to)}`,
  required: ({ label }) => `“${label}”改为必填`,
  optional: ({ label }) => `“${label}”改为不必填`,
  options: ({ label }) => `“${label}”的选项有增减`,
  added: ({ label }) => `加了“${label}”`,
  renamed: ({ label, to = '' }) => `“${label}”改名“${to}”`,
};
const MOST = 6;

/** Returns the accepted changes of a form in words: "删了“供应商编码”；加了“成本中心”". */
export function formWords(changes: readonly Told[]): string {
  const told = changes.slice(0, MOST).map((change) => WORDS[change.kind]?.(change) ?? change.label);
  return `${told.join('；')}${changes.length > told.length ? `，等 ${changes.length} 处` : ''}`;
}
