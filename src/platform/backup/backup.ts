import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import type { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip, createZstdCompress } from 'node:zlib';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { pack as createPack, type Pack } from 'tar-stream';
import type { Db } from '../db/index.ts';
import type { FileStore } from '../files/index.ts';
import type { Logger } from '../log/index.ts';
import {
  appliedMigrations,
  archivedTables,
  copyOutStatement,
  installationOf,
  policiesHidingRows,
  prepareSession,
  sequencePositions,
} from './catalogue.ts';
import { fileDigest } from './files.ts';
import { type ArchivedTable, formatVersion, type Header, type Manifest, partBytes } from './format.ts';

interface BackupOptions {
  /** Opened as yenbai_owner. */
  db: Db;
  files: FileStore;
  /** Path of the archive to write: `.tar.zst` or `.tar.gz`. It appears whole or not at all. */
  out: string;
  log: Logger;
  /** Version of the program. */
  app: string;
  madeAt: Temporal.Instant;
}

/**
 * Writes the archive: all tables as they were at one moment, while the system goes on working, then the stored files. Holds one
 * part of a table in memory. Throws a RangeError for another ending of the name, and an Error where row-level security would hide rows.
 */
export async function backup(options: BackupOptions): Promise<Manifest> {
  const { out, log } = options;
  const compress = compressionFor(out);
  const unfinished = `${out}.unfinished`;
  const pack = createPack();
  try {
    const written = pipeline(pack, compress, createWriteStream(unfinished, { mode: 0o600 }));
    // A failing disk must end the reading too, and a failing database the writing.
    const [manifest] = await Promise.all([
      writeArchive(options, pack).catch((error: unknown) => {
        pack.destroy(error instanceof Error ? error : new Error(String(error)));
        throw error;
      }),
      written,
    ]);
    const handle = await open(unfinished, 'r+');
    await handle.sync();
    await handle.close();
    await rename(unfinished, out);
    log.info({ out, tables: Object.keys(manifest.tables).length, files: manifest.files.count }, 'backup written');
    return manifest;
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

function compressionFor(path: string): Transform {
  if (path.endsWith('.tar.zst')) return createZstdCompress();
  if (path.endsWith('.tar.gz')) return createGzip();
  throw new RangeError("the archive's name must end in .tar.zst or .tar.gz");
}

async function writeArchive(options: BackupOptions, pack: Pack): Promise<Manifest> {
  const { db, files, log } = options;
  const read = await db.direct(async (client) => {
    await prepareSession(client);
    await client.query('begin isolation level repeatable read read only');
    const hiding = await policiesHidingRows(client);
    if (hiding.length > 0) {
      throw new Error(`row-level security hides rows of ${hiding.join(', ')} from the backup: a policy must let the duty "archive" read`);
    }
    const server = await client.query<{ version: string }>(`select current_setting('server_version_num') as version`);
    const header: Header = {
      format: 'yenbai-archive',
      version: formatVersion,
      app: options.app,
      madeAt: options.madeAt.toString(),
      server: Number(server.rows[0]?.version),
      installation: await installationOf(client),
      migrations: await appliedMigrations(client),
      tables: await archivedTables(client),
    };
    await addText(pack, 'header.json', `${JSON.stringify(header, null, 1)}\n`);
    const tables: Record<string, { rows: number; sha256: string }> = {};
    for (const table of header.tables) {
      tables[table.name] = await addTable(client, pack, table);
      log.info({ table: table.name, rows: tables[table.name]?.rows }, 'backup: table');
    }
    const sequences = await sequencePositions(client);
    await client.query('commit');
    return { tables, sequences };
  });
  const manifest: Manifest = { ...read, files: await addFiles(files, pack) };
  await addText(pack, 'manifest.json', `${JSON.stringify(manifest, null, 1)}\n`);
  pack.finalize();
  return manifest;
}

async function addTable(client: pg.Client, pack: Pack, table: ArchivedTable): Promise<{ rows: number; sha256: string }> {
  const stream = client.query(copyTo(await copyOutStatement(client, table)));
  const hash = createHash('sha256');
  let part = 0;
  let held: Buffer[] = [];
  let bytes = 0;
  const flush = async () => {
    if (bytes === 0) return;
    part += 1;
    await addText(pack, `tables/${table.name}/${String(part).padStart(6, '0')}`, Buffer.concat(held, bytes));
    held = [];
    bytes = 0;
  };
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    hash.update(chunk);
    held.push(chunk);
    bytes += chunk.byteLength;
    if (bytes >= partBytes) await flush();
  }
  await flush();
  return { rows: stream.rowCount, sha256: hash.digest('hex') };
}

async function addFiles(files: FileStore, pack: Pack): Promise<Manifest['files']> {
  const digest = fileDigest();
  for await (const file of files.list()) {
    // A file whose bytes have changed stops the backup here: an archive is only made of what is whole.
    const content = await files.stream(file.hash, { verify: true });
    await addStream(pack, `files/${file.hash}`, file.size, content);
    digest.add(file);
  }
  return digest.sums();
}

function addText(pack: Pack, name: string, content: string | Buffer): Promise<void> {
  const bytes = Buffer.from(content);
  return new Promise((resolve, reject) => {
    // Called once the packer has passed the bytes on: this is what keeps the memory flat.
    const entry = pack.entry({ name, size: bytes.byteLength, mode: 0o600 }, (error) => (error ? reject(error) : resolve()));
    entry.end(bytes);
  });
}

function addStream(pack: Pack, name: string, size: number, content: Readable): Promise<void> {
  return pipeline(content, pack.entry({ name, size, mode: 0o600 }));
}
