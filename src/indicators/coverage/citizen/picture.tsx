/** The picture of a coverage page: a map in five greens, or a chart. The tables beside it say the same. */

import { addDays } from '../../../platform/calendar/index.ts';
import { BarChart, ShareBars, StepChart } from '../../../platform/charts/index.ts';
import { formatInteger, formatPercent } from '../../../platform/numbers/index.ts';
import { Card, EmptyState, type HeatClass, Legend } from '../../../platform/ui/index.ts';
import { mapTexts, titleName, UnitMap, type UnitMark } from '../../../territory/index.ts';
import type { CoverageFigures, CoverageStep } from '../../contract.ts';
import { coveragePath } from './address.ts';
import type { Drawn, Showing } from './gather.ts';
import { texts } from './messages.gen.ts';
import { ForcesTable, StepsTable } from './tables.tsx';

export function Picture({ showing }: { showing: Showing }) {
  const { choice, drawn, view } = showing;
  if (choice.by === 'forces') return <ForcesPicture showing={showing} />;
  if (choice.by === 'time') return <TimePicture showing={showing} />;
  if (drawn) return <MapPicture showing={showing} drawn={drawn} />;
  return view.children.length > 0 ? <BarsPicture showing={showing} /> : null;
}

type Shade = NonNullable<UnitMark['shade']>;

/** Where each green begins: shares of the villages. */
function shadeOf(withTeam: number, total: number): Shade {
  if (total === 0) return 'missing';
  if (withTeam === total) return 4;
  const share = withTeam / total;
  return share > 0.9 ? 3 : share >= 0.75 ? 2 : share >= 0.5 ? 1 : 0;
}

function MapPicture({ showing, drawn }: { showing: Showing; drawn: Drawn }) {
  const { lang, choice, kinds, day, name, href } = showing;
  const t = texts[lang];
  const byCommunes = choice.by === 'communes';
  const title = byCommunes ? t.picture_communes() : t.picture_villages({ kinds: kinds.villages(2) });
  const marks = new Map(
    drawn.places.map((place): [string, UnitMark] => {
      const said = byCommunes
        ? communeMark(showing.unrecorded.has(place.id) ? undefined : drawn.figures.get(place.id), showing)
        : villageMark(drawn.figures.get(place.id), showing);
      return [place.id, { href: href(coveragePath, { unit: place.id }), name: titleName(place, lang), ...said }];
    }),
  );
  const used = new Set([...marks.values()].map(({ shade }) => `heat-${shade ?? 'missing'}`));
  return (
    <Card title={title} id="picture">
      <UnitMap drawing={drawn.drawing} label={t.picture_label({ title, unit: name, day })} marks={marks} texts={mapTexts(lang)} />
      <Legend
        label={t.legend()}
        items={legend(showing, byCommunes).filter(({ swatch }) => swatch !== 'heat-missing' || used.has(swatch))}
      />
    </Card>
  );
}

function legend({ lang }: Showing, byCommunes: boolean): { swatch: HeatClass; label: string }[] {
  const t = texts[lang];
  const missing = { swatch: 'heat-missing', label: t.legend_no_data() } as const;
  if (byCommunes) return [{ swatch: 'heat-0', label: t.legend_lacks() }, { swatch: 'heat-4', label: t.legend_has() }, missing];
  return [
    { swatch: 'heat-0', label: t.legend_under_50() },
    { swatch: 'heat-1', label: t.legend_50_75() },
    { swatch: 'heat-2', label: t.legend_75_90() },
    { swatch: 'heat-3', label: t.legend_90_100() },
    { swatch: 'heat-4', label: t.legend_all() },
    missing,
  ];
}

function villageMark(figures: CoverageFigures | undefined, { lang, kinds }: Showing): Pick<UnitMark, 'value' | 'shade'> {
  const t = texts[lang];
  if (!figures || figures.villages.total === 0) return { value: t.mark_no_data(), shade: 'missing' };
  const { withTeam, total } = figures.villages;
  return {
    value: t.mark_share({ withTeam, total, kinds: kinds.villages(total), percent: formatPercent(withTeam, total, lang) }),
    shade: shadeOf(withTeam, total),
  };
}

function communeMark(figures: CoverageFigures | undefined, { lang }: Showing): Pick<UnitMark, 'value' | 'shade'> {
  const t = texts[lang];
  if (!figures || figures.communes.total === 0) return { value: t.mark_no_data(), shade: 'missing' };
  const { withTeam, total } = figures.communes;
  if (withTeam === 0) return { value: t.mark_lacks(), shade: 0 };
  return { value: t.mark_has({ members: figures.members.commune }), shade: withTeam === total ? 4 : shadeOf(withTeam, total) };
}

