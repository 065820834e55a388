/** Returns true if the name of the control or of the file says invoice. */
export const isInvoice = ({ kind, name }: { kind: string; name: string }): boolean => /发票|invoice/i.test(kind + name);
