import { sql } from 'kysely';
import type { Tx } from '../platform/db/index.ts';
import type { Context } from '../platform/module/index.ts';
import type { NoticeInput } from './contract.ts';
import { sealPlace } from './notices.ts';
import { afterQuiet } from './quiet.ts';
import { underMessaging } from './state.ts';
import { topicOf } from './topics.ts';
import { chosenWays, usualWishes, wishesOf } from './wishes.ts';

/** News of one thing that come one after the other go out together. */
const groupingSeconds = 120;
/** As much as a page shows at a glance and a push carries. */
const longest = { title: 150, words: 600 } as const;

/**
 * Tells somebody something, once per key: it stands on their page at once and goes the ways that they chose, when they want to be disturbed.
 * Works in any transaction, whatever its state shows. Throws for a topic that nobody registered, a link that leaves the site, and words that are too long.
 */
export async function tell(tx: Tx, context: Pick<Context, 'config' | 'vault'>, notice: NoticeInput): Promise<void> {
  const topic = topicOf(notice.topic);
  const { to, subject, title, words, href, urgent } = notice;
  if (!/^\/(?![/\\])/.test(href)) throw new Error(`A notice of ${notice.topic} leads out of the site`);
  if (title === '' || title.length > longest.title || words.length > longest.words)
    throw new Error(`A notice of ${notice.topic} is too long`);
  const personId = 'personId' in to ? to.personId : null;
  const id = tx.ids.next();
  const sealed = 'phone' in to ? context.vault.seal(to.phone, sealPlace(id)) : null;
  await underMessaging(tx, async () => {
    const wishes = (personId === null ? null : (await wishesOf(tx, [personId])).get(personId)) ?? usualWishes;
    const pageOnly = personId !== null && chosenWays(wishes, notice.topic).length === 0;
    const now = tx.clock.now();
    const ready = urgent || !topic.grouped ? now : now.add({ seconds: groupingSeconds });
    const due = pageOnly ? null : urgent ? now : afterQuiet(ready, wishes.quiet, context.config.TIME_ZONE);
    await sql`insert into channel.notice (id, key, topic, subject_kind, subject_id, person_id, sealed_to, lang, title, words, href, urgent, state, at, due_at)
      values (${id}::uuid, ${notice.key}, ${notice.topic}, ${subject.kind}, ${subject.id}::uuid, ${personId}::uuid, ${sealed}, ${notice.lang}, ${title},
        ${words}, ${href}, ${urgent}, ${pageOnly ? 'page-only' : 'waiting'}, ${now.toString()}::timestamptz, ${due?.toString() ?? null}::timestamptz)
      on conflict (key) do nothing`.execute(tx.rows<unknown>());
  });
}