/** Where nothing can be drawn as a map: one bar a unit. */
function BarsPicture({ showing }: { showing: Showing }) {
  const { lang, view, name, kinds, day } = showing;
  const t = texts[lang];
  const rows = view.children.filter(({ villages }) => villages.total > 0);
  if (rows.length === 0 || rows.some(({ unit }) => unit.level === 'village')) return <VillagesPicture showing={showing} />;
  const title = t.picture_villages({ kinds: kinds.villages(2) });
  return (
    <Card title={title} id="picture">
      <ShareBars
        id="shares"
        title={t.picture_label({ title, unit: name, day })}
        description={rows.map((row) => `${titleName(row.unit, lang)}: ${share(row, lang)}`).join('; ')}
        bars={rows.map((row) => ({
          label: titleName(row.unit, lang),
          text: share(row, lang),
          parts: parts(row.villages.withTeam, row.villages.total),
        }))}
      />
    </Card>
  );
}

const share = ({ villages: { withTeam, total } }: CoverageFigures, lang: Showing['lang']) =>
  `${formatInteger(withTeam, lang)}/${formatInteger(total, lang)}`;

function parts(withTeam: number, total: number) {
  const look = withTeam === total ? ('done' as const) : ('partly' as const);
  return [
    { value: withTeam, look },
    { value: total - withTeam, look: 'open' as const },
  ];
}

function VillagesPicture({ showing }: { showing: Showing }) {
  const { lang, view, name, kinds } = showing;
  const t = texts[lang];
  if (view.villages.total === 0) return null;
  const title = t.picture_unit({ name: titleCase(name) });
  return (
    <Card title={title} id="picture">
      <ShareBars
        id="shares"
        title={title}
        description={share(view, lang)}
        bars={[{ label: titleCase(kinds.villages(2)), text: share(view, lang), parts: parts(view.villages.withTeam, view.villages.total) }]}
      />
    </Card>
  );
}

const titleCase = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function ForcesPicture({ showing }: { showing: Showing }) {
  const { lang, view, name, day, forces } = showing;
  const t = texts[lang];
  const all = view.members.commune + view.members.village;
  if (all === 0) return <NoMembers showing={showing} />;
  const counts = forces
    .map(({ code, name: words }) => ({ label: words[lang], value: view.members.byCoreForce[code] ?? 0 }))
    .filter(({ value }) => value > 0)
    .sort((a, b) => b.value - a.value);
  const text = (value: number) => `${formatInteger(value, lang)} · ${formatPercent(value, all, lang)}`;
  return (
    <Card title={t.picture_forces()} id="picture">
      <BarChart
        id="forces"
        title={t.picture_label({ title: t.picture_forces(), unit: name, day })}
        description={counts.map(({ label, value }) => `${label}: ${text(value)}`).join('; ')}
        bars={counts.map(({ label, value }) => ({ label, value, text: text(value) }))}
      />
      <details class="what">
        <summary>{t.in_a_table()}</summary>
        <ForcesTable showing={showing} />
      </details>
    </Card>
  );
}

function TimePicture({ showing }: { showing: Showing }) {
  const { lang, view, name, today, kinds, about } = showing;
  const t = texts[lang];
  const [first] = view.series;
  if (!first) return <NoMembers showing={showing} />;
  const format = (value: number) => formatInteger(value, lang);
  const line = (label: string, value: (step: CoverageFigures) => number) => ({
    label,
    points: view.series.map((step) => ({ day: step.from, value: value(step) })),
  });
  const last = view.series.at(-1) ?? first;
  const members = [
    ...(about === 'village' ? [] : [line(t.card_commune_members(), (step) => step.members.commune)]),
    line(t.card_village_members(), (step) => step.members.village),
  ];
  const places = [
    ...(about === 'units' ? [line(t.card_communes({ kinds: kinds.communes(2) }), (step) => step.communes.withTeam)] : []),
    ...(about === 'village' ? [] : [line(t.card_villages({ kinds: kinds.villages(2) }), (step) => step.villages.withTeam)]),
  ];
  const told = (lines: typeof members) => lines.map(({ label, points }) => `${label}: ${format(points.at(-1)?.value ?? 0)}`).join('; ');
  const chart = { from: firstDay(view.series), to: today > last.from ? today : last.from, format };
  return (
    <Card title={t.picture_time()} id="picture">
      <StepChart
        id="members-over-time"
        title={t.picture_label({ title: t.column_members(), unit: name, day: chart.to })}
        description={told(members)}
        lines={members}
        {...chart}
      />
      {places.length > 0 && (
        <StepChart
          id="places-over-time"
          title={t.picture_label({ title: t.column_state(), unit: name, day: chart.to })}
          description={told(places)}
          lines={places}
          {...chart}
        />
      )}
      <details class="what">
        <summary>{t.in_a_table()}</summary>
        <StepsTable showing={showing} />
      </details>
    </Card>
  );
}

/** The chart begins a little before the first team: nothing went on before, and the first rise is to be seen. */
function firstDay(series: readonly CoverageStep[]): string {
  const first = series.find(({ teams }) => teams.commune + teams.village > 0) ?? series[0];
  return first === undefined ? '' : addDays(first.from, -daysBefore);
}

const daysBefore = 45;

function NoMembers({ showing: { lang } }: { showing: Showing }) {
  const t = texts[lang];
  return <EmptyState icon="people" title={t.no_members_title()} why={t.no_members_why()} />;
}
