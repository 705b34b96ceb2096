/** Consent, purpose by purpose: given in the words of the day, taken back as easily. */
import { sql } from 'kysely';
import { record } from '../../audit/index.ts';
import type { Reader, Tx } from '../../platform/db/index.ts';
import { accepted, type Outcome, refused } from '../../platform/outcome/index.ts';
import type { Actor } from '../../platform/session/index.ts';
import { peopleRights } from '../contract.ts';
import { underDuty } from '../persons/duty.ts';
import type { WayToSay } from './model.ts';

/** What can be agreed to today, in today's words. */
export interface Purpose {
  readonly code: string;
  readonly version: number;
  readonly titles: Readonly<Record<'vi' | 'en', string>>;
  readonly words: Readonly<Record<'vi' | 'en', string>>;
  readonly data: Readonly<Record<'vi' | 'en', string>>;
  readonly controller: string;
}

/** One agreement, with the words that it was given to. */
export interface Consent extends Purpose {
  readonly id: string;
  readonly givenAt: Temporal.Instant;
  readonly how: WayToSay;
  /** Who wrote it down, where not the person. */
  readonly recordedBy: string | null;
  readonly withdrawnAt: Temporal.Instant | null;
}

interface PurposeColumns {
  readonly code: string;
  readonly version: number;
  readonly title_vi: string;
  readonly title_en: string;
  readonly words_vi: string;
  readonly words_en: string;
  readonly data_vi: string;
  readonly data_en: string;
  readonly controller: string;
}

const shaped = (row: PurposeColumns): Purpose => ({
  code: row.code,
  version: row.version,
  titles: { vi: row.title_vi, en: row.title_en },
  words: { vi: row.words_vi, en: row.words_en },
  data: { vi: row.data_vi, en: row.data_en },
  controller: row.controller,
});

/** Everything that is asked on a day, each purpose in the newest words that have not been taken out. */
export async function purposesOn(reader: Reader, day: string): Promise<readonly Purpose[]> {
  const found = await sql<PurposeColumns>`select distinct on (code) * from people.consent_purpose
    where valid_from <= ${day}::date and (valid_to is null or valid_to >= ${day}::date) order by code, version desc`.execute(
    reader.rows<unknown>(),
  );
  return found.rows.map(shaped);
}

/** What a person agreed to, newest first, also what they took back, each with the exact words. Needs the person's own rows or the duty `privacy`. */
export async function consentsOf(reader: Reader, personId: string): Promise<readonly Consent[]> {
  const found = await sql<
    PurposeColumns & {
      id: string;
      given_at: Temporal.Instant;
      how: WayToSay;
      recorded_by: string | null;
      withdrawn_at: Temporal.Instant | null;
    }
  >`select purpose.*, consent.id, consent.given_at, consent.how, consent.recorded_by, consent.withdrawn_at
    from people.consent join people.consent_purpose purpose on purpose.code = consent.purpose and purpose.version = consent.version
    where consent.person_id = ${personId}::uuid order by consent.given_at desc, consent.id desc`.execute(reader.rows<unknown>());
  return found.rows.map((row) => ({
    ...shaped(row),
    id: row.id,
    givenAt: row.given_at,
    how: row.how,
    recordedBy: row.recorded_by,
    withdrawnAt: row.withdrawn_at,
  }));
}

/** Whether the person agrees to this now. Asked at each use, so that what was taken back holds at once. Works in any transaction. */
export async function hasConsent(tx: Tx, personId: string, purpose: string): Promise<boolean> {
  const found = await underDuty(tx, 'privacy', () =>
    sql`select 1 from people.consent where person_id = ${personId}::uuid and purpose = ${purpose} and withdrawn_at is null`.execute(
      tx.rows<unknown>(),
    ),
  );
  return found.rows.length > 0;
}

/**
 * Notes that a person agrees, in the words of today. `how` is `self` only by the person; an official or helper notes what was
 * spoken or signed, and the caller has checked that they may act for the person. `version` is that of the words that the person
 * saw: where others hold by now, it is refused and they are shown. Agreeing again changes nothing. Works in any transaction.
 */
export async function giveConsent(
  tx: Tx,
  actor: Actor,
  input: { personId: string; purpose: string; how: WayToSay; version?: number },
): Promise<Outcome<{ consentId: string }>> {
  const { personId, purpose, how, version } = input;
  if ((how === 'self') !== (actor.id === personId)) return refused({ code: 'people.consent-not-yours', status: 403 });
  const asked = (await purposesOn(tx, tx.clock.today().toString())).find(({ code }) => code === purpose);
  if (!asked) return refused({ code: 'people.consent-unknown', status: 404 });
  if (version !== undefined && version !== asked.version)
    return refused({ code: 'people.consent-words-changed', status: 409, field: purpose });
  const rows = tx.rows<unknown>();
  const given = await underDuty(tx, 'privacy', async () => {
    const added = await sql<{ id: string }>`insert into people.consent (id, person_id, purpose, version, given_at, how, recorded_by)
      values (${tx.ids.next()}::uuid, ${personId}::uuid, ${purpose}, ${asked.version}, ${tx.clock.now().toString()}::timestamptz, ${how},
        ${how === 'self' ? null : actor.id}::uuid)
      on conflict (person_id, purpose) where withdrawn_at is null do nothing returning id`.execute(rows);
    if (added.rows[0]) return { id: added.rows[0].id, fresh: true };
    const there = await sql<{ id: string }>`select id from people.consent
      where person_id = ${personId}::uuid and purpose = ${purpose} and withdrawn_at is null`.execute(rows);
    return { id: there.rows[0]?.id ?? '', fresh: false };
  });
  if (given.fresh) await trace(tx, actor, 'people.give-consent', given.id, purpose, personId);
  return accepted({ consentId: given.id });
}

/** Takes an agreement back, from now on. Taking back what was not given changes nothing. Works in any transaction. */
export async function withdrawConsent(
  tx: Tx,
  actor: Actor,
  input: { personId: string; purpose: string },
): Promise<Outcome<{ withdrawn: boolean }>> {
  const { personId, purpose } = input;
  const ended = await underDuty(tx, 'privacy', () =>
    sql<{ id: string }>`update people.consent set withdrawn_at = ${tx.clock.now().toString()}::timestamptz, withdrawn_by = ${actor.id}::uuid
      where person_id = ${personId}::uuid and purpose = ${purpose} and withdrawn_at is null returning id`.execute(tx.rows<unknown>()),
  );
  const [row] = ended.rows;
  if (row) await trace(tx, actor, 'people.withdraw-consent', row.id, purpose, personId);
  return accepted({ withdrawn: row !== undefined });
}

/** Takes back everything that a person agreed to; returns how many there were. */
export async function withdrawAllConsents(tx: Tx, actor: Actor, personId: string): Promise<number> {
  const held = (await underDuty(tx, 'privacy', () => consentsOf(tx, personId))).filter(({ withdrawnAt }) => withdrawnAt === null);
  for (const { code } of held) await withdrawConsent(tx, actor, { personId, purpose: code });
  return held.length;
}

async function trace(tx: Tx, actor: Actor, action: string, id: string, purpose: string, personId: string): Promise<void> {
  await record(tx, actor, {
    action,
    subject: { kind: 'people.consent', id },
    fields: [purpose],
    persons: [personId],
    ...(actor.id === personId ? {} : { right: peopleRights.onBehalf, actingFor: personId }),
  });
}
