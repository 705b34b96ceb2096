import { Fragment } from 'preact';
import { formatDate } from '../../platform/calendar/index.ts';
import { plain, type RichText } from '../../platform/i18n/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { formatDecimal } from '../../platform/numbers/index.ts';
import {
  Answer,
  Breadcrumb,
  ButtonLink,
  Card,
  DefinitionList,
  Notice,
  PageHeading,
  Pill,
  QuietLinks,
  WhatIsThis,
} from '../../platform/ui/index.ts';
import { Refused } from '../api/kept.ts';
import { unknownUnit } from '../api/refusals.ts';
import { texts } from '../messages.gen.ts';
import {
  alikeOf,
  ancestorsOf,
  boundariesOf,
  childrenOf,
  countsOf,
  fullName,
  getUnit,
  historyOf,
  holdsOn,
  type LevelCount,
  peopleOf,
  predecessorsOf,
  type Relative,
  successorsOf,
  titleName,
  type UnitItem,
} from '../queries/index.ts';
import { Lookalikes } from './alike.tsx';
import { DayChoice } from './day.tsx';
import { mapScript, TypeMap } from './map.tsx';
import { epochDay, type Made, type Making } from './page.ts';
import { People } from './people.tsx';
import { Relatives } from './relatives.tsx';
import { UnitTimeline } from './timeline.tsx';
import { UnitTable } from './unit-table.tsx';
import { capitalized, countsRich, days, typeCounts } from './words.ts';

/** `/units/{id}`: a unit as it was on the day, what it came from and what it became. */
export async function unitPage(context: Context, making: Making, id: string, typed?: { value: string; error: string }): Promise<Made> {
  const { db } = context;
  const { lang, today, day } = making;
  const t = texts[lang];
  const on = epochDay(making);
  const unit = await getUnit(db, id, on);
  if (unit === null) throw new Refused(unknownUnit(id));
  const exists = holdsOn(unit, on);
  // On other days the page shows the unit on its nearest day, and says so.
  const shown = exists ? on : on > unit.validFrom && unit.validTo !== null ? unit.validTo : unit.validFrom;
  const [ancestors, counts, children, history, people] = await Promise.all([
    ancestorsOf(db, id, shown),
    countsOf(db, id, shown),
    childrenOf(db, id, shown),
    historyOf(db, id),
    peopleOf(db, unit, exists ? on : shown, today),
  ]);
  const [alike, successors, predecessors, map] = await Promise.all([
    alikeOf(db, history.states, on),
    successorsOf(db, id, unit.existsFrom, today),
    firstPredecessors(context, unit),
    mapOf(context, making, unit, shown, counts, children),
  ]);
  const title = titleName(unit, lang);
  const path = `/units/${id}`;
  // Where the page shows another day than the one asked for, so do its links.
  const where = exists ? making : frozen(making, shown);

  return {
    units: [...children.map((one) => one.id), ...people.related],
    page: {
      title: `${title} · ${day}`,
      description: t.unit_description({ name: title }),
      scripts: [mapScript],
      ...(typed
        ? {}
        : {
            sharing: {
              text: exists
                ? plain(sentence(making, unit, ancestors, counts))
                : `${t.absent_title({ day, name: fullName(unit, lang) })}. ${t.absent_shown({ day: formatDate(shown) })}`,
            },
          }),
      help: [
        { part: t.help_unit(), text: t.help_unit_text(), target: 'main .page-heading' },
        { part: t.help_day(), text: t.help_day_text(), target: 'main .chips' },
        { part: t.about_unit(), text: t.help_facts_text(), target: 'main .definitions' },
        { part: t.history_title(), text: t.help_history_text(), target: 'main .timeline' },
      ],
      body: (
        <>
          <Breadcrumb
            lang={lang}
            steps={[
              { label: t.units_title(), href: making.href('/units') },
              ...ancestors.map((one) => ({ label: titleName(one, lang), href: where.href(`/units/${one.id}`) })),
              { label: title },
            ]}
          />
          <PageHeading title={title} eyebrow={t.map_of_day({ day })}>
            <p class="flex flex-wrap gap-2">
              {exists ? <Pill tone="good">{t.state_exists()}</Pill> : <Pill tone="waiting">{t.state_absent()}</Pill>}
              {unit.existsTo !== null && <Pill>{t.state_ended({ day: formatDate(unit.existsTo) })}</Pill>}
              {unit.origin === 'demonstration' && <Pill tone="waiting">{t.demonstration_unit()}</Pill>}
            </p>
          </PageHeading>
          {exists ? (
            <Answer underHeading text={sentence(making, unit, ancestors, counts)} />
          ) : (
            <Absent making={making} unit={unit} path={path} shown={shown} successors={successors} />
          )}
          <DayChoice making={making} path={path} within={{ from: unit.existsFrom, to: unit.existsTo }} {...(typed ? { typed } : {})} />
          <Lookalikes alike={alike} lang={lang} />
          <div class="side-by-side">
            {map.body}
            <div class="grid gap-4">
              <Card title={t.about_unit()}>
                <Facts unit={unit} ancestors={ancestors} making={where} />
              </Card>
              {predecessors.length > 0 && <Relatives title={t.came_from_title()} relatives={predecessors} lang={lang} named="before" />}
              {(unit.existsTo !== null || successors.some((one) => !one.itself)) && (
                <Relatives title={t.became_title()} relatives={successors} lang={lang} named="after" />
              )}
              <WhatIsThis lang={lang} term={t.code_term()}>
                <p>{t.code_meaning()}</p>
              </WhatIsThis>
            </div>
          </div>
          {children.length > 0 && (
            <Card title={t.within_title()}>
              <UnitTable making={where} units={children} counts={counts} caption={capitalized(typeCounts(counts[0]?.types ?? [], lang))} />
            </Card>
          )}
          <Card title={t.people_title()}>
            <People making={making} readings={people.readings} />
          </Card>
          <Card title={t.history_title()}>
            <UnitTimeline moments={history.moments} lang={lang} today={today} />
          </Card>
          <QuietLinks
            lang={lang}
            print
            links={[
              {
                href: exists ? making.href(`${path}/children.csv`) : `${path}/children.csv?on=${shown}`,
                label: t.children_csv(),
                download: true,
              },
              { href: exists ? making.href(`${path}/map.geojson`) : `${path}/map.geojson?on=${shown}`, label: 'GeoJSON', download: true },
              { href: `/api/v1/units/${id}/history`, label: 'JSON' },
            ]}
          />
        </>
      ),
    },
  };
}

