/** Portable archives: every table in one snapshot, and every stored file. Between servers and across versions of PostgreSQL. */
export { backup } from './backup.ts';
export { ArchiveRefused, type Manifest, TargetNotEmpty } from './format.ts';
export { type Migrations, restore } from './restore.ts';
