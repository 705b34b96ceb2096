import { formatDate } from '../../../platform/calendar/index.ts';
import type { Lang } from '../../../platform/i18n/index.ts';
import { Card, type Step, Timeline } from '../../../platform/ui/index.ts';
import type { Decision, TeamHappening } from '../../contract.ts';
import { texts } from '../messages.gen.ts';
import { eventName } from '../words.ts';
import type { TeamContent } from './gather.ts';

/** What happened to the team, newest first: decisions with their papers, where it came from and went. */
export function History({ lang, content }: { lang: Lang; content: TeamContent }) {
  const t = texts[lang];
  const events = content.team.history.events.toReversed();
  const steps: Step[] = events.map((event) => ({
    title: eventName(event.kind, lang),
    when: formatDate(event.on),
    state: event.on > content.on ? 'next' : 'done',
    detail: <Happening lang={lang} content={content} event={event} />,
  }));
  return (
    <Card title={t.history_title()} id="history">
      <Timeline lang={lang} steps={steps} />
    </Card>
  );
}

function Happening({ lang, content, event }: { lang: Lang; content: TeamContent; event: TeamHappening }) {
  const t = texts[lang];
  const state = content.team.history.versions.find((version) => version.eventId === event.eventId);
  const decided = decisionWords(event.decision, lang);
  const who = event.recordedBy === null ? undefined : content.recorders.get(event.recordedBy);
  return (
    <>
      {state && (
        <p>
          {state.name} · {content.seats.get(state.unitId) ?? '–'}
        </p>
      )}
      {decided !== '' && <p>{decided}</p>}
      {event.decision.file && (
        <p>
          <a href={`/console/teams/${content.team.id}/decisions/${event.eventId}`} download>
            {t.decision_file({ name: event.decision.file.name })}
          </a>
        </p>
      )}
      <Related content={content} ids={event.fromTeams} label={t.history_from()} />
      <Related content={content} ids={event.toTeams} label={t.history_to()} />
      <p class="muted">{who === undefined ? t.recorded_by_system() : t.recorded_by({ who })}</p>
    </>
  );
}

function Related({ content, ids, label }: { content: TeamContent; ids: readonly string[]; label: string }) {
  const others = ids.filter((id) => id !== content.team.id && content.related.has(id));
  if (others.length === 0) return null;
  return (
    <p>
      {label}{' '}
      {others.map((id, index) => {
        const other = content.related.get(id);
        return (
          <span key={id}>
            {index > 0 && ', '}
            {other?.open ? <a href={`/console/teams/${id}`}>{other.name}</a> : other?.name}
          </span>
        );
      })}
    </p>
  );
}

function decisionWords({ number, decidedOn, issuer }: Decision, lang: Lang): string {
  const t = texts[lang];
  return [
    number === null ? '' : t.decision_number({ number }),
    decidedOn === null ? '' : t.decision_day({ day: formatDate(decidedOn) }),
    issuer === null ? '' : t.decision_issuer({ issuer }),
  ]
    .filter(Boolean)
    .join(', ');
}