/** Links of parts that show another day than the one asked for. */
function frozen(making: Making, day: string): Making {
  return { ...making, href: (path) => `${path}?on=${day}` };
}

/** What lay in the unit's place on the eve of its first day. */
async function firstPredecessors(context: Context, unit: UnitItem) {
  const eve = Temporal.PlainDate.from(unit.existsFrom).subtract({ days: 1 }).toString();
  return predecessorsOf(context.db, unit.id, eve, unit.existsFrom);
}

function sentence(making: Making, unit: UnitItem, ancestors: readonly UnitItem[], counts: readonly LevelCount[]): RichText {
  const { lang, day } = making;
  const t = texts[lang];
  const above = ancestors
    .toReversed()
    .map((one) => fullName(one, lang))
    .join(', ');
  const start = t.unit_sentence({
    day,
    name: fullName(unit, lang),
    above: above === '' ? 'none' : 'some',
    parents: above,
    coded: unit.code === null ? 'no' : 'yes',
    code: unit.code ?? '',
  });
  return counts.length === 0 ? [`${start}.`] : [`${start}${t.unit_sentence_has()} `, ...countsRich(counts, lang), '.'];
}

interface AbsentProps {
  readonly making: Making;
  readonly unit: UnitItem;
  readonly path: string;
  readonly shown: string;
  readonly successors: readonly Relative[];
}

