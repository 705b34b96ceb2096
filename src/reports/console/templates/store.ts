/** Beginnings of answers: read, added, ended. They hold nobody's data. */
import { sql } from 'kysely';
import { record } from '../../../audit/index.ts';
import type { Reader, Tx } from '../../../platform/db/index.ts';
import { accepted, type Outcome, refused } from '../../../platform/outcome/index.ts';
import type { Actor } from '../../../platform/session/index.ts';
import { reportsRights } from '../../contract.ts';

export interface Template {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  readonly categoryCode: string | null;
  /** Null for those of everybody. */
  readonly organisationId: string | null;
}

export const templateLimits = { title: 120, body: 3_000 } as const;

const columns = sql`template.id, template.title, template.body, template.category_code as "categoryCode", template.organisation_id as "organisationId"`;

/** The templates of a day that these offices may use for a category, those of the office first. */
export async function templatesFor(
  reader: Reader,
  ask: { readonly categoryCode: string; readonly organisations: readonly string[]; readonly on: string },
): Promise<readonly Template[]> {
  const { categoryCode, organisations, on } = ask;
  const found = await sql<Template>`with recursive up (code) as (
      select ${categoryCode}::text collate "C"
      union select version.parent_code from reports.category_version version join up on version.code = up.code
        where version.valid @> ${on}::date and version.parent_code is not null)
    select ${columns} from reports.reply_template template
    where template.valid @> ${on}::date and (template.organisation_id is null or template.organisation_id = any (${organisations}::uuid[]))
      and (template.category_code is null or template.category_code in (select code from up))
    order by template.organisation_id is null, template.category_code is null, template.title, template.id limit 100`.execute(
    reader.rows<unknown>(),
  );
  return found.rows;
}

/** The templates of a day of these offices, and those of everybody. */
export async function templatesOf(reader: Reader, organisations: readonly string[], on: string): Promise<readonly Template[]> {
  const found = await sql<Template>`select ${columns} from reports.reply_template template
    where template.valid @> ${on}::date and (template.organisation_id is null or template.organisation_id = any (${organisations}::uuid[]))
    order by template.organisation_id is null, template.title, template.id limit 500`.execute(reader.rows<unknown>());
  return found.rows;
}

/** Adds a template from today. Refusals: reports.template-title, reports.template-body, reports.template-office (none of the actor's). The same id again changes nothing. */
export async function addTemplate(
  tx: Tx,
  actor: Actor,
  input: {
    readonly id: string;
    readonly title: string;
    readonly body: string;
    readonly categoryCode: string | null;
    readonly organisationId: string;
    /** Those for which the actor may write. */
    readonly offices: readonly string[];
  },
): Promise<Outcome<null>> {
  const { id, title, body, categoryCode, organisationId, offices } = input;
  if (title === '' || title.length > templateLimits.title)
    return refused({ code: 'reports.template-title', field: 'title', params: { most: templateLimits.title } });
  if (body === '' || body.length > templateLimits.body)
    return refused({ code: 'reports.template-body', field: 'body', params: { most: templateLimits.body } });
  if (!offices.includes(organisationId)) return refused({ code: 'reports.template-office', field: 'organisationId' });
  await sql`insert into reports.reply_template (id, category_code, organisation_id, title, body, valid)
    select ${id}::uuid, (select code from reports.category where code = ${categoryCode}), ${organisationId}::uuid, ${title}, ${body},
      daterange(${tx.clock.today().toString()}::date, null) on conflict (id) do nothing`.execute(tx.rows<unknown>());
  await record(tx, actor, {
    action: 'reports.add-template',
    subject: { kind: 'reports.template', id },
    fields: ['title', 'body', 'category', 'organisation'],
    right: reportsRights.handle,
  });
  return accepted(null);
}

/** Ends a template of one of these offices from today; 404 for others. Ending it again changes nothing. */
export async function endTemplate(
  tx: Tx,
  actor: Actor,
  input: { readonly id: string; readonly offices: readonly string[] },
): Promise<Outcome<null>> {
  const today = tx.clock.today().toString();
  const ended = await sql<{
    id: string;
  }>`update reports.reply_template set valid = case when lower(valid) >= ${today}::date then 'empty'::daterange
      else daterange(lower(valid), ${today}::date) end
    where id = ${input.id}::uuid and organisation_id = any (${input.offices}::uuid[]) and valid @> ${today}::date returning id`.execute(
    tx.rows<unknown>(),
  );
  if (ended.rows.length === 0) return refused({ code: 'http.not-found', status: 404 });
  await record(tx, actor, {
    action: 'reports.end-template',
    subject: { kind: 'reports.template', id: input.id },
    fields: ['valid'],
    right: reportsRights.handle,
  });
  return accepted(null);
}
