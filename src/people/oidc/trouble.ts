/**
 * What goes wrong with somebody else's sign-in service. `down`: no answer, or one that says it is broken. `declined`: the person or the
 * service said no. `refused`: its answer is not one that we may believe (another issuer, another browser's code, a wrong signature,
 * expired). `unreadable`: its answer can't be decrypted, or lacks what we need.
 */
export type TroubleKind = 'down' | 'declined' | 'refused' | 'unreadable';

/** Thrown by providers; the message is for the log and names no person. */
export class ProviderTrouble extends Error {
  override name = 'ProviderTrouble';
  readonly kind: TroubleKind;

  constructor(kind: TroubleKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}