/** Says plainly that there is no such unit on the day, when there was, and what it became. */
function Absent({ making, unit, path, shown, successors }: AbsentProps) {
  const { lang, day } = making;
  const t = texts[lang];
  const ended = unit.existsTo !== null && shown === unit.existsTo;
  return (
    <Notice tone="waiting" title={t.absent_title({ day, name: fullName(unit, lang) })}>
      <p>
        {ended
          ? t.absent_ended({ from: formatDate(unit.existsFrom), to: formatDate(shown) })
          : t.absent_not_yet({ from: formatDate(unit.existsFrom) })}{' '}
        {t.absent_shown({ day: formatDate(shown) })}
      </p>
      {ended && successors.length > 0 && (
        <p>
          {t.became_title()}:{' '}
          {successors.map(({ unit: successor }, index) => (
            <Fragment key={successor.id}>
              {index > 0 && ', '}
              <a href={`/units/${successor.id}`}>{titleName(successor, lang)}</a>
            </Fragment>
          ))}
          .
        </p>
      )}
      <div class="actions">
        <ButtonLink href={`${path}?on=${shown}`} kind="secondary" icon="calendar">
          {t.go_to_day({ day: formatDate(shown) })}
        </ButtonLink>
      </div>
    </Notice>
  );
}

function Facts({ unit, ancestors, making }: { unit: UnitItem; ancestors: readonly UnitItem[]; making: Making }) {
  const { lang } = making;
  const t = texts[lang];
  const parent = ancestors.at(-1);
  return (
    <DefinitionList
      rows={[
        { term: t.column_code(), value: unit.code === null ? null : <span class="code">{unit.code}</span> },
        { term: t.column_type(), value: unit.typeName[lang] },
        { term: t.column_parent(), value: parent ? <a href={making.href(`/units/${parent.id}`)}>{titleName(parent, lang)}</a> : null },
        { term: t.state_days(), value: days(unit.validFrom, unit.validTo, lang) },
        { term: t.exists_days(), value: days(unit.existsFrom, unit.existsTo, lang) },
        { term: t.other_spellings(), value: unit.aliases.length === 0 ? null : unit.aliases.join(', ') },
        {
          term: t.centre_point(),
          value:
            unit.lat === null || unit.lon === null
              ? null
              : `${formatDecimal(unit.lat, lang, 4)}; ${formatDecimal(unit.lon, lang, 4)} ${coordinateWords(unit.coordBasis, lang)}`,
        },
      ]}
    />
  );
}

/** How a centre point was made, where we have words for it. */
function coordinateWords(basis: string | null, lang: Making['lang']): string {
  const t = texts[lang];
  if (basis === null) return '';
  if (basis.startsWith('official-polygon')) return t.basis_official();
  if (basis === 'generated') return t.basis_generated();
  return t.basis_estimated();
}

/** The official units within; where there are none, the unit among its neighbours. */
async function mapOf(
  context: Context,
  making: Making,
  unit: UnitItem,
  shown: string,
  counts: readonly LevelCount[],
  children: readonly UnitItem[],
) {
  const { db } = context;
  const { lang } = making;
  const t = texts[lang];
  const mapped = counts.findLast((count) => count.demonstration === 0);
  const inside = mapped !== undefined;
  const units = mapped
    ? children[0]?.level === mapped.level
      ? children
      : await childrenOf(db, unit.id, shown, mapped.level)
    : await childrenOf(db, unit.parent, shown, unit.level);
  const boundaries = await boundariesOf(
    db,
    units.map((one) => one.id),
    shown,
  );
  const parentCounts =
    inside || unit.parent === null ? counts : (await countsOf(db, unit.parent, shown)).filter((count) => count.level === unit.level);
  const title = inside ? t.map_title() : t.map_neighbours();
  return {
    body: (
      <Card title={title}>
        <TypeMap
          lang={lang}
          units={units}
          boundaries={boundaries}
          counts={inside ? mapped : parentCounts[0]}
          href={(id) => (holdsOn(unit, epochDay(making)) ? making.href(`/units/${id}`) : `/units/${id}?on=${shown}`)}
          label={inside ? t.map_label({ day: making.day }) : t.map_neighbours()}
          {...(inside ? {} : { highlighted: unit.id })}
        />
      </Card>
    ),
  };
}
