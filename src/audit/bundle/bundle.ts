import { Zip, ZipDeflate } from 'fflate';
import { sql } from 'kysely';
import { formatDate } from '../../platform/calendar/index.ts';
import type { Reader } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { accepted, type Outcome, refused } from '../../platform/outcome/index.ts';
import type { Actor } from '../../platform/session/index.ts';
import { auditLedger } from '../entry.ts';
import { record } from '../record.ts';
import type { Boundary, Seal } from '../seal/format.ts';
import { leavesOf } from '../seal/leaves.ts';
import { ledgerRows } from '../seal/sealer.ts';
import { allSeals } from '../seal/verify.ts';
import { texts } from './messages.gen.ts';
import type { BundleSeal } from './model.ts';

/** Rows in one bundle: it is made in memory, so that no slow receiver holds a transaction open (which would hold up the sealing). */
const mostRows = 200_000n;

/** Days of a bundle, both included. */
export interface BundleDays {
  readonly from: string;
  readonly until: string;
}

/**
 * Makes the auditor's bundle: a ZIP with the rows in their sealed bytes, the seals, their leaves, newer rows, a description, and the
 * page that verifies it. Taking it is an act in the trail. Refuses (`audit.too-many`, `audit.nothing`) what is too long or empty.
 */
export async function takeBundle(context: Context, actor: Actor, days: BundleDays, verifyPage: string): Promise<Outcome<Uint8Array>> {
  const { db, config, clock } = context;
  await db.transaction((tx) =>
    record(tx, actor, {
      action: 'audit.export',
      subject: { kind: 'audit.bundle', id: `${days.from}/${days.until}` },
      right: 'audit.export',
    }),
  );
  const start = (day: string, plus: number) =>
    Temporal.PlainDate.from(day).add({ days: plus }).toZonedDateTime(config.TIME_ZONE).toInstant();
  return db.transaction(
    async (tx) => {
      const seals = await sealsBetween(tx, start(days.from, 0), start(days.until, 1));
      const last = seals.at(-1);
      const isHead = last === undefined || last.number === (await headNumber(tx));
      const open = isHead ? await openLines(tx, last?.before ?? { era: 0, xid: 0n }) : [];
      const rows = seals.reduce((sum, seal) => sum + seal.rows, 0n);
      if (rows > mostRows || open === null) return refused({ code: 'audit.too-many', params: { most: Number(mostRows) } });
      if (rows === 0n && open.length === 0) return refused({ code: 'audit.nothing' });
      const zip = startZip(clock.now());
      for await (const [name, chunk] of contents(tx, seals, open)) zip.add(name, chunk);
      zip.add('verify.html', verifyPage);
      zip.add('README.txt', describe(days, seals, open.length));
      return accepted(zip.end());
    },
    { isolation: 'repeatable read', readOnly: true },
  );
}

async function sealsBetween(reader: Reader, from: Temporal.Instant, until: Temporal.Instant): Promise<Seal[]> {
  const found: Seal[] = [];
  for await (const seal of allSeals(reader, auditLedger.name, await firstSealFrom(reader, from))) {
    found.push(seal);
    // What was written in the last seconds of a day is under a seal of the next.
    if (Temporal.Instant.compare(Temporal.Instant.from(seal.sealedAt), until) >= 0) break;
  }
  return found;
}

/** The number before the first seal made at or after the instant. */
async function firstSealFrom(reader: Reader, from: Temporal.Instant): Promise<bigint> {
  const found = await sql<{ number: string | null }>`select min(number)::text as number from audit.seal
    where ledger = ${auditLedger.name} and sealed_at >= ${from.toString()}::timestamptz`.execute(reader.rows<unknown>());
  const number = found.rows[0]?.number;
  return number ? BigInt(number) - 1n : ((await headNumber(reader)) ?? 0n);
}

async function headNumber(reader: Reader): Promise<bigint | null> {
  const found = await sql<{
    number: string | null;
  }>`select max(number)::text as number from audit.seal where ledger = ${auditLedger.name}`.execute(reader.rows<unknown>());
  const number = found.rows[0]?.number;
  return number ? BigInt(number) : null;
}

/** Rows newer than the last seal; null where there are too many. */
async function openLines(reader: Reader, from: Boundary): Promise<string[] | null> {
  const lines: string[] = [];
  for await (const row of ledgerRows(reader, auditLedger, from, null)) {
    if (BigInt(lines.length) === mostRows) return null;
    lines.push(`${Buffer.from(row.bytes).toString('utf8')}\n`);
  }
  return lines;
}

async function* contents(reader: Reader, seals: readonly Seal[], open: readonly string[]): AsyncGenerator<[string, string]> {
  for (const seal of seals) {
    yield ['seals.jsonl', `${JSON.stringify(shownSeal(seal))}\n`];
    const leaves = (await Array.fromAsync(leavesOf(reader, seal.ledger, seal.number))).map(({ id, hash }) => [id, hash.toString('hex')]);
    yield ['leaves.jsonl', `${JSON.stringify({ seal: seal.number.toString(), leaves })}\n`];
  }
  const [first, last] = [seals[0], seals.at(-1)];
  if (first && last) {
    let held: string[] = [];
    for await (const row of ledgerRows(reader, auditLedger, first.from, last.before)) {
      held.push(`${Buffer.from(row.bytes).toString('utf8')}\n`);
      if (held.length === 1000) yield ['rows.jsonl', held.splice(0).join('')];
    }
    yield ['rows.jsonl', held.join('')];
    held = [];
  } else for (const name of ['seals.jsonl', 'leaves.jsonl', 'rows.jsonl']) yield [name, ''];
  yield ['unsealed.jsonl', open.join('')];
}

function shownSeal(seal: Seal): BundleSeal {
  const { number, rows, from, before } = seal;
  return {
    ...seal,
    number: number.toString(),
    rows: rows.toString(),
    from: { era: from.era, xid: from.xid.toString() },
    before: { era: before.era, xid: before.xid.toString() },
  };
}

function describe({ from, until }: BundleDays, seals: readonly Seal[], unsealed: number): string {
  const name = (seal: Seal | undefined) => (seal ? `${seal.number}:${seal.hash}` : '–');
  const values = {
    from: formatDate(from),
    until: formatDate(until),
    seals: seals.length.toString(),
    rows: seals.reduce((sum, seal) => sum + seal.rows, 0n).toString(),
    unsealed: unsealed.toString(),
    first: name(seals[0]),
    last: name(seals.at(-1)),
  };
  return `${texts.vi.readme(values)}\n\n${'-'.repeat(72)}\n\n${texts.en.readme(values)}\n`;
}

/** A ZIP that grows by pieces of its files, in memory. */
function startZip(madeAt: Temporal.Instant): { add(name: string, text: string): void; end(): Uint8Array } {
  const chunks: Uint8Array[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    chunks.push(chunk);
  });
  const entries = new Map<string, ZipDeflate>();
  return {
    add(name, text) {
      let entry = entries.get(name);
      if (!entry) {
        entry = new ZipDeflate(name, { level: 6 });
        entry.mtime = madeAt.epochMilliseconds;
        entries.set(name, entry);
        zip.add(entry);
      }
      entry.push(Buffer.from(text, 'utf8'), false);
    },
    end() {
      for (const entry of entries.values()) entry.push(new Uint8Array(), true);
      zip.end();
      return Buffer.concat(chunks);
    },
  };
}
