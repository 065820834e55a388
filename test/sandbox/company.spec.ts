import { describe, expect, it } from 'vitest';
import * as company from './company.js';

describe('the invented company', () => {
  it('is large enough to be realistic', () => {
    const { organisations, departments, employees, costItems, suppliers } = company;
    expect(organisations).toHaveLength(2);
    expect(departments.length).toBeGreaterThanOrEqual(15);
    expect(employees.length).toBeGreaterThanOrEqual(60);
    expect(costItems.length).toBeGreaterThanOrEqual(40);
    expect(suppliers.length).toBeGreaterThanOrEqual(20);
  });

  it('has userids of 16 to 20 digits, each once, some with a leading zero', () => {
    const ids = company.employees.map(({ userid }) => userid);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => /^\d{16,20}$/.test(id))).toBe(true);
    expect(ids.some((id) => id.startsWith('0'))).toBe(true);
  });

  it('gives every person a department of the same organisation, and every department a leader in it', () => {
    const byNumber = new Map(company.departments.map((each) => [each.number, each]));
    for (const { departmentNumber, orgNumber } of company.employees)
      expect(byNumber.get(departmentNumber)?.orgNumber).toBe(orgNumber);
    for (const { number, managerUserid } of company.departments)
      expect(company.employees.find(({ userid }) => userid === managerUserid)?.departmentNumber).toBe(number);
  });

  it('names a cost item for every expense type, though not always by the same name', () => {
    const byNumber = new Map(company.costItems.map(({ number, name }) => [number, name]));
    const names = company.expenseTypes.map(({ label, costItemNumber }) => [label, byNumber.get(costItemNumber)]);
    expect(names.every(([, name]) => name !== undefined)).toBe(true);
    expect(names.some(([label, name]) => label === name)).toBe(true);
    expect(names.some(([label, name]) => !name?.includes(label ?? ''))).toBe(true);
  });
});
