import type { Column, Relation, Schema } from './model.ts';

/** What a column holds, by PostgreSQL's name of the type; the counterpart of ../parsers.ts. */
const scalars: Readonly<Record<string, string>> = {
  bool: 'boolean',
  bytea: 'Buffer',
  int2: 'number',
  int4: 'number',
  oid: 'number',
  float4: 'number',
  float8: 'number',
  int8: 'bigint',
  numeric: 'string',
  timestamptz: 'Temporal.Instant',
  json: 'JsonValue',
  jsonb: 'JsonValue',
};

const texts = new Set([
  'text',
  'varchar',
  'bpchar',
  'name',
  'uuid',
  'date',
  'time',
  'interval',
  'daterange',
  'datemultirange',
  'xid8',
  'regconfig',
  'char',
]);

/** The file `rows.gen.ts` of the module that owns the schema. `dbDoor` is the path from there to platform/db/index.ts. */
export function printRowTypes(schema: Schema, dbDoor: string): string {
  const relations = schema.relations.map((relation) => ({ relation, type: `${pascal(relation.name)}Row` }));
  const body = relations.map(({ relation, type }) => printRow(relation, type)).join('\n');
  const kysely = ['ColumnType', 'Generated', 'GeneratedAlways'].filter((word) => new RegExp(`\\b${word}<`).test(body));
  const json = ['JsonObject', 'JsonValue'].filter((word) => new RegExp(`\\b${word}\\b`).test(body));
  return [
    `/** The rows of schema ${schema.name}. Made from the database by \`npm run db:types\`; changed by a migration only. */`,
    ...(kysely.length > 0 ? [`import type { ${kysely.join(', ')} } from 'kysely';`] : []),
    ...(json.length > 0 ? [`import type { ${json.join(', ')} } from '${dbDoor}';`] : []),
    '',
    body,
    `export interface ${pascal(schema.name)}Rows {`,
    ...relations.map(({ relation, type }) => `  '${schema.name}.${relation.name}': ${type};`),
    '}',
    '',
  ].join('\n');
}

function printRow(relation: Relation, type: string): string {
  const isView = relation.kind.endsWith('view');
  const columns = relation.columns.flatMap((column) => [
    ...doc(column.comment, '  '),
    `  ${/^[a-z_][a-z0-9_]*$/.test(column.name) ? column.name : `'${column.name}'`}: ${columnType(column, isView)};`,
  ]);
  return [...doc(relation.comment, ''), `export interface ${type} {`, ...columns, '}', ''].join('\n');
}

function columnType(column: Column, isView: boolean): string {
  const missing = column.notNull ? '' : ' | null';
  const scalar = column.labels ? column.labels.map((label) => `'${label.replaceAll("'", "\\'")}'`).join(' | ') : scalarType(column);
  const type = `${column.isArray ? (scalar.includes('|') ? `(${scalar})[]` : `${scalar}[]`) : scalar}${missing}`;
  if (isView || column.generated === 'stored' || column.generated === 'identity always') return `GeneratedAlways<${type}>`;
  const hasDefault = column.default !== null || column.generated === 'identity by default';
  if (scalar === 'JsonValue' && !column.isArray) {
    // A list or a bare text must be given as JSON text: the driver would take them for an SQL array or for JSON already.
    const given = `string | JsonObject${missing}`;
    return `ColumnType<${type}, ${given}${hasDefault || missing ? ' | undefined' : ''}, ${given}>`;
  }
  return hasDefault ? `Generated<${type}>` : type;
}

function scalarType(column: Column): string {
  const scalar = scalars[column.baseType] ?? (texts.has(column.baseType) ? 'string' : undefined);
  if (scalar === undefined)
    throw new Error(`Column ${column.name} has type ${column.type}: say in row-types.ts and parsers.ts what it is in TypeScript`);
  return scalar;
}

function doc(comment: string | null, indent: string): string[] {
  return comment === null ? [] : [`${indent}/** ${comment.replaceAll('*/', '* /').replaceAll(/\s+/g, ' ')} */`];
}

const pascal = (name: string): string => name.replaceAll(/(?:^|_)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
