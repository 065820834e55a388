import type * as companyData from '../company.js';

export type Person = companyData.Employee & { dept: companyData.Department; org: companyData.Organisation };

/** The invented company, with the person who checks every approval for finance. */
export interface Company {
  employees: readonly companyData.Employee[];
  departments: readonly companyData.Department[];
  organisations: readonly companyData.Organisation[];
  expenseTypes: readonly companyData.ExpenseType[];
  bankAccounts: readonly companyData.OwnBankAccount[];
  projects: readonly string[];
  suppliers: readonly companyData.Supplier[];
  financeUserid: string;
  /** Person who pays for the company and files no approval, because nobody decides about their own. */
  cashierUserid: string;
}

export function companyOf(data: typeof companyData): Company {
  const finance = data.departments.find(({ name }) => name === '财务部');
  const [, cashier] = data.employees.filter(({ departmentNumber }) => departmentNumber === finance?.number);
  return {
    employees: data.employees,
    departments: data.departments,
    organisations: data.organisations,
    expenseTypes: data.expenseTypes,
    bankAccounts: data.bankAccounts,
    projects: data.projects,
    suppliers: data.suppliers,
    financeUserid: finance?.managerUserid ?? '',
    cashierUserid: cashier?.userid ?? '',
  };
}

/** Returns an employee by position, with department and organisation. */
export function person(company: Company, index: number): Person {
  const employee = company.employees[index % company.employees.length];
  const dept = company.departments.find(({ number }) => number === employee?.departmentNumber);
  const org = company.organisations.find(({ number }) => number === employee?.orgNumber);
  if (!employee || !dept || !org) throw new Error(`no employee ${index} with a department`);
  return { ...employee, dept, org };
}

/** Returns the person who files an approval: the drawn one, or the next colleague in place of the cashier. */
export function applicantAt(company: Company, index: number): Person {
  const drawn = person(company, index);
  return drawn.userid === company.cashierUserid ? person(company, index + 1) : drawn;
}

/** Draws random values from one seeded generator. */
export class Draw {
  constructor(private readonly random: () => number) {}

  fraction(): number {
    return this.random();
  }

  /** Draws an integer from 0 to limit - 1. */
  below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  pick<T>(list: readonly T[]): T {
    const item = list[this.below(list.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  }

  digits(length: number): string {
    let text = '';
    for (let each = 0; each < length; each += 1) text += String(this.below(10));
    return text;
  }

  text(length: number, alphabet: string): string {
    let text = '';
    for (let each = 0; each < length; each += 1) text += alphabet[this.below(alphabet.length)] ?? '';
    return text;
  }
}

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const BASE36 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Draws an instance id in the present format (dingtalk.md §3): 22 characters, four digits, launch time in Unix seconds. Case matters. */
export function instanceId(draw: Draw, createdAt: number): string {
  return `${draw.text(22, BASE64URL)}0${draw.digits(3)}${Math.floor(createdAt / 1000)}`;
}

/** Draws the suffix of a table row's rowNumber. */
export const rowId = (draw: Draw): string => draw.text(13, BASE36);
