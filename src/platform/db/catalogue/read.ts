import type pg from 'pg';
import type { Catalogue, Column, Definition, Grant, Policy, Relation, Schema, UserFunction, UserType } from './model.ts';
import * as ask from './queries.ts';

type Part<T> = T & { oid: number };
type InSchema<T> = T & { schema: string };
type RelationHead = Omit<Relation, 'columns' | 'constraints' | 'indexes' | 'statistics' | 'triggers' | 'policies'>;

/** Reads the shape of the database that the session is in, in one snapshot. Needs no rights beyond connecting. */
export async function readCatalogue(client: pg.Client): Promise<Catalogue> {
  await client.query('begin isolation level repeatable read read only');
  try {
    // Names outside pg_catalog are then written with their schema, whatever the session is set to.
    await client.query("set local search_path = ''");
    return await read(client);
  } finally {
    await client.query('rollback');
  }
}

async function read(client: pg.Client): Promise<Catalogue> {
  const all = async <T extends object>(text: string, values: unknown[] = []): Promise<T[]> =>
    (await client.query(text, values)).rows as T[];
  const heads = await all<InSchema<Part<RelationHead>>>(ask.relations);
  const oids = [heads.map(({ oid }) => oid)];
  const columns = group(await all<Part<Column & { grants: Grant[] }>>(ask.columns, oids));
  const constraints = group(await all<Part<Definition>>(ask.constraints, oids));
  const indexes = group(await all<Part<Definition>>(ask.indexes, oids));
  const statistics = group(await all<Part<Definition>>(ask.statistics, oids));
  const triggers = group(await all<Part<Definition>>(ask.triggers, oids));
  const policies = group(await all<Part<Policy>>(ask.policies, oids));
  const relations = heads.map((head): InSchema<Relation> => {
    const own = columns(head.oid);
    return {
      ...head,
      query: head.query === null ? null : withoutLoneQualifier(head.query),
      columns: own,
      constraints: constraints(head.oid),
      indexes: indexes(head.oid),
      statistics: statistics(head.oid),
      triggers: triggers(head.oid),
      policies: policies(head.oid),
      grants: [...head.grants, ...columnGrants(own)],
    };
  });
  const types = await all<InSchema<UserType>>(ask.types);
  const sequences = await all<InSchema<Schema['sequences'][number]>>(ask.sequences);
  const functions = await all<InSchema<UserFunction>>(ask.functions);
  const of = <T extends { schema: string }>(rows: readonly T[], schema: string): T[] => rows.filter((row) => row.schema === schema);
  return {
    extensions: await all<{ name: string; schema: string }>(ask.extensions),
    schemas: (await all<Pick<Schema, 'name' | 'comment' | 'grants'>>(ask.schemas)).map((schema) => ({
      ...schema,
      types: of(types, schema.name),
      sequences: of(sequences, schema.name),
      relations: of(relations, schema.name),
      functions: of(functions, schema.name),
    })),
  };
}

function group<T extends { oid: number }>(rows: readonly T[]): (oid: number) => T[] {
  const groups = Map.groupBy(rows, ({ oid }) => oid);
  return (oid) => groups.get(oid) ?? [];
}

/** Grants on some columns only, gathered per privilege and receiver. */
function columnGrants(columns: readonly (Column & { grants: Grant[] })[]): Grant[] {
  const found = new Map<string, { privilege: string; to: string; columns: string[] }>();
  for (const { name, grants } of columns) {
    for (const { privilege, to } of grants) {
      const key = `${to} ${privilege}`;
      const known = found.get(key) ?? { privilege, to, columns: [] };
      known.columns.push(name);
      found.set(key, known);
    }
  }
  return [...found.keys()].sort().map((key) => found.get(key) as Grant);
}

/**
 * Servers before 16 write `u.name` where a query reads one table only, later ones `name`. Both become `name`.
 * Only whole queries with a single FROM and nothing nested differ; everything else is written alike.
 */
export function withoutLoneQualifier(query: string): string {
  if (query.match(/\bfrom\b/gi)?.length !== 1 || /\bjoin\b|\bunion\b|\bexcept\b|\bintersect\b/i.test(query)) return query;
  const from =
    /\bFROM\s+((?:"[^"]+"|\w+)(?:\.(?:"[^"]+"|\w+))?)(?:\s+((?!WHERE|GROUP|ORDER|HAVING|LIMIT|WINDOW|OFFSET)(?:"[^"]+"|\w+)))?(?=\s|;|$)/.exec(
      query,
    );
  if (!from || /^\s*,/.test(query.slice(from.index + from[0].length))) return query;
  const name = from[2] ?? from[1]?.split('.').at(-1) ?? '';
  return query.replaceAll(new RegExp(`(?<![\\w."])${name.replaceAll(/[^\w]/g, '\\$&')}\\.(?=["\\w])`, 'g'), (match, at: number) =>
    at >= from.index && at < from.index + from[0].length ? match : '',
  );
}
