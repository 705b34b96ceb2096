/** The rosters of the actor's places on a day as files: with names and numbers, so each download is in the trail. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { record } from '../../../audit/index.ts';
import { formatDate } from '../../../platform/calendar/index.ts';
import type { App } from '../../../platform/http/index.ts';
import type { Lang } from '../../../platform/i18n/index.ts';
import type { Context } from '../../../platform/module/index.ts';
import { rowState } from '../../../platform/session/index.ts';
import { type ColumnToWrite, writeCsv, writeWorkbook } from '../../../platform/sheets/index.ts';
import { unitsWithin } from '../../../territory/index.ts';
import { teamsRights } from '../../contract.ts';
import { sightOf } from '../access.ts';
import { attachment } from '../decision-file.ts';
import { idOf, lineOf } from '../form-values.ts';
import { choiceOf } from '../list/routes.ts';
import { texts } from '../messages.gen.ts';
import { type ExportRow, exportRows } from './rows.ts';

type Cell = string | number | null;

/** Columns with what stands in them; the names are those that the import of workbooks reads. */
const columnsOf = (lang: Lang): readonly (ColumnToWrite & { readonly cell: (row: ExportRow) => Cell })[] => {
  const t = texts[lang];
  return [
    { title: t.column_team(), kind: 'text', width: 40, cell: (row) => row.team },
    { title: t.column_level(), kind: 'text', cell: (row) => row.level },
    { title: t.column_seat(), kind: 'text', width: 36, cell: (row) => row.seat },
    { title: t.column_state(), kind: 'text', cell: (row) => (row.state === 'active' ? t.state_active() : t.state_suspended()) },
    { title: t.column_decision(), kind: 'text', cell: (row) => row.decision },
    { title: t.column_formed(), kind: 'day', cell: (row) => row.formedOn },
    { title: t.column_name(), kind: 'text', width: 28, cell: (row) => row.name },
    { title: t.column_birth_year(), kind: 'whole', cell: (row) => row.birthYear },
    { title: t.column_role(), kind: 'text', cell: (row) => row.role },
    { title: t.column_force(), kind: 'text', width: 24, cell: (row) => row.force },
    { title: t.column_phone(), kind: 'text', width: 16, cell: (row) => row.phone },
    { title: t.column_since(), kind: 'day', cell: (row) => row.from },
    { title: t.column_term(), kind: 'day', cell: (row) => row.term },
  ];
};

export function exportRoutes(app: App, context: Context): void {
  const { db, clock, vault } = context;
  const seeing = { config: { right: teamsRights.see }, schema: { hide: true } } as const;

  app.get('/console/teams/export.xlsx', seeing, async (request, reply) => {
    const found = await asked(request, 'xlsx');
    if (found === null) return wrong(request, reply);
    const t = texts[request.lang];
    const columns = columnsOf(request.lang);
    const bytes = writeWorkbook([
      {
        name: t.export_sheet(),
        above: [t.export_title({ day: formatDate(found.on) }), t.export_note()],
        columns: columns.map(({ cell: _cell, ...column }) => column),
        rows: found.rows.map((row) => columns.map((column) => column.cell(row))),
      },
    ]);
    return send(reply, bytes, {
      name: `${t.export_file()}-${found.on}.xlsx`,
      type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    });
  });

  app.get('/console/teams/export.csv', seeing, async (request, reply) => {
    const found = await asked(request, 'csv');
    if (found === null) return wrong(request, reply);
    const columns = columnsOf(request.lang);
    const bytes = writeCsv([columns.map((column) => column.title), ...found.rows.map((row) => columns.map((column) => column.cell(row)))]);
    return send(reply, bytes, { name: `${texts[request.lang].export_file()}-${found.on}.csv`, type: 'text/csv; charset=utf-8' });
  });

  const wrong = (_request: FastifyRequest, reply: FastifyReply) => reply.refuse({ code: 'teams.day-strange', field: 'on' });

  /** The rows that the address asks for, recorded as seen; null where its day is none. */
  async function asked(request: FastifyRequest, kind: 'xlsx' | 'csv') {
    const { actor, lang } = request;
    const { choice, on, problems } = choiceOf(request, context);
    if (problems.length > 0) return null;
    const teamId = idOf(lineOf(request.query, 'team'));
    const units = choice.unit === '' ? null : await unitsWithin(db, choice.unit, on);
    return db.transaction(
      async (tx) => {
        const { rows, persons } = await exportRows(tx, vault, sightOf(actor), {
          on,
          today: clock.today().toString(),
          level: choice.level === '' ? null : choice.level,
          units,
          teamId,
          lang,
        });
        await record(tx, actor, {
          action: 'teams.export-rosters',
          subject: { kind: 'teams.team', id: teamId ?? 'list' },
          fields: [kind, 'full_name', 'birth_year', 'phone'],
          persons,
          right: teamsRights.see,
        });
        return { on, rows };
      },
      { state: rowState(actor, teamsRights.see) },
    );
  }

  function send(reply: FastifyReply, bytes: Uint8Array, { name, type }: { readonly name: string; readonly type: string }): FastifyReply {
    return reply
      .header('cache-control', 'private, no-store')
      .header('content-disposition', attachment(name))
      .type(type)
      .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  }
}
