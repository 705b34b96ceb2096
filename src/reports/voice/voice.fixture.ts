/** What tests of voices need: recordings as phones make them, and a report that was spoken in Mông. */
import { sql } from 'kysely';
import { type Visitor, visit } from '../../../test/support/visitor.ts';
import { webm } from '../../platform/files/uploads/content/content.fixture.ts';
import { fieldsIn, multipart } from '../citizen/form.fixture.ts';
import type { TestDesk } from '../console/desk.fixture.ts';

let made = 0;

/** A short WebM of sound; each says something else. */
export function recording(name = 'ghi-am.webm'): File {
  made += 1;
  const bytes = webm({ video: false });
  bytes.write(String(made).padStart(8, '0'), bytes.indexOf('pictures'));
  return new File([new Uint8Array(bytes)], name, { type: 'audio/webm' });
}

export interface SpokenReport {
  readonly id: string;
  readonly code: string;
  /** The sender's browser, without an account and without script. */
  readonly sender: Visitor;
}

/** Sends a report that consists of a recording in Mông, from the commune Trạm Tấu. */
export async function sendSpoken(desk: TestDesk, language = 'mong', file = recording()): Promise<SpokenReport> {
  const sender = visit(desk.app);
  const commune = await desk.unit('04606');
  const start = await sender.get(`/reports/new?category=road-damage&commune=${commune}`);
  const go = async (page: { text: string }, fields: Readonly<Record<string, string>>, files: readonly (readonly [string, File])[] = []) =>
    sender.post('/reports/new', multipart({ ...fieldsIn(page.text), ...fields }, files));
  let page = start;
  page = await go(page, { language, go: 'where' }, [['recording', file]]);
  page = await go(page, { commune, place_words: 'Gần cầu treo', go: 'near' });
  if (page.status === 200 && !page.text.includes('value="send"')) page = await go(page, { go: 'look' });
  const sent = await go(page, { go: 'send' });
  const code = /\/reports\/(\d{12})/.exec(sent.location)?.[1] ?? '';
  if (code === '')
    throw new Error(
      `not sent: ${sent.status} ${sent.text
        .replace(/<[^>]+>/g, ' ')
        .replace(/\s+/g, ' ')
        .slice(0, 900)}`,
    );
  const [row] = await desk.rows(sql<{ id: string }>`select id from reports.report where code = ${code}`);
  return { id: row?.id ?? '', code, sender };
}

/** Names somebody who understands a language, everywhere or in a unit. */
export async function nameListener(desk: TestDesk, key: string, language: string, unitId: string | null = null): Promise<void> {
  await desk.rows(sql`insert into reports.listener (id, language, person_id, unit_id, valid, added_at)
    values (${desk.app.context.ids.next()}::uuid, ${language}, ${desk.person(key)}::uuid, ${unitId}::uuid, daterange('2025-07-01', null), now())`);
}
