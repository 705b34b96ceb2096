/** `/console/reports`: the heaps of work, overdue first. */
import type { Lang } from '../../../platform/i18n/index.ts';
import { formatInteger } from '../../../platform/numbers/index.ts';
import { type Actor, may } from '../../../platform/session/index.ts';
import {
  Answer,
  Button,
  Chips,
  EmptyState,
  FormToken,
  type Page,
  PageHeading,
  Pager,
  Pill,
  SearchForm,
  SelectField,
  type View,
} from '../../../platform/ui/index.ts';
import { spokenCode } from '../../code.ts';
import { reportsRights } from '../../contract.ts';
import { urgencies } from '../../model.ts';
import { keeperOf } from '../listening/keepers.ts';
import { texts } from '../messages.gen.ts';
import type { DeskNames } from '../names.ts';
import { type Due, plain, stateName, stateTone } from '../words.ts';
import { addressOf, type Choice, listAddress, periods, type ViewName } from './choice.ts';
import { mostCounted, type ReportLine } from './queries.ts';

interface Option {
  readonly value: string;
  readonly label: string;
}

/** What can be done with several at once; empty lists stand for what this official can't do. */
export interface BulkChoices {
  readonly receive: boolean;
  readonly offices: readonly Option[];
  readonly people: readonly Option[];
}

export interface ListContent {
  readonly choice: Choice;
  readonly views: readonly ViewName[];
  readonly counts: Readonly<Partial<Record<ViewName, { readonly count: number; readonly late: number }>>>;
  readonly lines: readonly { readonly line: ReportLine; readonly due: Due | null }[];
  readonly next: string | null;
  readonly names: DeskNames;
  readonly categories: readonly Option[];
  readonly units: readonly Option[];
  readonly offices: readonly Option[];
  readonly bulk: BulkChoices;
  /** The pages of the other doors that this official can open. */
  readonly ways: readonly Way[];
  readonly listens: boolean;
  readonly templates: boolean;
}

/** Work that doesn't come by the web: writing down for somebody, calling back, bringing answers, paper slips. */
const ways = ['new-for', 'calls', 'visits', 'slips', 'listeners'] as const;
type Way = (typeof ways)[number];

/** The pages beside the desk by right: the receiving centre has them all; officers of communes write down for others, bring answers, keep the list of listeners. */
export function waysFor(actor: Actor): readonly Way[] {
  const centre = may(actor, reportsRights.intake);
  const helps = may(actor, 'people.on-behalf');
  const open: Readonly<Record<Way, boolean>> = {
    'new-for': helps || centre,
    calls: centre,
    visits: centre || helps,
    slips: centre || helps,
    listeners: keeperOf(actor) !== null,
  };
  return ways.filter((way) => open[way]);
}

/** The name of a heap. */
export const viewName = (view: ViewName, lang: Lang): string => texts[lang].view({ view });

export function listPage(view: View, content: ListContent): Page {
  const { lang } = view;
  const t = texts[lang];
  const { choice, counts, lines, next } = content;
  const here = counts[choice.view];
  return {
    title: t.list_title(),
    unlisted: true,
    wide: true,
    body: (
      <>
        <PageHeading title={t.list_title()} />
        {here && choice.q === '' && (
          <Answer underHeading text={t.list_answer({ count: here.count, late: here.late, view: viewName(choice.view, lang) })} />
        )}
        <Chips
          label={t.list_views()}
          items={content.views.map((one) => ({
            label: `${viewName(one, lang)}${countText(counts[one]?.count, lang)}`,
            href: addressOf({ ...choice, view: one, q: '' }),
            current: one === choice.view,
          }))}
        />
        <SearchForm
          lang={lang}
          action={listAddress}
          label={t.search_label()}
          hint={t.search_hint()}
          value={choice.q}
          hidden={{ view: 'all' }}
        />
        <Narrow lang={lang} content={content} />
        {lines.length === 0 ? (
          <EmptyState
            icon={choice.q === '' ? 'done' : 'search'}
            title={choice.q === '' ? t.list_empty() : t.search_empty({ q: choice.q })}
            why={choice.q === '' ? t.list_empty_why() : t.search_empty_why()}
          />
        ) : (
          <form method="post" action={`${listAddress}/bulk`} class="desk-form">
            <FormToken view={view} />
            <input type="hidden" name="back" value={addressOf(choice)} />
            <Lines lang={lang} content={content} />
            <Bulk lang={lang} choices={content.bulk} />
          </form>
        )}
        {next !== null && <Pager lang={lang} next={addressOf(choice, next)} />}
        <ul class="quiet-links" aria-label={t.list_more()}>
          {content.ways.map((way) => (
            <li key={way}>
              <a href={`${listAddress}/${way}`}>{t.way({ way: plain(way) })}</a>
            </li>
          ))}
          {content.listens && (
            <li>
              <a href={`${listAddress}/listening`}>{t.listening_title()}</a>
            </li>
          )}
          {content.templates && (
            <li>
              <a href={`${listAddress}/templates`}>{t.templates_title()}</a>
            </li>
          )}
        </ul>
      </>
    ),
  };
}

function countText(count: number | undefined, lang: Lang): string {
  if (count === undefined) return '';
  return count >= mostCounted ? ` (${formatInteger(mostCounted - 1, lang)}+)` : ` (${formatInteger(count, lang)})`;
}

