import type { ControlValue } from './approval-instance.js';

/** Returns what a person would read in a control, for filters and for showing it: several values joined by "、", nothing as "". */
export function controlText(value: ControlValue): string {
  switch (value.kind) {
    case 'empty':
      return '';
    case 'text':
    case 'unreadable':
      return value.text;
    case 'list':
      return value.items.join('、');
    case 'people':
      return value.people.map(({ name }) => name).join('、');
    case 'files':
      return value.files.map(({ name }) => name).join('、');
    case 'related':
      return value.approvals.map(({ title }) => title).join('、');
    case 'object':
      return Object.values(value.entries)
        .filter((text) => text !== '')
        .join('、');
    case 'table':
      return value.rows.length === 0 ? '' : `${value.rows.length} 行明细`;
  }
}
