/** Reports as everybody sees them, and for a program with a real key how those stand that it sent itself. */
import { createHmac } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';
import { organisationName } from '../../people/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import { fixedId } from '../../platform/ids/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { accepted, type Outcome, refused } from '../../platform/outcome/index.ts';
import { anonymous, dutyState } from '../../platform/session/index.ts';
import { fold } from '../../platform/text/index.ts';
import { findUnits, labelsOf, placeName } from '../../territory/index.ts';
import { codeIn } from '../code.ts';
import type { ReportInput } from '../contract.ts';
import { submitReport } from '../core/submit/submit.ts';
import { publicFilePath } from '../public/paths.ts';
import { openSteps } from '../told.ts';
import { type Asked, codeSent } from './asked.ts';
import { texts } from './messages.gen.ts';
import type { Sent } from './sent.ts';
import { serviceNames } from './services.ts';
import { closedStates, type Store, type Submission, type Told, type Update } from './store.ts';

/** The id of what a program sent with an idempotency key: the same for ever. */
export const idempotentId = (appId: string, key: string): string => fixedId(`open311/${appId}/${key}`);

interface Row {
  readonly code: string;
  readonly shown: boolean;
  readonly state: string;
  readonly category_code: string;
  readonly words: string | null;
  readonly place_words: string | null;
  readonly lat: number | null;
  readonly lon: number | null;
  readonly unit_id: string;
  readonly organisation_id: string | null;
  readonly answer: string | null;
  readonly picture: string | null;
  readonly sent_at: Temporal.Instant;
  readonly changed_at: Temporal.Instant;
  readonly due_at: Temporal.Instant | null;
}

const changedAt = sql`greatest(report.sent_at, face.shown_at, report.received_at, report.handed_at, report.answered_at, report.closed_at)`;

/** Who asks, and how. */
export interface Asking {
  /** The program of a real key; null for everybody. */
  readonly appId: string | null;
  readonly lang: Lang;
  readonly origin: string;
}

const state = dutyState('identity');

function conditions(asked: Asked, appId: string | null): RawBuilder<unknown> {
  const own = sql`report.id in (select report_id from reports.sent_by_app where app_id = ${appId}::uuid)`;
  const parts = [appId === null ? sql`report.shown` : sql`(report.shown or ${own})`];
  if (asked.codes !== null) parts.push(sql`report.code = any (${[...asked.codes]}::text[])`);
  else {
    if (asked.services !== null) parts.push(sql`report.category_code = any (${[...asked.services]}::text[])`);
    if (asked.status?.length === 1) {
      const closed = sql`report.state = any (${[...closedStates]}::text[])`;
      parts.push(asked.status[0] === 'closed' ? closed : sql`not ${closed}`);
    }
    if (asked.from !== null) parts.push(sql`report.sent_at >= ${asked.from.toString()}::timestamptz`);
    if (asked.to !== null) parts.push(sql`report.sent_at <= ${asked.to.toString()}::timestamptz`);
    if (asked.updatedFrom !== null) parts.push(sql`${changedAt} >= ${asked.updatedFrom.toString()}::timestamptz`);
    // What was sent later was changed later: this part has an index.
    if (asked.updatedTo !== null) {
      const to = sql`${asked.updatedTo.toString()}::timestamptz`;
      parts.push(sql`report.sent_at <= ${to}`, sql`${changedAt} <= ${to}`);
    }
  }
  return sql.join(parts, sql` and `);
}

/** The page of rows first, then what only they need: answer, picture, names. Nothing of a report that is not shown but how it stands. */
async function rowsOf(tx: Tx, where: RawBuilder<unknown>, limit: number, offset: number): Promise<readonly Row[]> {
  const { rows } = await sql<Row>`with page as materialized (
      select report.id, report.code, report.shown, report.state, report.category_code, face.words, face.place_words, face.lat, face.lon, report.unit_id,
        report.organisation_id, report.sent_at, ${changedAt} as changed_at, report.due_at
      from reports.report report left join reports.public_face face on face.report_id = report.id and report.shown
      where ${where} order by report.sent_at desc, report.id desc limit ${limit} offset ${offset}
    ) select page.*, answer.words as answer, picture.shown_hash as picture from page
    left join lateral (select words.words from reports.event approved join reports.event written on written.report_id = approved.report_id
        and written.ordinal <= approved.ordinal
      join reports.event_words words on words.event_id = written.id and words.audience = 'everybody'
      where page.shown and approved.report_id = page.id and approved.step = 'approve'
      order by approved.ordinal desc, written.ordinal desc limit 1) answer on true
    left join lateral (select shown_hash from reports.attachment where page.shown and report_id = page.id and shown_hash is not null and kind = 'image'
      and role <> 'judgement' order by role <> 'after', rank, id limit 1) picture on true
    order by page.sent_at desc, page.id desc`.execute(tx.rows<unknown>());
  return rows;
}

