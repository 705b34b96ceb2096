/** The door to PostgreSQL: pool, transactions, migrations, the catalogue in words. */

export { catalogueFiles, writeCatalogue } from './catalogue/index.ts';
export { openDatabase } from './database.ts';
export { type Installation, type InstallationMode, readInstallation } from './installation.ts';
export { type MigrateOptions, migrate, migrationNames } from './migrate.ts';
export type { DatabaseOptions, DatabaseRole, Db, JsonObject, JsonValue, Reader, SessionLimits, TransactionOptions, Tx } from './types.ts';
export { inTransaction } from './types.ts';
