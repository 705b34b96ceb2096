/** The database's shape in plain words, read from PostgreSQL's own tables; the same for every supported version of the server. */
export interface Catalogue {
  readonly extensions: readonly { name: string; schema: string }[];
  readonly schemas: readonly Schema[];
}

export interface Schema {
  readonly name: string;
  readonly comment: string | null;
  readonly grants: readonly Grant[];
  readonly types: readonly UserType[];
  readonly sequences: readonly { name: string; type: string; grants: readonly Grant[] }[];
  readonly relations: readonly Relation[];
  readonly functions: readonly UserFunction[];
}

export interface Grant {
  readonly privilege: string;
  readonly to: string;
  /** Names of the columns, where the grant is on some only. */
  readonly columns?: readonly string[];
}

export interface UserType {
  readonly name: string;
  readonly kind: 'enum' | 'domain';
  readonly comment: string | null;
  /** The labels of an enum, in order. */
  readonly labels: readonly string[];
  /** What stands after `as` in a domain. */
  readonly definition: string;
}

export interface Relation {
  readonly name: string;
  readonly kind: 'table' | 'partitioned table' | 'view' | 'materialized view';
  readonly unlogged: boolean;
  readonly comment: string | null;
  readonly options: readonly string[];
  /** Of a view: the query. */
  readonly query: string | null;
  readonly partitionKey: string | null;
  /** Of a partition: `<parent> <bound>`. */
  readonly partitionOf: string | null;
  readonly rowSecurity: 'off' | 'on' | 'forced';
  readonly columns: readonly Column[];
  readonly constraints: readonly Definition[];
  readonly indexes: readonly Definition[];
  readonly statistics: readonly Definition[];
  readonly triggers: readonly Definition[];
  readonly policies: readonly Policy[];
  readonly grants: readonly Grant[];
}

export interface Column {
  readonly name: string;
  /** As SQL writes it, with its modifier: `numeric(10,2)`. */
  readonly type: string;
  /** The bare type's name, of the element where it is a list, of the base type where it is a domain. */
  readonly baseType: string;
  readonly isArray: boolean;
  readonly collation: string | null;
  readonly notNull: boolean;
  readonly default: string | null;
  readonly generated: '' | 'stored' | 'identity always' | 'identity by default';
  readonly comment: string | null;
  /** Labels of the enum that it has as type. */
  readonly labels: readonly string[] | null;
}

export interface Definition {
  readonly name: string;
  readonly definition: string;
  readonly comment: string | null;
}

export interface Policy {
  readonly name: string;
  readonly permissive: boolean;
  readonly command: string;
  readonly roles: readonly string[];
  readonly using: string | null;
  readonly check: string | null;
  readonly comment: string | null;
}

export interface UserFunction {
  readonly name: string;
  readonly kind: 'function' | 'procedure';
  /** Arguments with names, types and defaults. */
  readonly arguments: string;
  /** Arguments as they identify the function. */
  readonly identity: string;
  readonly result: string | null;
  readonly language: string;
  /** `stable`, `strict`, `security definer`, `parallel safe`, `set …`, in this order. */
  readonly properties: readonly string[];
  readonly body: string;
  /** The body is part of the SQL, not a text. */
  readonly atomic: boolean;
  readonly comment: string | null;
  readonly grants: readonly Grant[];
}
