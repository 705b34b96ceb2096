/** pgbench doing what one of our commands does: the statements are written down once, and what is new each time is drawn at random. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';

export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** The statements that a command sends, in their order, its BEGIN and COMMIT with them. */
export async function recordStatements(command: () => Promise<void>): Promise<readonly Statement[]> {
  const { prototype } = pg.Client;
  const before = prototype.query;
  const found: Statement[] = [];
  const recording = function (this: pg.Client, ...args: unknown[]): unknown {
    const [first, second] = args;
    const asked = typeof first === 'string' ? { text: first, values: second } : (first as { text: string; values?: unknown });
    found.push({ text: asked.text, values: Array.isArray(asked.values) ? asked.values : [] });
    return Reflect.apply(before, this, args);
  };
  prototype.query = recording as typeof before;
  try {
    await command();
  } finally {
    prototype.query = before;
  }
  return found;
}

const uuids = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?<![0-9a-f-])\d{12}(?![0-9a-f-])/g;

/** A value as pgbench sends it, exactly as our client does: text. What is drawn anew stands for its name. */
function literal(value: unknown, drawn: ReadonlyMap<string, string>): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (typeof value === 'boolean') return String(value);
  if (Buffer.isBuffer(value)) return `'\\x${value.toString('hex')}'`;
  if (Array.isArray(value)) return `array[${value.map((one) => literal(one, drawn)).join(', ')}]::text[]`;
  const text = String(value);
  const whole = drawn.get(text);
  if (whole !== undefined) return `:${whole}`;
  // A colon before a letter would be taken for the name of a variable.
  const quoted = (part: string) => `'${part.replaceAll("'", "''").replace(/:(?=[a-z_])/gi, ': ')}'`;
  const pieces: string[] = [];
  let at = 0;
  for (const match of text.matchAll(uuids)) {
    const name = drawn.get(match[0]);
    if (name === undefined) continue;
    pieces.push(quoted(text.slice(at, match.index)), `:${name}::text`);
    at = match.index + match[0].length;
  }
  return pieces.length === 0 ? quoted(text) : `(${[...pieces, quoted(text.slice(at))].join(' || ')})`;
}

/** A script from two recordings of the same command: ids and codes that are in one and not in the other are drawn at random for each run. */
export function pgbenchScript(first: readonly Statement[], second: readonly Statement[]): string {
  if (first.length !== second.length)
    throw new Error(`The command sent ${first.length} statements, then ${second.length}: it can't be repeated by a script`);
  const tokens = (list: readonly Statement[]) =>
    new Set(
      list.flatMap(({ values }) =>
        values.flatMap((value) => (typeof value === 'string' ? [...value.matchAll(uuids)].map((match) => match[0]) : [])),
      ),
    );
  const again = tokens(second);
  const fresh = [...tokens(first)].filter((token) => !again.has(token));
  const drawn = new Map(fresh.map((token, at) => [token, `${token.length === 12 ? 'code' : 'id'}${at}`]));
  const draws = [...drawn.values()].map((name) =>
    name.startsWith('code') ? `lpad((random() * 999999999999)::bigint::text, 12, '0') as ${name}` : `gen_random_uuid() as ${name}`,
  );
  const statements = first.map(({ text, values }) => {
    // Casts stay as they are: pgbench takes "::" for no variable.
    const filled = text.replace(/\$(\d+)/g, (_, number) => literal(values[Number(number) - 1], drawn));
    return `${filled.replaceAll(/\s*\n\s*/g, ' ')};`;
  });
  return [`select ${draws.join(', ')} \\gset`, ...statements, ''].join('\n');
}

/** Transactions a second of the script at so many connections. */
export function runPgbench(url: string, script: string, clients: number, seconds: number): Promise<number> {
  const program = ['/usr/lib/postgresql/17/bin', '/usr/lib/postgresql/16/bin', '/usr/lib/postgresql/15/bin', process.env.PG15_BIN ?? '']
    .map((bin) => join(bin, 'pgbench'))
    .find(existsSync);
  if (program === undefined) throw new Error('No pgbench here: install postgresql-15, or give its folder in PG15_BIN');
  return new Promise((resolve, reject) => {
    const running = spawn(program, ['-n', '-M', 'prepared', '-f', script, '-c', String(clients), '-j', '1', '-T', String(seconds), url], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [text, errors] = ['', ''];
    running.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    running.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString();
    });
    running.on('exit', () => {
      const rate = /tps = ([\d.]+)/.exec(text)?.[1];
      const failed = /number of failed transactions: (\d+)/.exec(text)?.[1];
      if (rate === undefined || (failed !== undefined && failed !== '0')) reject(new Error(`pgbench: ${errors.slice(0, 2_000)}\n${text}`));
      else resolve(Number(rate));
    });
  });
}