async function toldOf(tx: Tx, rows: readonly Row[], { lang, origin }: Asking): Promise<readonly Told[]> {
  const today = tx.clock.today().toString();
  const ids = [...new Set(rows.flatMap((row) => row.organisation_id ?? []))];
  const names = await serviceNames(tx, lang);
  const units = await labelsOf(tx, [...new Set(rows.map((row) => row.unit_id))], today);
  const offices = new Map(await Promise.all(ids.map(async (id) => [id, await organisationName(tx, id, today)] as const)));
  const within = (id: string): string | null => {
    const unit = units.get(id);
    return unit ? placeName(unit, lang) : null;
  };
  return rows.map((row) => ({
    code: row.code,
    state: row.state,
    serviceCode: row.category_code,
    serviceName: names.get(row.category_code) ?? row.category_code,
    description: row.words,
    agency: row.organisation_id === null ? null : (offices.get(row.organisation_id) ?? null),
    answer: row.answer,
    requestedAt: row.sent_at,
    updatedAt: row.changed_at,
    expectedAt: row.due_at,
    address: [row.place_words, within(row.unit_id)].filter(Boolean).join(', ') || null,
    addressId: row.unit_id,
    lat: row.lat,
    lon: row.lon,
    media: row.picture === null ? null : origin + publicFilePath(row.picture),
  }));
}

async function updatesOf(tx: Tx, asked: Asked): Promise<readonly Update[]> {
  const from = asked.updatedFrom ?? asked.from;
  const to = asked.updatedTo ?? asked.to;
  const parts = [sql`report.shown`, sql`event.step = any (${[...openSteps]}::text[])`];
  if (asked.codes !== null) parts.push(sql`report.code = any (${[...asked.codes]}::text[])`);
  else if (from !== null)
    parts.push(sql`${changedAt} >= ${from.toString()}::timestamptz`, sql`event.at >= ${from.toString()}::timestamptz`);
  if (to !== null) parts.push(sql`event.at <= ${to.toString()}::timestamptz`);
  const { rows } = await sql<Update>`select event.id, report.code, event.to_state as state, event.at,
      case when event.step = 'approve' then (select words.words from reports.event written join reports.event_words words on words.event_id = written.id
        where written.report_id = event.report_id and written.ordinal <= event.ordinal and words.audience = 'everybody'
        order by written.ordinal desc limit 1) end as words
    from reports.report report join reports.public_face face on face.report_id = report.id join reports.event event on event.report_id = report.id
    where ${sql.join(parts, sql` and `)} order by event.at, event.id limit ${asked.limit} offset ${asked.offset}`.execute(
    tx.rows<unknown>(),
  );
  return rows;
}

/** The report that a program sent under this id; null where it sent none. */
async function sentBefore(tx: Tx, appId: string, id: string): Promise<string | null> {
  const { rows } = await sql<{
    code: string;
  }>`select report.code from reports.sent_by_app sent join reports.report report on report.id = sent.report_id
    where sent.app_id = ${appId}::uuid and sent.report_id = ${id}::uuid`.execute(tx.rows<unknown>());
  return rows[0]?.code ?? null;
}

/**
 * The unit that words of a place end in: "…, xã Trạm Tấu, tỉnh …". From the last part to the first, a commune whose whole name stands there; empty
 * where none or several are called so.
 */
async function unitIn(tx: Tx, address: string): Promise<string> {
  const on = tx.clock.today().toString();
  for (const part of address
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean)
    .toReversed()
    .slice(0, 4)) {
    const name = part.replace(/^(xã|phường|thị trấn|đặc khu)\s+/iu, '');
    const { items } = await findUnits(tx, { q: name, on, level: 'commune', limit: 5 });
    const [unit, ...others] = items.filter((item) => fold(item.name) === fold(name));
    if (unit && others.length === 0) return unit.id;
  }
  return '';
}

