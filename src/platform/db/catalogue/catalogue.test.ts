import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../../test/support/database.ts';
import { catalogueFiles } from './index.ts';
import { printCatalogue } from './print.ts';
import { readCatalogue, withoutLoneQualifier } from './read.ts';
import { printRowTypes } from './row-types.ts';
import { trial } from './trial.fixture.ts';

const projectDir = fileURLToPath(new URL('../../../..', import.meta.url));

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.drop());

describe('db/schema.sql and rows.gen.ts', () => {
  it('say what the migrations make', async () => {
    const files = await test.open('yenbai_owner').direct((client) => catalogueFiles(client, projectDir));
    expect(files.size).toBeGreaterThan(3);
    for (const [file, text] of files) {
      const written = await readFile(path.join(projectDir, file), 'utf8').catch(() => '');
      expect(written, `${file} is stale: run \`npm run db:types\` and look at what changed`).toBe(text);
    }
  });
});

describe('the catalogue reader', () => {
  it('knows every kind of thing that a migration may make', async () => {
    const { sql, rows } = await test.open('yenbai_owner').direct(async (client) => {
      await client.query(trial);
      const catalogue = await readCatalogue(client);
      const schema = catalogue.schemas.find(({ name }) => name === 'trial');
      if (!schema) throw new Error('the schema was not seen');
      return { sql: printCatalogue({ extensions: [], schemas: [schema] }), rows: printRowTypes(schema, './door.ts') };
    });
    for (const line of expectedSql) expect(sql).toContain(line);
    for (const line of expectedRows) expect(rows).toContain(line);
  });

  it('writes views over one table alike for every version', () => {
    const old = " SELECT u.id,\n    lower(u.name) AS name,\n    'u.x'::text AS text\n   FROM trial.unit u\n  WHERE u.a > 1;";
    const now = " SELECT id,\n    lower(name) AS name,\n    'u.x'::text AS text\n   FROM trial.unit u\n  WHERE a > 1;";
    expect(withoutLoneQualifier(old)).toBe(withoutLoneQualifier(now));
    expect(withoutLoneQualifier(' SELECT unit.id\n   FROM trial.unit;')).toBe(' SELECT id\n   FROM trial.unit;');
    const join = ' SELECT u.id\n   FROM trial.unit u\n     JOIN trial.thing t ON t.id = u.id;';
    expect(withoutLoneQualifier(join)).toBe(join);
  });
});

const expectedSql = [
  "create type trial.colour as enum ('red', 'green''ish');",
  'create domain trial.share as integer constraint share_check CHECK ((VALUE > 0));',
  'create sequence trial.counter as bigint;',
  '  id bigint generated always as identity not null,',
  '  "Odd name" text collate "C" default \'it\'\'s\'::text not null,',
  '  doubled integer generated always as ((2 * 3)) stored',
  'EXCLUDE USING gist (parent_id WITH =, days WITH &&)',
  ') with (fillfactor=90);',
  'CREATE INDEX thing_by_name ON trial.thing USING gin ("Odd name" public.gin_trgm_ops);',
  "comment on index trial.thing_by_name is 'finds';",
  'CREATE STATISTICS trial.thing_days ON parent_id, seen FROM trial.thing;',
  'CREATE TRIGGER thing_touched BEFORE UPDATE ON trial.thing',
  'alter table trial.thing force row level security;',
  'create policy thing_own on trial.thing for select to yenbai_app using (',
  'create view trial.things with (security_invoker=true) as\n SELECT id,\n    seen\n   FROM trial.thing t\n  WHERE amount > 0::numeric;',
  'create function trial.double(n integer) returns integer\n  language sql immutable strict\nBEGIN ATOMIC',
  ') partition by RANGE (at);',
  '-- partition of trial.log FOR VALUES FROM',
  'grant insert on trial.thing to yenbai_app;',
  'grant select (id, seen) on trial.thing to yenbai_app;',
];

const expectedRows = [
  "import type { ColumnType, Generated, GeneratedAlways } from 'kysely';",
  "import type { JsonObject, JsonValue } from './door.ts';",
  '  id: GeneratedAlways<bigint>;',
  "  colour: 'red' | 'green\\'ish' | null;",
  "  colours: ('red' | 'green\\'ish')[] | null;",
  '  share: Generated<number>;',
  "  'Odd name': Generated<string>;",
  '  parent_id: bigint | null;',
  '  seen: Generated<Temporal.Instant>;',
  '  data: ColumnType<JsonValue, string | JsonObject, string | JsonObject>;',
  '  extra: ColumnType<JsonValue | null, string | JsonObject | null | undefined, string | JsonObject | null>;',
  '  days: string | null;',
  '  doubled: GeneratedAlways<number | null>;',
  '  amount: string | null;',
  '  counts: Generated<bigint[]>;',
  "export interface TrialRows {\n  'trial.log': LogRow;",
  'export interface ThingsRow {\n  id: GeneratedAlways<string>;\n  seen: GeneratedAlways<Temporal.Instant>;\n}',
];
