import { type AnalysisBar, LEFT_BEHIND } from '@dingdee/shared/analysis';
import { lastPart } from '../ui/formats.js';
import { analysisWords } from './words.js';

/**
 * Maps each key to the shown name of a department: its own name, with the company in front if two departments have the same name. The key
 * "云杉科技（杭州）有限公司-法务部" holds both.
 */
export function departmentNames(bars: readonly Pick<AnalysisBar, 'key'>[]): ReadonlyMap<string, string> {
  const keys = bars.map(({ key }) => key);
  const times = (of: (key: string) => string, key: string) => keys.filter((each) => of(each) === of(key)).length;
  return new Map(
    keys.map((key) => {
      if (key === LEFT_BEHIND) return [key, analysisWords.unnamed(key)];
      if (key === '') return [key, analysisWords.noDepartment];
      if (times(lastPart, key) === 1) return [key, lastPart(key)];
      return [key, times(withCompany, key) === 1 ? withCompany(key) : key];
    }),
  );
}

function withCompany(key: string): string {
  const [company = key, ...rest] = key.split('-').filter(Boolean);
  const own = rest.at(-1);
  return own === undefined ? company : `${company} ${own}`;
}

/** Returns true if the name starts with the company; such a name must not be cut. */
export const hasCompany = (names: ReadonlyMap<string, string>, key: string): boolean =>
  key !== '' && key !== LEFT_BEHIND && names.get(key) !== lastPart(key);
