/** `/reports/new`: what it is about, by big tiles; and the notices that may lead elsewhere. */
import type { Page } from '../../platform/http/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import { iconNamed } from '../../platform/ui/icon.tsx';
import { Button, ButtonLink, Icon, Listen, listenScript, Notice, PageHeading, type Sound, type View } from '../../platform/ui/index.ts';
import type { Category, Notice as CategoryNotice, EmergencyNumber } from '../core/index.ts';
import { texts as offlineTexts } from '../offline/messages.gen.ts';
import { keptHereScript } from '../offline/pages.tsx';
import { type Draft, emptyDraft, fieldsOf } from './draft.ts';
import { formScript, Unfinished, unfinishedScript } from './form-notices.tsx';
import { Frame } from './frame.tsx';
import { texts } from './messages.gen.ts';

interface WhatContent {
  readonly categories: readonly Category[];
  /** The category whose children are shown; null for the top. */
  readonly group: Category | null;
  readonly numbers: readonly EmergencyNumber[];
  /** Carried along in addresses: a commune, a village, for somebody. */
  readonly carried: Readonly<Record<string, string>>;
  /** A report that is being written, when its category is changed. */
  readonly draft: Draft | null;
  /** The category that was chosen is gone. */
  readonly gone: boolean;
  /** What the tiles offer to be heard; null while a report is being written. */
  readonly sound: Sound | null;
}

const address = (parameters: Readonly<Record<string, string>>): string => {
  const query = new URLSearchParams(parameters).toString();
  return query === '' ? '/reports/new' : `/reports/new?${query}`;
};

export function whatPage(view: View, content: WhatContent): Page {
  const { lang } = view;
  const t = texts[lang];
  const { categories, group, carried, draft } = content;
  const shown = categories.filter((one) => one.parentCode === (group?.code ?? null));
  const title = group ? t.what_group({ name: group.names[lang] }) : draft ? t.what_title() : t.new_title();
  const gone = content.gone && (
    <Notice tone="waiting" title={t.gone_title()}>
      {t.gone_advice()}
    </Notice>
  );
  const page = {
    title: t.new_title(),
    description: t.new_intro(),
    scripts: [draft ? formScript : unfinishedScript, keptHereScript, ...(content.sound ? [listenScript] : [])],
    help: [
      { part: t.help_what(), text: t.help_what_text(), target: '#report-tiles' },
      { part: t.help_danger(), text: t.help_danger_text(), target: '#report-danger' },
      { part: t.help_after(), text: t.help_after_text() },
    ],
  };
  if (draft) {
    return {
      ...page,
      unlisted: true,
      body: (
        <Frame
          view={view}
          piece="what"
          draft={draft}
          title={title}
          step={1}
          problems={[]}
          shown={['category', 'noticed']}
          back={null}
          next={null}
        >
          {gone}
          <ul class="report-tiles" id="report-tiles">
            {shown.map((one) => (
              <li key={one.code}>
                <button class="report-tile" type="submit" name="category" value={one.code}>
                  <Tile category={one} lang={lang} />
                </button>
              </li>
            ))}
          </ul>
          {group && (
            <Button kind="secondary" name="go" value="what" icon="previous">
              {t.what_up()}
            </Button>
          )}
          {draft.category !== '' && (
            <Button kind="quiet" name="category" value={draft.category}>
              {t.back()}
            </Button>
          )}
        </Frame>
      ),
    };
  }
  return {
    ...page,
    body: (
      <div class="report-form">
        <PageHeading eyebrow={group ? t.new_title() : undefined} title={title} intro={group ? group.hints[lang] : t.new_intro()} />
        {gone}
        <Unfinished view={view} />
        {!group && <Danger lang={lang} numbers={content.numbers} />}
        {content.sound && (
          <Listen lang={lang} sound={content.sound} back={address({ ...carried, ...(group ? { category: group.code } : {}) })} />
        )}
        <ul class="report-tiles" id="report-tiles">
          {shown.map((one) => (
            <li key={one.code}>
              <a class="report-tile" href={address({ ...carried, category: one.code })}>
                <Tile category={one} lang={lang} />
              </a>
            </li>
          ))}
        </ul>
        <p class="report-links">
          {group && <a href={address(carried)}>{t.what_up()}</a>}
          <a href="/reports/look-up">{t.look_up_link()}</a>
          <a href="/reports/write" hidden data-needs="script">
            {offlineTexts[lang].write_link()}
          </a>
        </p>
      </div>
    ),
  };
}

