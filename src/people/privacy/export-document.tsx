/** The readable page of an export: opens from the person's own device, without network and without our programs. */
import { renderToString } from 'preact-render-to-string';
import type { JsonValue } from '../../platform/db/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import type { PersonalData } from './export.ts';
import { columnName, tableName } from './export-words.ts';
import { texts } from './messages.gen.ts';

const style = `body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:0 auto;padding:1rem;color:#222}h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}
dl{border:1px solid #bbb;border-radius:.5rem;padding:.5rem 1rem;margin:.5rem 0}dt{color:#555;font-size:.85rem;margin-top:.4rem}dd{margin:0;overflow-wrap:anywhere}`;

/** The whole HTML document. Tables without rows are named at the end, so that it can be seen that nothing is kept there. */
export function exportDocument(content: { lang: Lang; at: string; productName: string; tables: PersonalData }): string {
  const { lang, at, productName, tables } = content;
  const t = texts[lang];
  const filled = Object.entries(tables).filter(([, rows]) => rows.length > 0);
  const empty = Object.entries(tables).filter(([, rows]) => rows.length === 0);
  const page = (
    <html lang={lang}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{t.export_title()}</title>
        <style>{style}</style>
      </head>
      <body>
        <h1>{t.export_title()}</h1>
        <p>{t.export_intro({ product: productName, at })}</p>
        {filled.map(([table, rows]) => (
          <section key={table}>
            <h2>{tableName(table, lang)}</h2>
            {rows.map((row, index) => (
              <dl key={index}>
                {Object.entries(row)
                  .filter(([, value]) => value !== null && value !== undefined && value !== '')
                  .map(([column, value]) => (
                    <div key={column}>
                      <dt>{columnName(column, lang)}</dt>
                      <dd>{shown(value)}</dd>
                    </div>
                  ))}
              </dl>
            ))}
          </section>
        ))}
        {empty.length > 0 && <p>{t.export_empty({ tables: empty.map(([table]) => tableName(table, lang)).join('; ') })}</p>}
      </body>
    </html>
  );
  return `<!doctype html>\n${renderToString(page)}`;
}

function shown(value: JsonValue | undefined): string {
  if (Array.isArray(value)) return value.map((one: JsonValue) => shown(one)).join(', ');
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}