function Narrow({ lang, content }: { lang: Lang; content: ListContent }) {
  const t = texts[lang];
  const { choice, categories, units, offices } = content;
  const narrowed = [choice.category, choice.unit, choice.office, choice.urgency].some((one) => one !== '') || choice.days !== 0;
  const any: Option = { value: '', label: t.filter_any() };
  return (
    <details class="desk-narrow" open={narrowed}>
      <summary>{t.filter_title()}</summary>
      <div class="desk-narrow-body">
        <Chips
          label={t.filter_urgency()}
          shown
          items={(['', ...urgencies] as const).map((urgency) => ({
            label: urgency === '' ? t.filter_any() : t.urgency({ urgency }),
            href: addressOf({ ...choice, urgency }),
            current: urgency === choice.urgency,
          }))}
        />
        <Chips
          label={t.filter_period()}
          shown
          items={([0, ...periods] as const).map((days) => ({
            label: days === 0 ? t.filter_any() : t.filter_days({ days }),
            href: addressOf({ ...choice, days }),
            current: days === choice.days,
          }))}
        />
        <form class="form" action={listAddress}>
          {Object.entries({ view: choice.view, q: choice.q, urgency: choice.urgency, days: choice.days === 0 ? '' : String(choice.days) })
            .filter(([, value]) => value !== '')
            .map(([name, value]) => (
              <input key={name} type="hidden" name={name} value={value} />
            ))}
          <SelectField
            lang={lang}
            optional
            name="category"
            label={t.filter_category()}
            options={[any, ...categories]}
            value={choice.category}
          />
          {units.length > 1 && (
            <SelectField lang={lang} optional name="unit" label={t.filter_unit()} options={[any, ...units]} value={choice.unit} />
          )}
          {offices.length > 1 && (
            <SelectField lang={lang} optional name="office" label={t.filter_office()} options={[any, ...offices]} value={choice.office} />
          )}
          <div class="actions">
            <Button kind="secondary">{t.filter_button()}</Button>
            {narrowed && <a href={addressOf({ view: choice.view, q: choice.q })}>{t.filter_none()}</a>}
          </div>
        </form>
      </div>
    </details>
  );
}

function Lines({ lang, content }: { lang: Lang; content: ListContent }) {
  const t = texts[lang];
  const { names, bulk } = content;
  const several = canDoSeveral(bulk);
  return (
    <ul class="desk-list" aria-label={t.list_title()}>
      {content.lines.map(({ line, due }) => {
        const office = line.organisationId === null ? t.with_centre() : (names.offices.get(line.organisationId) ?? t.office_ended());
        const person = line.assigneeId === null ? undefined : names.persons.get(line.assigneeId);
        return (
          <li key={line.id} class={`desk-row${due?.late ? ' overdue' : ''}${several ? ' ticked' : ''}`}>
            {several && (
              <label class="desk-tick">
                <input type="checkbox" name="report" value={`${line.id}:${line.revision}`} />
                <span class="sr-only">{t.tick({ code: spokenCode(line.code) })}</span>
              </label>
            )}
            <a class="desk-main" href={`${listAddress}/${line.code}`}>
              <strong>{line.category[lang]}</strong> <span class="code muted">{spokenCode(line.code)}</span>
              {line.words !== null && line.words !== '' && <span class="desk-words muted">{line.words}</span>}
            </a>
            <span class="desk-place">{names.units.get(line.unitId) ?? ''}</span>
            <span class="desk-office muted">{person === undefined ? office : `${office} · ${person}`}</span>
            <span class="desk-pills">
              {due && <Pill tone={due.tone}>{due.text}</Pill>}
              <Pill tone={stateTone(line.state)}>{stateName(line.state, lang)}</Pill>
              {line.urgency === 'urgent' && <Pill tone="danger">{t.urgency({ urgency: 'urgent' })}</Pill>}
              {line.listening && <Pill tone="waiting">{t.waits_for_listener({ language: line.language })}</Pill>}
              {line.objected && <Pill tone="waiting">{t.objected()}</Pill>}
              {line.reopens > 0 && <Pill tone="waiting">{t.reopened_times({ times: line.reopens })}</Pill>}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

const canDoSeveral = ({ receive, offices, people }: BulkChoices): boolean => receive || offices.length > 0 || people.length > 0;

function Bulk({ lang, choices }: { lang: Lang; choices: BulkChoices }) {
  if (!canDoSeveral(choices)) return null;
  const t = texts[lang];
  return (
    <details class="desk-bulk">
      <summary>{t.bulk_title()}</summary>
      <div class="desk-bulk-body">
        {choices.receive && (
          <Button kind="secondary" name="step" value="receive">
            {t.bulk_receive()}
          </Button>
        )}
        {choices.offices.length > 0 && (
          <div class="form">
            <SelectField
              lang={lang}
              optional
              name="office"
              label={t.field_office()}
              options={[{ value: '', label: t.choose() }, ...choices.offices]}
            />
            <Button kind="secondary" name="step" value="hand">
              {t.bulk_hand()}
            </Button>
          </div>
        )}
        {choices.people.length > 0 && (
          <div class="form">
            <SelectField lang={lang} optional name="person" label={t.field_assignee()} options={choices.people} />
            <Button kind="secondary" name="step" value="assign">
              {t.bulk_assign()}
            </Button>
          </div>
        )}
      </div>
    </details>
  );
}
