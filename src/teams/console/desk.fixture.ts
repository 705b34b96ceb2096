/** The running app with officials signed in, and teams made through its own forms. */
import { sql } from 'kysely';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { demonstrationPeople } from '../../../test/support/people.ts';
import { type Answer, type Visitor, visit } from '../../../test/support/visitor.ts';

export interface TestDesk {
  readonly app: TestApp;
  /** One signed-in browser a made-up person. */
  as(key: string): Promise<Visitor>;
  personId(key: string): string;
  rows<T>(query: ReturnType<typeof sql<T>>): Promise<readonly T[]>;
  /** Ids of villages of the commune where the officer works, by name. */
  villages(): Promise<readonly string[]>;
  /** Forms a team through the form; gives its id. */
  form(fields: Readonly<Record<string, string>>): Promise<string>;
  /** Adds somebody new through the form; gives the membership's id. */
  join(teamId: string, fields: Readonly<Record<string, string>>): Promise<string>;
  /** Opens a form, which brings its token and what it saw, and sends it with these fields. */
  send(
    who: Visitor,
    from: string,
    to: string,
    fields: Readonly<Record<string, string>>,
    file?: { name: string; bytes: Uint8Array<ArrayBuffer> },
  ): Promise<Answer>;
  close(): Promise<void>;
}

const COMMUNE = '04606';

/** What a page's form saw. */
export const seenOf = (text: string): string => /name="seen" value="([^"]*)"/.exec(text)?.[1] ?? '';

export async function openTestDesk(): Promise<TestDesk> {
  const app = await startApp();
  const visitors = new Map<string, Promise<Visitor>>();
  const as = (key: string): Promise<Visitor> => {
    const known = visitors.get(key) ?? app.signedIn(key).then((cookie) => visit(app, cookie));
    visitors.set(key, known);
    return known;
  };
  const rows: TestDesk['rows'] = async (query) => (await query.execute(app.database.db.rows<unknown>())).rows;
  const send: TestDesk['send'] = async (who, from, to, fields, file) => {
    const page = await who.get(from);
    const all = { seen: seenOf(page.text), ...fields };
    if (!file && !page.text.includes('multipart/form-data')) return who.post(to, all);
    const body = new FormData();
    for (const [name, value] of Object.entries(all)) body.set(name, value);
    if (file) body.set('file', new Blob([file.bytes]), file.name);
    return who.post(to, body);
  };
  const villages = async () => {
    const found = await rows(
      sql<{ id: string }>`select below.unit_id as id from territory.units_on('2026-11-22') unit
        join territory.units_on('2026-11-22') below on below.parent_id = unit.unit_id where unit.code = ${COMMUNE} order by below.name, below.unit_id`,
    );
    return found.map((row) => row.id);
  };
  return {
    app,
    as,
    personId: (key) => demonstrationPeople.get(key)?.id ?? '',
    rows,
    villages,
    send,
    async form(fields) {
      const officer = await as('commune-officer');
      const unit = (await villages())[0] ?? '';
      const given = { unit, on: '01/03/2026', ...fields };
      const answer = await send(officer, '/console/teams/new', '/console/teams/new', given);
      const id = /^\/console\/teams\/([0-9a-f-]{36})\?done=formed$/.exec(answer.location)?.[1];
      if (!id) throw new Error(`forming answered ${answer.status}: ${problemsOf(answer.text).join(' · ')}`);
      return id;
    },
    async join(teamId, fields) {
      const officer = await as('commune-officer');
      const given = { language: 'vi', role: 'member', core_force: 'teacher', from: '01/03/2026', another: 'yes', ...fields };
      const answer = await send(officer, `/console/teams/${teamId}/members/new?new=yes`, `/console/teams/${teamId}/members`, given);
      if (answer.status !== 303) throw new Error(`adding answered ${answer.status}: ${problemsOf(answer.text).join(' · ')}`);
      const found = await rows(
        sql<{ id: string }>`select id from teams.membership where team_id = ${teamId}::uuid order by recorded_at desc, id desc limit 1`,
      );
      return found[0]?.id ?? '';
    },
    close: () => app.close(),
  };
}

/** The problems at the head of a form. */
export const problemsOf = (text: string): readonly string[] =>
  [...(/id="problems".*?<\/ul>/s.exec(text)?.[0] ?? '').matchAll(/<a href="#[^"]*">(.*?)<\/a>/gs)].map((found) => found[1] ?? '');

/** The fields named by the problems at the head of a form. */
export const wrongFields = (text: string): readonly string[] =>
  [...(/id="problems".*?<\/ul>/s.exec(text)?.[0] ?? '').matchAll(/<a href="#f-([^"]*)">/gs)].map((found) => found[1] ?? '');
