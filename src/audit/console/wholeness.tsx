import { momentText } from '../../platform/calendar/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import { Actions, Button, ButtonLink, FormToken, Notice, type View, WhatIsThis } from '../../platform/ui/index.ts';
import { texts } from '../messages.gen.ts';
import type { TrailState } from '../queries.ts';

interface Props {
  view: View;
  timeZone: string;
  state: TrailState;
  later: boolean;
  mayExport: boolean;
}

/** Whether the trail is whole, by its last verification; a verification now; and the bundle to take away. */
export function Wholeness(props: Props) {
  const { view, later, mayExport } = props;
  const t = texts[view.lang];
  return (
    <>
      {later && (
        <Notice tone="waiting">
          <p>{t.verify_later()}</p>
        </Notice>
      )}
      <State {...props} lang={view.lang} />
      <form method="post" action="/console/audit/verify">
        <FormToken view={view} />
        <Actions>
          <Button kind="secondary">{t.verify_now()}</Button>
          {mayExport && (
            <ButtonLink kind="quiet" href="/console/audit/bundle">
              {t.take_away()}
            </ButtonLink>
          )}
        </Actions>
      </form>
    </>
  );
}

function State({ lang, timeZone, state }: Pick<Props, 'timeZone' | 'state'> & { lang: Lang }) {
  const t = texts[lang];
  const verified = state.verifiedAt && momentText(state.verifiedAt, timeZone, { seconds: true });
  if (verified !== null && state.brokenSeal !== null) {
    const how = { changed: t.state_changed(), missing: t.state_missing(), inserted: t.state_inserted(), seal: t.state_seal() };
    return (
      <Notice tone="danger" urgent title={t.state_broken({ at: verified, seal: state.brokenSeal.toString() })}>
        <p>
          {state.brokenHow && how[state.brokenHow]} {t.state_broken_advice()}
        </p>
        <Records lang={lang} records={state.brokenRecords} />
      </Notice>
    );
  }
  return (
    <Notice tone={verified === null ? 'info' : 'good'} title={t.state_title()}>
      <p>
        {state.sealedAt === null
          ? t.state_none()
          : t.state_sealed({ count: state.seals, at: momentText(state.sealedAt, timeZone, { seconds: true }) })}{' '}
        {verified === null ? t.state_not_verified() : t.state_whole({ at: verified })}
      </p>
      {state.sealedRows !== null && state.openRows !== null && <p>{t.state_rows({ sealed: state.sealedRows, open: state.openRows })}</p>}
      <WhatIsThis lang={lang} term={t.what_seal()}>
        <p>{t.what_seal_answer()}</p>
      </WhatIsThis>
    </Notice>
  );
}

/** The records by name, each with what happened to it; those that are still there can be opened. */
function Records({ lang, records }: { lang: Lang; records: readonly string[] }) {
  const t = texts[lang];
  if (records.length === 0) return <p>{t.record_unknown()}</p>;
  return (
    <ul>
      {records.slice(0, 20).map((one) => {
        const [how = '', id = ''] = one.split(' ');
        const label =
          how === 'missing' ? t.record_missing({ id }) : how === 'inserted' ? t.record_inserted({ id }) : t.record_changed({ id });
        return <li key={one}>{how === 'missing' ? label : <a href={`/console/audit?entry=${id}`}>{label}</a>}</li>;
      })}
    </ul>
  );
}
