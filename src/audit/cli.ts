import type { Db } from '../platform/db/index.ts';
import { auditLedger } from './entry.ts';
import type { Ledger } from './seal/sealer.ts';
import { type Anchor, type Break, type Verification, verifyTrail } from './seal/verify.ts';

/**
 * The command `audit:verify`: recomputes every seal and writes one paragraph per ledger. Gives the exit code: 0 when all is whole,
 * 1 at a break. `anchor` is a seal of the trail that somebody noted earlier, as `number:hash`.
 */
export async function auditVerify(
  db: Db,
  write: (line: string) => void,
  options: { ledgers?: readonly Ledger[]; anchor?: string } = {},
): Promise<number> {
  const anchor = options.anchor === undefined ? {} : { anchor: readAnchor(options.anchor) };
  const results = await verifyTrail(db, [auditLedger, ...(options.ledgers ?? [])], anchor);
  for (const line of results.flatMap(describeVerification)) write(line);
  return results.every((result) => result.firstBreak === null) ? 0 : 1;
}

/** Throws a RangeError unless the text is `number:hash`. */
function readAnchor(text: string): Anchor {
  const [, number, hash] = /^(\d+):([0-9a-f]{64})$/.exec(text) ?? [];
  if (!number || !hash) throw new RangeError('a noted seal is written as number:hash, as this command prints it');
  return { number: BigInt(number), hash };
}

function describeVerification(result: Verification): string[] {
  const { ledger, breaks, seals, sealedRows, openRows, head } = result;
  if (breaks.length > 0) {
    return [...breaks.flatMap((found) => describeBreak(ledger, found)), `${ledger}: ${seals} seals over ${sealedRows} rows are whole.`];
  }
  return [
    `${ledger}: whole. ${seals} seals over ${sealedRows} rows, ${openRows} rows not sealed yet.`,
    head ? `Last seal, to be noted elsewhere: ${head.number}:${head.hash}` : 'No seal yet.',
  ];
}

function describeBreak(ledger: string, found: Break): string[] {
  const head = `${ledger}: BROKEN at seal ${found.seal}: `;
  if (found.kind === 'seal') return [`${head}${found.what}. Nothing can be said about what comes after it.`];
  const what = {
    changed: `a row under it was changed (${found.sealed} rows)`,
    missing: `rows are missing: ${found.sealed} were sealed, ${found.found} are there`,
    inserted: `rows were put in: ${found.sealed} were sealed, ${found.found} are there`,
  };
  const which = found.records.map(
    ({ id, how }) => `  record ${id} was ${how === 'missing' ? 'removed' : how === 'inserted' ? 'put in' : 'changed'}`,
  );
  return [
    `${head}${what[found.kind]}.`,
    ...(which.length > 0 ? which : ['  Which record cannot be told: the leaves of this seal are missing or changed too.']),
  ];
}