function Tile({ category, lang }: { category: Category; lang: Lang }) {
  return (
    <>
      <Icon name={iconNamed(category.icon)} />
      <span>
        <strong>{category.names[lang]}</strong>
        {category.hints[lang] !== '' && <span class="hint">{category.hints[lang]}</span>}
      </span>
    </>
  );
}

/** Whoever is in danger calls; the numbers stand before everything else, small enough not to be in the way of the others. */
function Danger({ lang, numbers }: { lang: Lang; numbers: readonly EmergencyNumber[] }) {
  const t = texts[lang];
  if (numbers.length === 0) return null;
  return (
    <details class="report-danger" id="report-danger">
      <summary>
        <Icon name="danger" small />
        {t.danger_title()}
      </summary>
      <p>{t.danger_advice()}</p>
      <ul>
        {numbers.map(({ number, names }) => (
          <li key={number}>
            <a class="button danger" href={`tel:${number}`}>
              <Icon name="phone" />
              <span>{t.call({ number, name: names[lang] })}</span>
            </a>
          </li>
        ))}
      </ul>
    </details>
  );
}

interface NoticeContent {
  readonly category: Category;
  readonly notice: CategoryNotice;
  readonly draft: Draft;
  /** Where the tiles are, with what the address carried. */
  readonly carried: Readonly<Record<string, string>>;
}

/** A notice that stands instead of the form: the right door first; sending stays possible where the notice only leads elsewhere. */
export function noticePage(view: View, { category, notice, draft, carried }: NoticeContent): Page {
  const { lang } = view;
  const t = texts[lang];
  const stops = notice.effect === 'stop';
  const shown = stops ? ['category', 'noticed'] : ['noticed'];
  return {
    title: notice.titles[lang],
    unlisted: true,
    scripts: [formScript],
    body: (
      <Frame
        view={view}
        piece="what"
        draft={draft}
        title={notice.titles[lang]}
        intro={category.names[lang]}
        step={1}
        problems={[]}
        shown={shown}
        back={null}
        next={null}
      >
        <Notice tone={stops ? 'danger' : 'waiting'}>
          <p>{notice.texts[lang]}</p>
          {stops && <p>{t.notice_stop()}</p>}
        </Notice>
        <NoticeActions lang={lang} notice={notice} />
        {!stops && (
          <Button kind="secondary" name="noticed" value="yes">
            {t.notice_go_on()}
          </Button>
        )}
        {draftHasMore(draft) ? (
          <Button kind="quiet" name="go" value="what">
            {t.notice_other()}
          </Button>
        ) : (
          <p>
            <a href={address(carried)}>{t.notice_other()}</a>
          </p>
        )}
      </Frame>
    ),
  };
}

/** Whether anything but the category was written, which a link would lose. */
const draftHasMore = (draft: Draft): boolean =>
  fieldsOf({ ...draft, id: '', category: '', commune: '', village: '', whom: '', person: '' }).length > fieldsOf(emptyDraft).length;

/** The ways out of a notice as buttons: numbers are called, addresses opened. */
export function NoticeActions({ lang, notice }: { lang: Lang; notice: CategoryNotice }) {
  if (notice.actions.length === 0) return null;
  return (
    <div class="actions">
      {notice.actions.map((action) => (
        <ButtonLink
          key={action.href}
          href={action.href}
          kind={notice.effect === 'stop' ? 'danger' : 'secondary'}
          icon={action.href.startsWith('tel:') ? 'phone' : 'forward'}
        >
          {action[lang]}
        </ButtonLink>
      ))}
    </div>
  );
}