/** What a program sent, as any other door sends it. */
async function inputOf(tx: Tx, sent: Sent, uploads: readonly string[], lang: Lang): Promise<ReportInput> {
  const unitId = sent.unitId === '' && sent.lat === null ? await unitIn(tx, sent.address) : sent.unitId;
  const linked = sent.links.length === 0 ? '' : texts[lang].links({ links: sent.links.join(' ') });
  return {
    id: sent.id,
    door: 'open311',
    categoryCode: sent.serviceCode,
    words: [sent.description, linked].filter(Boolean).join('\n\n'),
    answers: sent.answers,
    place: {
      how: sent.lat !== null ? 'gps' : unitId !== '' ? 'unit' : sent.address !== '' ? 'words' : 'none',
      unitId,
      lat: sent.lat,
      lon: sent.lon,
      accuracyMetres: null,
      words: sent.address,
      atHome: false,
    },
    language: sent.language,
    uploads,
    keepPrivate: false,
    contact: { name: sent.name, phone: sent.phone },
    answerBy: 'page',
    capturedAt: null,
    onBehalf: null,
  };
}

/** By which a sender is known: one person of a program counts once. Nobody can make it who does not know the secret of the installation. */
function senderOf({ SECRET_KEY }: Context['config'], appId: string, sent: Sent): string {
  return createHmac('sha256', SECRET_KEY ?? '')
    .update(`open311/${appId}/${sent.account || sent.phone || sent.id}`)
    .digest('hex');
}

/** The real store. `uploads` are files that came with the form, staged under `owner`. */
export function realStore(
  context: Context,
  asking: Asking,
  staged: { readonly uploads: readonly string[]; readonly owner: string | null },
): Store {
  const { db, config } = context;
  const { appId, lang } = asking;
  const read = <T>(reader: (tx: Tx) => Promise<T>) => db.transaction(reader, { state, readOnly: true });

  async function byCode(tx: Tx, code: string): Promise<Told | null> {
    const asked: Asked = {
      codes: [code],
      services: null,
      status: null,
      from: null,
      to: null,
      updatedFrom: null,
      updatedTo: null,
      limit: 1,
      offset: 0,
    };
    const [told] = await toldOf(tx, await rowsOf(tx, conditions(asked, appId), 1, 0), asking);
    return told ?? null;
  }

  return {
    list: (asked) => read(async (tx) => toldOf(tx, await rowsOf(tx, conditions(asked, appId), asked.limit, asked.offset), asking)),
    one: (typed) =>
      read(async (tx) => {
        const code = codeIn(codeSent(typed));
        return code === null ? null : byCode(tx, code);
      }),
    updates: (asked) => read((tx) => updatesOf(tx, asked)),
    byToken: (token) =>
      read(async (tx) => {
        const code = codeIn(codeSent(token));
        const own = appId === null ? null : await sentBefore(tx, appId, idempotentId(appId, token));
        return own ?? (code === null ? null : ((await byCode(tx, code))?.code ?? null));
      }),
    async submit(sent): Promise<Outcome<Submission>> {
      if (appId === null) return refused({ code: 'developers.key-missing', status: 403 });
      const done = await db.transaction(
        async (tx) => {
          const before = await sentBefore(tx, appId, sent.id);
          if (before !== null) return accepted({ code: before, repeated: true });
          const ticket = staged.owner ?? senderOf(config, appId, sent);
          const submitted = await submitReport(tx, context, { actor: anonymous, ticket }, await inputOf(tx, sent, staged.uploads, lang));
          if (!submitted.ok) return submitted;
          await sql`insert into reports.sent_by_app (report_id, app_id, sent_at)
            values (${sent.id}::uuid, ${appId}::uuid, ${tx.clock.now().toString()}::timestamptz) on conflict do nothing`.execute(
            tx.rows<unknown>(),
          );
          return accepted({ code: submitted.value.code, repeated: submitted.value.repeated });
        },
        { state },
      );
      if (done.ok || done.refusal.code !== 'reports.id-taken') return done;
      // Two came at once with one idempotency key: the second one finds what the first one sent.
      const before = await read((tx) => sentBefore(tx, appId, sent.id));
      return before === null ? done : accepted({ code: before, repeated: true });
    },
  };
}
