/** `/reports/open-data`: what is in the file, what is not, how it is made coarser, and how to recount. */
import { momentText } from '../../platform/calendar/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import { formatDecimal } from '../../platform/numbers/index.ts';
import { Breadcrumb, ButtonLink, Card, type Column, DataTable, Notice, type Page, PageHeading } from '../../platform/ui/index.ts';
import { figuresPath } from './ask.ts';
import { columns, type OpenColumn } from './columns.ts';
import { texts } from './messages.gen.ts';
import type { Publication } from './publish.ts';
import { least } from './rows.ts';

const megabyte = 1_000_000;

/** The size of a file as it is read. */
const sizeText = (bytes: number, lang: Lang): string =>
  bytes < megabyte ? `${formatDecimal(bytes / 1_000, lang, 0)} kB` : `${formatDecimal(bytes / megabyte, lang, 1)} MB`;

export function openDataPage(lang: Lang, publication: Publication | null, origin: string, timeZone: string): Page {
  const t = texts[lang];
  const shown: Column<OpenColumn>[] = [
    { label: t.o_column(), cell: ({ name }) => <code>{name}</code> },
    { label: t.o_means(), cell: ({ means }) => means[lang] },
  ];
  return {
    title: t.o_title(),
    description: t.o_intro(),
    sharing: { text: t.o_intro() },
    body: (
      <>
        <Breadcrumb lang={lang} steps={[{ label: t.title(), href: figuresPath }, { label: t.open_data() }]} />
        <PageHeading title={t.o_title()} intro={t.o_intro()} />
        <Card title={t.o_get()} id="get">
          {publication === null ? (
            <Notice tone="waiting">
              <p>{t.o_none()}</p>
            </Notice>
          ) : (
            <>
              <p>{t.o_made({ at: momentText(publication.madeAt, timeZone), rows: publication.rows })}</p>
              <p class="actions">
                <ButtonLink href="/reports/open-data.csv" icon="download">
                  {t.o_csv({ size: sizeText(publication.bytes, lang) })}
                </ButtonLink>
              </p>
            </>
          )}
          <ul>
            <li>
              <a href="/reports/open-data.json">{t.o_json()}</a>
            </li>
            <li>
              <a href="/api/v1/reports/figures">{t.o_api()}</a>
            </li>
          </ul>
        </Card>
        <Card title={t.o_licence()} id="licence">
          <p>{t.o_licence_text()}</p>
        </Card>
        <Card title={t.o_not()} id="not">
          <p>{t.o_not_text()}</p>
        </Card>
        <Card title={t.o_coarse()} id="coarse">
          <p>{t.o_coarse_text({ least })}</p>
          <ol>
            {[t.o_step_door(), t.o_step_category(), t.o_step_office(), t.o_step_unit()].map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
          <p>{t.o_coarse_offices({ least })}</p>
          <p>{t.o_coarse_end()}</p>
        </Card>
        <Card id="columns">
          <div class="figures-columns">
            <DataTable dense caption={t.o_columns()} columns={shown} rows={columns} />
          </div>
        </Card>
        <Card title={t.o_recount()} id="recount">
          <p>{t.o_recount_text()}</p>
          <pre class="figures-command">
            <code>{`node scripts/recount.ts ${origin}/reports/open-data.csv unit`}</code>
          </pre>
        </Card>
      </>
    ),
  };
}
