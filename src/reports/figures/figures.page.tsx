/** `/reports/figures`: the answer, then the figures with how sure they are, a picture and a table that say the same. */
import { momentText } from '../../platform/calendar/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import { formatInteger, formatPercent } from '../../platform/numbers/index.ts';
import {
  Answer,
  Button,
  Card,
  Chips,
  EmptyState,
  Notice,
  type Page,
  PageHeading,
  QuietLinks,
  SelectField,
  Stat,
  Stats,
} from '../../platform/ui/index.ts';
import { addressOf, type Choice, figuresPath, type Showing } from './ask.ts';
import { IntervalChart } from './chart.tsx';
import { groupings, type Share } from './figures.ts';
import { intervalText, isFew, lineName, minutesText, monthText, shareText } from './labels.ts';
import { Lines } from './lines.tsx';
import { texts } from './messages.gen.ts';
import { UseCard } from './use-card.tsx';

/** The most lines that a picture holds. */
const mostDrawn = 25;

interface Reading {
  readonly lang: Lang;
  readonly showing: Showing;
  /** Minutes of a working day. */
  readonly dayMinutes: number;
}

/** What a share is called in the sentence: none, few or told. */
const kindOf = (share: Share): 'none' | 'few' | 'told' => (share.of === 0 ? 'none' : isFew(share) ? 'few' : 'told');

export function figuresPage(reading: Reading & { readonly timeZone: string }): Page {
  const { lang, showing, timeZone, dayMinutes } = reading;
  const { asked, publication, total, lines, lifted } = showing;
  const t = texts[lang];
  const { onTime, satisfied, rated } = total;
  const answer = t.answer({
    received: total.received,
    answered: total.answered,
    timed: kindOf(onTime),
    onTime: onTime.n,
    onTimeOf: onTime.of,
    onTimePercent: formatPercent(onTime.n, onTime.of, lang),
    judged: kindOf(satisfied),
    satisfied: satisfied.n,
    rated: rated.n,
    satisfiedPercent: formatPercent(satisfied.n, satisfied.of, lang),
  });
  return {
    title: t.title(),
    description: t.description(),
    sharing: { text: t.sharing({ received: total.received, answered: total.answered }) },
    help: [
      { part: t.help_answer(), text: t.help_answer_text(), target: 'main .answer' },
      { part: t.help_filters(), text: t.help_filters_text(), target: '#filters' },
      ...(lines.length === 0 ? [] : [{ part: t.help_table(), text: t.help_table_text(), target: '#lines' }]),
      { part: t.help_take(), text: t.help_take_text(), target: '#take' },
    ],
    body: (
      <>
        <PageHeading
          title={t.title()}
          eyebrow={publication ? t.eyebrow({ at: momentText(publication.madeAt, timeZone), rows: publication.rows }) : t.eyebrow_none()}
        />
        <Answer underHeading text={answer} />
        <Filters lang={lang} showing={showing} />
        <Chips
          shown
          label={t.view_by()}
          items={groupings.map((by) => ({ label: t.by({ by }), href: addressOf(figuresPath, asked, { by }), current: asked.by === by }))}
        />
        {lines.length === 0 ? (
          <EmptyState title={t.none()} why={t.none_why()} />
        ) : (
          <>
            <Whole {...reading} />
            {lifted.many && (
              <Notice tone="waiting" title={t.lifted_title({ by: asked.by })}>
                <p>{t.lifted_why({ n: lifted.n, of: lifted.of, elsewhere: lifted.elsewhere })}</p>
              </Notice>
            )}
            <Drawing {...reading} />
            <Lines lang={lang} asked={asked} lines={lines} total={total} dayMinutes={dayMinutes} />
          </>
        )}
        <UseCard lang={lang} use={showing.use} />
        <Notice>
          <p>
            {t.recountable()} <a href="/reports/open-data">{t.open_data()}</a>
          </p>
          <p>
            {t.coarse_note()} <a href={`${figuresPath}/definitions`}>{t.definitions()}</a>
          </p>
        </Notice>
        <div id="take">
          <QuietLinks
            lang={lang}
            print
            links={[
              { href: addressOf(`${figuresPath}.csv`, asked), label: t.csv(), download: true },
              { href: addressOf('/api/v1/reports/figures', asked), label: t.json() },
            ]}
          />
        </div>
      </>
    ),
  };
}

