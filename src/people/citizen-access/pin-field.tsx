import type { ComponentChildren } from 'preact';
import type { Lang } from '../../platform/i18n/index.ts';
import { Field } from '../../platform/ui/index.ts';

/** Four to six digits, hidden while they are typed, on the keyboard for numbers. It is never filled in again. */
export function PinField(props: {
  lang: Lang;
  name: string;
  label: ComponentChildren;
  hint?: ComponentChildren;
  error?: string | undefined;
}) {
  return (
    <Field
      {...props}
      control={(wiring) => <input class="input short" type="password" inputMode="numeric" autoComplete="off" maxLength={6} {...wiring} />}
    />
  );
}
