/** Who a request's actor is. Until people can sign in there are two: nobody, and the demonstration's operator. */
import type { ResolveActor } from '../platform/http/index.ts';
import type { Module } from '../platform/module/index.ts';
import { anonymous, demonstrationOperator } from '../platform/session/index.ts';

/** In a demonstration everyone is the operator, with every right that a module declares; in production nobody has any. */
export function resolveActor(mode: 'demonstration' | 'production', modules: readonly Module[]): ResolveActor {
  if (mode === 'production') return () => anonymous;
  const operator = demonstrationOperator(modules.flatMap((module) => module.rights ?? []).map((one) => one.right));
  return () => operator;
}
