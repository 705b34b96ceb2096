import { sql } from 'kysely';
import type { Context, PrivacySource } from '../module/index.ts';
import { texts } from './messages.gen.ts';
import { openMessage } from './send.ts';
import type { MessageChannel } from './types.ts';

interface Row {
  readonly id: string;
  readonly channel: MessageChannel;
  readonly purpose: string;
  readonly state: string;
  readonly created_at: Temporal.Instant;
  readonly sent_at: Temporal.Instant | null;
  readonly delivered_at: Temporal.Instant | null;
  readonly expires_at: Temporal.Instant | null;
  readonly sealed_to: string | null;
  readonly sealed_text: string | null;
}

/** What messaging holds about persons: messages to them for some days, and the browsers that asked for push. */
export function privacy({ vault }: Pick<Context, 'vault'>): PrivacySource {
  return {
    holds: (lang) => {
      const t = texts[lang];
      return [
        { what: t.privacy_messages(), why: t.privacy_messages_why(), basis: t.privacy_basis() },
        { what: t.privacy_push(), why: t.privacy_push_why(), basis: t.privacy_basis() },
      ];
    },
    async exportPerson(tx, personId) {
      const messages =
        await sql<Row>`select id, channel, purpose, state, created_at, sent_at, delivered_at, expires_at, sealed_to, sealed_text
        from platform.message where person_id = ${personId}::uuid order by created_at`.execute(tx.rows<unknown>());
      const browsers = await sql<{ id: string; created_at: Temporal.Instant }>`select id, created_at from platform.push_subscription
        where person_id = ${personId}::uuid order by created_at`.execute(tx.rows<unknown>());
      const now = tx.clock.now();
      return {
        'platform.message': messages.rows.map((row) => {
          // An export passes through other hands: a code that still opens something does not go along.
          const over = row.expires_at === null || Temporal.Instant.compare(row.expires_at, now) <= 0;
          const opened = openMessage(vault, row);
          return {
            id: row.id,
            channel: row.channel,
            purpose: row.purpose,
            state: row.state,
            created_at: row.created_at.toString(),
            sent_at: row.sent_at?.toString() ?? null,
            delivered_at: row.delivered_at?.toString() ?? null,
            to: opened?.to ?? null,
            subject: over ? (opened?.words.subject ?? null) : null,
            text: over ? (opened?.words.text ?? null) : null,
          };
        }),
        'platform.push_subscription': browsers.rows.map(({ id, created_at }) => ({ id, created_at: created_at.toString() })),
      };
    },
    async erasePerson(tx, personId) {
      const now = tx.clock.now().toString();
      // What was not sent yet is not sent any more.
      const messages = await sql`update platform.message set person_id = null, sealed_to = null, sealed_text = null,
          failure = case when state in ('queued', 'sending') then 'erased' else failure end,
          ended_at = case when state in ('queued', 'sending') then ${now}::timestamptz else ended_at end,
          state = case when state in ('queued', 'sending') then 'failed' else state end
        where person_id = ${personId}::uuid`.execute(tx.rows<unknown>());
      const browsers = await sql`delete from platform.push_subscription where person_id = ${personId}::uuid`.execute(tx.rows<unknown>());
      return {
        'platform.message': Number(messages.numAffectedRows ?? 0n),
        'platform.push_subscription': Number(browsers.numAffectedRows ?? 0n),
      };
    },
  };
}
