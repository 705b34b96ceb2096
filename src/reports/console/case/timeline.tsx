/** The life of a report, step by step; words to everybody, to the sender and among officials are told apart. */

import { momentText } from '../../../platform/calendar/index.ts';
import type { JsonObject, JsonValue } from '../../../platform/db/index.ts';
import type { Lang } from '../../../platform/i18n/index.ts';
import { Pill, type Step, Timeline } from '../../../platform/ui/index.ts';
import { audiences, type ReportEvent } from '../../core/index.ts';
import { texts } from '../messages.gen.ts';
import { plain } from '../words.ts';
import type { Case } from './gather.ts';

export function History({ lang, content }: { lang: Lang; content: Case }) {
  const { report } = content;
  const last = report.events.length - 1;
  return (
    <Timeline
      lang={lang}
      steps={report.events.map((event, index) => stepOf(event, index === last && report.closedAt === null, lang, content))}
    />
  );
}

function stepOf(event: ReportEvent, isLast: boolean, lang: Lang, { names, calendar }: Case): Step {
  const t = texts[lang];
  const person = event.actorId === null ? undefined : names.persons.get(event.actorId);
  const who = person ?? t.actor({ kind: event.actorKind });
  const said = audiences.filter((audience) => event.words[audience]);
  const changes = changesOf(event, lang, calendar.timeZone);
  return {
    state: isLast ? 'now' : 'done',
    title: t.event({ step: plain(event.step) }),
    when: [momentText(event.at, calendar.timeZone), who, event.organisationName].filter(Boolean).join(' · '),
    detail:
      said.length === 0 && event.reason === null && event.templateId === null && changes.length === 0 ? undefined : (
        <>
          {event.reason && (
            <p>
              {t.event_reason()} {event.reason.names[lang]}
            </p>
          )}
          {changes.map((change) => (
            <p key={change}>{change}</p>
          ))}
          {said.map((audience) => (
            <div key={audience} class={`desk-said ${audience}`}>
              <p class="desk-said-to">
                {t.audience({
                  audience: audience === 'sender' && (event.actorKind === 'sender' || event.step === 'give-more') ? 'by_sender' : audience,
                })}
              </p>
              <p class="whitespace-pre-line">{event.words[audience]}</p>
            </div>
          ))}
          {event.templateId !== null && <Pill tone="waiting">{t.event_template()}</Pill>}
        </>
      ),
  };
}

const isFields = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const text = (value: JsonValue | undefined): string | null => (typeof value === 'string' ? value : null);

/** What a step changed, in words: the urgency, by when an answer is due, how much time was asked for. */
function changesOf({ facts, step }: ReportEvent, lang: Lang, timeZone: string): readonly string[] {
  const t = texts[lang];
  const { urgency, due, amount } = facts;
  const fields = isFields(urgency) ? urgency : {};
  const [from, to] = [text(fields.from), text(fields.to)];
  const at = text(due);
  return [
    ...(from !== null && to !== null ? [t.changed_urgency({ from: t.urgency({ urgency: from }), to: t.urgency({ urgency: to }) })] : []),
    ...(at !== null ? [t.changed_due({ due: momentText(Temporal.Instant.from(at), timeZone) })] : []),
    ...(step === 'ask-extension' && typeof amount === 'number' ? [t.asked_amount({ amount })] : []),
  ];
}
