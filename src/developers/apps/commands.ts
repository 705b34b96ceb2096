/** What an owner does with a program: make it, make and revoke keys, ask for the real system. Each locks the program first. */
import { sql } from 'kysely';
import { record } from '../../audit/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import { accepted, type Outcome, refused } from '../../platform/outcome/index.ts';
import type { Actor } from '../../platform/session/index.ts';
import { tidy } from '../../platform/text/index.ts';
import { developersLimits, type KeyKind } from '../contract.ts';
import { drawKey } from '../keys.ts';
import { ownApp } from './queries.ts';
import type { App } from './types.ts';

export interface AppInput {
  /** Made by the form: the same id again is the same program. */
  readonly id: string;
  readonly name: string;
  readonly purpose: string;
  readonly organisation: string;
  readonly site: string;
}

/** A key as it is shown, once. */
export interface ShownKey {
  readonly appId: string;
  readonly kind: KeyKind;
  readonly text: string;
}

const unknown = refused({ code: 'developers.app-unknown', status: 404 });
const subjectOf = (id: string) => ({ kind: 'developers.app', id }) as const;

function checked(input: AppInput): Outcome<Omit<AppInput, 'id'>> {
  const name = tidy(input.name);
  const purpose = input.purpose.normalize('NFC').trim();
  const organisation = tidy(input.organisation);
  const site = input.site.trim();
  if (name === '') return refused({ code: 'developers.name-missing', field: 'name' });
  if (purpose === '') return refused({ code: 'developers.purpose-missing', field: 'purpose' });
  for (const [field, value] of Object.entries({ name, purpose, organisation, site })) {
    const most = developersLimits[field as 'name' | 'purpose' | 'organisation' | 'site'];
    if (value.length > most) return refused({ code: 'developers.too-long', field, params: { most } });
  }
  if (site !== '' && !(URL.canParse(site) && /^https?:$/.test(new URL(site).protocol)))
    return refused({ code: 'developers.site-strange', field: 'site' });
  return accepted({ name, purpose, organisation, site });
}

/** Makes a program and its first key of the sandbox. Refusals: `developers.*` with the field; too many programs (409). */
export async function makeApp(tx: Tx, actor: Actor, input: AppInput): Promise<Outcome<ShownKey>> {
  const good = checked(input);
  if (!good.ok) return good;
  const { name, purpose, organisation, site } = good.value;
  const rows = tx.rows<unknown>();
  // Two at once would both find room for one.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`developers.apps/${actor.id}`}, 0))`.execute(rows);
  const { rows: counted } = await sql<{
    n: number;
  }>`select count(*)::integer as n from developers.app where person_id = ${actor.id}::uuid`.execute(rows);
  if ((counted[0]?.n ?? 0) >= developersLimits.apps)
    return refused({ code: 'developers.apps-too-many', params: { most: developersLimits.apps }, status: 409 });
  const added = await sql`insert into developers.app (id, person_id, name, purpose, site, organisation, state, per_minute, created_at)
    values (${input.id}::uuid, ${actor.id}::uuid, ${name}, ${purpose}, ${site}, ${organisation}, 'sandbox', ${developersLimits.perMinute},
      ${tx.clock.now().toString()}::timestamptz) on conflict do nothing`.execute(rows);
  if ((added.numAffectedRows ?? 0n) === 0n) return refused({ code: 'developers.app-made', status: 409 });
  await record(tx, actor, {
    action: 'developers.make-app',
    subject: subjectOf(input.id),
    fields: ['name', 'purpose', 'organisation', 'site'],
  });
  return accepted(await addKey(tx, actor, input.id, 'sandbox'));
}

async function addKey(tx: Tx, actor: Actor, appId: string, kind: KeyKind): Promise<ShownKey> {
  const { text, digest, hint } = drawKey(kind);
  const id = tx.ids.next();
  await sql`insert into developers.api_key (id, app_id, kind, digest, hint, created_at)
    values (${id}::uuid, ${appId}::uuid, ${kind}, ${digest}::bytea, ${hint}, ${tx.clock.now().toString()}::timestamptz)`.execute(
    tx.rows<unknown>(),
  );
  await record(tx, actor, { action: 'developers.make-key', subject: { kind: 'developers.api-key', id }, fields: [kind] });
  return { appId, kind, text };
}

/** Whether something of this kind can be made for the program now: the real system only where it was granted. */
export function mayUse(app: App, kind: KeyKind): Outcome<null> {
  return kind === 'live' && app.state !== 'granted' ? refused({ code: 'developers.not-granted', status: 409 }) : accepted(null);
}

/** A further key. Refusals: unknown program, not granted, too many in use. */
export async function makeKey(tx: Tx, actor: Actor, appId: string, kind: KeyKind): Promise<Outcome<ShownKey>> {
  const app = await ownApp(tx, actor.id ?? '', appId, true);
  if (app === null) return unknown;
  const usable = mayUse(app, kind);
  if (!usable.ok) return usable;
  const { rows } = await sql<{ n: number }>`select count(*)::integer as n from developers.api_key
    where app_id = ${appId}::uuid and kind = ${kind} and revoked_at is null`.execute(tx.rows<unknown>());
  if ((rows[0]?.n ?? 0) >= developersLimits.keys)
    return refused({ code: 'developers.keys-too-many', params: { most: developersLimits.keys }, status: 409 });
  return accepted(await addKey(tx, actor, appId, kind));
}

/** Ends a key at once. Revoking it again changes nothing. */
export async function revokeKey(tx: Tx, actor: Actor, appId: string, keyId: string): Promise<Outcome<null>> {
  if ((await ownApp(tx, actor.id ?? '', appId, true)) === null) return unknown;
  const { rows } = await sql<{ id: string }>`update developers.api_key set revoked_at = ${tx.clock.now().toString()}::timestamptz
    where id = ${keyId}::uuid and app_id = ${appId}::uuid and revoked_at is null returning id`.execute(tx.rows<unknown>());
  if (rows.length > 0)
    await record(tx, actor, {
      action: 'developers.revoke-key',
      subject: { kind: 'developers.api-key', id: keyId },
      fields: ['revoked_at'],
    });
  return accepted(null);
}

/** Asks for the real system; who was refused or closed may ask again. Asking twice changes nothing. */
export async function askForLive(
  tx: Tx,
  actor: Actor,
  appId: string,
  typed: { readonly asked: string; readonly contact: string },
): Promise<Outcome<null>> {
  const app = await ownApp(tx, actor.id ?? '', appId, true);
  if (app === null) return unknown;
  if (app.state === 'wanted' || app.state === 'granted') return accepted(null);
  const asked = typed.asked.normalize('NFC').trim();
  const contact = tidy(typed.contact);
  if (asked === '') return refused({ code: 'developers.purpose-missing', field: 'asked' });
  if (contact === '') return refused({ code: 'developers.contact-missing', field: 'contact' });
  if (asked.length > developersLimits.purpose)
    return refused({ code: 'developers.too-long', field: 'asked', params: { most: developersLimits.purpose } });
  if (contact.length > developersLimits.contact)
    return refused({ code: 'developers.too-long', field: 'contact', params: { most: developersLimits.contact } });
  await sql`update developers.app set state = 'wanted', wanted_at = ${tx.clock.now().toString()}::timestamptz, asked = ${asked}, contact = ${contact}, reason = ''
    where id = ${appId}::uuid`.execute(tx.rows<unknown>());
  await record(tx, actor, { action: 'developers.ask-live', subject: subjectOf(appId), fields: ['state', 'asked', 'contact'] });
  return accepted(null);
}
