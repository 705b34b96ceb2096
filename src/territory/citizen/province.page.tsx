import { formatDate } from '../../platform/calendar/index.ts';
import { plain, type RichText } from '../../platform/i18n/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { Answer, Card, Chips, Notice, Pager, QuietLinks, SearchForm, WhatIsThis } from '../../platform/ui/index.ts';
import { texts } from '../messages.gen.ts';
import {
  boundariesOf,
  type Cursor,
  childrenOf,
  countsOf,
  epochOf,
  findUnits,
  fullName,
  type LevelCount,
  titleName,
  type UnitItem,
  type UnitLine,
  unverifiedOn,
  writeCursor,
} from '../queries/index.ts';
import { DayChoice } from './day.tsx';
import { beforeTheRecord, emptyRecord } from './empty.tsx';
import { mapScript, TypeMap } from './map.tsx';
import { epochDay, type Made, type Making } from './page.ts';
import { UnitTable } from './unit-table.tsx';
import { capitalized, countsRich, levelCount, typeCounts, typeNames } from './words.ts';

/** Longer lists come in pages. */
const longestTable = 300;
const pageLength = 200;

export interface ProvinceQuery {
  readonly level?: string | undefined;
  readonly after?: Cursor | undefined;
  readonly typed?: { value: string; error: string };
}

/** `/units`: everything on the day, as a sentence, a map and a table. */
export async function provincePage(context: Context, making: Making, query: ProvinceQuery): Promise<Made> {
  const { db } = context;
  const { lang, epochs, asked } = making;
  const t = texts[lang];
  if (epochs.start === null) return emptyRecord(making);
  if (asked.on < epochs.start) return beforeTheRecord(making, epochs.start);
  const on = epochDay(making);
  const roots = await childrenOf(db, null, on);
  const [root] = roots.length === 1 ? roots : [];
  const counts = await countsOf(db, root?.id ?? null, on);
  const mapped = counts.findLast((count) => count.types.length > 0 && hasCodes(count, counts));
  const mapUnits = mapped ? (root ? await childrenOf(db, root.id, on, mapped.level) : roots) : [];
  const boundaries = await boundariesOf(
    db,
    mapUnits.map((unit) => unit.id),
    on,
  );
  const level = counts.find((count) => count.level === query.level);
  const table = await tableOf(context, making, { on, root: root ?? null, roots, counts, level, after: query.after });
  const unverified = await unverifiedOn(db, epochOf(epochs.mapDays, on));
  const parameters = level ? { level: level.level } : {};
  const title = root ? titleName(root, lang) : t.units_title();

  return {
    units: table.units.map((unit) => unit.id),
    page: {
      title: `${title} · ${making.day}`,
      description: t.units_description(),
      scripts: [mapScript],
      ...(query.typed ? {} : { sharing: { text: plain(sentence(making, root, counts)) } }),
      help: [
        { part: t.help_answer(), text: t.help_units_answer(), target: 'main .answer' },
        { part: t.help_day(), text: t.help_day_text(), target: 'main .chips' },
        { part: t.map_title(), text: t.help_map_text(), target: 'main .unit-map' },
        { part: t.help_files(), text: t.help_files_text(), target: 'main .quiet-links' },
      ],
      body: (
        <>
          <Answer eyebrow={t.map_of_day({ day: making.day })} text={sentence(making, root, counts)} />
          <DayChoice making={making} path="/units" parameters={parameters} {...(query.typed ? { typed: query.typed } : {})} />
          {epochs.completeFrom !== null && on < epochs.completeFrom && (
            <Notice tone="waiting">{t.incomplete_before({ day: formatDate(epochs.completeFrom) })}</Notice>
          )}
          {unverified > 0 && (
            <Notice tone="waiting">
              {t.unverified_events({ count: unverified })} <a href="/units/history">{t.see_history()}</a>
            </Notice>
          )}
          <SearchForm lang={lang} action="/units" label={t.search_label()} hint={t.search_hint()} />
          <div class="side-by-side">
            <Card title={mapped ? capitalized(levelCount(mapped, lang)) : t.map_title()}>
              <TypeMap
                lang={lang}
                units={mapUnits}
                boundaries={boundaries}
                counts={mapped}
                href={(id) => making.href(`/units/${id}`)}
                label={t.map_label({ day: making.day })}
              />
            </Card>
            <div class="grid gap-4">
              <Chips
                label={t.view_by()}
                items={[
                  ...counts.map((count, index) => ({
                    label: capitalized(typeNames(count.types, lang, count.units)),
                    href: making.href('/units', root && index === 0 ? {} : { level: count.level }),
                    current: level ? count === level : root !== undefined && index === 0,
                  })),
                ]}
              />
              <Card>
                {table.body}
                <QuietLinks
                  lang={lang}
                  print
                  links={[
                    { href: making.href('/units.csv', parameters), label: 'CSV', download: true },
                    { href: making.href('/units.geojson', parameters), label: 'GeoJSON', download: true },
                    { href: making.href('/api/v1/units', parameters), label: 'JSON' },
                  ]}
                />
              </Card>
              <WhatIsThis lang={lang} term={t.day_map_term()}>
                <p>{t.day_map_meaning()}</p>
              </WhatIsThis>
              <WhatIsThis lang={lang} term={t.unit_term()}>
                <p>{t.unit_meaning()}</p>
              </WhatIsThis>
              <p>
                <a href="/units/history">{t.history_link()}</a> · <a href="/units/at">{t.where_am_i()}</a>
              </p>
            </div>
          </div>
        </>
      ),
    },
  };
}

/** The lowest level that isn't made up is drawn: made-up units have made-up places. */
function hasCodes(count: LevelCount, counts: readonly LevelCount[]): boolean {
  return count.demonstration === 0 || counts.length === 1;
}

function sentence(making: Making, root: UnitItem | undefined, counts: readonly LevelCount[]): RichText {
  const { lang, day } = making;
  const t = texts[lang];
  const start = root ? t.sentence_unit({ day, name: fullName(root, lang) }) : t.sentence_all({ day });
  return [`${start} `, ...countsRich(counts, lang), '.'];
}

interface Shown {
  readonly on: string;
  readonly root: UnitItem | null;
  readonly roots: readonly UnitLine[];
  readonly counts: readonly LevelCount[];
  readonly level: LevelCount | undefined;
  readonly after: Cursor | undefined;
}

async function tableOf(context: Context, making: Making, { on, root, roots, counts, level, after }: Shown) {
  const { lang } = making;
  const t = texts[lang];
  if (level && level.units > longestTable) {
    const page = await findUnits(context.db, { on, level: level.level, limit: pageLength, after });
    const next = page.next && making.href('/units', { level: level.level, after: writeCursor(page.next) });
    return {
      units: page.items,
      body: (
        <>
          <UnitTable
            making={making}
            units={page.items.map((item) => ({ ...item, people: null, within: new Map(), formerParent: null }))}
            caption={capitalized(levelCount(level, lang))}
            counts={counts}
            withParent
          />
          <Pager lang={lang} summary={t.page_of_list({ shown: page.items.length, all: level.units })} next={next} />
        </>
      ),
    };
  }
  const units = level
    ? await childrenOf(context.db, root?.id ?? null, on, level.level)
    : root
      ? await childrenOf(context.db, root.id, on)
      : roots;
  const shownLevel = level ?? (root ? counts[0] : undefined);
  const caption = shownLevel ? capitalized(typeCounts(shownLevel.types, lang)) : t.children_caption();
  return { units, body: <UnitTable making={making} units={units} caption={caption} counts={counts} withParent={level !== undefined} /> };
}
