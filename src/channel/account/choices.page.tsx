import type { Page } from '../../platform/http/index.ts';
import {
  Actions,
  Button,
  Card,
  ChoiceField,
  ErrorSummary,
  type FieldProblem,
  FormToken,
  Notice,
  PageHeading,
  problemOf,
  SelectField,
  type View,
} from '../../platform/ui/index.ts';
import type { Topic, Way } from '../contract.ts';
import { texts } from '../messages.gen.ts';
import type { QuietHours } from '../quiet.ts';

export interface ChoicesContent {
  readonly topics: readonly { readonly topic: Topic; readonly chosen: readonly string[] }[];
  /** The ways of this installation, and whether the person has an address for each. */
  readonly offered: readonly { readonly way: Way; readonly reachable: boolean }[];
  readonly quiet: QuietHours;
  /** The public key of web push; null where the installation has none. */
  readonly pushKey: string | null;
  /** Browsers of the person that are told. */
  readonly devices: number;
  readonly done: 'chosen' | 'added' | 'removed' | null;
  readonly problems: readonly FieldProblem[];
}

/** The name of the field with the ways of a topic. */
export const fieldOfTopic = (topic: string): string => `ways.${topic}`;

/** By which ways the person is told of what, when not, and whether on this device. */
export function choicesPage(view: View, content: ChoicesContent): Page {
  const t = texts[view.lang];
  const { topics, quiet, pushKey, done, problems } = content;
  const said = { chosen: t.chosen(), added: t.device_added(), removed: t.device_removed() };
  return {
    title: t.choices_title(),
    unlisted: true,
    ...(problems.length > 0 ? { status: 422 } : {}),
    ...(pushKey === null ? {} : { scripts: ['channel/account/device.client.ts'] }),
    body: (
      <>
        <ErrorSummary lang={view.lang} problems={problems} />
        <PageHeading title={t.choices_title()} intro={t.choices_intro()} />
        {done !== null && (
          <Notice tone="good">
            <p>{said[done]}</p>
          </Notice>
        )}
        <form class="form" method="post" action="/account/notices/choices">
          <FormToken view={view} />
          <p class="hint">{t.ways_order()}</p>
          {topics.map(({ topic, chosen }) => (
            <ChoiceField
              key={topic.name}
              lang={view.lang}
              name={fieldOfTopic(topic.name)}
              label={topic.label(view.lang)}
              hint={topic.hint(view.lang)}
              many
              options={waysOf(view, content)}
              value={chosen}
            />
          ))}
          <fieldset class="field">
            <legend>{t.quiet_title()}</legend>
            <p class="hint">{t.quiet_hint()}</p>
            <div class="quiet-hours">
              <Time view={view} name="quiet_from" label={t.quiet_from()} value={quiet.from} problems={problems} />
              <Time view={view} name="quiet_to" label={t.quiet_to()} value={quiet.to} problems={problems} />
            </div>
          </fieldset>
          <Actions>
            <Button large>{t.save()}</Button>
          </Actions>
        </form>
        <Device view={view} content={content} />
        <p>
          <a href="/account/notices">{t.to_notices()}</a>
        </p>
      </>
    ),
  };
}

function waysOf(view: View, { offered }: ChoicesContent) {
  const t = texts[view.lang];
  const names = { push: t.way_push(), sms: t.way_sms(), email: t.way_email() };
  const none = { push: t.way_push_none(), sms: t.way_sms_none(), email: t.way_email_none() };
  return offered.map(({ way, reachable }) => ({ value: way, label: names[way], ...(reachable ? {} : { hint: none[way] }) }));
}

const halfHours = Array.from({ length: 48 }, (_, n) => `${String(Math.floor(n / 2)).padStart(2, '0')}:${n % 2 === 0 ? '00' : '30'}`);

function Time(props: { view: View; name: string; label: string; value: string; problems: readonly FieldProblem[] }) {
  const { view, name, label, value, problems } = props;
  const times = halfHours.includes(value) ? halfHours : [value, ...halfHours];
  return (
    <SelectField
      lang={view.lang}
      name={name}
      label={label}
      options={times.map((time) => ({ value: time, label: time }))}
      value={value}
      error={problemOf(problems, name)}
    />
  );
}

/** This browser: what can be done about it is known to its script only; without script the page says so. */
function Device({ view, content: { pushKey, devices } }: { view: View; content: ChoicesContent }) {
  const t = texts[view.lang];
  return (
    <Card title={t.device_title()} id="device">
      {pushKey === null ? (
        <p>{t.device_no_keys()}</p>
      ) : (
        <div data-device={pushKey}>
          <noscript>
            <p>{t.device_no_script()}</p>
          </noscript>
          <p hidden data-when="unsupported">
            {t.device_unsupported()}
          </p>
          <p hidden data-when="denied" role="status">
            {t.device_denied()}
          </p>
          <form hidden data-when="off failed" method="post" action="/account/notices/devices">
            <FormToken view={view} />
            {['endpoint', 'p256dh', 'auth'].map((name) => (
              <input key={name} type="hidden" name={name} value="" />
            ))}
            <p>{t.device_hint()}</p>
            <p hidden data-when="failed" role="alert">
              {t.device_failed()}
            </p>
            <Actions>
              <Button kind="secondary">{t.device_on()}</Button>
            </Actions>
          </form>
          <form hidden data-when="on" method="post" action="/account/notices/devices/end">
            <FormToken view={view} />
            <input type="hidden" name="endpoint" value="" />
            <p>{t.device_is_on()}</p>
            <Actions>
              <Button kind="secondary">{t.device_off()}</Button>
            </Actions>
          </form>
        </div>
      )}
      {devices > 0 && (
        <form method="post" action="/account/notices/devices/end">
          <FormToken view={view} />
          <p>{t.device_count({ count: devices })}</p>
          <Actions>
            <Button kind="secondary">{t.device_off_all()}</Button>
          </Actions>
        </form>
      )}
    </Card>
  );
}
