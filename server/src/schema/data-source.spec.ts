import { expect, it } from 'vitest';
import { settingsForSpec } from '../http/settings-for-spec.js';
import { writerOptions } from './data-source.js';

it.each([
  [undefined, 15],
  ['1', 11],
  ['50', 60],
])(
  'with KINGDEE_CONCURRENCY %s a database server is given %i connections: one for each call to Kingdee, and ten for people and sweeps',
  (places, connections) => {
    const settings = settingsForSpec({
      DATABASE_URL: 'mariadb://dingdee:secret@127.0.0.1:3306/dingdee',
      ...(places !== undefined && { KINGDEE_CONCURRENCY: places }),
    });
    expect(writerOptions(settings)).toMatchObject({ poolSize: connections });
  },
);
