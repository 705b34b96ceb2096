/** The one executable: `main.js <command>`. package.json names the commands; each lives in commands/. */
import { ConfigError } from '../platform/config/index.ts';
import { Stop } from './stop.ts';

type Command = (args: readonly string[]) => Promise<void>;

const commands: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import('./commands/start.ts')).start,
  web: async () => (await import('./commands/start.ts')).web,
  worker: async () => (await import('./commands/start.ts')).worker,
  config: async () => (await import('./commands/config.ts')).config,
  migrate: async () => (await import('./commands/migrate.ts')).migrateCommand,
  'db:reset': async () => (await import('./commands/reset.ts')).reset,
  'db:types': async () => (await import('./commands/catalogue.ts')).catalogue,
  backup: async () => (await import('./commands/backup.ts')).backupCommand,
  restore: async () => (await import('./commands/backup.ts')).restoreCommand,
  import: async () => (await import('./commands/import.ts')).importCommand,
  'import:teams': async () => (await import('./commands/import-teams.ts')).importTeamsCommand,
  'audit:verify': async () => (await import('./commands/audit.ts')).auditVerify,
  operator: async () => (await import('./commands/operator.ts')).operatorCommand,
  routes: async () => (await import('./commands/routes.ts')).printRoutes,
};

const [name = '', ...args] = process.argv.slice(2);
const load = commands[name];
if (!load) {
  process.stderr.write(`Unknown command "${name}". Known: ${Object.keys(commands).join(', ')}\n`);
  process.exitCode = 2;
} else {
  try {
    await (await load())(args);
  } catch (error) {
    if (error instanceof ConfigError || error instanceof Stop) process.stderr.write(`\n${error.message}\n`);
    else process.stderr.write(`\nUnexpected: ${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  }
}