function Filters({ lang, showing }: Pick<Reading, 'lang' | 'showing'>) {
  const { asked, months, units, categories, offices } = showing;
  const t = texts[lang];
  const filtered = [asked.from, asked.to, asked.unit, asked.category, asked.office].some((one) => one !== null);
  const options = (all: string, list: readonly Choice[]) => [
    { value: '', label: all },
    ...list.map((one) => ({ value: one.id, label: one.names[lang] })),
  ];
  const monthOptions = [{ value: '', label: t.all_months() }, ...months.map((month) => ({ value: month, label: monthText(month) }))];
  const field = { lang, optional: true } as const;
  return (
    <details class="what figures-filters" id="filters" open={filtered}>
      <summary>{t.filters()}</summary>
      <form action={figuresPath}>
        {asked.by !== 'unit' && <input type="hidden" name="by" value={asked.by} />}
        <SelectField {...field} name="from" label={t.filter_from()} options={monthOptions} value={asked.from ?? ''} />
        <SelectField {...field} name="to" label={t.filter_to()} options={monthOptions} value={asked.to ?? ''} />
        <SelectField {...field} name="unit" label={t.filter_unit()} options={options(t.all_units(), units)} value={asked.unit ?? ''} />
        <SelectField
          {...field}
          name="category"
          label={t.filter_category()}
          options={options(t.all_categories(), categories)}
          value={asked.category ?? ''}
        />
        <SelectField
          {...field}
          name="office"
          label={t.filter_office()}
          options={options(t.all_offices(), offices)}
          value={asked.office ?? ''}
        />
        <Button icon="search">{t.filter_submit()}</Button>
      </form>
      {filtered && (
        <p>
          <a href={addressOf(figuresPath, { ...asked, from: null, to: null, unit: null, category: null, office: null })}>{t.clear()}</a>
        </p>
      )}
    </details>
  );
}

/** The figures of everything that is chosen. */
function Whole({ lang, showing, dayMinutes }: Reading) {
  const t = texts[lang];
  const { total } = showing;
  const count = (value: number, label: string) => <Stat value={formatInteger(value, lang)} label={label} />;
  const share = (one: Share, label: string) => (
    <Stat
      value={one.of === 0 ? '–' : isFew(one) ? formatInteger(one.n, lang) : formatPercent(one.n, one.of, lang)}
      {...(isFew(one) && one.of > 0 ? { of: formatInteger(one.of, lang) } : {})}
      label={label}
      {...(isFew(one) ? {} : { share: { part: one.n, whole: one.of } })}
      note={one.of === 0 ? undefined : isFew(one) ? t.few() : `${t.of_counts({ n: one.n, of: one.of })}; ${intervalText(one, lang)}`}
    />
  );
  const within = (minutes: number | null, label: string) => (
    <Stat value={minutesText(minutes, dayMinutes, lang) ?? '–'} label={label} {...(minutes === null ? { note: t.few_minutes() } : {})} />
  );
  return (
    <Stats>
      {count(total.received, t.figure_received())}
      {count(total.answered, t.figure_answered())}
      {share(total.onTime, t.figure_on_time())}
      {share(total.satisfied, t.figure_satisfied())}
      {share(total.dissatisfied, t.figure_dissatisfied())}
      {share(total.rated, t.figure_rated())}
      {share(total.takenIn, t.figure_taken_in())}
      {within(total.minutes.median, t.figure_median())}
      {within(total.minutes.p90, t.figure_p90())}
      {count(total.waiting, t.figure_waiting())}
      {count(total.late, t.figure_late())}
      <Stat
        value={formatInteger(total.standing.n, lang)}
        label={t.figure_standing()}
        note={total.standing.longest === null ? undefined : t.standing_longest({ days: total.standing.longest })}
      />
      {count(total.notAccepted, t.figure_not_accepted())}
      {count(total.merged, t.figure_merged())}
      {count(total.returned, t.figure_returned())}
      {count(total.reopened, t.figure_reopened())}
    </Stats>
  );
}

function Drawing({ lang, showing }: Reading) {
  const t = texts[lang];
  const { asked, lines } = showing;
  const told = lines.filter(({ figures }) => !isFew(figures.onTime));
  const drawn = new Set(told.toSorted((a, b) => b.figures.onTime.of - a.figures.onTime.of).slice(0, mostDrawn));
  const few = lines.length - told.length;
  if (drawn.size === 0) return null;
  return (
    <Card title={t.chart_title()} id="picture">
      <p class="muted">{t.chart_about()}</p>
      <IntervalChart
        id="on-time"
        title={t.chart_title()}
        description={t.chart_about()}
        lines={told
          .filter((one) => drawn.has(one))
          .map(({ key, name, figures: { onTime } }) => ({
            key,
            label: lineName({ key, name }, asked.by, lang),
            text: shareText(onTime, lang),
            share: onTime.n / onTime.of,
            low: onTime.low ?? 0,
            high: onTime.high ?? 1,
          }))}
      />
      {told.length > drawn.size && <p class="muted small">{t.chart_more({ shown: drawn.size })}</p>}
      {few > 0 && <p class="muted small">{t.chart_few({ count: few })}</p>}
    </Card>
  );
}
