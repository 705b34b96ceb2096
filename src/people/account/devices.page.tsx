import { momentText } from '../../platform/calendar/index.ts';
import type { Page } from '../../platform/http/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import {
  Actions,
  Button,
  Card,
  DefinitionList,
  EmptyState,
  FormToken,
  Notice,
  PageHeading,
  Pill,
  type View,
} from '../../platform/ui/index.ts';
import type { SessionMethod } from '../contract.ts';
import type { SessionInList } from '../sessions/sessions.ts';
import { texts } from './messages.gen.ts';
import type { OwnDevice } from './queries.ts';

export interface DevicesContent {
  readonly devices: readonly OwnDevice[];
  readonly sessions: readonly SessionInList[];
  /** The session that is asking, and the device that this browser is. */
  readonly here: { readonly session: string | null; readonly device: string | null };
  readonly timeZone: string;
  readonly done: boolean;
}

/** Where I am signed in and which devices know me; each can be ended, and all at once. */
export function devicesPage(view: View, { devices, sessions, here, timeZone, done }: DevicesContent): Page {
  const t = texts[view.lang];
  const loose = sessions.filter((session) => !devices.some((device) => device.id === session.deviceId));
  return {
    title: t.devices_title(),
    unlisted: true,
    body: (
      <>
        <PageHeading title={t.devices_title()} intro={t.devices_intro()} />
        {done && (
          <Notice tone="good">
            <p>{t.devices_done()}</p>
          </Notice>
        )}
        <section>
          <h2>{t.devices_known()}</h2>
          {devices.length === 0 ? (
            <EmptyState icon="phone" title={t.devices_none_title()} why={t.devices_none_why()} />
          ) : (
            <div class="own-devices">
              {devices.map((device) => (
                <Card
                  key={device.id}
                  level={3}
                  title={device.name === '?' ? t.device_nameless() : device.name}
                  aside={device.id === here.device && <Pill tone="good">{t.device_here()}</Pill>}
                >
                  <DefinitionList
                    rows={[
                      { term: t.device_kind(), value: device.kind === 'enrolled' ? t.device_enrolled() : t.device_remembered() },
                      { term: t.device_pin(), value: device.hasPin ? t.device_has_pin() : t.device_no_pin() },
                      { term: t.last_used(), value: momentText(device.lastSeenAt, timeZone) },
                      { term: t.signed_in_now(), value: sessions.some((session) => session.deviceId === device.id) ? t.yes() : t.no() },
                    ]}
                  />
                  <End view={view} action={`/account/devices/${device.id}/end`} label={t.device_end()} />
                </Card>
              ))}
            </div>
          )}
        </section>
        {loose.length > 0 && (
          <section>
            <h2>{t.sessions_other()}</h2>
            <div class="own-devices">
              {loose.map((session) => (
                <Card
                  key={session.id}
                  level={3}
                  title={t.session_since({ at: momentText(session.createdAt, timeZone) })}
                  aside={session.id === here.session && <Pill tone="good">{t.session_here()}</Pill>}
                >
                  <DefinitionList
                    rows={[
                      { term: t.session_methods(), value: session.methods.map((method) => methodName(method, view.lang)).join(', ') },
                      { term: t.last_used(), value: momentText(session.lastSeenAt, timeZone) },
                    ]}
                  />
                  <End view={view} action={`/account/sessions/${session.id}/end`} label={t.session_end()} />
                </Card>
              ))}
            </div>
          </section>
        )}
        <section>
          <h2>{t.end_all_title()}</h2>
          <form class="form" method="post" action="/account/devices/end-all">
            <FormToken view={view} />
            <p>{t.end_all_hint()}</p>
            <Actions>
              <Button kind="secondary" name="which" value="others">
                {t.end_others()}
              </Button>
              <Button kind="danger" name="which" value="all">
                {t.end_all()}
              </Button>
            </Actions>
          </form>
        </section>
      </>
    ),
  };
}

function End({ view, action, label }: { view: View; action: string; label: string }) {
  return (
    <form method="post" action={action}>
      <FormToken view={view} />
      <Actions>
        <Button kind="secondary">{label}</Button>
      </Actions>
    </form>
  );
}

function methodName(method: SessionMethod, lang: Lang): string {
  const t = texts[lang];
  const names: Record<SessionMethod, string> = {
    'sms-code': t.method_sms(),
    password: t.method_password(),
    totp: t.method_totp(),
    'recovery-code': t.method_recovery_code(),
    pin: t.method_pin(),
    passkey: t.method_passkey(),
    oidc: t.method_oidc(),
    'handed-code': t.method_handed_code(),
    demonstration: t.method_demonstration(),
  };
  return names[method];
}
