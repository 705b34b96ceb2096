import { momentText } from '../../platform/calendar/index.ts';
import type { Page } from '../../platform/http/index.ts';
import { Actions, Button, ButtonLink, EmptyState, FormToken, Notice, PageHeading, Pill, type View } from '../../platform/ui/index.ts';
import { texts } from '../messages.gen.ts';
import type { OwnNotice } from '../notices.ts';

export interface NoticesContent {
  readonly notices: readonly OwnNotice[];
  readonly unread: number;
  /** The notice after which the page begins; null for the newest. */
  readonly before: string | null;
  /** There are older ones. */
  readonly more: boolean;
  readonly marked: boolean;
  readonly timeZone: string;
}

/** Everything that the person was told, the newest first. */
export function noticesPage(view: View, { notices, unread, before, more, marked, timeZone }: NoticesContent): Page {
  const t = texts[view.lang];
  const last = notices.at(-1);
  return {
    title: t.title(),
    unlisted: true,
    body: (
      <>
        <PageHeading title={t.title()} intro={t.intro()} />
        {marked && (
          <Notice tone="good">
            <p>{t.marked()}</p>
          </Notice>
        )}
        {unread > 0 && (
          <form class="own-notices-head" method="post" action="/account/notices/read">
            <FormToken view={view} />
            <p>
              <strong>{t.unread_count({ count: unread })}</strong>
            </p>
            <Button kind="secondary">{t.mark_all()}</Button>
          </form>
        )}
        {notices.length === 0 ? (
          <EmptyState icon="info" title={t.none_title()} why={t.none_why()}>
            <ButtonLink kind="secondary" href="/reports/new">
              {t.none_action()}
            </ButtonLink>
          </EmptyState>
        ) : (
          <ul class="own-notices">
            {notices.map((notice) => (
              <Item key={notice.id} view={view} notice={notice} timeZone={timeZone} />
            ))}
          </ul>
        )}
        <Actions>
          {more && last && (
            <ButtonLink kind="secondary" href={`/account/notices?before=${last.id}`}>
              {t.older()}
            </ButtonLink>
          )}
          {before !== null && (
            <ButtonLink kind="quiet" href="/account/notices">
              {t.newest()}
            </ButtonLink>
          )}
          <ButtonLink kind="quiet" href="/account/notices/choices">
            {t.to_choices()}
          </ButtonLink>
        </Actions>
      </>
    ),
  };
}

function Item({ view, notice, timeZone }: { view: View; notice: OwnNotice; timeZone: string }) {
  const t = texts[view.lang];
  const lang = notice.lang === view.lang ? undefined : notice.lang;
  const state = stateOf(view, notice, timeZone);
  return (
    <li class={notice.readAt === null ? 'unread' : undefined}>
      <div class="own-notice-head">
        <a href={`/account/notices/${notice.id}`} lang={lang}>
          {notice.title}
        </a>
        {notice.readAt === null && <Pill tone="info">{t.unread()}</Pill>}
      </div>
      {notice.words !== '' && <p lang={lang}>{notice.words}</p>}
      <p class="muted small">
        {momentText(notice.at, timeZone)}
        {state !== null && ` · ${state}`}
      </p>
    </li>
  );
}

/** What leaves within so many minutes is as good as on its way. */
const soonMinutes = 10;

/** How the message stands that brings it, where that is of use to the person. */
function stateOf(view: View, { state, at, dueAt, readAt }: OwnNotice, timeZone: string): string | null {
  const t = texts[view.lang];
  if (readAt !== null) return null;
  if (state === 'waiting' && dueAt !== null && at.until(dueAt).total('minutes') > soonMinutes)
    return t.state_waiting({ at: momentText(dueAt, timeZone) });
  if (state === 'waiting' || state === 'on-its-way') return t.state_on_its_way();
  return state === 'not-reached' ? t.state_not_reached() : null;
}
