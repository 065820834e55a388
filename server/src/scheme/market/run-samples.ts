import { MAPPING_TABLES } from '@dingdee/shared/mapping';
import type { ControlChoice, SchemeContent } from '@dingdee/shared/scheme';
import type { SampleApproval, SampleValue, SchemeFile, WantedColumn } from '@dingdee/shared/scheme-file';
import { formNamed } from '../../connectors/forms/payment-form.js';
import type { FormControlSchema } from '../../connectors/source.js';
import type { ApprovalInstance, Control, ControlValue } from '../../domain/approval/approval-instance.js';
import { canonicalJson } from '../../domain/draft/payment-bill.js';
import { NO_BASE_DATA } from '../../domain/draft/usable-base-data.js';
import { mapApproval } from '../../engine/map-approval.js';
import { type MappingBook, TableBook } from '../../engine/rule/mapping-book.js';
import { chooseControls } from '../form/choose-controls.js';
import { contentOfFile, oneRowOf } from './file-content.js';

const ORGANISATION = '101';

/** Maps each sample of a file with the file's own rules. @returns one sentence for each sample that does not give its bill; empty if all do. */
export function faultsOfSamples(file: SchemeFile): string[] {
  if (file.samples.length === 0) return ['the file has no sample approval'];
  return file.samples.flatMap((sample, index) =>
    faultsOf(file, sample).map((fault) => `sample ${index + 1}: ${fault}`),
  );
}

/** Returns the bill of a sample, as it must be in the file; null with the reasons if there is none. */
export function billOfSample(
  file: SchemeFile,
  sample: SampleApproval,
): { bill: SampleApproval['bill'] | null; reasons: string[] } {
  const form = formOf(file, sample);
  const { draft, issues } = mapApproval({
    instance: instanceOf(file, sample),
    originatorName: sample.originatorName,
    scheme: { id: 'sample', version: 1, content: contentFor(file, sample, form), form },
    target: formNamed(file.content.target),
    book: bookOf(sample),
    locks: {},
    billNo: 'SAMPLE',
    thirdBillNo: 'SAMPLE',
    baseData: NO_BASE_DATA,
  });
  const reasons = issues.filter(({ level }) => level === 'red').map(({ code, path }) => `${code} at ${path}`);
  if (draft === null) return { bill: null, reasons };
  const { header, rows, total } = draft;
  return {
    bill: { header: { ...header }, rows: rows.map(({ amount, fields }) => ({ amount, fields: { ...fields } })), total },
    reasons,
  };
}

function faultsOf(file: SchemeFile, sample: SampleApproval): string[] {
  const { bill, reasons } = billOfSample(file, sample);
  if (bill === null) return reasons;
  return canonicalJson(bill) === canonicalJson(sample.bill) ? [] : ['the bill differs from the one in the file'];
}

function contentFor(file: SchemeFile, sample: SampleApproval, form: readonly FormControlSchema[]): SchemeContent {
  const content = contentOfFile(file, { processCode: 'SAMPLE', formName: 'SAMPLE', orgNumber: ORGANISATION });
  const choices = (sample.unused ?? []).map((name): ControlChoice => ({ name, table: null, control: null }));
  return chooseControls(content, { ...file, oneRow: oneRowOf(file, ORGANISATION) }, form, choices);
}

/** Builds a form that has the controls that the template wants, except those that the sample marks as unused. */
function formOf({ controls }: SchemeFile, { unused = [] }: SampleApproval): FormControlSchema[] {
  const schema = ({ name, types }: WantedColumn, children: FormControlSchema[]): FormControlSchema => ({
    id: `sample_${name}`,
    label: name,
    type: children.length > 0 ? 'TableField' : (types[0] ?? 'TextField'),
    alias: null,
    required: false,
    options: [],
    children,
  });
  return controls
    .filter(({ name }) => !unused.includes(name))
    .map((control) =>
      schema(
        control,
        (control.columns ?? []).map((column) => schema(column, [])),
      ),
    );
}

function instanceOf(file: SchemeFile, sample: SampleApproval): ApprovalInstance {
  const instant = Date.parse(`${sample.finished}T10:00:00+08:00`);
  return {
    processInstanceId: `sample-${sample.businessId}`,
    processCode: 'SAMPLE',
    businessId: sample.businessId,
    title: sample.title,
    status: 'COMPLETED',
    result: 'agree',
    bizAction: 'NONE',
    originatorUserId: sample.originatorUserId,
    originatorDeptId: '1',
    originatorDeptName: sample.originatorDeptName,
    startedAt: instant,
    finishedAt: instant,
    attachedIds: [],
    mainId: null,
    controls: Object.entries(sample.values).map(([name, value]) =>
      controlOf(
        name,
        file.controls.find((one) => one.name === name),
        controlValue(value),
      ),
    ),
    remarks: [],
  };
}

const controlOf = (name: string, wanted: WantedColumn | undefined, value: ControlValue): Control => ({
  id: `sample_${name}`,
  name,
  alias: null,
  type: value.kind === 'table' ? 'TableField' : (wanted?.types[0] ?? 'TextField'),
  value,
});

function controlValue(value: SampleValue): ControlValue {
  if (typeof value === 'string') return value === '' ? { kind: 'empty' } : { kind: 'text', text: value };
  if (!Array.isArray(value)) return { kind: 'object', entries: value };
  const rows = value.map((cells) => ({
    rowNumber: null,
    cells: Object.entries(cells).map(([name, text]) => controlOf(name, undefined, controlValue(text))),
  }));
  return { kind: 'table', rows };
}

function bookOf({ tables }: SampleApproval): MappingBook {
  const names: Readonly<Record<string, { name: string }>> = MAPPING_TABLES;
  return new Map(
    Object.entries(tables).map(([code, rows]) => [
      code,
      new TableBook(
        code,
        names[code]?.name ?? code,
        1,
        Object.entries(rows).map(([key, targetNumber]) => ({
          orgNumber: '',
          key,
          scope: 'company' as const,
          scopeValue: '',
          targetNumber,
          confirmed: true,
        })),
      ),
    ]),
  );
}
