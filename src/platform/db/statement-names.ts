import { hash } from 'node:crypto';

/** Only these are worth preparing; the text's length bounds what a server process keeps in memory. */
const preparable = /^\s*(select|insert|update|delete|with|merge|values)\b/i;
const longest = 8_192;
const most = 1_000;

/**
 * Names statements by their text, so that the server parses and plans each once per connection. Texts that vary without
 * end (lists written out, bulk inserts) must not fill the server: long ones and those beyond the first 1,000 stay unnamed.
 */
export function createStatementNames(): (sql: string) => string | undefined {
  const names = new Map<string, string | undefined>();
  return (sql) => {
    const known = names.get(sql);
    if (known !== undefined) return known;
    if (sql.length > longest || names.size >= most || !preparable.test(sql)) return undefined;
    const name = `y${hash('sha256', sql, 'hex').slice(0, 24)}`;
    names.set(sql, name);
    return name;
  };
}
