/** By what it is called: the control's name or the file's. */
export const isInvoice = ({ kind, name }: { kind: string; name: string }): boolean => /发票|invoice/i.test(kind + name);
