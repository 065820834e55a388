import type { SchemeContent } from '@dingdee/shared/scheme';
import type { SchemeFile } from '@dingdee/shared/scheme-file';
import { contentOfFile, type FileBasis } from './file-content.js';
import { market } from './market.js';

/** Returns a template of the market. @throws Error if it is not offered. */
export function templateCalled(code: string): SchemeFile {
  const file = market().find((one) => one.code === code);
  if (!file) throw new Error(`no such template: ${code}`);
  return file;
}

/** Returns its content with the template's own control names. */
export const templateContent = (code: string, basis: FileBasis): SchemeContent =>
  contentOfFile(templateCalled(code), basis);
