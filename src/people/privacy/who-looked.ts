/** “Who looked at my file”: the trail about a person in plain words, one's own doings collapsed. */
import { sql } from 'kysely';
import { type AboutEntry, aboutPerson } from '../../audit/index.ts';
import type { Db, Reader } from '../../platform/db/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import { namesOfActors } from '../names.ts';
import { texts } from './messages.gen.ts';

export interface Look {
  readonly from: Temporal.Instant;
  readonly until: Temporal.Instant;
  /** Who it was: office and name, the system, or the person. */
  readonly who: string;
  readonly own: boolean;
  readonly what: string;
  readonly why: string | null;
  /** How many times in a row. */
  readonly times: number;
}

export interface Looks {
  readonly looks: readonly Look[];
  /** Position for what is older; null at the end. */
  readonly older: string | null;
}

const PAGE = 100;

/** The latest entries about a person, or those before a position. */
export async function whoLooked(db: Db, personId: string, ask: { lang: Lang; before: string | null }): Promise<Looks> {
  const entries = await aboutPerson(db, personId, { limit: PAGE, before: ask.before });
  const others = [...new Set(entries.map(({ actorId }) => actorId).filter((id) => id !== null && id !== personId))] as string[];
  const names = await namesOfActors(db, others);
  const offices = await officesOf(db, others, ask.lang);
  const looks: Look[] = [];
  for (const entry of entries) {
    const own = entry.actorId === personId;
    const t = texts[ask.lang];
    const look: Look = {
      from: entry.at,
      until: entry.at,
      who: own ? t.looked_you() : whoOf(entry, names, offices, ask.lang),
      own,
      what: own ? t.looked_own() : actionWord(entry.action, ask.lang),
      why: own || entry.purpose === null ? null : purposeWord(entry.purpose, ask.lang),
      times: 1,
    };
    const last = looks.at(-1);
    // Newest first: what repeats is one line, from its earliest to its latest.
    if (last && last.who === look.who && last.what === look.what && last.why === look.why) {
      looks[looks.length - 1] = { ...last, from: look.from, times: last.times + 1 };
    } else looks.push(look);
  }
  return { looks, older: entries.length === PAGE ? (entries.at(-1)?.position ?? null) : null };
}

function whoOf(entry: AboutEntry, names: ReadonlyMap<string, string>, offices: readonly Office[], lang: Lang): string {
  const t = texts[lang];
  if (entry.actorId === null) return entry.actorKind === 'system' ? t.looked_system() : t.looked_unknown();
  const day = entry.at.toString();
  const held = offices.filter(
    ({ person_id, since, until }) => person_id === entry.actorId && since <= day && (until === null || day < until),
  );
  // Without a role on that day: the last one that the person held, so that it can be asked about.
  const office = held[0] ?? offices.find(({ person_id }) => person_id === entry.actorId);
  const name = names.get(entry.actorId);
  if (!office) return name ?? t.looked_unknown();
  const where = office.place === null ? office.role : t.looked_office({ role: office.role, place: office.place });
  return name === undefined ? where : t.looked_official({ name, office: where });
}

interface Office {
  readonly person_id: string;
  readonly role: string;
  readonly place: string | null;
  /** ISO instants, comparable as text. */
  readonly since: string;
  readonly until: string | null;
}

async function officesOf(reader: Reader, persons: readonly string[], lang: Lang): Promise<readonly Office[]> {
  const found = await sql<Office>`select g.person_id, ${lang === 'vi' ? sql`role.name_vi` : sql`role.name_en`} as role,
      coalesce((select name from territory.unit_versions where unit_id = g.unit_id order by lower(valid) desc limit 1),
        (select name from people.organisation_version where organisation_id = coalesce(g.organisation_id, person.organisation_id)
          order by lower(valid) desc limit 1)) as place,
      lower(g.valid)::text as since, coalesce(to_char(g.ended_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), upper(g.valid)::text) as until
    from people.role_grant g join people.role on role.code = g.role join people.person on person.id = g.person_id
    where g.person_id = any (${persons}::uuid[]) order by role.sort_order desc, g.granted_at desc`.execute(reader.rows<unknown>());
  return found.rows;
}

/** What was done, in words that a person understands; what has none of its own is said by whether it only looked. */
function actionWord(action: string, lang: Lang): string {
  const t = texts[lang];
  const words: Readonly<Record<string, string>> = {
    'people.search': t.did_search(),
    'people.see-persons': t.did_search(),
    'people.see': t.did_see(),
    'people.unmask': t.did_unmask(),
    'people.record-person': t.did_record(),
    'people.correct-person': t.did_correct(),
    'people.act-on-behalf': t.did_on_behalf(),
    'people.grant-role': t.did_role(),
    'reports.name-listener': t.did_role(),
    'reports.end-listener': t.did_role(),
    'people.end-grant': t.did_role(),
    'people.give-consent': t.did_consent(),
    'people.withdraw-consent': t.did_consent(),
    'people.see-privacy-requests': t.did_request_seen(),
    'people.see-privacy-request': t.did_request_seen(),
    'people.file-privacy-request': t.did_request_filed(),
    'people.answer-privacy-request': t.did_request_answered(),
    'people.refuse-privacy-request': t.did_request_answered(),
    'people.carry-out-privacy-request': t.did_request_done(),
    'people.export-person': t.did_export(),
    'audit.search': t.did_trail(),
    'audit.export': t.did_trail(),
  };
  return words[action] ?? (/\.(see|search|look|show|unmask|read)/.test(action) ? t.did_see() : t.did_change());
}

function purposeWord(purpose: string, lang: Lang): string {
  const t = texts[lang];
  const words: Readonly<Record<string, string>> = {
    case: t.why_case(),
    recovery: t.why_recovery(),
    enrolment: t.why_enrolment(),
    'data-request': t.why_request(),
    contact: t.why_contact(),
    check: t.why_check(),
    listening: t.why_listening(),
  };
  return words[purpose] ?? t.why_other();
}
