import { sql } from 'kysely';
import type { Vault } from '../crypto/index.ts';
import type { Tx } from '../db/index.ts';
import type { Lang } from '../i18n/index.ts';
import type { MessageInput } from './types.ts';
import { wakeSender } from './wake.ts';

/** Where a message's sealed texts belong: copied to another row they do not open. */
const placeOf = (id: string, what: 'to' | 'text'): string => `platform.message/${id}/${what}`;

/** What a message says. */
export interface Words {
  readonly subject: string | null;
  readonly text: string;
  readonly lang: Lang;
  /** The page that a push opens. */
  readonly href?: string;
}

/** The address and the words of a stored message; null once they were removed. Throws where they were changed. */
export function openMessage(
  vault: Vault,
  row: { readonly id: string; readonly sealed_to: string | null; readonly sealed_text: string | null },
): { readonly to: string; readonly words: Words } | null {
  if (row.sealed_to === null || row.sealed_text === null) return null;
  return {
    to: vault.open(row.sealed_to, placeOf(row.id, 'to')),
    words: JSON.parse(vault.open(row.sealed_text, placeOf(row.id, 'text'))) as Words,
  };
}

/** Queues a message and wakes the sender after the commit; a repeated key queues nothing and gives the id of the first. */
export async function queueMessage(tx: Tx, vault: Vault, message: MessageInput): Promise<string> {
  const id = tx.ids.next();
  const now = tx.clock.now().toString();
  const words: Words = {
    subject: message.subject ?? null,
    text: message.text,
    lang: message.lang ?? 'vi',
    ...(message.href === undefined ? {} : { href: message.href }),
  };
  // Without a target the conflict asks for no right to see the row, which the state of the command may not give.
  const added = await sql`insert into platform.message
      (id, idempotency_key, channel, purpose, person_id, sealed_to, sealed_text, next_attempt_at, expires_at, created_at)
    values (${id}::uuid, ${message.key}, ${message.channel}, ${message.purpose}, ${message.personId ?? null}::uuid,
      ${vault.seal(message.to, placeOf(id, 'to'))}, ${vault.seal(JSON.stringify(words), placeOf(id, 'text'))}, ${now}::timestamptz,
      ${message.expiresAt?.toString() ?? null}::timestamptz, ${now}::timestamptz)
    on conflict do nothing`.execute(tx.rows<unknown>());
  if (added.numAffectedRows === 1n) {
    tx.afterCommit(wakeSender);
    return id;
  }
  const first = await sql<{ id: string }>`select platform.message_by_key(${message.key}) as id`.execute(tx.rows<unknown>());
  return first.rows[0]?.id ?? id;
}
