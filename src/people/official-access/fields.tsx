import type { ComponentChildren } from 'preact';
import type { Lang } from '../../platform/i18n/index.ts';
import { Field, TextField } from '../../platform/ui/index.ts';

interface Look {
  readonly lang: Lang;
  readonly name: string;
  readonly label: ComponentChildren;
  readonly hint?: ComponentChildren;
  readonly error?: string | undefined;
}

/** A password: never filled in again by us; `shown` for whoever wants to see what they type, which works without script. */
export function SecretField(props: Look & { autoComplete: 'current-password' | 'new-password'; shown?: boolean }) {
  const kept = {
    class: 'input',
    autoComplete: props.autoComplete,
    autoCapitalize: 'none',
    spellcheck: false,
    'aria-required': true,
  } as const;
  return (
    <Field
      {...props}
      control={(wiring) => (props.shown ? <input type="text" {...kept} {...wiring} /> : <input type="password" {...kept} {...wiring} />)}
    />
  );
}

/** Six digits of an authenticator app; phones offer the code where they know it. */
export function CodeField(props: Look) {
  return <TextField {...props} inputMode="numeric" autoComplete="one-time-code" maxLength={20} width="short" />;
}

/** A recovery code from paper. */
export function RecoveryField(props: Look) {
  return <TextField {...props} maxLength={40} />;
}

/** Where to go on afterwards, carried along in a form. */
export function ToField({ to }: { to: string }) {
  return <input type="hidden" name="to" value={to} />;
}
