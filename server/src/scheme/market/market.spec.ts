import { SCHEME_FILE_VERSION } from '@dingdee/shared/scheme-file';
import { describe, expect, it } from 'vitest';
import { formNamed } from '../../connectors/forms/payment-form.js';
import { checkContent } from '../version/check-content.js';
import { hashOf } from '../version/scheme-store.js';
import { contentOfFile } from './file-content.js';
import { market, openMarket } from './market.js';
import { sampleBill } from './sample-bill.js';
import { templateCalled, templateContent } from './template-for-spec.js';

const basis = { processCode: 'PROC-1', formName: '费用报销', orgNumber: '101' };

describe('the market', () => {
  it('offers every file, and each sample in it gives its bill', () => {
    const faults: string[] = [];
    expect(
      openMarket(Object.fromEntries(market().map((file) => [file.code, file])), (one) => faults.push(one)),
    ).toEqual(market());
    expect(faults).toEqual([]);
    expect(market().map(({ code }) => code)).toEqual([
      'expense-to-paybill',
      'request-to-paybill',
      'loan-to-paybill',
      'project-expense-to-paybill',
      'expense-to-payable',
    ]);
  });

  it('shows before it is used what each makes of its sample: the sum, by the names of the fields, no account in full', () => {
    for (const file of market()) {
      const shown = sampleBill(file);
      const [sample] = file.samples;
      expect(shown?.total, file.code).toBe(sample?.bill.total);
      expect(
        shown?.rows.map(({ amount }) => amount),
        file.code,
      ).toEqual(sample?.bill.rows.map(({ amount }) => amount));
      expect(
        shown?.header.map(({ label }) => label),
        file.code,
      ).toEqual(expect.arrayContaining(['单据类型', '业务日期']));
      expect(JSON.stringify([shown?.header, shown?.rows]), file.code).not.toMatch(/"\d{16,19}"|"(BD|ORG)_/);
    }
    expect(sampleBill({ ...templateCalled('loan-to-paybill'), samples: [] })).toBeNull();
  });

  it('has contents that can be saved for any organisation, with no mark left for it', () => {
    for (const { code } of market()) {
      const content = templateContent(code, { ...basis, orgNumber: '902' });
      expect(() => checkContent(content, formNamed(content.target)), code).not.toThrow();
      expect(JSON.stringify(content), code).not.toContain('{{orgNumber}}');
    }
  });

  it('gives 费用报销 the very content that it gave before it was a file', () => {
    const content = templateContent('expense-to-paybill', { ...basis, outcome: 'save+submit+audit' });
    expect(hashOf(content)).toBe('5c7c0e8cc087c249ca6d9e989e1d702340f063aad849055643845b0f455acbaa');
  });

  it('leaves out a template whose sample gives another bill or none, and one that is none, and says why', () => {
    const file = templateCalled('loan-to-paybill');
    const [sample] = file.samples;
    if (!sample) throw new Error('no sample');
    const wrong = { ...file, samples: [{ ...sample, bill: { ...sample.bill, total: '3000.01' } }] };
    const mute = { ...file, samples: [{ ...sample, values: { ...sample.values, 借款金额: '三千' } }] };
    const told: string[] = [];
    const files = {
      wrong,
      mute,
      none: { ...file, samples: [] },
      newer: { ...file, version: SCHEME_FILE_VERSION + 1 },
      file,
    };
    expect(openMarket(files, (sentence) => told.push(sentence))).toEqual([file]);
    expect(told).toEqual([
      'template wrong is not offered: sample 1: the bill differs from the one in the file',
      expect.stringMatching(/^template mute is not offered: sample 1: invalid-amount at rows\[0\]\.amount/),
      'template none is not offered: the file has no sample approval',
      expect.stringMatching(/^template newer is not offered: version: /),
    ]);
  });

  it('an outcome that was asked for stands in the place of the file’s', () => {
    const file = templateCalled('request-to-paybill');
    expect(contentOfFile(file, { ...basis, outcome: 'save' }).outcome).toBe('save');
    expect(contentOfFile(file, basis).outcome).toBe('save+submit+audit');
  });
});
